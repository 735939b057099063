"""minGRU: its formulas, and that its recurrence is linear in the state."""

import numpy as np
from support.strategies import network

from rnnlab import bptt, scan
from rnnlab.cells import min_gru


def test_a_step_is_the_formulas():
    params, X, state = network(T=1, n=1, d=1, h=1, cell=min_gru)
    (x,), (h,) = X[0], state
    z, g = 1 / (1 + np.exp(-(x * params.W_xz[0] + params.b_z[0]))), x * params.W_xh[0] + params.b_h[0]
    new, cache = min_gru.step(params, X[0], state)
    for value, wanted in zip((cache.z, cache.g, new), (z, g, (1 - z) * h + z * g), strict=True):
        np.testing.assert_allclose(value, [wanted], rtol=1e-14)


def test_with_the_gate_shut_the_state_and_its_gradient_are_kept_and_with_it_open_the_candidate_is_the_state():
    params, X, state = network(T=30, n=2, d=3, h=4, cell=min_gru)
    shut, opened = (params._replace(W_xz=0 * params.W_xz, b_z=np.full((1, 4), bias)) for bias in (-100.0, 100.0))
    trace = bptt.unroll(min_gru, shut, X, state)
    np.testing.assert_allclose(trace.H, np.broadcast_to(state, trace.H.shape), rtol=1e-12)
    dH = np.zeros((30, 2, 4))
    dH[-1] = 1
    np.testing.assert_array_equal(bptt.backprop_through_time(min_gru, shut, trace, dH).dH, np.ones((31, 2, 4)))
    np.testing.assert_allclose(bptt.unroll(min_gru, opened, X, state).H[1:], X @ params.W_xh + params.b_h, rtol=1e-12)


def test_the_forget_bias_shuts_the_gate():
    plain, kept = (min_gru.init(3, 4, rng=np.random.default_rng(0), **told) for told in ({}, {"forget_bias": 5.0}))
    np.testing.assert_array_equal([plain.b_z, kept.b_z], [np.zeros((1, 4)), np.full((1, 4), -5.0)])
    np.testing.assert_array_equal(plain.W_xz, kept.W_xz)


def test_the_states_are_those_of_a_tree():
    net = network(T=21, n=2, d=3, h=4, cell=min_gru)
    trace = bptt.unroll(min_gru, *net)
    z, g = trace.cache.z, trace.cache.g
    np.testing.assert_allclose(scan.tree(1 - z, z * g, net.state), trace.H, rtol=1e-12, atol=1e-13)


def test_gates_look_at_the_input_alone():
    params, X, state = network(T=5, n=2, d=3, h=4, cell=min_gru)
    ours, other = (bptt.unroll(min_gru, params, X, start).cache for start in (state, state + 1))
    np.testing.assert_array_equal(ours.z, other.z)
    np.testing.assert_array_equal(ours.g, other.g)
