"""The exercises as they stand in the notebooks: numbered as their headings say, and solved where they stand."""

import re

import pytest
from support import classroom

from rnnlab import checks

exercises = classroom.module("exercises")
EACH_CHAPTER = pytest.mark.parametrize("name", exercises.chapters())


def test_every_check_belongs_to_one_exercise():
    functions = [
        function for name in exercises.chapters() for found in exercises.exercises(name) for function in found.functions
    ]
    assert sorted(functions) == sorted(check.name for check in checks.ALL)


@EACH_CHAPTER
def test_a_number_is_that_of_the_heading_above(name):
    cells, found = exercises.chapter(name).cells, exercises.exercises(name)
    for exercise in found:
        above = [cell.source for cell in cells[: exercise.place] if cell.source.startswith("## Exercise")][-1]
        number = re.match(r"## Exercise (\d+): |## Exercise: ", above)[1]
        assert exercise.number == f"ex{name[:2]}_{number or len(found)}"


@EACH_CHAPTER
def test_an_exercise_shows_the_verdict_on_each_of_its_functions(name):
    for exercise in exercises.exercises(name):
        for function in exercise.functions:
            assert exercises.check(function) in exercise.shows


@EACH_CHAPTER
def test_the_solutions_are_right_in_the_chapters_own_notebook(name):
    """With what its first cell imports, and with nothing else."""
    names = {}
    exec(next(cell.source for cell in exercises.chapter(name).cells if cell.cell_type == "code"), names)
    for exercise in exercises.exercises(name):
        exec(exercise.solved, names)
        for function in exercise.functions:
            assert eval(exercises.check(function, strict=True), names)


@EACH_CHAPTER
def test_without_its_answer_an_exercise_is_what_stands_in_the_chapter(name):
    for exercise in exercises.exercises(name):
        emptied = re.sub(r"    # BEGIN SOLUTION\n.*?# END SOLUTION", "    return None", exercise.solved, flags=re.DOTALL)
        assert f"{emptied}\n\n\n{exercise.shows}" == exercises.chapter(name).cells[exercise.place].source
