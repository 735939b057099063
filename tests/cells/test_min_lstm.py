"""minLSTM: its formulas, its gates that share, and that its recurrence is linear in the state."""

import numpy as np
import pytest
from support.strategies import network

from rnnlab import bptt, scan
from rnnlab.cells import min_lstm


def test_a_step_is_the_formulas():
    params, X, state = network(T=1, n=1, d=1, h=1, cell=min_lstm)
    (x,), (h,) = X[0], state
    i, f = (1 / (1 + np.exp(-(x * W[0] + b[0]))) for W, b in (params[:2], params[2:4]))
    g = x * params.W_xh[0] + params.b_h[0]
    new, cache = min_lstm.step(params, X[0], state)
    wanted = i / (f + i), f / (f + i), g, (f * h + i * g) / (f + i)
    for value, right in zip((cache.i, cache.f, cache.g, new), wanted, strict=True):
        np.testing.assert_allclose(value, [right], rtol=1e-14)


def with_biases(b_i, b_f):
    params = network(T=1, n=1, d=1, h=1, cell=min_lstm).params
    return params._replace(W_xi=np.zeros((1, 1)), W_xf=np.zeros((1, 1)), b_i=np.array([[b_i]]), b_f=np.array([[b_f]]))


@pytest.mark.parametrize(
    ("b_i", "b_f", "i"),
    [
        (-1000.0, -1000.0, 0.5),
        (1000.0, 1000.0, 0.5),
        (-900.0, -900.0 - np.log(3), 0.75),
        (900.0, 0.0, 2 / 3),
        (-900.0, 0.0, 0.0),
    ],
)
def test_gates_that_are_both_shut_or_open_share_as_their_sum_says(b_i, b_f, i):
    """σ(-900) is 0 in a float, and 0 / 0 no number."""
    _, cache = min_lstm.step(with_biases(b_i, b_f), np.ones((1, 1)), np.ones((1, 1)))
    np.testing.assert_allclose([cache.i[0, 0], cache.f[0, 0]], [i, 1 - i], rtol=1e-12, atol=1e-15)
    grads = min_lstm.step_grad(with_biases(b_i, b_f), cache, np.ones((1, 1)))
    assert all(np.isfinite(part).all() for part in (*grads[0], *grads[1:]))


def test_the_forget_bias_keeps_and_the_states_are_those_of_a_tree():
    net = network(T=21, n=2, d=3, h=4, cell=min_lstm)
    cache = bptt.unroll(min_lstm, *net).cache
    np.testing.assert_allclose(scan.tree(cache.f, cache.i * cache.g, net.state)[1:], cache.h, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(cache.i + cache.f, 1, rtol=1e-14)
    low, high = (min_lstm.init(3, 4, forget_bias=bias, rng=np.random.default_rng(0)) for bias in (0.0, 3.0))
    np.testing.assert_array_equal(high.b_f, np.full((1, 4), 3.0))
    kept = [bptt.unroll(min_lstm, params, net.X).cache.f.mean() for params in (low, high)]
    assert 0.4 < kept[0] < 0.6 < kept[1]
