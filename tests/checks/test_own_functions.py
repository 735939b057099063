"""The learner's functions in a laboratory: right ones go through, and whatever else they do becomes a sentence."""

import numpy as np
import pytest

from rnnlab.checks.own_functions import CHECKS, OwnFunctions

RIGHT = {name: check.answer for name, check in CHECKS.items()}
CASES = {name: list(check.cases[-1].values()) for name, check in CHECKS.items()}


@pytest.mark.parametrize("name", CHECKS)
def test_a_right_function_gives_its_answer_each_time(name):
    own = OwnFunctions(RIGHT)
    for _ in range(2):
        np.testing.assert_array_equal(own[name](*CASES[name]), RIGHT[name](*CASES[name]))
    assert not own.trouble
    assert own.words() == ""


@pytest.mark.parametrize("name", CHECKS)
def test_a_wrong_number_is_the_learners_own(name):
    own = OwnFunctions({name: lambda *case: 3 * RIGHT[name](*case)})
    for _ in range(2):
        np.testing.assert_array_equal(own[name](*CASES[name]), 3 * RIGHT[name](*CASES[name]))
    assert name not in own.trouble


WRONG = {
    "not answered yet: the function returns nothing.": lambda *case: None,
    "your function raised ZeroDivisionError": lambda *case: 1 / 0,
    "shape ": lambda *case: np.ones((9, 9)),
    "it returned str": lambda *case: "three",
    "there is a NaN": lambda dO, *case: np.full_like(dO.sum(axis=0, keepdims=True), np.nan),
    "'int' object is not callable": 3,
    "in place": lambda dO, *case: dO.__imul__(2).sum(axis=0, keepdims=True),
}


@pytest.mark.parametrize(("words", "function"), WRONG.items())
def test_what_is_no_answer_is_told_and_the_right_one_stands_in(words, function):
    own = OwnFunctions(RIGHT | {"b_y": function})
    for _ in range(2):
        np.testing.assert_array_equal(own["b_y"](*CASES["b_y"]), RIGHT["b_y"](*CASES["b_y"]))
    assert words in own.trouble["b_y"]
    assert own.words().startswith("The right one stands in for grad_b_y: ")


@pytest.mark.parametrize("later", [lambda *case: exit(), lambda *case: None, lambda *case: [1, 2]])
def test_a_function_that_fails_later_is_told_of_too(later):
    calls = []

    def tires(dO):
        calls.append(dO)
        return RIGHT["b_y"](dO) if len(calls) < 3 else later(dO)

    own = OwnFunctions(RIGHT | {"b_y": tires})
    for _ in range(6):
        np.testing.assert_array_equal(own["b_y"](*CASES["b_y"]), RIGHT["b_y"](*CASES["b_y"]))
    assert set(own.trouble) == {"b_y"}


def test_later_on_a_nan_is_a_number_like_others_and_the_arguments_stay():
    own = OwnFunctions({"O": lambda O, target: O.__isub__(target).__imul__(2) if np.isnan(O).any() else 2 * (O - target)})
    O, target = CASES["O"]
    own["O"](O, target)
    given = np.full_like(O, np.nan)
    given[0, 0] = 1
    assert np.isnan(own["O"](given, target)).any()
    assert given[0, 0] == 1
    assert "O" not in own.trouble


def test_those_with_one_reason_stand_together():
    own = OwnFunctions({"b_h": lambda dz: None, "b_y": lambda dO: None})
    for name in CHECKS:
        own[name](*CASES[name])
    assert own.words() == (
        "The right one stands in for grad_O, grad_z, grad_W_xh, grad_W_hh, grad_W_hy: not given. "
        "grad_b_h, grad_b_y: not answered yet: the function returns nothing."
    )


@pytest.mark.parametrize(
    ("by", "error", "words"),
    [
        (3, TypeError, "by must be a dict of functions; got int"),
        ({"W": 1, 2: 3}, ValueError, "by must have names of .*; got W, 2"),
    ],
)
def test_bad_input_is_named(by, error, words):
    with pytest.raises(error, match=words):
        OwnFunctions(by)
