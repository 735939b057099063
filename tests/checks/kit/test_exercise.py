"""Every exercise: the right answer passes, each known mistake is named, and all else a learner writes gets its own words."""

import importlib
import pkgutil
import sys
import warnings

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.checks.kit.exercise import GRADING, Exercise

EACH = pytest.mark.parametrize("check", checks.ALL, ids=[check.name for check in checks.ALL])
MISTAKES = [
    pytest.param(check, mistake, id=f"{check.name}-{mistake.name}") for check in checks.ALL for mistake in check.mistakes
]


def test_every_check_of_the_package_is_tested_here():
    modules = [importlib.import_module(f"rnnlab.checks.{module.name}") for module in pkgutil.iter_modules(checks.__path__)]
    written = {name: check for module in modules for name, check in vars(module).items() if name.startswith("check_")}
    assert written == {f"check_{check.name}": check for check in checks.ALL}
    assert written.items() <= vars(checks).items()


def double(x):
    return 2 * x


@EACH
def test_the_reference_passes(check):
    assert check(check.answer, strict=True).reason == "right"


@pytest.mark.parametrize(("check", "mistake"), MISTAKES)
def test_a_known_mistake_is_named(check, mistake):
    verdict = check(mistake.function)
    assert verdict.reason == mistake.name
    assert mistake.hint in verdict.words
    assert not verdict


@EACH
def test_a_strict_check_raises(check):
    with pytest.raises(checks.ExerciseError, match=check.name):
        check(check.mistakes[-1].function, strict=True)


@EACH
def test_a_wrong_answer_raises_while_nbgrader_runs_it(check, monkeypatch):
    """And a right one does not. The real nbgrader: tests/docs/test_grading.py."""
    monkeypatch.setenv(GRADING, "autograde")
    assert check(check.answer).passed
    for wrong in (lambda *arguments: None, check.mistakes[0].function):
        with pytest.raises(checks.ExerciseError, match=check.name):
            check(wrong, strict=False)


def test_a_warning_of_the_learners_code_is_not_shown():
    """nbgrader takes all points from a cell that writes to stderr."""

    def old_fashioned(dh, z, W_hh):
        warnings.warn("this way is old", DeprecationWarning, stacklevel=1)
        return checks.check_dh_prev.answer(dh, z, W_hh)

    with warnings.catch_warnings(record=True, action="always") as seen:
        assert checks.check_dh_prev(old_fashioned).passed
    assert not seen


@EACH
def test_the_cases_tell_all_mistakes_apart(check):
    """Each is told its own name and hint, as is seen above; so no two give the same numbers on every case."""
    assert len({(mistake.name, mistake.hint) for mistake in check.mistakes}) == len(check.mistakes)


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


@EACH
def test_a_huge_answer_is_wrong_and_warns_of_nothing(check):
    def huge(answer):
        return type(answer)(map(huge, answer)) if isinstance(answer, tuple | list) else np.full(np.shape(answer), 1.7e308)

    assert not check(lambda *case: huge(check.answer(*case)))


def test_the_cases_survive_a_function_that_writes_on_them():
    checks.check_dh_prev(lambda dh, z, W_hh: dh.fill(0))
    checks.check_clip_by_global_norm(lambda grads, threshold: grads.clear())
    assert checks.check_dh_prev(checks.check_dh_prev.answer)
    assert checks.check_clip_by_global_norm(checks.check_clip_by_global_norm.answer)


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


@pytest.mark.parametrize("size", [1e-9, 1, 1e9])
def test_how_far_off_a_number_may_be_depends_on_the_size_of_the_numbers(size):
    """Also where all numbers are tiny or huge: the tolerance is relative to the largest of them."""

    def doubled(a):
        return 2 * a

    cases = ({"a": size * np.array([0.5, 0.1])},)
    exercise = Exercise("2 a", "an array", doubled, cases)
    assert exercise(lambda a: 2 * a + 1e-6 * size)
    assert not exercise(lambda a: 2 * a + 1e-4 * size)


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_a_mistake_that_overflows_is_nobodys(value):
    cases = ({"a": np.array([0.5, 0.1])},)
    overflows = f"overflows: it does.\n    >>> return result * np.{value}\n"
    exercise = Exercise("2 x", "an array", double, cases, overflows)
    assert exercise(lambda x: x * x + 1.2345).reason == "wrong numbers"


def test_rounding_is_forgiven():
    assert checks.check_dh_prev(lambda *case: checks.check_dh_prev.answer(*case) * (1 + 1e-12))


@pytest.mark.parametrize("size", [1e-12, 1.0, 1e12])
def test_what_is_close_is_measured_by_the_numbers_themselves(size):
    check = Exercise("double(x)", "one array", double, ({"x": size * np.array([1.0, -3.0])},))
    assert check(lambda x: 2 * x * (1 + 1e-6))
    assert check(lambda x: 2 * x + 1e-6 * size)
    assert not check(lambda x: 2 * x * (1 + 1e-4))
    assert not check(lambda x: 2 * x + 1e-4 * size)


def test_a_check_that_is_sabotaged_says_so(monkeypatch):
    def sabotages(*case):
        monkeypatch.setattr(sys.modules["rnnlab.checks.kit.exercise"].copy, "deepcopy", None)
        return case[0]

    verdict = checks.check_dh_prev(sabotages)
    assert verdict.reason == "not checked"
    assert "came to a halt, by TypeError. Restart the kernel" in verdict.words


def test_a_check_that_is_printed_says_what_it_asks():
    assert repr(checks.check_dh_prev).startswith("check of dh_prev(dh, z, W_hh): ")
    assert repr(checks.check_dh_prev).endswith(checks.check_dh_prev.asks)


def test_what_is_no_function_is_told_what_it_is():
    assert repr(checks.check_dh_prev(3)) == ("✘ dh_prev: give the check your function itself, by its name; it was given int 3.")
    assert checks.check_dh_prev(3).reason == "not a function"


def test_parameters_in_another_order_are_told_so():
    check = checks.check_dh_prev
    for swapped in (lambda z, dh, W_hh: (dh * (z > 0)) @ W_hh.T, lambda W_hh, dh, z: dh @ W_hh):
        assert check(swapped).reason == "other order"
    assert "(z, dh, W_hh). The function is called with dh, z, W_hh" in check(lambda z, dh, W_hh: dh).words
    assert check(lambda z, dh, W_hh: check.answer(z, dh, W_hh))  # names are the learner's own affair
    assert check(lambda z, dh, W: dh).reason != "other order"


def run_with_a_memory():
    left = {}

    def run(X, W_xh, W_hh, b_h):
        h = left.get(X.shape, np.zeros((X.shape[1], len(W_hh))))
        H = [h]
        for x in X:
            H.append(np.maximum(x @ W_xh + H[-1] @ W_hh + b_h, 0))
        left[X.shape] = H[-1]
        return H

    return run


def clip_without_a_thought(grads, threshold):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    return [g / norm * min(norm, threshold) for g in grads], norm


def analogy_without(out, value):
    def analogy(E, *asked):
        U = E / np.linalg.norm(E, axis=1, keepdims=True)
        scores = U @ (U[asked[0]] - U[asked[1]] + U[asked[2]])
        scores[[asked[place] for place in out]] = value
        return np.argsort(-scores)[:3]

    return analogy


def naive_sample(logits, temperature, u):
    p = np.exp(logits / temperature)
    return np.searchsorted(np.cumsum(p / p.sum()), u, side="right")


@pytest.mark.parametrize(
    ("name", "answer", "reason", "words"),
    [
        ("run", run_with_a_memory(), "changes", "an earlier call"),
        ("perplexity", lambda p: np.prod(p) ** (-1 / len(p)), "the product underflows", "3,000"),
        ("clip_by_global_norm", clip_without_a_thought, "a gradient of zeros", "norm is 0"),
        ("analogy", analogy_without((0, 2), -np.inf), "b left in", "b is among"),
        ("analogy", analogy_without((0, 1, 2), -1), "query words at −1", "below that"),
        ("sample", naive_sample, "overflow at a low temperature", "900"),
        ("sample", lambda *case: checks.check_sample.answer(*case).astype(float), "not whole numbers", "astype(int)"),
    ],
)
def test_what_holds_in_small_cases_only_is_not_right(name, answer, reason, words):
    verdict = getattr(checks, f"check_{name}")(answer)
    assert verdict.reason == reason
    assert words in verdict.words


def test_what_breaks_beyond_the_chapter_is_right_with_a_remark():
    def naive(logits, target):
        weights = np.exp(logits)
        return (weights / weights.sum(axis=-1, keepdims=True) - np.eye(logits.shape[-1])[target]) / target.size

    verdict = checks.check_cross_entropy_gradient(naive)
    assert verdict.passed
    assert "above 709" in verdict.words
    assert "709" not in checks.check_cross_entropy_gradient(checks.check_cross_entropy_gradient.answer).words


def test_what_fails_in_a_hard_case_for_another_reason_is_told_as_it_is():
    def three_only(grads, threshold):
        if len(grads) == 2:
            raise ValueError("I know three arrays")
        return checks.check_clip_by_global_norm.answer(grads, threshold)

    def returns_grads(grads, threshold):
        norm = np.sqrt(sum((g**2).sum() for g in grads))
        return checks.check_clip_by_global_norm.answer(grads, threshold) if norm else grads

    assert "I know three arrays" in checks.check_clip_by_global_norm(three_only).words
    assert checks.check_clip_by_global_norm(returns_grads).reason == "wrong shape"


def divides_by_a_float(grads, threshold):
    norm = float(np.sqrt(sum((g**2).sum() for g in grads)))
    return [g * min(1, threshold / norm) for g in grads], norm


def clips_while_training(params, gradient, learning_rate, threshold, steps):
    norms = []
    for _ in range(steps):
        grads, norm = divides_by_a_float(gradient(params), threshold)
        params = [W - learning_rate * g for W, g in zip(params, grads, strict=True)]
        norms.append(norm)
    return params, norms


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("clip_by_global_norm", divides_by_a_float),
        ("train_clipped", clips_while_training),
        ("clip_by_global_norm", lambda grads, threshold: (np.concatenate(grads), 1.0)),
        ("perplexity", lambda p: np.exp(-np.log(p + 1e-7).mean())),
        ("perplexity", lambda p: np.exp(-np.log(np.clip(p, 1e-2, 1)).mean())),
        ("sample", lambda logits, T, u: checks.check_sample.answer(logits, max(T, 0.1), u)),
        ("sample", lambda logits, T, u: np.searchsorted(np.cumsum(softmax(logits / T)), u, side="left")),
        ("recurrent_step", lambda *case: np.minimum(checks.check_recurrent_step.answer(*case), 6)),
        ("bptt_W_hh", lambda H, Z, *rest: checks.check_bptt_W_hh.answer(H, np.where(Z == 0, 1, Z), *rest)),
        ("truncated_bptt", lambda H, Z, *rest: checks.check_truncated_bptt.answer(H, np.where(Z == 0, 1, Z), *rest)),
        ("truncated_bptt", lambda H, Z, W, dH, window: checks.check_truncated_bptt.answer(H, Z, W, dH, Z.shape[1])),
        ("truncated_bptt", lambda H, Z, W, dH, k: checks.check_truncated_bptt.answer(H, Z, W, dH, k if k < len(Z) else 0)),
    ],
)
def test_what_is_wrong_at_the_edges_alone_is_wrong(name, answer):
    assert not getattr(checks, f"check_{name}")(answer)


def softmax(z):
    return np.exp(z - z.max()) / np.exp(z - z.max()).sum()


def naive_sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))


def naive_tanh(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def naive_gru(x, h, p):
    """With the reset after the product: another right answer."""
    r, z = (naive_sigmoid(x @ W_x + h @ W_h + b) for W_x, W_h, b in ((p.W_xr, p.W_hr, p.b_r), (p.W_xz, p.W_hz, p.b_z)))
    return z * h + (1 - z) * np.tanh(x @ p.W_xh + r * (h @ p.W_hh) + p.b_h)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("gru_step", naive_gru),
        ("dc_path", lambda dh, dc, f, o, c_prev, c: (t := dc + dh * o * (1 - naive_tanh(c) ** 2), t * f)),
    ],
)
def test_an_activation_that_overflows_gives_a_remark(name, answer):
    check = getattr(checks, f"check_{name}")
    assert check(answer).passed
    assert "argument above 709" in check(answer).words
    assert not any("709" in check(program.answer).words for program in check.programs)


def test_a_prediction_far_below_the_others_gives_a_remark():
    def common_maximum(logits, target):
        e = np.exp(logits - logits.max())
        return (e / e.sum(axis=-1, keepdims=True) - np.eye(logits.shape[-1])[target]) / target.size

    verdict = checks.check_cross_entropy_gradient(common_maximum)
    assert verdict.passed
    assert "its own largest logit" in verdict.words
    assert "709" not in verdict.words


@pytest.mark.parametrize(
    ("error", "reason"),
    [(ZeroDivisionError, "a gradient of zeros"), (OverflowError, "a gradient of zeros"), (ValueError("Overflow"), "error")],
)
def test_what_numbers_break_is_told_by_the_hard_cases_hint_and_all_else_as_it_is(error, reason):
    def fails_for_zeros(grads, threshold):
        if not grads[0].any():
            raise error
        return checks.check_clip_by_global_norm.answer(grads, threshold)

    assert checks.check_clip_by_global_norm(fails_for_zeros).reason == reason
