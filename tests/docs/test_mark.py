"""One learner's notebook, marked by number: right, wrong, not there, and code that does harm to its own kernel."""

import pathlib
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from support import classroom

exercises, mark = map(classroom.module, ("exercises", "mark"))

pytestmark = pytest.mark.slow  # a kernel for each notebook

CHAPTER = "04_gradients_by_hand"
SOLVED = {exercise.number: exercise.solved for exercise in exercises.exercises(CHAPTER)}
IMPORTS = "import numpy as np"


@pytest.fixture
def marked(tmp_path):
    """Marks a notebook of these cells: (function, whether it is right, words) of each that was asked for."""

    def of(*sources, numbers=()):
        path = tmp_path / "ada.ipynb"
        nbformat.write(new_notebook(cells=[new_code_cell(source) for source in sources]), path)
        return [(function, right, words) for _, function, right, words in mark.mark(path, numbers)]

    return of


def test_all_exercises_of_the_chapter_are_marked_if_no_number_is_given(marked):
    found = marked(IMPORTS, *SOLVED.values())
    assert [function for function, _, _ in found] == [
        function for exercise in exercises.exercises(CHAPTER) for function in exercise.functions
    ]
    assert all(right for _, right, _ in found)


def test_a_mistake_is_told_in_the_words_of_the_check_and_what_is_missing_is_not_right(marked):
    mine = "def grad_W_xh(x, dz):\n    return (x.T @ dz).T"
    (first, second) = marked("%matplotlib inline", "this is no Python", mine, numbers=["ex04_3"])
    assert first[:2] == ("grad_W_xh", False)
    assert "this is the transpose of the right answer" in first[2]
    assert second == ("grad_W_hh", False, "NameError: name 'grad_W_hh' is not defined")


def test_a_cell_that_does_not_end_is_stopped_and_the_next_is_run(marked, monkeypatch):
    monkeypatch.setitem(mark.PATIENCE, "timeout", 3)
    assert all(right for _, right, _ in marked("while True:\n    pass", SOLVED["ex04_3"], numbers=["ex04_3"]))


def test_a_kernel_that_is_gone_leaves_nothing_right(marked, capsys):
    found = marked(SOLVED["ex04_3"], "import os\nos._exit(1)", numbers=["ex04_3"])
    assert [marks[1:] for marks in found] == [(False, "not run")] * 2
    assert "ended the kernel" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sources", "numbers", "words"),
    [
        (["def grad_O(O, target): pass"], ["ex04_9"], "There is no exercise ex04_9"),
        (["1 + 1"], [], "no function of any exercise"),
    ],
)
def test_what_cannot_be_marked_is_said(marked, sources, numbers, words):
    with pytest.raises(SystemExit, match=words):
        marked(*sources, numbers=numbers)


def test_a_damaged_notebook_is_said_to_be_one(tmp_path):
    path = tmp_path / "ada.ipynb"
    path.write_text('{"cells": [', encoding="utf-8")
    with pytest.raises(SystemExit, match=r"ada\.ipynb cannot be read as a notebook"):
        mark.mark(path)


def test_the_program_prints_each_verdict_and_the_sum(tmp_path):
    path = tmp_path / "ada.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(SOLVED["ex04_3"])]), path)
    program = pathlib.Path(mark.__file__)
    done = subprocess.run([sys.executable, program, path, "ex04_3", "ex04_4"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "ex04_3 grad_W_xh: 1 of 1",
        "    ✔ grad_W_xh: right, on all cases.",
        "ex04_3 grad_W_hh: 1 of 1",
        "    ✔ grad_W_hh: right, on all cases.",
        "ex04_4 step_grad: 0 of 1",
        "    NameError: name 'step_grad' is not defined",
        "ada.ipynb: 2 of 3",
    ]
