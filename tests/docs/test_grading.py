"""The assignments in the real nbgrader and the real otter-grader: `make class-test`.

Every solution gets all points, what learners start from gets none, and each mistake that has a name loses its point and finds
its own words in the feedback. A submission makes one mistake in each exercise of its chapter, and needs a kernel of its own.
That takes many minutes, and two large packages: so `make test` leaves it out.
"""

import html
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from support import classroom

from rnnlab import checks

missing = [name for name in ("nbgrader", "otter") if importlib.util.find_spec(name) is None]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing), reason="the extra `class` is not installed")]

assignments, exercises = map(classroom.module, ("assignments", "exercises"))

EACH_CHAPTER = pytest.mark.parametrize("name", exercises.chapters())
AROUND = os.environ | {"PATH": os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])}
BOOK = """
import json, sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    found = [(one.student.id, one.notebooks[0].grades) for one in book.assignment_submissions(sys.argv[1])]
    print(json.dumps({student: {grade.name: grade.auto_score for grade in grades} for student, grades in found}))
"""
OTTER = """
import json, sys
from otter.api import grade_submission
found = {}
for student in sys.argv[2:]:
    files = grade_submission(f"{student}.ipynb", sys.argv[1], quiet=True).results.items()
    words = [test.message for _, file in files for test in file.test_case_results]
    found[student] = {name: file.score for name, file in files}, "\\n".join(words)
print(json.dumps(found))
"""


def run(folder, *arguments):
    """What Python says of these arguments. Of two kernels that start at once one may find the port taken that it was to have:
    then it is asked again, and a grader goes on where it stopped."""
    for _ in range(3):
        done = subprocess.run([sys.executable, *arguments], cwd=folder, env=AROUND, capture_output=True, text=True)
        if "Address already in use" not in done.stderr:
            break
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def nbgrader(course, *arguments):
    return run(course, "-m", "nbgrader", *arguments)


def points(course, name):
    """student -> grade id -> points, from nbgrader's book."""
    return json.loads(run(course, "-c", BOOK, name))


def hand_in(course, name, student, notebook):
    folder = course / "submitted" / student / name
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")


def feedback(course, name, student):
    return (course / "feedback" / student / name / f"{name}.html").read_text(encoding="utf-8")


# Whatever the teacher wrote

LAST_LINES = [
    "checks.check_dh_prev(dh_prev)",
    "display(checks.check_dh_prev(dh_prev))",
    "checks.check_dh_prev(dh_prev).passed",
    "found = checks.check_dh_prev(dh_prev, strict=False)",
    "checks.check_dh_prev(dh_prev, strict=True)",
    "assert checks.check_dh_prev(dh_prev)",
    "int(checks.check_dh_prev(dh_prev).passed)",
]
STUB = "def dh_prev(dh, z, W_hh):\n    return None"
HANDED_IN = {  # student -> (answer, points)
    "right": ("(dh * (z > 0)) @ W_hh.T", 1),
    "empty": ("None", 0),
    "no_transpose": ("(dh * (z > 0)) @ W_hh", 0),
    "no_mask": ("dh @ W_hh.T", 0),
    "cell_changed": ("None", 0),  # a cell that gives points
}


def by_a_teacher():
    """A laboratory and an exercise, and its check in all the ways that a teacher may write."""
    marks = assignments.marks
    answer = new_code_cell(STUB, metadata=marks("answer", solution=True))
    graded = [marks(f"way{n}", grade=True, points=1, locked=True) for n in range(len(LAST_LINES))]
    cells = [new_code_cell(line, metadata=metadata) for line, metadata in zip(LAST_LINES, graded)]
    own = new_code_cell('labs.handin()\nlabs.recall("04")')  # which a learner may have left there
    return new_notebook(cells=[new_code_cell("from rnnlab import checks, labs\nlabs.index_arithmetic()"), answer, *cells, own])


def test_only_the_right_answer_gets_the_point_however_the_check_is_written(tmp_path):
    source = tmp_path / "source" / "ways"
    source.mkdir(parents=True)
    nbformat.write(by_a_teacher(), source / "ways.ipynb")
    (tmp_path / "nbgrader_config.py").write_text(assignments.CONFIG, encoding="utf-8")
    nbgrader(tmp_path, "generate_assignment", "ways", "--create")
    for student, (answer, _) in HANDED_IN.items():
        notebook = nbformat.read(tmp_path / "release" / "ways" / "ways.ipynb", as_version=4)
        notebook.cells[1].source = STUB.replace("None", answer)
        for cell in notebook.cells[2:-1] if student == "cell_changed" else ():
            cell.source = "1"
        hand_in(tmp_path, "ways", student, notebook)
    nbgrader(tmp_path, "autograde", "ways", "--create")
    nbgrader(tmp_path, "generate_feedback", "ways")
    found = {student: [ways[f"way{n}"] for n in range(len(LAST_LINES))] for student, ways in points(tmp_path, "ways").items()}
    assert found == {student: [wanted] * len(LAST_LINES) for student, (_, wanted) in HANDED_IN.items()}
    assert not list(tmp_path.rglob("rnnlab_*.json"))
    page = feedback(tmp_path, "ways", "no_mask")
    assert page.count("the mask [z &gt; 0] is missing") == len(LAST_LINES)
    assert re.search(r'<img alt="[^"]{20,}" src="data:image/png', page)  # of the laboratory


def test_what_learners_run_before_they_hand_in_says_the_same(tmp_path):
    notebook = by_a_teacher()
    notebook.cells[1].source = STUB.replace("None", "dh @ W_hh.T")
    nbformat.write(notebook, tmp_path / "ways.ipynb")
    said = nbgrader(tmp_path, "validate", "ways.ipynb")
    assert f"VALIDATION FAILED ON {len(LAST_LINES)} CELL(S)" in said
    assert said.count("the mask [z > 0] is missing") == len(LAST_LINES)


# Every exercise, every mistake


class Submission:
    """What a learner answers in the exercises of a chapter: all of it, nothing, or one mistake in each function.

    `mistakes`: function -> its mistake, for those that are wrong.
    """

    def __init__(self, found, kind):
        self.found, self.kind = found, kind
        self.functions = [function for exercise in found for function in exercise.functions]
        self.mistakes = {}
        if isinstance(kind, int):
            known = {function: getattr(checks, f"check_{function}").mistakes for function in self.functions}
            self.mistakes = {function: known[function][kind] for function in self.functions if kind < len(known[function])}

    def answer(self, exercise):
        """The source of an answer. A mistake is taken from where the check knows it."""
        if self.kind == "right":
            return exercise.solved
        made = [f"mistakes[{self.kind}].function" if name in self.mistakes else "answer" for name in exercise.functions]
        return "\n".join(f"{name} = checks.check_{name}.{what}" for name, what in zip(exercise.functions, made))

    def notebook(self, release):
        """The release with the answers. Of what has no part in the marks it keeps the imports, if the answers need them."""
        notebook = nbformat.read(release, as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        places = [cell for cell in code if {"exercise", "otter_answer_cell"} & set(cell.metadata.get("tags", []))]
        for cell, exercise in zip(places, self.found, strict=True):
            if self.kind != "empty":
                cell.source = self.answer(exercise)
        imports = next(cell for cell in code if "from rnnlab import" in cell.source)
        imports = new_code_cell("from rnnlab import checks") if self.mistakes else imports
        graders = "display(checks.", "grader.check", "# Initialize Otter"
        notebook.cells = [imports, *(cell for cell in code if cell in places or cell.source.startswith(graders))]
        return notebook

    def wanted(self, function):
        return 0 if self.kind == "empty" or function in self.mistakes else 1

    def missing(self, said):
        """The mistakes whose words are not among these."""
        said = " ".join(said.split())
        return [mistake.name for mistake in self.mistakes.values() if " ".join(mistake.hint.split()) not in said]


def submissions(name):
    found = exercises.exercises(name)
    most = max(len(getattr(checks, f"check_{function}").mistakes) for exercise in found for function in exercise.functions)
    return found, {str(kind): Submission(found, kind) for kind in ("right", "empty", *range(most))}


@EACH_CHAPTER
def test_nbgrader(tmp_path, name):
    found, everyone = submissions(name)
    assignments.release_for_nbgrader(tmp_path, name)
    for student, submission in everyone.items():
        hand_in(tmp_path, name, student, submission.notebook(tmp_path / "release" / name / f"{name}.ipynb"))
    nbgrader(tmp_path, "autograde", name, "--create")
    nbgrader(tmp_path, "generate_feedback", name)
    got = points(tmp_path, name)
    graded = {f"{exercise.number}_{function}": function for exercise in found for function in exercise.functions}
    for student, submission in everyone.items():
        assert got[student] == {grade_id: submission.wanted(function) for grade_id, function in graded.items()}, student
        assert not submission.missing(html.unescape(re.sub("<[^>]*>", "", feedback(tmp_path, name, student)))), student


@EACH_CHAPTER
def test_otter(tmp_path, name):
    found, everyone = submissions(name)
    assignments.release_for_otter(tmp_path, name)
    for student, submission in everyone.items():
        nbformat.write(submission.notebook(tmp_path / name / "student" / f"{name}.ipynb"), tmp_path / f"{student}.ipynb")
    (archive,) = tmp_path.glob(f"{name}/autograder/*.zip")
    got = json.loads(run(tmp_path, "-c", OTTER, archive, *everyone))
    for student, submission in everyone.items():
        scores, said = got[student]
        wanted = {exercise.number: sum(map(submission.wanted, exercise.functions)) for exercise in found}
        assert scores == pytest.approx(wanted), student
        assert not submission.missing(said), student
