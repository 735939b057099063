"""What git stores of a saved notebook: no mark of the session, and so few lines that a change can be read."""

import copy
import json
import subprocess
import sys

import clean
import nbformat
import pytest
from nbclient import NotebookClient
from support import course as there

STORED = sorted((there.ROOT / "notebooks").rglob("[0-9]*.ipynb"))


def filtered(content, *path):
    """What the filter gives for these bytes, in a process that has no package but Python's own."""
    command = [sys.executable, "-I", "-S", there.ROOT / "updates" / "clean.py", *path]
    return subprocess.run(command, input=content, capture_output=True, check=True, cwd=there.ROOT).stdout


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.relative_to(there.ROOT).as_posix())
def test_a_stored_notebook_is_clean(path):
    assert clean.write(clean.read(path.read_bytes())) == path.read_bytes()


def test_a_saved_notebook_becomes_the_stored_one_and_stays_so():
    stored = (there.ROOT / there.NAME).read_bytes()
    once = filtered(json.dumps(there.saved(there.stored())).encode(), there.NAME)
    assert once == stored
    assert filtered(once, there.NAME) == stored


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1, 2]",
        b"3",
        b'{"cells": 1}',
        b'{"cells": []}',
        b'{"nbformat": 4, "metadata": {}, "cells": [3]}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_notebook_comes_out_as_it_went_in(content):
    assert filtered(content, there.NAME) == content


def test_a_notebook_of_another_language_keeps_it():
    notebook = there.stored()
    notebook["metadata"]["language_info"] = {"name": "R", "version": "4.4"}
    assert clean.clean(copy.deepcopy(notebook))["metadata"] == notebook["metadata"]


def test_the_filter_writes_what_nbformat_writes():
    notebook = there.stored()
    written = nbformat.writes(nbformat.from_dict(notebook), indent=1).rstrip("\n") + "\n"
    assert clean.write(notebook).decode() == written


def test_a_picture_is_kept_only_where_the_words_are_the_same():
    stored, new = there.stored(), there.saved(there.stored())
    output = there.lab(new)["outputs"][0]["data"]
    output["text/plain"] += " and more"
    clean.keep_pictures(new, stored)
    assert there.lab(new)["outputs"][0]["data"] is output
    pictured = [cell for cell in new["cells"] if any("image/png" in o["data"] for o in cell.get("outputs", []))]
    assert len(pictured) == 2
    assert pictured[1]["outputs"][0]["data"]["image/png"] != there.picture(b"drawn anew")


def test_a_picture_that_was_drawn_anew_for_the_course_is_taken():
    stored, new = there.stored(), there.stored()
    there.lab(new)["outputs"][0]["data"]["image/png"] = there.picture(b"drawn anew")
    clean.keep_pictures(new, stored)
    assert there.lab(new)["outputs"][0]["data"]["image/png"] == there.picture(b"drawn anew")


def changed_lines(folder):
    """The lines that `git diff` takes out or brings in."""
    return [
        line
        for line in there.git(folder, "diff", "--unified=0").splitlines()
        if line[0] in "+-" and line[:3] not in ("+++", "---")
    ]


@pytest.mark.slow
def test_one_answer_is_a_short_diff(tmp_path):
    """A notebook that really ran, with the state of its widgets."""
    _, clone = there.course(tmp_path)
    notebook = nbformat.from_dict(there.answered(there.stored()))
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(clone)}}).execute()
    assert notebook.metadata.widgets
    nbformat.write(notebook, clone / there.NAME)
    assert len(changed_lines(clone)) > 1000
    there.git(clone, "config", "include.path", "../updates/gitconfig")
    assert 2 <= len(changed_lines(clone)) <= 8
    assert len(there.git(clone, "diff").splitlines()) <= 15
