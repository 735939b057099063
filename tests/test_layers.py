"""The floors of the house, read from the import statements: arrows point down only.

Every module has a level. It may import modules of its own level and of those below, and from outside the standard library only
what its floor allows. `rnnlab/__init__.py` is held to the rules of floor 0.
"""

import ast
import graphlib
import importlib.util
import pathlib
import sys

import pytest
from support.interpreter import modules_after

ROOT = pathlib.Path(__file__).parents[1]
FILES = sorted((ROOT / "rnnlab").rglob("*.py"))

# Lowest first. A name stands for the module or the folder with all that is in it; a folder's kit is below the rest of it, and
# so are the panels of views and the page of labs. A new file at the top of rnnlab/ is given its place here.
LEVELS = [
    ["validation", "trees", "printing", "stored", "lazy"],
    ["initialization", "optim", "losses", "scan"],
    ["cells", "readout", "tasks", "probes"],
    ["bptt"],
    ["truncation"],
    ["gradcheck"],
    ["training"],
    ["language"],
    ["lessons"],
    ["checks.kit"],
    ["checks"],
    ["__init__"],  # that of rnnlab itself
    ["views.kit"],
    ["views.panels"],
    ["views"],
    ["labs.kit"],
    ["labs"],
]
LEVEL = {name: level for level, names in enumerate(LEVELS) for name in names}
NUMERICS = {"numpy"}
ALLOWED = {
    "views": NUMERICS | {"matplotlib", "isal"},
    "labs": NUMERICS | {"matplotlib", "ipywidgets", "anywidget", "traitlets", "IPython", "packaging", "threadpoolctl"},
}
FORBIDDEN = ("matplotlib.pyplot", "pylab")  # global state, and figures that nobody closes


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imported(source, module):
    """The full names a source brings in: `from a import b` counts as a.b. Imports inside functions count too."""
    package = module.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def part(name):
    """What LEVELS calls it: rnnlab.cells.rnn is in "cells", rnnlab.views.kit.view in "views.kit", rnnlab is "__init__"."""
    _, *inner = name.split(".")
    folder = ".".join(inner[:2])
    return folder if folder in LEVEL else [*inner, "__init__"][0]


def violations(source, module):
    """What is wrong with the imports of a source that stands for `module`, one sentence each."""
    own = part(module)
    if own not in LEVEL:
        yield f"{module} has no level: give it one in LEVELS"
        return
    for name in imported(source, module):
        top = name.partition(".")[0]
        if name.startswith(FORBIDDEN):
            yield f"{module} imports {name}"
        elif top == "rnnlab":
            # `from rnnlab import x` may name something that is no module: then it is rnnlab itself that is imported.
            if LEVEL.get(part(name), LEVEL["__init__"]) > LEVEL[own]:
                yield f"{module} imports {name}, which is above it"
        elif top not in sys.stdlib_module_names and top not in ALLOWED.get(own.partition(".")[0], NUMERICS):
            yield f"{module} imports {name}, which its floor does not"


def arrows():
    """Each module of the package, with those of the package that it imports."""
    known = set(map(module_name, FILES))
    for path in FILES:
        names = imported(path.read_text(encoding="utf-8"), module_name(path))
        found = {name if name in known else name.rpartition(".")[0] for name in names}
        yield module_name(path), (found & known) - {module_name(path)}


def test_there_is_no_circle():
    graphlib.TopologicalSorter(dict(arrows())).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_every_file_keeps_to_its_floor(path):
    assert list(violations(path.read_text(encoding="utf-8"), module_name(path))) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("rnnlab.cells.rnn", "import matplotlib"),
        ("rnnlab.cells.rnn", "import scipy.linalg"),
        ("rnnlab.cells.rnn", "from rnnlab import bptt"),
        ("rnnlab.cells.rnn", "from rnnlab.bptt import unroll"),
        ("rnnlab.cells.rnn", "from .. import bptt"),
        ("rnnlab.cells.rnn", "from ..bptt import unroll"),
        ("rnnlab.cells.__init__", "from .. import bptt"),
        ("rnnlab.cells.rnn", "import rnnlab"),
        ("rnnlab.cells.rnn", "import rnnlab.bptt as x"),
        ("rnnlab.bptt", "import rnnlab.training"),
        ("rnnlab.bptt", "def f():\n    from rnnlab import training"),
        ("rnnlab.checks.clipping", "import ipywidgets"),
        ("rnnlab.checks.clipping", "from IPython.display import HTML"),
        ("rnnlab.checks.clipping", "from rnnlab import views"),
        ("rnnlab.__init__", "from rnnlab import labs"),
        ("rnnlab.__init__", "from rnnlab.views import style"),
        ("rnnlab.views.norms", "import matplotlib.pyplot as plt"),
        ("rnnlab.views.norms", "from matplotlib import pyplot"),
        ("rnnlab.views.norms", "import ipywidgets"),
        ("rnnlab.views.norms", "from rnnlab.labs.kit.lab import Lab"),
        ("rnnlab.labs.kit.lab", "from matplotlib.pyplot import figure"),
        ("rnnlab.labs.kit.lab", "import pandas"),
        ("rnnlab.something_new", ""),
    ],
)
def test_the_reader_sees(module, source):
    assert len(list(violations(source, module))) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("rnnlab.cells.rnn", "import math, numpy as np\nfrom rnnlab.cells.activations import ACTIVATIONS"),
        ("rnnlab.training", "from rnnlab import bptt, losses, readout"),
        ("rnnlab.checks.clipping", "from rnnlab import gradcheck, optim"),
        ("rnnlab.views.norms", "from matplotlib.figure import Figure\nfrom rnnlab.views import style"),
        ("rnnlab.labs.kit.lab", "import ipywidgets\nfrom rnnlab import views, training"),
    ],
)
def test_the_reader_lets_pass(module, source):
    assert list(violations(source, module)) == []


def test_the_files_are_found():
    assert {"rnnlab.__init__", "rnnlab.cells.rnn", "rnnlab.bptt"} <= set(map(module_name, FILES))


def test_the_package_brings_numerics_alone():
    brought = modules_after("import rnnlab")
    assert "rnnlab.bptt" in brought
    assert not brought & {"matplotlib", "ipywidgets", "IPython", "PIL", "rnnlab.views", "rnnlab.labs"}


@pytest.mark.skipif(not (ROOT / "rnnlab" / "labs").is_dir(), reason="the labs are not written yet")
def test_the_labs_never_bring_pyplot():
    brought = modules_after("from rnnlab.labs import *")
    assert "ipywidgets" in brought
    assert not brought & {"matplotlib.pyplot", "pylab"}
