"""The long short-term memory: its gradients, its formulas, and what the forget gate does to the way back."""

from types import SimpleNamespace

import numpy as np
import pytest
from support.strategies import gradients, network

from rnnlab import bptt, gradcheck
from rnnlab.cells import lstm
from rnnlab.cells.lstm import State

GATES = "ifoc"
EVERYTHING = {*lstm.Params._fields, "X", "H", "C"}


def test_a_step_is_the_formulas():
    params, X, (h, c) = network(T=1, n=1, d=1, h=1, cell=lstm)
    x = X[0]

    def before(gate):
        return float((x * params[3 * gate] + h * params[3 * gate + 1] + params[3 * gate + 2])[0, 0])

    i, f, o = (1 / (1 + np.exp(-before(gate))) for gate in range(3))
    g = np.tanh(before(3))
    new_c = f * c[0, 0] + i * g
    state, cache = lstm.step(params, x, State(h, c))
    for value, wanted in zip((cache.i, cache.f, cache.o, cache.g, state.c, state.h), (i, f, o, g, new_c, o * np.tanh(new_c))):
        np.testing.assert_allclose(value, [[wanted]], rtol=1e-14)


def test_with_open_gates_the_memory_adds_up():
    """σ(100) is 1 and σ(-100) is 0 in sixteen digits: every gate can be set by its bias."""
    params = lstm.Params(*(np.zeros(W.shape) for W in lstm.init(1, 1, rng=np.random.default_rng(0))))
    params = params._replace(b_i=np.array([[100.0]]), b_f=np.array([[100.0]]), W_xc=np.array([[1.0]]))
    X = np.array([0.3, -0.5, 0.9]).reshape(3, 1, 1)
    trace = bptt.unroll(lstm, params, X)
    np.testing.assert_allclose(trace.cache.c.ravel(), np.cumsum(np.tanh(X.ravel())))
    np.testing.assert_allclose(trace.H[1:].ravel(), 0.5 * np.tanh(trace.cache.c.ravel()))  # the output gate is at σ(0)
    shut = bptt.unroll(lstm, params._replace(b_f=np.array([[-100.0]])), X)
    np.testing.assert_allclose(shut.cache.c.ravel(), np.tanh(X.ravel()))


def test_along_the_memory_the_gradient_is_only_multiplied_by_the_forget_gate():
    params, X, state = network(T=6, n=2, d=3, h=4, cell=lstm)
    still = params._replace(**{f"W_h{gate}": np.zeros((4, 4)) for gate in GATES})
    trace = bptt.unroll(lstm, still, X, state)
    dc = np.random.default_rng(1).standard_normal((2, 4))
    grads = bptt.backprop_through_time(lstm, still, trace, np.zeros((6, 2, 4)), State(np.zeros((2, 4)), dc))
    np.testing.assert_array_equal(grads.dC[-1], dc)
    np.testing.assert_allclose(grads.dC[0], dc * trace.cache.f.prod(axis=0), rtol=1e-12)
    assert not grads.dH.any()


def test_the_total_of_the_memory_has_what_the_hidden_state_sends_to_it():
    net = network(T=3, n=2, d=3, h=4, cell=lstm)
    trace, grads = gradients(net, cell=lstm)
    last = trace.cache.o[-1] * (1 - np.tanh(trace.cache.c[-1]) ** 2) * grads.dH[-1]
    np.testing.assert_allclose(grads.dC[-1], last, rtol=1e-12)


def test_init_sets_the_forget_bias_alone():
    params = lstm.init(3, 4, rng=np.random.default_rng(0))
    opened = lstm.init(3, 4, forget_bias=-2.5, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(params.b_f, np.ones((1, 4)))
    np.testing.assert_array_equal(opened.b_f, np.full((1, 4), -2.5))
    for name in set(lstm.Params._fields) - {"b_f"}:
        np.testing.assert_array_equal(getattr(params, name), getattr(opened, name))
        assert getattr(params, name).any() != name.startswith("b_")


def test_the_forget_bias_decides_what_comes_back():
    """The same network, 50 steps: with an open forget gate the gradient of the first memory survives, at -3 it vanishes."""
    survived = {}
    for bias in (-3.0, 1.0, 5.0):
        params = lstm.init(8, 16, forget_bias=bias, rng=np.random.default_rng(0))
        trace = bptt.unroll(lstm, params, np.random.default_rng(1).standard_normal((50, 1, 8)))
        dH = np.zeros_like(trace.H[1:])
        dH[-1] = 1
        C = bptt.backprop_through_time(lstm, params, trace, dH).dC
        survived[bias] = np.linalg.norm(C[0]) / np.linalg.norm(C[-1])
    assert survived[-3.0] < 1e-25
    assert 1e-12 < survived[1.0] < 1e-3
    assert survived[5.0] > 0.1


def wrong(**replaced):
    """An LSTM whose way back reads one thing for another: {name in the cache: what is read in its place}."""

    def scan_grad(params, cache, dH, dc=None):
        return lstm.scan_grad(params, cache._replace(**{name: read(cache) for name, read in replaced.items()}), dH, dc)

    return SimpleNamespace(**{**vars(lstm), "scan_grad": scan_grad})


@pytest.mark.parametrize(
    ("cell", "spoiled"),
    [
        (wrong(c_prev=lambda cache: cache.c), {"W_xf", "W_hf", "b_f"}),
        (wrong(f=lambda cache: np.ones_like(cache.f)), EVERYTHING - {"W_xo", "W_ho", "b_o"}),
        (wrong(o=lambda cache: np.ones_like(cache.o)), EVERYTHING),
    ],
)
def test_the_checker_sees_a_mistake(cell, spoiled):
    net = network(T=5, n=2, d=3, h=4, seed=3, cell=lstm)
    errors = gradcheck.check_cell(cell, *net, rng=np.random.default_rng(1))
    assert all(errors[name] > 1e-3 for name in spoiled)


def test_the_checker_sees_which_weights_a_mistake_is_in():
    net = network(T=5, n=2, d=3, h=4, seed=3, cell=lstm)
    errors = gradcheck.check_cell(wrong(h_prev=lambda cache: cache.h), *net, rng=np.random.default_rng(1))
    assert {name for name, error in errors.items() if not error <= 1e-7} == {f"W_h{gate}" for gate in GATES}


def test_a_state_must_be_a_pair():
    params, X, state = network(T=2, n=1, d=2, h=3, cell=lstm)
    for bad in (np.zeros((1, 3)), np.zeros((2, 1, 3)), [state.h, state.c], (state.h,), "hc", None):
        with pytest.raises(TypeError, match=r"^state must be 2 arrays, \(h, c\); got"):
            lstm.step(params, X[0], bad)
    plain, _ = lstm.step(params, X[0], (state.h, state.c))
    assert type(plain) is State
