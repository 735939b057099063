"""Names are imported when they are first asked for, and mean what their files call so."""

import subprocess
import sys

import pytest

from rnnlab import checks, labs

PACKAGES = pytest.mark.parametrize("package", [checks, labs], ids=lambda package: package.__name__)


def modules_after(statement):
    """The modules of the package that a statement brings, in an interpreter of its own."""
    code = f"{statement}\nimport sys\nprint(*(name for name in sys.modules if name.startswith('rnnlab.')))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


@PACKAGES
def test_every_name_is_there_and_all_are_told(package):
    for name in package.__all__:
        assert getattr(package, name) is not None
    assert set(package.__all__) <= set(dir(package))
    assert [getattr(package, name) for name in package.IN_ALL] == list(package.ALL)


@PACKAGES
def test_a_name_that_it_has_not_is_an_attribute_error(package):
    with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'vanishing'"):
        package.vanishing  # noqa: B018


def test_the_names_alone_bring_no_exercise_and_no_laboratory():
    brought = modules_after("from rnnlab import checks, labs")
    assert {"rnnlab.checks", "rnnlab.labs", "rnnlab.lazy"} <= brought
    assert not {name for name in brought if name.startswith(("rnnlab.checks.", "rnnlab.labs.", "rnnlab.views"))}


def test_a_check_brings_the_exercises_of_its_file_and_no_other():
    brought = modules_after("from rnnlab import checks; checks.check_train_clipped")
    assert {name.split(".")[2] for name in brought if name.startswith("rnnlab.checks.")} == {"kit", "clipping"}


def test_a_prediction_brings_no_exercise():
    brought = modules_after("from rnnlab import labs; labs.predict")
    assert not {name for name in brought if name.startswith("rnnlab.checks.") and not name.startswith("rnnlab.checks.kit")}


@pytest.mark.parametrize(
    ("before", "package", "name"),
    [
        ("import rnnlab.labs.next_letter", "labs", "next_letter"),
        ("import rnnlab.checks.train_with", "checks", "train_with"),
        ("from rnnlab.labs import next_letter", "labs", "next_letter"),
    ],
)
def test_a_name_that_is_a_files_too_is_the_function(before, package, name):
    modules_after(f"{before}\nfrom rnnlab import {package}\nassert callable({package}.{name}), {package}.{name}")


def test_a_file_that_is_no_name_is_the_file():
    modules_after("from rnnlab.checks import run\nassert run.check_run.name == 'run'")
