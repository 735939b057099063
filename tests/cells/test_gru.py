"""The gated recurrent unit, in both conventions: its gradients, its formulas, and where the two differ."""

from types import SimpleNamespace

import numpy as np
import pytest
from support.strategies import network

from rnnlab import bptt, gradcheck
from rnnlab.cells import gru

RESETS = pytest.mark.parametrize("reset", gru.RESETS)


@RESETS
def test_a_step_is_the_formulas(reset):
    params, X, state = network(T=1, n=1, d=1, h=1, cell=gru)
    (x,), (h,) = X[0], state
    r, z = (1 / (1 + np.exp(-(x * W_x[0] + h * W_h[0] + b[0]))) for W_x, W_h, b in (params[:3], params[3:6]))
    W_x, W_h, b = (part[0] for part in params[6:])
    g = np.tanh(x * W_x + r * h * W_h + b)  # with one unit the two conventions are the same
    new, cache = gru.step(params, X[0], state, reset=reset)
    for value, wanted in zip((cache.r, cache.z, cache.g, new), (r, z, g, z * h + (1 - z) * g)):
        np.testing.assert_allclose(value, [wanted], rtol=1e-14)


def test_the_conventions_are_two_networks():
    params, X, state = network(T=3, n=2, d=3, h=4, cell=gru)
    before, after = (bptt.unroll(gru, params, X, state, reset=reset) for reset in gru.RESETS)
    assert np.abs(before.H[1] - after.H[1]).max() > 0.01
    np.testing.assert_array_equal(bptt.unroll(gru, params, X, state).H, before.H)
    diagonal = params._replace(W_hh=np.diag([1.0, 2.0, 3.0, 4.0]))  # only then does it not matter when r comes in
    before, after = (bptt.unroll(gru, diagonal, X, state, reset=reset) for reset in gru.RESETS)
    np.testing.assert_allclose(before.H, after.H, rtol=1e-12)
    assert (before.cache.reset, after.cache.reset) == gru.RESETS


def set_by_bias(**biases):
    """A cell of one unit in which every gate is settled by its bias: σ(100) is 1 and σ(-100) is 0 in sixteen digits."""
    params = gru.Params(*(np.zeros(W.shape) for W in gru.init(1, 1, rng=np.random.default_rng(0))))
    return params._replace(W_xh=np.ones((1, 1)), **{name: np.full((1, 1), bias) for name, bias in biases.items()})


@RESETS
def test_with_the_update_gate_at_one_the_state_is_kept_and_so_is_its_gradient(reset):
    params = set_by_bias(b_z=100.0)
    trace = bptt.unroll(gru, params, np.ones((30, 1, 1)), np.full((1, 1), 0.7), reset=reset)
    np.testing.assert_array_equal(trace.H, np.full((31, 1, 1), 0.7))
    dH = np.zeros((30, 1, 1))
    dH[-1] = 1
    np.testing.assert_array_equal(bptt.backprop_through_time(gru, params, trace, dH).dH, np.ones((31, 1, 1)))


@RESETS
def test_with_both_gates_at_zero_a_step_sees_its_input_alone(reset):
    params = set_by_bias(b_z=-100.0, b_r=-100.0)._replace(W_hh=np.full((1, 1), 5.0))
    X = np.array([0.3, -0.5, 0.9]).reshape(3, 1, 1)
    np.testing.assert_allclose(bptt.unroll(gru, params, X, reset=reset).H[1:], np.tanh(X))


@RESETS
@pytest.mark.parametrize(
    ("mistake", "spoiled"),
    [
        ({"h_prev": lambda cache: cache.h}, {"W_hr", "W_hz"}),
        ({"z": lambda cache: 1 - cache.z}, {"W_xz", "W_xh", "X", "H"}),
        ({"r": lambda cache: np.ones_like(cache.r)}, {"W_xr", "X", "H"}),
    ],
)
def test_the_checker_sees_a_mistake(mistake, spoiled, reset):
    def scan_grad(params, cache, dH):
        return gru.scan_grad(params, cache._replace(**{name: read(cache) for name, read in mistake.items()}), dH)

    cell = SimpleNamespace(**{**vars(gru), "scan_grad": scan_grad})
    net = network(T=5, n=2, d=3, h=4, seed=3, cell=gru)
    errors = gradcheck.check_cell(cell, *net, rng=np.random.default_rng(1), reset=reset)
    assert all(errors[name] > 1e-3 for name in spoiled), errors


def test_the_other_convention_is_a_mistake_that_the_checker_sees():
    def scan_grad(params, cache, dH):
        return gru.scan_grad(params, cache._replace(reset="after"), dH)

    cell = SimpleNamespace(**{**vars(gru), "scan_grad": scan_grad})
    net = network(T=5, n=2, d=3, h=4, seed=3, cell=gru)
    errors = gradcheck.check_cell(cell, *net, rng=np.random.default_rng(1), reset="before")
    assert all(errors[name] > 1e-3 for name in ("W_xr", "W_hh", "X", "H")), errors
