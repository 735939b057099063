"""Every exercise: the right answer passes, each known mistake is named, and all else a learner writes gets its own words."""

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.checks.clipping import CLIPPING
from rnnlab.checks.passing_back import PASSING_BACK

EXERCISES = [(PASSING_BACK, checks.check_dh_prev), (CLIPPING, checks.check_clip_by_global_norm)]
EACH = pytest.mark.parametrize(("exercise", "check"), EXERCISES, ids=[exercise.name for exercise, _ in EXERCISES])
MISTAKES = [
    pytest.param(check, mistake, id=f"{exercise.name}-{mistake.name}")
    for exercise, check in EXERCISES
    for mistake in exercise.mistakes
]


def test_every_check_of_the_package_is_tested_here():
    assert {name for name in checks.__all__ if name.startswith("check_")} == {check.__name__ for _, check in EXERCISES}


@EACH
def test_the_reference_passes(exercise, check):
    assert check(exercise.reference, strict=True).reason == "right"


@pytest.mark.parametrize(("check", "mistake"), MISTAKES)
def test_a_known_mistake_is_named(check, mistake):
    verdict = check(mistake.function)
    assert verdict.reason == mistake.name
    assert mistake.hint in verdict.words
    assert not verdict


@pytest.mark.parametrize(("check", "mistake"), MISTAKES)
def test_a_strict_check_raises(check, mistake):
    with pytest.raises(checks.ExerciseError, match=check.__name__.removeprefix("check_")):
        check(mistake.function, strict=True)


@EACH
def test_the_cases_tell_all_mistakes_apart(exercise, check):
    """Shapes are not symmetric and no two mistakes give the same numbers on every case."""
    assert len({check(mistake.function).words for mistake in exercise.mistakes}) == len(exercise.mistakes)


def boom(*arguments):
    raise KeyError("oh <b>no</b>")


ODD = {
    "not answered": lambda *arguments: None,
    "error": boom,
    "wrong type": lambda *arguments: "a word",
    "wrong shape": lambda *arguments: ([np.zeros(7)] * 3, 1.0) if len(arguments) == 2 else np.zeros(7),
}


@EACH
@pytest.mark.parametrize("reason", ODD)
def test_every_other_failure_has_its_own_words(exercise, check, reason):
    assert check(ODD[reason]).reason == reason


@EACH
@pytest.mark.parametrize(
    "odd", [lambda *a: ..., lambda *a: [[1], [2, 3]], lambda *a: object(), lambda *a: exit(), 3, None, "f"]
)
def test_a_check_never_raises(exercise, check, odd):
    assert not check(odd)


@EACH
def test_a_function_with_other_arguments_is_told_what_it_was_called_with(exercise, check):
    verdict = check(lambda: 1)
    assert verdict.reason == "error"
    assert "It was called with " in verdict.words


def test_a_nan_is_not_called_a_wrong_number():
    assert checks.check_dh_prev(lambda dh, z, W_hh: np.full_like(dh, np.nan)).reason == "not a number"


def test_a_right_answer_that_changes_its_argument_is_told_so():
    def in_place(dh, z, W_hh):
        dh *= z > 0
        return dh @ W_hh.T

    verdict = checks.check_dh_prev(in_place)
    assert verdict.reason == "in place"
    assert "its argument dh" in verdict.words


def test_the_cases_survive_a_function_that_writes_on_them():
    checks.check_dh_prev(lambda dh, z, W_hh: dh.fill(0))
    checks.check_clip_by_global_norm(lambda grads, threshold: grads.clear())
    assert checks.check_dh_prev(PASSING_BACK.reference)
    assert checks.check_clip_by_global_norm(CLIPPING.reference)


def test_a_common_factor_is_found():
    words = checks.check_dh_prev(lambda *case: 3 * PASSING_BACK.reference(*case)).words
    assert "3 times what it should be" in words


def test_no_mistake_is_blamed_for_numbers_that_it_does_not_give():
    verdict = checks.check_dh_prev(lambda dh, z, W_hh: (dh * (z > 0)) @ W_hh.T + 0.01)
    assert verdict.reason == "wrong numbers"
    assert "none of the usual mistakes" in verdict.words


def test_a_list_of_numbers_is_as_good_as_an_array():
    assert checks.check_dh_prev(lambda *case: PASSING_BACK.reference(*case).tolist())


def test_rounding_is_forgiven():
    assert checks.check_dh_prev(lambda *case: PASSING_BACK.reference(*case) * (1 + 1e-12))


def test_what_the_learner_wrote_is_escaped_on_the_page():
    page = checks.check_dh_prev(boom)._repr_html_()
    assert "<b>" not in page
    assert "oh &lt;b&gt;no" in page
