"""A learner's answers and the course's changes, merged by real git: nothing is refused, torn, or lost."""

import copy
import json
import sys

import clean
import nbformat
import pytest
from support import course as there

NEW = "A sentence that was not there."
STUB = '    """The gradient one step back."""\n    return None'


def prose(notebook):
    notebook["cells"][4]["source"] += f"\n\n{NEW}"


def pictures(notebook):
    there.lab(notebook)["outputs"][0]["data"]["image/png"] = there.picture(b"new")


def stub(notebook):
    cell = there.exercise(notebook)
    cell["source"] = cell["source"].replace("    return None", STUB)


def new_cell(notebook):
    notebook["cells"].insert(5, {"cell_type": "markdown", "metadata": {}, "source": NEW})


def deleted_cell(notebook):
    del notebook["cells"][6]


def new_chapter(notebook):
    """Nothing in this one."""


CHANGES = [prose, pictures, stub, new_cell, deleted_cell, new_chapter]


def release(upstream, change):
    """The course with one change; each cell is named after what it says, as `make notebooks` does it."""
    notebook = there.stored()
    change(notebook)
    for cell in notebook["cells"]:
        cell["id"] = clean.identifier(cell)
    (upstream / there.NAME).write_bytes(clean.write(notebook))
    if change is new_chapter:
        there.write(upstream, notebook, "notebooks/11_new.ipynb")
    there.publish(upstream)


def pull(clone):
    """git alone, with what `make filter` has told it."""
    there.git(clone, "pull")


def update(clone):
    """Our command, where git was told nothing and does not know who works here."""
    assert "with your answers kept" in there.run(clone, sys.executable, "updates/update.py").stdout


def hub(clone):
    """nbgitpuller on a hub whose git has these settings for everyone."""
    pytest.importorskip("nbgitpuller", reason="nbgitpuller is not installed: see `make hub-test`")
    script = f"import nbgitpuller.pull as p; list(p.GitPuller({str(clone.parent / 'course')!r}, '.', branch='main').pull())"
    there.run(clone, sys.executable, "-c", script)


def commit(clone):
    there.git(clone, "commit", "--quiet", "--all", "--message", "Answer")


@pytest.mark.slow
@pytest.mark.parametrize("how", [pull, update, hub])
@pytest.mark.parametrize("first", [None, commit], ids=["uncommitted", "committed"])
@pytest.mark.parametrize("change", CHANGES)
def test_an_update_keeps_every_answer_and_brings_all_that_is_new(tmp_path, change, first, how):
    upstream, clone = there.course(tmp_path)
    if how is not update:
        there.git(clone, "config", "include.path", "../updates/gitconfig")
    there.write(clone, there.saved(there.answered(there.stored())))
    if first:
        first(clone)
    release(upstream, change)
    how(clone)
    check_all_is_there(clone, change)
    assert there.git(clone, "diff", "--name-only", "--diff-filter=U") == ""
    assert there.git(clone, "rev-list", "--count", "HEAD..origin/main") == "0\n"


def check_all_is_there(clone, change):
    """The notebook in the learner's folder is the course's new one, but for the answer and what is said about it."""
    expected = copy.deepcopy(json_of(clone.parent / "course"))
    found = json_of(clone)
    nbformat.validate(nbformat.from_dict(found))
    place = next(place for place, cell in enumerate(found["cells"]) if there.ANSWER in cell["source"])
    assert "right, on all cases" in found["cells"][place]["outputs"][0]["data"]["text/plain"]
    if change is stub:
        assert STUB in found["cells"].pop(place + 1)["source"]
    same = [cell["source"] for cell in found["cells"]]
    wanted = [cell["source"] for cell in expected["cells"]]
    assert same[:place] + same[place + 1 :] == wanted[:place] + wanted[place + 1 :]
    if change is pictures:
        assert there.lab(found)["outputs"][0]["data"]["image/png"] == there.picture(b"new")
    assert (clone / "notebooks" / "11_new.ipynb").exists() == (change is new_chapter)


def json_of(folder):
    json.loads((folder / there.NAME).read_bytes())
    return there.read(folder)


def test_a_file_of_the_learners_own_in_the_way_is_renamed(tmp_path):
    upstream, clone = there.course(tmp_path)
    (clone / "notebooks" / "11_new.ipynb").write_text("mine")
    release(upstream, new_chapter)
    update(clone)
    assert (clone / "notebooks" / "11_new_mine.ipynb").read_text() == "mine"
    assert there.read(clone, "notebooks/11_new.ipynb")


def test_no_news_and_no_course(tmp_path):
    upstream, clone = there.course(tmp_path)
    assert there.run(clone, sys.executable, "updates/update.py").stdout == "Nothing is new.\n"
    upstream.rename(tmp_path / "gone")
    there.write(clone, there.answered(there.stored()))
    failed = there.run(clone, sys.executable, "updates/update.py", check=False)
    assert failed.returncode == 1
    assert "Not updated; your files are as they were." in failed.stderr
    assert there.ANSWER in there.exercise(there.read(clone))["source"]
