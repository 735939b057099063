"""Cell by cell: who wins where a learner and the course have both changed a notebook."""

import copy
import subprocess
import sys

import clean
import merge
import pytest
from support import course as there


def cell(source, kind="code", **more):
    made = {"cell_type": kind, "metadata": {}, "source": source}
    made |= {"execution_count": None, "outputs": []} if kind == "code" else {}
    return made | {"id": clean.identifier(made)} | more


def notebook(*cells):
    return {"cells": copy.deepcopy(list(cells)), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


HEAD, PROSE, TAIL = cell("# A chapter", "markdown"), cell("Write the function that adds one to x.", "markdown"), cell("1 + 1")
STUB = cell("def add(x):\n    return None\n\n\ncheck(add)")
NEW_STUB = cell("def add(x, y):\n    return None\n\n\ncheck(add)")
ANSWER = STUB | {"source": STUB["source"].replace("None", "x + 1")}
BASE = notebook(HEAD, PROSE, STUB, TAIL)


def sources(merged):
    return [cell["source"] for cell in merged["cells"]]


@pytest.mark.parametrize("swapped", [False, True], ids=["", "as git brings back a stash"])
def test_a_changed_stub_is_quoted_below_the_answer_and_does_not_run(swapped):
    both = [notebook(HEAD, PROSE, ANSWER, TAIL), notebook(HEAD, PROSE, NEW_STUB, TAIL)]
    merged = merge.merge(BASE, *(both[::-1] if swapped else both))
    assert sources(merged)[:3] == [HEAD["source"], PROSE["source"], ANSWER["source"]]
    assert merged["cells"][3]["cell_type"] == "markdown"
    assert NEW_STUB["source"] in merged["cells"][3]["source"]
    assert sources(merged)[4:] == [TAIL["source"]]


def test_the_update_after_a_changed_stub_says_nothing_again():
    first = merge.merge(BASE, notebook(HEAD, PROSE, ANSWER, TAIL), notebook(HEAD, PROSE, NEW_STUB, TAIL))
    again = cell("2 + 2")
    second = merge.merge(notebook(HEAD, PROSE, NEW_STUB, TAIL), first, notebook(HEAD, PROSE, NEW_STUB, again, TAIL))
    assert sorted(sources(second)) == sorted([*sources(first), "2 + 2"])


def test_both_changed_a_text_and_both_are_kept():
    mine = PROSE | {"source": PROSE["source"] + " Mine."}
    theirs = cell(PROSE["source"] + " Theirs.", "markdown")
    merged = sources(merge.merge(BASE, notebook(HEAD, mine, STUB, TAIL), notebook(HEAD, theirs, STUB, TAIL)))
    assert merged[1] == mine["source"]
    assert merged[2].endswith(theirs["source"])
    assert len(merged) == 5


def test_a_learners_own_cells_stay_where_they_stood():
    first, note = cell("import this", id="own-0"), cell("my note", "markdown", id="own-1")
    merged = merge.merge(
        BASE, notebook(first, HEAD, PROSE, ANSWER, note, TAIL), notebook(HEAD, PROSE, NEW_STUB, cell("2"), TAIL)
    )
    found = sources(merged)
    assert found[0] == "import this"
    assert found.index("my note") in (4, 5)
    assert found[-2:] == ["2", TAIL["source"]]


def test_an_answer_outlives_its_exercise():
    merged = sources(merge.merge(BASE, notebook(HEAD, PROSE, ANSWER, TAIL), notebook(HEAD, PROSE, TAIL)))
    assert merged == [HEAD["source"], PROSE["source"], ANSWER["source"], TAIL["source"]]


def test_what_the_learner_took_out_stays_out_until_it_says_something_new():
    mine = notebook(HEAD, ANSWER, TAIL)
    assert PROSE["source"] not in sources(merge.merge(BASE, mine, notebook(HEAD, PROSE, STUB, TAIL, cell("2"))))
    new = cell(PROSE["source"] + " Now with a hint.", "markdown")
    assert new["source"] in sources(merge.merge(BASE, mine, notebook(HEAD, new, STUB, TAIL)))


def test_outputs_are_the_courses_where_it_changed_them_else_the_learners():
    said = {"output_type": "stream", "name": "stdout", "text": "mine"}
    mine, theirs = TAIL | {"outputs": [said]}, TAIL | {"outputs": [said | {"text": "theirs"}]}
    ran = notebook(HEAD, PROSE, ANSWER, mine)
    assert merge.merge(BASE, ran, BASE)["cells"][-1]["outputs"][0]["text"] == "mine"
    assert merge.merge(BASE, ran, notebook(HEAD, PROSE, STUB, theirs))["cells"][-1]["outputs"][0]["text"] == "theirs"


def test_every_name_is_there_once():
    both = notebook(HEAD, PROSE, ANSWER, TAIL, cell("2")), notebook(HEAD, PROSE, NEW_STUB, TAIL, cell("2"))
    for base in (BASE, notebook()):
        names = [cell["id"] for cell in merge.merge(base, *copy.deepcopy(both))["cells"]]
        assert len(set(names)) == len(names)


def test_a_version_that_is_no_notebook_is_left_as_it_is(tmp_path):
    files = [tmp_path / name for name in ("base", "mine", "theirs")]
    for path in files:
        path.write_bytes(clean.write(notebook(HEAD)))
    files[1].write_text("<<<<<<< torn")
    done = subprocess.run([sys.executable, there.ROOT / "updates" / "merge.py", *files], check=False)
    assert done.returncode == 1
    assert files[1].read_text() == "<<<<<<< torn"
