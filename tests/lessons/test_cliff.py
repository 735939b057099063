"""The smallest recurrent network: its gradient is right, it is the package's own cell, and its landscape has a cliff."""

import math

import numpy as np
import pytest

from rnnlab import bptt, optim
from rnnlab.cells import rnn
from rnnlab.gradcheck import numerical_gradient, relative_error
from rnnlab.lessons import cliff

PLACES = [(4.6, -3.3), (0.0, 0.0), (-2.0, 1.5), (6.0, -2.0), (5.0, -2.6), (1.0, 30.0)]


def with_the_cell(w, b, T):
    """The same loss and gradient from `rnnlab.cells.rnn` and back-propagation through time."""
    params = rnn.Params(np.zeros((1, 1)), np.array([[w]]), np.array([[b]]))
    trace = bptt.unroll(rnn, params, np.zeros((T, 1, 1)), np.array([[cliff.START]]), activation="sigmoid")
    dH = np.zeros((T, 1, 1))
    dH[-1] = 2 * (trace.H[-1] - cliff.TARGET)
    grads = bptt.backprop_through_time(rnn, params, trace, dH).params
    return float((trace.H[-1, 0, 0] - cliff.TARGET) ** 2), grads.W_hh.item(), grads.b_h.item()


@pytest.mark.parametrize("T", [1, 2, 7, 50])
@pytest.mark.parametrize(("w", "b"), PLACES)
def test_it_is_the_packages_cell_with_one_unit(w, b, T):
    np.testing.assert_allclose(cliff.loss_and_gradient(w, b, T=T), with_the_cell(w, b, T), rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("T", [1, 3, 12])
@pytest.mark.parametrize(("w", "b"), PLACES[:-1])
def test_the_gradient_is_the_numerical_one(w, b, T):
    slope = cliff.loss_and_gradient(w, b, T=T)
    measured = numerical_gradient(lambda place: cliff.loss_and_gradient(*map(float, place), T=T).loss, np.array([w, b]))
    assert relative_error(np.array([slope.dw, slope.db]), measured) < 1e-6
    assert slope.norm == pytest.approx(math.hypot(slope.dw, slope.db))


def test_the_landscape_is_the_loss_at_each_place():
    w, b = np.array([1.0, 4.0, 6.5]), np.array([-3.0, -1.0])
    losses = cliff.landscape(w, b, T=9)
    assert losses.shape == (2, 3)
    for row, column in np.ndindex(2, 3):
        expected = cliff.loss_and_gradient(float(w[column]), float(b[row]), T=9).loss
        assert losses[row, column] == pytest.approx(expected, rel=1e-12)
    assert cliff.landscape(w.astype(np.float32), b.astype(np.float32), T=9).dtype == np.float32


@pytest.mark.parametrize("w", [4.6, 5.5, 7.0])
def test_the_cliff_stands_at_its_foot_and_is_steeper_the_longer_the_sequence(w):
    foot, steepest = cliff.foot(w), []
    for T in (5, 20, 50):
        below, above = cliff.landscape(np.array([w]), foot + np.array([-0.05, 0.05]), T=T)[:, 0]
        assert below > above
        steepest.append(cliff.loss_and_gradient(w, foot, T=T).norm)
    assert (np.diff(steepest) > 0).all()
    assert steepest[-1] > 20
    assert below > 0.25
    assert above < 0.1


def test_at_the_foot_the_unit_never_moves():
    w = 5.0
    z = w * cliff.START + cliff.foot(w)
    assert 1 / (1 + math.exp(-z)) == pytest.approx(cliff.START)


def test_a_walk_is_gradient_descent_with_the_gradient_clipped_by_its_norm():
    w, b = 4.6, -3.3
    path = cliff.descend(w, b, T=20, learning_rate=0.4, threshold=0.09, steps=12)
    for step in range(13):
        slope = cliff.loss_and_gradient(w, b, T=20)
        assert (path.w[step], path.b[step]) == (pytest.approx(w), pytest.approx(b))
        assert (path.losses[step], path.norms[step]) == (pytest.approx(slope.loss), pytest.approx(slope.norm))
        (dw, db), _ = optim.clip_by_global_norm([np.array(slope.dw), np.array(slope.db)], 0.09)
        w, b = float(w - 0.4 * dw), float(b - 0.4 * db)
    np.testing.assert_allclose(path.distances, np.hypot(path.w - 4.6, path.b + 3.3))
    assert 0 < (path.norms > 0.09).sum() < 13


def test_without_a_threshold_nothing_is_clipped():
    free, high = (cliff.descend(4.9, -3.1, T=20, learning_rate=0.4, threshold=t, steps=15) for t in (None, 1e9))
    for ours, other in zip(free, high, strict=True):
        np.testing.assert_array_equal(ours, other)


@pytest.mark.parametrize(("w", "b", "learning_rate"), [(4.6, -2.3, 1e300), (1e308, 1e308, 1e308), (-1e200, 5.0, 1e9)])
def test_what_flies_away_is_data(w, b, learning_rate, no_excuses):
    for threshold in (None, 0.5):
        path = cliff.descend(w, b, T=60, learning_rate=learning_rate, threshold=threshold, steps=4)
        assert path.distances.shape == path.losses.shape == (5,)
