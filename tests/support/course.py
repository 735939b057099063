"""A course and a learner's clone of it, in real git, for the tests of updates; and a notebook as JupyterLab saves it."""

import base64
import copy
import json
import os
import pathlib
import shutil
import subprocess

import clean

ROOT = pathlib.Path(__file__).parents[2]

NAME = "notebooks/06_vanishing_and_exploding.ipynb"
ANSWER = "    return (dh * (z > 0)) @ W_hh.T"
# No settings of this machine, and nobody's name.
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
AUTHOR = ("-c", "user.name=author", "-c", "user.email=author@localhost")


def run(folder, *command, check=True):
    return subprocess.run(command, cwd=folder, check=check, capture_output=True, text=True, env=os.environ | ALONE)


def git(folder, *arguments, check=True):
    return run(folder, "git", *AUTHOR, *arguments, check=check).stdout


def stored():
    """The notebook that the tests update, its texts as strings."""
    return clean.read((ROOT / NAME).read_bytes())


def exercise(notebook):
    return next(cell for cell in notebook["cells"] if "def dh_prev" in cell["source"])


def lab(notebook):
    return next(cell for cell in notebook["cells"] if any("image/png" in o.get("data", {}) for o in cell.get("outputs", [])))


def answered(notebook):
    """The notebook with exercise 1 answered, and the check's words for it."""
    cell = exercise(notebook)
    cell["source"] = cell["source"].replace("    return None", ANSWER)
    cell["outputs"][0]["data"] |= {"text/plain": "✔ dh_prev: right, on all cases.", "text/html": "<div>right</div>"}
    return notebook


def saved(notebook):
    """What JupyterLab writes after all cells ran: widget state, views, counts, a version of Python, pictures drawn anew."""
    notebook = copy.deepcopy(notebook)
    state = {f"{number:032x}": {"model_name": "FloatSliderModel", "state": {"value": number}} for number in range(100)}
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": state, "version_major": 2}}
    notebook["metadata"]["language_info"] = clean.LANGUAGE_INFO | {"version": "3.11.7"}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] += 20
            cell["metadata"]["execution"] = {"iopub.execute_input": "2026-11-30T10:00:00Z"}
            for output in cell["outputs"]:
                output["execution_count"] = cell["execution_count"]
                if "image/png" in output["data"]:
                    output["data"]["image/png"] = picture(b"drawn anew")
                    output["data"][clean.WIDGET_MIME] = {"model_id": "7" * 32, "version_major": 2}
    return notebook


def picture(content):
    return base64.b64encode(content).decode()


def write(folder, notebook, name=NAME):
    (folder / name).write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def read(folder, name=NAME):
    return clean.read((folder / name).read_bytes())


def course(folder):
    """A repository of the course with one chapter, and a learner's clone of it."""
    upstream, clone = folder / "course", folder / "learner"
    (upstream / "notebooks").mkdir(parents=True)
    shutil.copytree(ROOT / "updates", upstream / "updates", ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".gitattributes", NAME):
        shutil.copy(ROOT / name, upstream / name)
    git(upstream, "init", "--quiet", "--initial-branch=main")
    publish(upstream)
    git(folder, "clone", "--quiet", "course", "learner")
    return upstream, clone


def publish(upstream):
    git(upstream, "add", ".")
    git(upstream, "commit", "--quiet", "--message", "Change the course")
