"""Every exercise: the right answer passes, each known mistake is named, and all else a learner writes gets its own words."""

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.checks.kit.exercise import Exercise

EACH = pytest.mark.parametrize("check", checks.ALL, ids=[check.name for check in checks.ALL])
MISTAKES = [
    pytest.param(check, mistake, id=f"{check.name}-{mistake.name}") for check in checks.ALL for mistake in check.mistakes
]


def test_every_check_of_the_package_is_tested_here():
    assert {f"check_{check.name}" for check in checks.ALL} == {name for name in checks.__all__ if name.startswith("check_")}


@EACH
def test_the_reference_passes(check):
    assert check(check.reference, strict=True).reason == "right"


@pytest.mark.parametrize(("check", "mistake"), MISTAKES)
def test_a_known_mistake_is_named(check, mistake):
    verdict = check(mistake.function)
    assert verdict.reason == mistake.name
    assert mistake.hint in verdict.words
    assert not verdict


@pytest.mark.parametrize(("check", "mistake"), MISTAKES)
def test_a_strict_check_raises(check, mistake):
    with pytest.raises(checks.ExerciseError, match=check.name):
        check(mistake.function, strict=True)


@EACH
def test_the_cases_tell_all_mistakes_apart(check):
    """Shapes are not symmetric and no two mistakes give the same numbers on every case."""
    assert len({check(mistake.function).words for mistake in check.mistakes}) == len(check.mistakes)


def boom(*arguments):
    raise KeyError("oh <b>no</b>")


ODD = {
    "not answered": lambda *arguments: None,
    "error": boom,
    "wrong type": lambda *arguments: "a word",
}


@EACH
@pytest.mark.parametrize("reason", ODD)
def test_every_other_failure_has_its_own_words(check, reason):
    assert check(ODD[reason]).reason == reason


@EACH
@pytest.mark.parametrize(
    "odd", [lambda *a: ..., lambda *a: [[1], [2, 3]], lambda *a: object(), lambda *a: exit(), 3, None, "f"]
)
def test_a_check_never_raises(check, odd):
    assert not check(odd)


class Obstinate:
    """Whatever is asked of it, it raises."""

    def __array__(self, *arguments, **options):
        raise TypeError("no array")

    def __repr__(self):
        raise KeyError("no words")

    def __eq__(self, other):
        raise ValueError("no comparison")

    __hash__ = None


class ObstinateList(list):
    def __iter__(self):
        raise TypeError("no entries")

    __len__ = __repr__ = __iter__


class ObstinateError(Exception):
    def __str__(self):
        raise TypeError("no words")


@EACH
@pytest.mark.parametrize("odd", [Obstinate, ObstinateList, lambda: (Obstinate(), Obstinate()), lambda: np.timedelta64(3, "s")])
def test_a_result_that_raises_is_of_the_wrong_type(check, odd):
    assert check(lambda *case: odd()).reason == "wrong type"
    assert check(lambda *case: odd()).words
    assert check(Obstinate()).reason == "not a function"


def test_an_exception_without_words_is_told_of():
    def fails(*case):
        raise ObstinateError

    verdict = checks.check_dh_prev(fails)
    assert verdict.reason == "error"
    assert "raised ObstinateError: (its str raises TypeError) in the line `raise ObstinateError`" in verdict.words


def test_a_list_that_something_odd_was_put_into_was_changed():
    check = checks.check_clip_by_global_norm

    def put(grads, threshold):
        answer = check.reference(list(grads), threshold)
        grads[0] = Obstinate()
        return answer

    assert check(put).reason == "in place"


@EACH
def test_a_huge_answer_is_wrong_and_warns_of_nothing(check):
    def huge(answer):
        return type(answer)(map(huge, answer)) if isinstance(answer, tuple | list) else np.full(np.shape(answer), 1.7e308)

    assert not check(lambda *case: huge(check.reference(*case)))


@EACH
def test_a_function_with_other_arguments_is_told_what_it_was_called_with(check):
    verdict = check(lambda: 1)
    assert verdict.reason == "error"
    assert "It was called with " in verdict.words


def test_an_answer_of_another_shape_is_told_both_shapes():
    verdict = checks.check_dh_prev(lambda dh, z, W_hh: W_hh)
    assert verdict.reason == "wrong shape"
    assert "shape (1, 3) was wanted and (3, 3) came" in verdict.words


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
    assert checks.check_dh_prev(checks.check_dh_prev.reference)
    assert checks.check_clip_by_global_norm(checks.check_clip_by_global_norm.reference)


def test_true_and_false_are_numbers():
    """A mask such as z > 0 says the same as ones and zeros."""
    check = checks.check_one_hot
    assert check(lambda *case: check.reference(*case) == 1)


def test_numbers_of_ones_own_are_found():
    """A character drawn by np.random.choice is right in its way, and cannot be checked."""

    def drawn(logits, temperature, u):
        shares = np.exp(logits / temperature)
        return np.random.default_rng().choice(len(logits), size=len(u), p=shares / shares.sum())

    assert checks.check_sample(drawn).reason == "changes"


def test_numbers_left_behind_are_found():
    left = []

    def running(probabilities):
        left.append(-np.log(probabilities).mean())
        return np.exp(np.mean(left))

    assert checks.check_perplexity(running).reason == "changes"


def test_a_common_factor_is_found():
    words = checks.check_dh_prev(lambda *case: 3 * checks.check_dh_prev.reference(*case)).words
    assert "3 times what it should be" in words


def test_no_mistake_is_blamed_for_numbers_that_it_does_not_give():
    verdict = checks.check_dh_prev(lambda dh, z, W_hh: (dh * (z > 0)) @ W_hh.T + 0.01)
    assert verdict.reason == "wrong numbers"
    assert "none of the usual mistakes" in verdict.words


def test_a_list_of_numbers_is_as_good_as_an_array():
    assert checks.check_dh_prev(lambda *case: checks.check_dh_prev.reference(*case).tolist())


@pytest.mark.parametrize("size", [1e-9, 1, 1e9])
def test_how_far_off_a_number_may_be_depends_on_the_size_of_the_numbers(size):
    """Also where all numbers are tiny or huge: the tolerance is relative to the largest of them."""

    def doubled(a):
        return 2 * a

    cases = ({"a": size * np.array([0.5, 0.1])},)
    exercise = Exercise("doubled", "2 a", "an array", doubled, cases, mistakes=())
    assert exercise(lambda a: 2 * a + 1e-6 * size)
    assert not exercise(lambda a: 2 * a + 1e-4 * size)


def test_rounding_is_forgiven():
    assert checks.check_dh_prev(lambda *case: checks.check_dh_prev.reference(*case) * (1 + 1e-12))


def test_what_the_learner_wrote_is_escaped_on_the_page():
    page = checks.check_dh_prev(boom)._repr_html_()
    assert "<b>" not in page
    assert "oh &lt;b&gt;no" in page
