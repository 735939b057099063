"""The exercises, read from the notebooks: their numbers, their functions, and a right answer to each.

An exercise is a code cell with the tag `exercise`. Its number says where it stands: ex04_3 is the third of chapter 04. It is
counted here and nowhere else.
"""

import ast
import pathlib
from typing import NamedTuple

import nbformat

NOTEBOOKS = pathlib.Path(__file__).parents[2] / "notebooks"
TAG = "exercise"


class Exercise(NamedTuple):
    """One exercise of a chapter: its number, the place of its cell, and the names of its functions, each with a check."""

    number: str
    place: int
    functions: tuple
    solved: str  # the functions with their answers, between the marks that nbgrader and otter-grader look for
    shows: str  # the line that shows the verdicts


def chapters():
    """The names of the chapters that have exercises."""
    return [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb")) if exercises(path.stem)]


def chapter(name):
    """The notebook of a chapter."""
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


def exercises(name):
    """All exercises of a chapter, in its order."""
    cells = chapter(name).cells
    places = [place for place, cell in enumerate(cells) if TAG in cell.metadata.get("tags", ())]
    answers = _answers(name) if places else {}
    return [_exercise(f"ex{name[:2]}_{n}", place, cells[place].source, answers) for n, place in enumerate(places, 1)]


def check(function, *, strict=False):
    """The line that checks a function."""
    return f"checks.check_{function}({function}{', strict=True' * strict})"


def _exercise(number, place, source, answers):
    *functions, shows = ast.parse(source).body
    solved = "\n\n\n".join(_solved(source, function, answers[function.name]) for function in functions)
    return Exercise(number, place, tuple(function.name for function in functions), solved, _lines(source, shows))


def _answers(name):
    """The body of each function in the chapter's solutions."""
    solutions = nbformat.read(NOTEBOOKS / "solutions" / f"{name}.ipynb", as_version=4)
    cells = [cell.source for cell in solutions.cells if cell.cell_type == "code"]
    found = [(cell, node) for cell in cells for node in ast.parse(cell).body if isinstance(node, ast.FunctionDef)]
    return {node.name: _lines(cell, *node.body) for cell, node in found}


def _solved(source, function, answer):
    head = source.splitlines()[function.lineno - 1 : function.body[0].lineno - 1]
    return "\n".join([*head, "    # BEGIN SOLUTION", answer, "    # END SOLUTION"])


def _lines(source, *nodes):
    return "\n".join(source.splitlines()[nodes[0].lineno - 1 : nodes[-1].end_lineno])
