"""The losses: their values, their gradients, what they are averaged over."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planting import with_nan

from rnnlab.gradcheck import numerical_gradient, relative_error
from rnnlab.losses import bits, cross_entropy, perplexity, squared_error

shapes = st.lists(st.integers(1, 4), min_size=2, max_size=3)


@given(shapes, st.sampled_from(["mean", "sum"]), st.integers(0, 999))
def test_squared_error_matches_its_numerical_twin(shape, reduction, seed):
    O, target = np.random.default_rng(seed).standard_normal((2, *shape))
    _, dO = squared_error(O, target, reduction)
    measured = numerical_gradient(lambda moved: squared_error(moved, target, reduction)[0], O, method="complex")
    assert relative_error(dO, measured) < 1e-10


@given(shapes, st.integers(0, 999), st.floats(0.1, 30))
def test_cross_entropy_matches_its_numerical_twin(shape, seed, spread):
    rng = np.random.default_rng(seed)
    logits, target = spread * rng.standard_normal(shape), rng.integers(shape[-1], size=shape[:-1])
    _, dlogits = cross_entropy(logits, target)
    measured = numerical_gradient(lambda moved: cross_entropy(moved, target)[0], logits, method="complex")
    np.testing.assert_allclose(dlogits, measured, rtol=1e-7, atol=1e-14)


@pytest.mark.parametrize(
    ("loss", "test", "arguments"),
    [
        ("squared_error", test_squared_error_matches_its_numerical_twin, ([3, 2], "mean", 0)),
        ("cross_entropy", test_cross_entropy_matches_its_numerical_twin, ([3, 2], 0, 1.0)),
    ],
)
def test_a_nan_in_a_gradient_is_seen(loss, test, arguments, monkeypatch):
    monkeypatch.setitem(globals(), loss, with_nan(globals()[loss], 1))
    with pytest.raises(AssertionError, match="nan"):
        test.hypothesis.inner_test(*arguments)


def test_it_does_not_matter_how_the_numbers_lie_in_memory(rng):
    for logits in (rng.standard_normal((3, 4, 5)).transpose(1, 0, 2), np.asfortranarray(rng.standard_normal((4, 3, 5)))):
        target = rng.integers(5, size=(4, 3))
        loss, dlogits = cross_entropy(logits, target)
        expected, gradient = cross_entropy(np.ascontiguousarray(logits), target)
        assert loss == expected
        np.testing.assert_array_equal(dlogits, gradient)
        np.testing.assert_allclose(dlogits.sum(axis=-1), 0, atol=1e-15)


def test_small_whole_numbers_do_not_overflow():
    assert cross_entropy(np.array([[3, 5]], np.uint8), np.array([0]))[0] == pytest.approx(np.log(1 + np.exp(2)))
    loss, dO = squared_error(np.array([[100]], np.int8), np.array([[-100]], np.int8))
    assert (loss, dO) == (40_000, 400)


def test_the_sum_is_the_essays_loss_and_the_mean_divides_it_by_every_axis():
    O, target = np.arange(24.0).reshape(4, 2, 3), np.zeros((4, 2, 3))
    summed, dsummed = squared_error(O, target, "sum")
    mean, dmean = squared_error(O, target)
    assert summed == (np.arange(24) ** 2).sum()
    assert mean == pytest.approx(summed / 24)
    np.testing.assert_array_equal(dsummed, 2 * O)
    np.testing.assert_allclose(dmean, 2 * O / 24)


def test_cross_entropy_of_an_even_guess_is_log_k():
    loss, dlogits = cross_entropy(np.zeros((5, 2, 4)), np.ones((5, 2), dtype=int))
    assert loss == pytest.approx(np.log(4))
    np.testing.assert_allclose(dlogits[0, 0] * 10, [0.25, -0.75, 0.25, 0.25])


def test_cross_entropy_does_not_see_a_shift(rng):
    logits, target = rng.standard_normal((3, 4)), np.array([0, 3, 1])
    assert cross_entropy(logits + 100, target)[0] == pytest.approx(cross_entropy(logits, target)[0], rel=1e-12)
    np.testing.assert_allclose(cross_entropy(logits, target)[1].sum(axis=-1), 0, atol=1e-15)


def test_cross_entropy_of_enormous_logits_is_exact(no_excuses):
    loss, dlogits = cross_entropy(np.array([[1e300, 0.0], [0.0, 1000.0]]), np.array([0, 0]))
    assert loss == 500  # one prediction right, one wrong by 1000 nats, averaged
    np.testing.assert_array_equal(dlogits, [[0, 0], [-0.5, 0.5]])


def test_overflow_is_data(no_excuses):
    loss, dO = squared_error(np.full((1, 2), 1e200), np.zeros((1, 2)))
    assert loss == np.inf
    np.testing.assert_allclose(dO, 1e200)
    assert np.isnan(squared_error(np.full((1, 2), np.inf), np.full((1, 2), np.inf))[0])
    assert np.isnan(cross_entropy(np.full((1, 2), np.inf), np.array([0]))[0])


def test_single_precision_stays_single_precision():
    O = np.ones((2, 3), np.float32)
    for loss, dO in (squared_error(O, 2 * O), squared_error(O, 2 * O, "sum"), cross_entropy(O, np.array([0, 2]))):
        assert loss.dtype == dO.dtype == np.float32


def test_nothing_that_is_given_is_changed():
    O, target = np.ones((2, 3)), np.array([0, 2])
    cross_entropy(O, target)
    squared_error(O, np.zeros((2, 3)))
    np.testing.assert_array_equal(O, 1)
    np.testing.assert_array_equal(target, [0, 2])


def test_the_perplexity_of_a_fair_choice_is_the_number_of_options():
    for options in (1, 2, 27):
        nats, _ = cross_entropy(np.zeros((3, options)), np.zeros(3, int))
        assert perplexity(nats) == pytest.approx(options)
        assert bits(nats) == pytest.approx(np.log2(options))


def test_a_loss_beyond_all_numbers_is_an_infinite_perplexity():
    assert perplexity(1e4) == np.inf


def test_a_complex_step_in_the_target_goes_through(rng):
    """It is measured with numbers that have an imaginary part: the slope by the target is minus that by the output."""
    O, target = rng.standard_normal((2, 3, 4))
    _, dO = squared_error(O, target)
    measured = numerical_gradient(lambda moved: squared_error(O, moved)[0], target, method="complex")
    np.testing.assert_allclose(measured, -dO, rtol=1e-12)
