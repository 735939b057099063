"""Is this machine ready for the course? Each check answers with what to do, or with nothing when all is well.

What the course needs is read from the installed package's own metadata, so it is written down once, in pyproject.toml.
"""

import contextlib
import importlib.metadata
import sys

import ipywidgets as widgets
import numpy as np
from IPython import get_ipython
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from rnnlab.labs.kit.lab import close_all
from rnnlab.labs.vanishing_gradient import vanishing_gradient
from rnnlab.printing import shown

INSTALL = "Close the notebook. In a terminal, go to the folder of the course and type `make lab`; README.md names other ways."
OPEN = "This Python has no page to put sliders on. Open the notebook in JupyterLab, and run this cell there."
UNKNOWN = "Not known as long as {} fails."
AGAIN = "Restart the kernel (menu *Kernel*) and run this cell again. If that does not help, install once more."
BAR = r"\|"  # a bar in a cell of a table, which does not end the cell


class Readiness:
    """What the checks found: `todo` maps the name of each check to what to do, None when it passed."""

    def __init__(self, todo):
        self.todo = todo

    def __bool__(self):
        return not any(self.todo.values())

    def __repr__(self):
        if self:
            return shown(f"ready: {', '.join(self.todo)}")
        return shown("not ready: " + "; ".join(f"{name}: {_line(todo)}" for name, todo in self.todo.items() if todo))

    def _repr_markdown_(self):
        if self:
            head, columns = "**This machine is ready.**", ("checked", "")
        else:
            head = "**Not ready yet.** Do what the table says, then run this cell again."
            columns = ("checked", "result", "what to do")
        rows = [(name, "✘" if todo else "✔", _line(todo).replace("|", BAR)) for name, todo in self.todo.items()]
        table = [columns, ["---"] * len(columns), *(row[: len(columns)] for row in rows)]
        return head + "\n\n" + "\n".join("| " + " | ".join(row) + " |" for row in table)


def ready():
    """Check this machine. On every ready machine the answer is the same text; it names no version and no time."""
    return Readiness({name: _answer(check) for name, check in CHECKS.items()})


def installed():
    """Can rnnlab's own list of what it needs be read?"""
    try:
        importlib.metadata.metadata("rnnlab")
    except importlib.metadata.PackageNotFoundError:
        return f"rnnlab runs from a folder and is not installed, so it is not known what else is missing. {INSTALL}"


def python():
    """Is this Python new enough?"""
    if installed():
        return UNKNOWN.format("the first check")
    wanted = importlib.metadata.metadata("rnnlab")["Requires-Python"]
    here = ".".join(map(str, sys.version_info[:3]))
    if not SpecifierSet(wanted).contains(here, prereleases=True):
        return f"This is Python {here}. Install Python {wanted.removeprefix('>=')} or later from python.org. {INSTALL}"


def packages():
    """Is every package there that the course needs, and none too old?"""
    return UNKNOWN.format("the first check") if installed() else _lacking("rnnlab")


def kernel():
    """Does a kernel run this code, so that there is a page?"""
    return None if _kernel() else OPEN


def sliders():
    """Do widgets reach the page? The kernel can know that its own end of the line is open, and that the page's is installed."""
    if kernel():
        return UNKNOWN.format("the kernel's check")
    slider = widgets.IntSlider()
    connected = slider.model_id in _kernel().comm_manager.comms
    close_all(slider)
    if not connected:
        return f"The kernel does not speak to the page. {AGAIN} {INSTALL}"
    return _lacking("ipywidgets")


def product():
    """Is a matrix product right?"""
    A = np.arange(6.0).reshape(2, 3)
    if not np.array_equal(A @ A.T, [[5, 14], [14, 50]]):
        return "A matrix product came out wrong. " + _pip("--force-reinstall", "numpy")


def picture():
    """Does the largest lab draw, and draw anew when a slider moves?"""
    with contextlib.closing(vanishing_gradient()) as lab:
        before = lab.png
        lab.set(weight_scale=0.5)
        after = lab.png
        if lab.error:
            raise lab.error
    if not after.startswith(b"\x89PNG") or after == before:
        return "The picture does not follow the slider. " + _pip("--force-reinstall", "matplotlib", "pillow")


CHECKS = {
    "rnnlab is installed": installed,
    "Python is new enough": python,
    "the packages are there": packages,
    "a kernel runs this page": kernel,
    "sliders reach the page": sliders,
    "a matrix product is right": product,
    "a picture follows its slider": picture,
}


def _answer(check):
    """What to do, also when the check itself fails: a check that cannot be made is one that has not passed."""
    try:
        return check()
    except Exception as error:
        return f"This could not be checked: `{type(error).__name__}: {error}`. {AGAIN} {INSTALL}"


def _lacking(package):
    """What to do about the requirements of `package` that are missing or do not fit; None if there are none.

    None too where a site brings all: its builder has chosen versions that run together, and nothing can be installed there.
    """
    if sys.platform == "emscripten":
        return None
    requirements = [Requirement(line) for line in importlib.metadata.requires(package)]
    needed = [one for one in requirements if not one.marker or one.marker.evaluate({"extra": ""})]  # extras: for developers
    states = {f'"{one.name}{one.specifier}"': state for one in needed if (state := _state(one))}
    if states:
        return f"{', '.join(states.values())}. {_pip('--upgrade', *states)}"


def _state(needed):
    """What is wrong with an installed package, in a few words; None if nothing is."""
    try:
        version = importlib.metadata.version(needed.name)
    except importlib.metadata.PackageNotFoundError:
        return f"{needed.name} is missing"
    fits = needed.specifier.contains(version, prereleases=True)
    return None if fits else f"{needed.name} is {version}, and {needed.specifier} is needed"


def _pip(*arguments):
    return f"Run this in a new cell, then restart the kernel: `%pip install {' '.join(arguments)}`"


def _kernel():
    return getattr(get_ipython(), "kernel", None)


def _line(text):
    """Text in one line; None is an empty one."""
    return " ".join((text or "").split())
