"""What others run for us: Binder, workflows, links to live pages. Here it can be held that what they name is there."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import live_links
import pytest

ROOT = pathlib.Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHONS = re.search(r"^PYTHONS *\?= *(.+)$", MAKEFILE, re.MULTILINE)[1].split()
needs_bash = pytest.mark.skipif(sys.platform == "win32", reason="Binder's scripts are for bash")


def started(*command, path):
    """What Binder's start prints for a command, where `path` is searched first."""
    surroundings = os.environ | {"PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    start = ROOT / ".binder" / "start"
    return subprocess.run([start, *command], env=surroundings, capture_output=True, check=True, text=True).stdout


@needs_bash
def test_binder_opens_the_first_notebook(tmp_path):
    jupyter = tmp_path / "jupyter"
    jupyter.write_text('#!/bin/sh\necho "$@"\n')
    jupyter.chmod(0o755)
    *asked, server, lab = started("jupyter", "lab", "--ip", "a b", path=tmp_path).split(" ")
    assert asked == ["lab", "--ip", "a", "b"]
    (page,) = {server.strip().removeprefix("--ServerApp.default_url="), lab.strip().removeprefix("--LabApp.default_url=")}
    assert (ROOT / page.removeprefix("/lab/tree/")).is_file()


@needs_bash
def test_binder_starts_anything_else_as_it_is(tmp_path):
    assert started("echo", "a  b", path=tmp_path) == "a  b\n"


@needs_bash
@pytest.mark.parametrize("script", ["start", "postBuild"])
def test_binders_scripts_can_be_run(script):
    path = ROOT / ".binder" / script
    assert os.access(path, os.X_OK)
    subprocess.run(["bash", "-n", path], check=True)


def test_binder_installs_this_folder_on_a_python_that_is_tested():
    assert "--editable .\n" in (ROOT / ".binder" / "requirements.txt").read_text(encoding="utf-8")
    version = (ROOT / ".binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    assert version in [f"python-{one}" for one in PYTHONS]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_names_what_is_there(workflow):
    text = workflow.read_text(encoding="utf-8")
    assert set(re.findall(r"\bmake ([a-z-]+)$", text, re.MULTILINE)) <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    for path in re.findall(r"(?:path|cache-dependency-path): (\S+)$", text, re.MULTILINE):
        assert (ROOT / path).exists() or path == "site", path  # `make site` writes it
    for action in re.findall(r"uses: (\S+)", text):
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", action), f"{action} is not one of GitHub's own, with its version"


def test_the_tests_run_on_each_system_on_the_oldest_and_the_newest_python():
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert "system: [ubuntu-latest, macos-latest, windows-latest]\n" in text
    assert f'python: ["{PYTHONS[0]}", "{PYTHONS[-1]}"]\n' in text


@pytest.mark.parametrize("chapter", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_chapter_says_where_it_is_live(chapter, tmp_path):
    first = "".join(json.loads(chapter.read_text(encoding="utf-8"))["cells"][0]["source"])
    assert first.endswith(f"\n\n{live_links.line(chapter.name)}"), "python tests/tools/live_links.py"
    again = pathlib.Path(shutil.copy(chapter, tmp_path))
    live_links.link(again)
    assert again.read_bytes() == chapter.read_bytes()


def test_the_badges_lead_where_pyproject_says():
    assert f"\n{live_links.badges('00_start_here.ipynb')}\n" in README
    assert live_links.INSTALL in README


def test_all_addresses_are_of_one_repository():
    assert re.fullmatch(r"https://github\.com/[\w-]+/[\w-]+", live_links.URLS["Source"])
    owner, name = live_links.REPOSITORY.split("/")
    assert live_links.URLS["Homepage"] == f"https://{owner}.github.io/{name}/"
