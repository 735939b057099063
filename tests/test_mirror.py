"""The tests mirror the package: a file of tests has the name and the place of the module or the folder that it tests."""

import pathlib

import pytest

TESTS = pathlib.Path(__file__).parent
PACKAGE = TESTS.parent / "rnnlab"
MIRRORS = {folder.name for folder in PACKAGE.iterdir() if folder.is_dir()}
FILES = sorted(
    path.relative_to(TESTS)
    for path in TESTS.rglob("test_*.py")
    if path.parent == TESTS or path.relative_to(TESTS).parts[0] in MIRRORS
)

# These test no one module, but what holds for all of them together.
WHOLE = {
    "test_against_torch.py",
    "test_bad_input.py",
    "test_facts.py",
    "test_kinds_of_numbers.py",
    "test_layers.py",
    "test_lock.py",
    "test_mirror.py",
    "test_project.py",
    "test_stacked.py",
    "test_surroundings.py",
    "cells/test_every_cell.py",
    "cells/test_indices.py",
    "checks/test_styles.py",
    "checks/test_verdicts.py",
    "labs/test_corners.py",
    "labs/test_models_in_files.py",
    "labs/test_nbconvert.py",
    "labs/test_own_files.py",
    "labs/test_random_moves.py",
    "views/test_settings.py",
}


def subject(path):
    """The module or the folder that a file of tests stands for."""
    return PACKAGE / path.parent / path.stem.removeprefix("test_")


def exists(module):
    return module.is_dir() or module.with_suffix(".py").is_file()


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_file_of_tests_is_named_after_what_it_tests(path):
    assert exists(subject(path)) != (path.as_posix() in WHOLE)


def test_what_tests_the_whole_is_there():
    assert {path.as_posix() for path in FILES} >= WHOLE


def test_a_module_that_is_not_there_is_seen():
    assert not exists(subject(pathlib.Path("checks/test_loops.py")))
    assert exists(subject(pathlib.Path("checks/test_run.py")))
