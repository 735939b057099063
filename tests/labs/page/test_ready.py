"""The check of the machine: what passes here says one fixed text, and whatever fails says what to do."""

import importlib
import importlib.metadata
import re
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from rnnlab import labs

module = importlib.import_module("rnnlab.labs.page.ready")  # the name in rnnlab.labs is the function
NAMES = list(module.CHECKS)


@pytest.fixture
def in_a_kernel(monkeypatch):
    """Pretend that a kernel runs this, one whose line to the page holds every widget."""
    everything = type("Everything", (), {"__contains__": lambda self, comm: True})()
    shell = SimpleNamespace(kernel=SimpleNamespace(comm_manager=SimpleNamespace(comms=everything)))
    monkeypatch.setattr(module, "get_ipython", lambda: shell)
    return shell.kernel


@pytest.fixture
def package(monkeypatch):
    """package("numpy", "1.0") sets the version that seems to be installed, package("numpy", None) takes the package away."""
    real = importlib.metadata.version

    def pretend(name, version):
        def answer(asked):
            if asked.replace("-", "_") != name.replace("-", "_"):
                return real(asked)
            if version is None:
                raise importlib.metadata.PackageNotFoundError(asked)
            return version

        monkeypatch.setattr(module.importlib.metadata, "version", answer)

    return pretend


@pytest.fixture
def not_installed(monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    for function in ("metadata", "requires", "version"):
        monkeypatch.setattr(module.importlib.metadata, function, missing)


def failed():
    """The checks that fail, and what they say is to be done."""
    return {name: todo for name, todo in labs.ready().todo.items() if todo}


def test_a_ready_machine(in_a_kernel):
    found = labs.ready()
    assert found
    assert list(found.todo) == NAMES
    assert repr(found) == f"ready: {', '.join(NAMES)}"
    assert found._repr_markdown_().startswith("**This machine is ready.**\n\n|")
    assert found._repr_markdown_().count("✔") == len(NAMES)


def test_no_widget_is_left_behind(in_a_kernel, monkeypatch):
    kept = importlib.import_module("ipywidgets.widgets.widget")._instances  # a private place of ipywidgets
    before = set(kept)
    assert labs.ready()
    assert set(kept) == before
    monkeypatch.setattr(labs.vanishing_gradient().view.__class__, "update", None)  # the picture fails
    before = set(kept)
    assert not labs.ready()
    assert set(kept) == before


def test_the_text_of_a_ready_machine_names_no_version_and_no_time(in_a_kernel):
    found = labs.ready()
    assert not any(letter.isdigit() for letter in repr(found) + found._repr_markdown_())


def test_a_package_that_runs_from_a_folder(in_a_kernel, not_installed):
    todo = failed()
    assert list(todo) == ["rnnlab is installed", "Python is new enough", "the packages are there", "sliders reach the page"]
    assert "is not installed" in todo["rnnlab is installed"]
    assert "`make lab`" in todo["rnnlab is installed"]
    assert todo["the packages are there"] == "Not known as long as the first check fails."


def test_an_old_python(in_a_kernel, monkeypatch):
    monkeypatch.setattr(module.sys, "version_info", (3, 10, 14, "final", 0))
    assert list(failed()) == ["Python is new enough"]
    assert failed()["Python is new enough"].startswith("This is Python 3.10.14. Install Python 3.11 or later from python.org")


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_a_python_that_is_new_enough(version, monkeypatch):
    monkeypatch.setattr(module.sys, "version_info", version)
    assert module.python() is None


def test_a_missing_package(in_a_kernel, package):
    package("pillow", None)
    (todo,) = failed().values()
    bound = next(line for line in importlib.metadata.requires("rnnlab") if line.startswith("pillow"))
    assert todo == f'pillow is missing. Run this in a new cell, then restart the kernel: `%pip install --upgrade "{bound}"`'


def test_an_old_package(in_a_kernel, package):
    package("numpy", "1.26.4")
    (todo,) = failed().values()
    assert todo.startswith("numpy is 1.26.4, and >=2.")
    assert '`%pip install --upgrade "numpy>=2.' in todo


def test_what_only_developers_need_may_be_missing(in_a_kernel, package):
    assert any(line.startswith("hypothesis") for line in importlib.metadata.requires("rnnlab"))
    package("hypothesis", None)
    assert not failed()


@pytest.mark.parametrize("name", ["jupyterlab", "jupyter_server", "ipykernel"])
def test_another_page_and_kernel_than_jupyterlabs_will_do(name, in_a_kernel, package):
    package(name, None)
    assert not failed()


def test_no_kernel(monkeypatch):
    monkeypatch.setattr(module, "get_ipython", lambda: None)
    todo = failed()
    assert list(todo) == ["a kernel runs this page", "sliders reach the page"]
    assert "Open the notebook in JupyterLab" in todo["a kernel runs this page"]


def test_a_terminal_is_no_kernel(monkeypatch):
    monkeypatch.setattr(module, "get_ipython", lambda: SimpleNamespace())
    assert "a kernel runs this page" in failed()


def test_a_kernel_that_does_not_speak_to_the_page(in_a_kernel):
    in_a_kernel.comm_manager.comms = {}
    (todo,) = failed().values()
    assert todo.startswith("The kernel does not speak to the page. Restart the kernel")


def test_the_pages_half_of_the_widgets_is_missing(in_a_kernel, package):
    package("jupyterlab_widgets", None)
    assert list(failed()) == ["sliders reach the page"]
    assert re.search(r'`%pip install --upgrade "jupyterlab[-_]widgets~=3', failed()["sliders reach the page"])


@pytest.mark.parametrize(("name", "version"), [("jupyterlab_widgets", None), ("matplotlib", "3.8.4")])
def test_a_site_brings_what_it_was_built_with(in_a_kernel, package, monkeypatch, name, version):
    package(name, version)
    assert failed()
    monkeypatch.setattr(module, "sys", SimpleNamespace(platform="emscripten", version_info=sys.version_info))
    assert not failed()


def test_a_wrong_product(in_a_kernel, monkeypatch):
    monkeypatch.setattr(module.np, "arange", lambda stop: np.zeros(6))
    assert "A matrix product came out wrong. Run this in a new cell" in module.product()


def test_a_picture_that_stays(in_a_kernel, monkeypatch):
    lab = SimpleNamespace(png=b"\x89PNG", error=None, set=lambda **values: None, close=lambda: None)
    monkeypatch.setattr(module, "vanishing_gradient", lambda: lab)
    assert list(failed()) == ["a picture follows its slider"]


def test_a_picture_that_fails(in_a_kernel, monkeypatch):
    lab = SimpleNamespace(png=b"\x89PNG", error=OSError("no font | at all"), set=lambda **values: None, close=lambda: None)
    monkeypatch.setattr(module, "vanishing_gradient", lambda: lab)
    todo = failed()["a picture follows its slider"]
    assert todo.startswith("This could not be checked: `OSError: no font | at all`. Restart the kernel")


@pytest.mark.parametrize("name", NAMES)
def test_a_check_that_fails_itself_becomes_a_sentence(name, in_a_kernel, monkeypatch):
    def broken():
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setitem(module.CHECKS, name, broken)
    found = labs.ready()
    assert list(failed()) == [name]
    assert repr(found).startswith(f"not ready: {name}: This could not be checked: `RuntimeError: first line")


def test_the_table_of_a_machine_that_is_not_ready():
    found = module.Readiness({"sugar": None, "salt": "buy | some\n  salt"})
    assert not found
    assert repr(found) == "not ready: salt: buy | some salt"
    head, *rows = found._repr_markdown_().split("\n| ")
    assert head.startswith("**Not ready yet.**")
    assert rows == ["checked | result | what to do |", "--- | --- | --- |", "sugar | ✔ |  |", r"salt | ✘ | buy \| some salt |"]


def test_the_table_of_a_ready_machine_has_no_empty_column():
    found = module.Readiness({"sugar": None})
    assert found._repr_markdown_().splitlines()[2:] == ["| checked |  |", "| --- | --- |", "| sugar | ✔ |"]


@pytest.mark.parametrize(
    ("requirement", "state"),
    [
        ("numpy>=2.9", None),
        ("numpy[fast]~=2.9; python_version >= '3'", None),
        ("numpy>=2.10.1", "numpy is 2.10.0rc1, and >=2.10.1 is needed"),
        ("numpy<2.10", "numpy is 2.10.0rc1, and <2.10 is needed"),
        ("numpy!=2.10.0rc1", "numpy is 2.10.0rc1, and !=2.10.0rc1 is needed"),
        ("numpy>=3; sys_platform == 'a-toaster'", None),
        ("numpy>=3; extra == 'test'", None),
    ],
)
def test_a_requirement_is_read_as_packaging_reads_it(requirement, state, package, monkeypatch):
    package("numpy", "2.10.0rc1")
    monkeypatch.setattr(module.importlib.metadata, "requires", lambda name: [requirement])
    said = module._lacking("something")
    assert said is None if state is None else said.startswith(state + ". Run this")
