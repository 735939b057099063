"""Names are imported when they are first asked for, and mean what their files call so."""

import pytest
from support.interpreter import modules_after

from rnnlab import checks, labs

PACKAGES = pytest.mark.parametrize("package", [checks, labs], ids=lambda package: package.__name__)


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


@pytest.mark.parametrize("name", ["next_letter", "character_training"])
def test_a_laboratory_brings_no_other_and_its_name_is_the_function(name):
    brought = modules_after(f"import rnnlab.labs.{name}\nfrom rnnlab import labs\nassert labs.{name}.__name__ == '{name}'")
    assert brought & {f"rnnlab.labs.{other}" for other in labs.LABORATORIES} == {f"rnnlab.labs.{name}"}


def test_the_name_of_a_check_is_the_function():
    modules_after("import rnnlab.checks.train_with\nfrom rnnlab import checks\nassert callable(checks.train_with)")


def test_a_file_that_is_no_name_is_the_file():
    modules_after("from rnnlab.checks import run\nassert run.check_run.name == 'run'")
