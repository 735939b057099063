"""Write the chapters' exercises as assignments: `python docs/class/assignments.py [FOLDER [CHAPTER ...]]`.

    FOLDER/nbgrader    a course: source, nbgrader_config.py, and the release that `nbgrader generate_assignment` makes of them
    FOLDER/otter       the same for otter-grader: source, and by chapter what `otter assign` makes: student and autograder

Sources and releases are written anew. What was handed in, marks and an nbgrader_config.py that is there already stay.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys

import nbformat
from exercises import TAG, chapter, chapters, check, exercises
from nbformat.v4 import new_code_cell, new_raw_cell

CONFIG = '''"""Made by `make assignments`, and never written over: change it as you like."""

c = get_config()
c.CourseDirectory.course_id = "rnnlab"
c.ClearSolutions.code_stub = {"python": "return None"}
c.Execute.timeout = 300  # seconds for a cell, on a machine that marks much else
# Live widgets come first by default, and a page of feedback cannot show them: so it would have no picture.
c.WidgetsDataTypeFilter.display_data_priority = ["text/html", "text/markdown", "text/latex", "image/png", "text/plain"]
'''
OTTER = """# ASSIGNMENT CONFIG
name: {name}
generate: true
export_cell: false
run_tests: false
tests:
  ok_format: false"""
OTHER_CHAPTER = re.compile(r"\[([^]]+)\]\(\d\d_\w+\.ipynb\)")  # it may not be where the learner's copy is
RECALL = "labs.recall("  # practice for weeks: it remembers in the chapters' own folder what comes back when


def release_for_nbgrader(course, name):
    """Write a chapter into a course of nbgrader's, and release it there."""
    source, config = course / "source" / name, course / "nbgrader_config.py"
    source.mkdir(parents=True, exist_ok=True)
    if not config.exists():
        config.write_text(CONFIG, encoding="utf-8")
    nbformat.write(for_nbgrader(name), source / f"{name}.ipynb")
    _run(course, "nbgrader", "generate_assignment", name, "--force", "--create", "--log-level=WARN")


def release_for_otter(folder, name):
    """Write a chapter for otter-grader, and what it makes of it beside: the folders student and autograder."""
    source = folder / "source"
    source.mkdir(parents=True, exist_ok=True)
    nbformat.write(for_otter(name), source / f"{name}.ipynb")
    _run(folder, "otter", "assign", f"source/{name}.ipynb", name)


def for_nbgrader(name):
    """A chapter as nbgrader's source. One point for each function; the cells that give them, and the imports, are locked."""

    def graded(exercise):
        yield new_code_cell(exercise.solved, metadata=marks(exercise.number, solution=True))
        for function in exercise.functions:
            metadata = marks(f"{exercise.number}_{function}", grade=True, points=1, locked=True)
            yield new_code_cell(f"display({check(function)})", metadata=metadata)  # as a cell's value it should be a number

    notebook = _with_exercises(name, graded)
    imports = next(cell for cell in notebook.cells if cell.cell_type == "code")
    imports.metadata.update(marks("imports", locked=True))
    return notebook


def for_otter(name):
    """A chapter as otter-grader's source. One point for each function, whatever its check prints."""

    def graded(exercise):
        yield new_raw_cell(f"# BEGIN QUESTION\nname: {exercise.number}\npoints: {len(exercise.functions)}")
        yield new_raw_cell("# BEGIN SOLUTION")
        yield new_code_cell(f"{exercise.solved}\n\n\n{exercise.shows}")
        yield new_raw_cell("# END SOLUTION")
        yield new_raw_cell("# BEGIN TESTS")
        for function in exercise.functions:
            test = f"def test_{function}({function}):\n    from rnnlab import checks\n\n    {check(function, strict=True)}"
            yield new_code_cell(test)
        yield new_raw_cell("# END TESTS")
        yield new_raw_cell("# END QUESTION")

    notebook = _with_exercises(name, graded)
    notebook.cells.insert(0, new_raw_cell(OTTER.format(name=name)))
    return notebook


def _with_exercises(name, graded):
    """The chapter without outputs, links to others and recall, each exercise replaced by the cells `graded` makes of it."""
    notebook, found = chapter(name), {exercise.place: exercise for exercise in exercises(name)}
    cells = []
    for place, cell in enumerate(notebook.cells):
        cell.source = OTHER_CHAPTER.sub(r"\1", cell.source)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if not cell.source.startswith(RECALL):
            cells += graded(found[place]) if place in found else [cell]
    notebook.cells = cells
    return notebook


def marks(grade_id, *, solution=False, grade=False, locked=False, **points):
    """A cell's metadata for nbgrader."""
    own = dict(schema_version=3, grade_id=grade_id, solution=solution, grade=grade, locked=locked, task=False)
    return {"nbgrader": own | points, "tags": [TAG] if solution else []}


def _run(folder, tool, *arguments):
    """A tool of this environment; what it says is shown if it fails. nbgrader itself looks for a program of its environment."""
    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])
    command, around = [sys.executable, "-m", tool, *arguments], os.environ | {"PATH": path}
    done = subprocess.run(command, cwd=folder, env=around, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{' '.join([tool, *arguments])} failed:\n{done.stdout}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default="assignments")
    parser.add_argument("chapters", nargs="*", default=chapters(), help="such as 04_gradients_by_hand; all, if none is named")
    given = parser.parse_args()
    for name in given.chapters:
        print(f"{name}: {', '.join(exercise.number for exercise in exercises(name))}", flush=True)
        release_for_nbgrader(given.folder / "nbgrader", name)
        release_for_otter(given.folder / "otter", name)
