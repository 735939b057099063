"""The linear recurrence as a loop and as a tree, and its gradient."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import gradcheck, scan

BOTH = pytest.mark.parametrize("run", [scan.loop, scan.tree])


def drawn(shape, *, imaginary=False, seed=0):
    """Steps that neither die out nor run away, and a start."""
    rng = np.random.default_rng(seed)
    a, b, h0 = rng.uniform(-1, 1, shape), rng.standard_normal(shape), rng.standard_normal(shape[1:])
    if imaginary:
        return a * np.exp(2j * np.pi * rng.random(shape)), b + 1j * rng.standard_normal(shape), h0 * (1 + 2j)
    return a, b, h0


problems = st.builds(
    drawn,
    st.tuples(st.integers(1, 70), *[st.integers(1, 4)] * 2) | st.tuples(st.integers(1, 70)),
    imaginary=st.booleans(),
    seed=st.integers(0, 99),
)


@given(problems)
def test_tree_and_loop_find_the_same_states(problem):
    H = scan.loop(*problem)
    np.testing.assert_allclose(scan.tree(*problem), H, rtol=0, atol=1e-12 * np.abs(H).max())
    assert H.shape == (len(problem[0]) + 1, *problem[2].shape)
    assert H.dtype == problem[0].dtype


@BOTH
def test_three_steps_by_hand(run):
    np.testing.assert_array_equal(run(np.array([2.0, 3, 4]), np.array([1.0, -1, 5]), np.array(10.0)), [10, 21, 62, 253])


@BOTH
def test_steps_that_are_all_the_same_are_powers(run):
    turn = np.full(40, 0.9 * np.exp(0.3j))
    H = run(turn, np.zeros(40), np.array(1.0))
    np.testing.assert_allclose(H, 0.9 ** np.arange(41) * np.exp(0.3j * np.arange(41)), rtol=1e-13)


@BOTH
def test_single_precision_and_whole_numbers(run):
    a, b, h0 = drawn((9, 2))
    narrow = [part.astype(np.float32) for part in (a, b, h0)]
    assert run(*narrow).dtype == np.float32
    assert run(narrow[0], b, narrow[2]).dtype == float
    assert run(np.ones(3, int), np.ones(3, int), np.array(0)).tolist() == [0, 1, 2, 3]


@BOTH
def test_overflow_is_data_and_nothing_given_is_changed(run):
    a, b, h0 = np.full(5, 1e200), np.ones(5), np.array(1.0)
    assert np.isinf(run(a, b, h0)[-1])
    assert [part.max() for part in (a, b, h0)] == [1e200, 1, 1]


@given(st.integers(1, 300))
def test_levels_make_every_place_whole_and_wait_for_each_other(T):
    """Followed as sets: after all levels a place holds every step up to its own, each once, and in order."""
    holds, work = [[t] for t in range(T)], 0
    levels = scan.levels(T)
    for level in levels:
        assert not set(level.left) & set(level.right)  # so all pairs can be done at once
        for left, right in zip(level.left, level.right, strict=True):
            assert holds[left][-1] + 1 == holds[right][0]
            if level.way == "down":
                assert holds[left][0] == 0
            holds[right] = holds[left] + holds[right]
            work += 1
    assert holds == [list(range(t + 1)) for t in range(T)]
    assert work < 2 * T
    assert len(levels) <= 2 * np.log2(T)
    assert [level.way for level in levels] == sorted((level.way for level in levels), reverse=True)


def test_depth_and_work_of_powers_of_two():
    for k in range(1, 8):
        levels = scan.levels(2**k)
        assert len(levels) == 2 * k - 1
        assert sum(len(level.right) for level in levels) == 2 * 2**k - k - 2


@given(st.integers(0, 99), st.booleans())
def test_to_combine_is_to_do_one_step_after_the_other_and_brackets_do_not_matter(seed, imaginary):
    a, b, h0 = drawn((3,), imaginary=imaginary, seed=seed)
    one, two, three = zip(a, b, strict=True)
    left = scan.combine(scan.combine(one, two), three)
    np.testing.assert_allclose(left, scan.combine(one, scan.combine(two, three)), rtol=1e-12)
    np.testing.assert_allclose(left[0] * h0 + left[1], scan.loop(a, b, h0)[-1], rtol=1e-12)


@given(problems, st.sampled_from([scan.loop, scan.tree]))
def test_the_gradient_matches_its_numerical_twin(problem, run):
    """Of complex numbers, the real and the imaginary part are moved apart."""
    rng = np.random.default_rng(1)
    H = scan.loop(*problem)
    weight = rng.standard_normal(H.shape) + (1j * rng.standard_normal(H.shape) if H.dtype.kind == "c" else 0)
    found = scan.gradient(problem[0], H, weight, run)
    assert [part.shape for part in found] == [part.shape for part in problem]

    def loss(real, imaginary=None):
        moved = [r if imaginary is None else r + 1j * i for r, i in zip(real, imaginary or real, strict=True)]
        states = scan.loop(*moved)
        return (states.real * weight.real + states.imag * weight.imag).sum() if imaginary else (states * weight).sum()

    if H.dtype.kind != "c":
        errors = gradcheck.check_gradients(loss, scan.Gradients(*problem), found, method="central")
    else:
        real, imaginary = (
            scan.Gradients(*(getattr(part, side) for part in map(np.asarray, problem))) for side in ("real", "imag")
        )
        of_real, of_imaginary = (scan.Gradients(*(getattr(part, side) for part in found)) for side in ("real", "imag"))
        errors = gradcheck.check_gradients(lambda moved: loss(moved, imaginary), real, of_real, method="central")
        twins = gradcheck.check_gradients(lambda moved: loss(real, moved), imaginary, of_imaginary, method="central")
        errors |= {f"{name}, imaginary": error for name, error in twins.items()}
    assert gradcheck.worst(errors) < 1e-6, errors
