"""Mark a learner's notebook by the numbers of the exercises: `python docs/class/mark.py NOTEBOOK [ex04_3 ...]`.

Its cells are run in a kernel of their own, and then each function is checked as in the chapter. Without a number, all of its
chapter are. The learner's code can do there what you can do: run only what you would run.
"""

import argparse
import collections
import pathlib
import re
import sys

import nbformat
from exercises import chapters, check, exercises
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell

CELL_SECONDS = 300
TOO_LONG = {"ename": "TimeoutError", "evalue": f"longer than {CELL_SECONDS} s", "traceback": []}
PATIENCE = dict(timeout=CELL_SECONDS, interrupt_on_timeout=True, error_on_timeout=TOO_LONG)


def mark(path, numbers=()):
    """(number, function, whether it is right, the verdict's words) of each function in the exercises with these numbers."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError) as error:
        sys.exit(f"{path} cannot be read as a notebook: {error}")
    asked = [(exercise.number, function) for exercise in _asked(notebook, numbers) for function in exercise.functions]
    verdicts = [new_code_cell(f"from rnnlab import checks\n{check(function, strict=True)}") for _, function in asked]
    notebook.cells += verdicts
    _execute(notebook, path.parent)
    return [(*question, *_verdict(cell)) for question, cell in zip(asked, verdicts)]


def _asked(notebook, numbers):
    """The exercises with these numbers. If there are none, those of the chapter whose functions the notebook has."""
    known = {exercise.number: exercise for name in chapters() for exercise in exercises(name)}
    if unknown := [number for number in numbers if number not in known]:
        sys.exit(f"There is no exercise {unknown[0]}. There are {', '.join(known)}.")
    if numbers:
        return [known[number] for number in numbers]
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    defined = re.findall(r"^def (\w+)", code, re.MULTILINE)
    found = [number for number, exercise in known.items() for function in exercise.functions if function in defined]
    if not found:
        sys.exit("The notebook has no function of any exercise.")
    ((chapter, _),) = collections.Counter(number.partition("_")[0] for number in found).most_common(1)
    return [exercise for number, exercise in known.items() if number.startswith(f"{chapter}_")]


def _execute(notebook, folder):
    """Run all cells, also after an error."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    around = {"metadata": {"path": str(folder)}}
    try:
        NotebookClient(notebook, kernel_name="python3", allow_errors=True, resources=around, **PATIENCE).execute()
    except DeadKernelError:
        print("A cell has ended the kernel: what stands below it was not run.")


def _verdict(cell):
    """Whether the check has answered without an error, and its words."""
    for output in cell.outputs:
        if output.output_type == "error":
            return False, output.evalue if output.ename == "ExerciseError" else f"{output.ename}: {output.evalue}"
        if output.output_type == "execute_result":
            return True, output.data["text/plain"]
    return False, "not run"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", type=pathlib.Path)
    parser.add_argument("numbers", nargs="*", metavar="ex04_3")
    given = parser.parse_args()
    marks = mark(given.notebook, given.numbers)
    for number, function, right, words in marks:
        print(f"{number} {function}: {int(right)} of 1", *words.splitlines(), sep="\n    ")
    print(f"{given.notebook.name}: {sum(right for _, _, right, _ in marks)} of {len(marks)}")
