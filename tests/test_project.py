"""What the files around the package promise: requirements, documents, Makefile, stored notebooks."""

import itertools
import json
import pathlib
import re
import shutil
import subprocess
import tomllib

import pytest

ROOT = pathlib.Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb")) + sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb"))
DOCUMENTS = ["README.md", "CONTRIBUTING.md"]


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def named(path):
    return path.relative_to(ROOT).as_posix()


# Requirements


def requirement(line):
    """Split "numpy >=2.2" into its name, spelled in one way, and its bounds."""
    match = re.fullmatch(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[a-z,-]+\])?\s*([<>=!~][^;\s]*)?(;.*)?", line.strip())
    assert match, f"cannot read the requirement {line!r}"
    name = re.sub(r"[-_.]+", "-", match[1]).lower()
    return {"python-isal": "isal"}.get(name, name), match[2] or ""  # conda-forge has another name for it


def pyproject():
    return tomllib.loads(text("pyproject.toml"))["project"]


def required(*extras):
    """The requirements of the package and of some extras; that an extra contains another is no requirement."""
    project = pyproject()
    lines = itertools.chain(project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras))
    return [line for line in lines if not line.startswith("rnnlab[")]


def environment():
    """Read environment.yml: conda's own requirements, and the lines that it hands to pip."""
    body = text("environment.yml").split("\ndependencies:\n")[1]
    lines = [line for line in body.splitlines() if line.strip() and not line.strip().startswith("#")]
    items = [re.fullmatch(r"( *)- (.+)", line) for line in lines]
    assert all(items), f"cannot read {lines[items.index(None)]!r} in environment.yml"
    conda = [item[2] for item in items if len(item[1]) == 2 and item[2] != "pip:"]
    return conda, [item[2] for item in items if len(item[1]) > 2]


def test_conda_and_pip_users_get_the_same_requirements():
    wanted = dict(map(requirement, required("lab", "test")))
    wanted |= {"python": pyproject()["requires-python"], "pip": ""}
    conda, _ = environment()
    assert dict(map(requirement, conda)) == wanted
    assert len(conda) == len(wanted), "environment.yml names a requirement twice"


def test_conda_installs_this_package_from_this_folder():
    assert environment()[1] == ["-e ."]


def test_every_requirement_has_a_lower_bound_or_is_pinned():
    for line in required(*pyproject()["optional-dependencies"]):
        assert re.match(r">=\d|==\d", requirement(line)[1]), f"{line!r} has no lower bound"


def test_jupyter_server_is_one_without_the_known_security_holes():
    bound = dict(map(requirement, required("lab")))["jupyter-server"]
    version = tuple(map(int, re.fullmatch(r">=(\d+)\.(\d+).*", bound).groups()))
    assert version >= (2, 18)


def test_python_versions_agree():
    project = pyproject()
    classified = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    tested = re.search(r"^PYTHONS *\?= *(.+)$", text("Makefile"), re.MULTILINE)[1].split()
    in_ci = re.search(r"for version in (3\.[\d. ]+); do", text(".ci/run"))[1].split()
    assert classified == tested == in_ci
    assert project["requires-python"] == f">={classified[0]}"


# Documents


def links(document):
    """Yield the targets of a document's links and pictures that lead to files of this project."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text(document)):
        if not re.match(r"[a-z]+:|#", target):
            yield target.split("#")[0]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document):
    missing = [target for target in links(document) if not (ROOT / target).exists()]
    assert not missing, f"{document} links to files that are not there: {missing}"


def test_readme_lists_every_notebook():
    listed = {target for target in links("README.md") if target.endswith(".ipynb")}
    chapters = {named(path) for path in NOTEBOOKS if path.parent.name == "notebooks"}
    assert chapters, "there is no notebook in notebooks/"
    assert listed == chapters


def test_readme_does_not_call_a_notebook_planned_that_is_there():
    rows = [line for line in text("README.md").splitlines() if re.match(r"\| *\[?\d\d_", line)]
    planned = {row.split("|")[1].strip() for row in rows if "planned" in row}
    assert len(rows) == 12, "the table of notebooks goes from 00 to 11"
    assert planned.isdisjoint(path.stem for path in NOTEBOOKS)


def make_targets(document):
    """List the targets that a document tells its reader to make, in code blocks or between backticks."""
    blocks = re.findall(r"^```.*?\n(.*?)^```", text(document), re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", text(document))
    return set(re.findall(r"(?:^|\s)make ([a-z][a-z-]*)", "\n".join(blocks + inline)))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_targets_that_exist(document):
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    assert make_targets(document), f"{document} names no target"
    assert make_targets(document) <= targets


def test_every_target_is_listed_and_phony():
    makefile = text("Makefile")
    described = set(re.findall(r"^([a-z-]+):.* ## ", makefile, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split())
    assert described == phony == set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


# Stored notebooks


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_notebook_is_stored_without_widget_state(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert "widgets" not in notebook["metadata"], "widget state is stored: `make notebooks` removes it"
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {}), (
                "an output points to a live widget: `make notebooks` removes it"
            )


# The repository


def files_of_the_project():
    """List what git tracks, and what it would track after `git add`."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def without_pictures(content):
    """Drop the pictures in a stored notebook: any letters can follow each other there."""
    return re.sub(rb'"image/png": "[^"]*"', b"", content)


def paths_of_one_machine(content):
    pattern = rb"(?<![\w.~-])/(?:work|root|home/\w+|Users/\w+)(?=[/\s\"'`):,;\\\]]|$)"
    return [match.decode() for match in re.findall(pattern, without_pictures(content))]


def test_no_file_names_a_path_of_one_machine():
    files = [path for path in files_of_the_project() if path.suffix not in {".png", ".npz"}]
    assert ROOT / "pyproject.toml" in files
    found = {named(path): paths for path in files if (paths := paths_of_one_machine(path.read_bytes()))}
    assert not found


# The slash comes from outside the strings, so that this file does not find itself.
@pytest.mark.parametrize("path", ["work/main", "root", "home/ada/rnnlab", "Users/ada"])
@pytest.mark.parametrize("around", ["{}", 'cd "{}"', "file://{}", "see {}: there", '"{}\\n",'])
def test_a_path_of_one_machine_is_found(path, around):
    assert paths_of_one_machine(around.format("/" + path).encode())


@pytest.mark.parametrize("harmless", ["a/work/b", "./root", "~/root", "https://example.org/root", "/rooted"])
def test_other_paths_are_let_through(harmless):
    assert not paths_of_one_machine(harmless.encode())
