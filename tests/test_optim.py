"""Using a gradient: the update, and clipping."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.cells import rnn
from rnnlab.optim import clip_by_global_norm, sgd
from rnnlab.training import Model
from rnnlab.trees import leaves, tree_map


def length(tree):
    return np.sqrt(sum((array**2).sum() for array in leaves(tree)))


def test_sgd_subtracts_the_gradient_times_the_rate(rng):
    params = rnn.init(2, 3, rng=rng)
    grads = rnn.init(2, 3, rng=rng)
    new = sgd(params, grads, 0.1)
    assert type(new) is rnn.Params
    for W, dW, updated in zip(params, grads, new):
        np.testing.assert_allclose(updated, W - 0.1 * dW)


def test_sgd_leaves_the_old_parameters_alone(rng):
    params = rnn.init(2, 3, rng=rng)
    before = [W.copy() for W in params]
    sgd(params, params, 1.0)
    for W, kept in zip(params, before):
        np.testing.assert_array_equal(W, kept)


@given(st.integers(0, 999), st.floats(1e-6, 1e6))
def test_clipping_shortens_to_the_threshold_and_keeps_the_direction(seed, threshold):
    rng = np.random.default_rng(seed)
    grads = [rng.standard_normal((2, 3)), (rng.standard_normal((1, 4)), rng.standard_normal(5))]
    clipped, norm = clip_by_global_norm(grads, threshold)
    assert norm == pytest.approx(length(grads), rel=1e-12)
    assert length(clipped) == pytest.approx(min(norm, threshold), rel=1e-12)
    for dW, shortened in zip(leaves(grads), leaves(clipped)):
        np.testing.assert_allclose(shortened / length(clipped), dW / norm, rtol=1e-12)


def test_a_gradient_within_the_threshold_is_passed_on_as_it_is():
    grads = [np.array([3.0, 4.0])]
    assert clip_by_global_norm(grads, 5.0)[0] is grads
    assert clip_by_global_norm(grads, np.inf)[0] is grads


def test_clipping_whole_numbers():
    clipped, norm = clip_by_global_norm([np.array([3, 4])], 1)
    assert norm == 5
    np.testing.assert_allclose(clipped[0], [0.6, 0.8])


@pytest.mark.parametrize("size", [1e-200, 1e200, 1e308])
def test_tiny_and_huge_gradients_are_clipped_too(size, no_excuses):
    grads = [np.full((10, 10), size)]
    clipped, norm = clip_by_global_norm(grads, size / 1e10)
    assert norm == (np.inf if size == 1e308 else pytest.approx(10 * size))
    np.testing.assert_allclose(clipped[0], size / 1e11)


@pytest.mark.parametrize(("bad", "norm"), [(np.inf, np.inf), (-np.inf, np.inf), (np.nan, np.nan)])
def test_what_is_not_finite_stays_so(bad, norm, no_excuses):
    grads = [np.array([1.0, bad]), np.array([2.0])]
    clipped, measured = clip_by_global_norm(grads, 1.0)
    np.testing.assert_equal(measured, norm)
    np.testing.assert_equal(clipped, grads)
    assert not np.isfinite(sgd(grads, clipped, 0.1)[0][1])


def test_nothing_to_clip_in_zeros(no_excuses):
    clipped, norm = clip_by_global_norm([np.zeros(3)], 0.0)
    assert norm == 0
    np.testing.assert_array_equal(clipped[0], 0)


def test_an_overflowing_update_is_data(no_excuses):
    assert sgd([np.array([1e308])], [np.array([-1e308])], 10.0)[0] == np.inf


def test_single_precision_and_form_are_kept(rng):
    model = Model(rnn.init(2, 3, rng=rng), (np.ones((3, 1)), np.ones((1, 1))))
    model = tree_map(lambda W: W.astype(np.float32), model)
    clipped, _ = clip_by_global_norm(model, 0.1)
    for tree in (clipped, sgd(model, clipped, 0.1)):
        assert type(tree) is Model
        assert type(tree.cell) is rnn.Params
        assert {array.dtype for array in leaves(tree)} == {np.dtype(np.float32)}
