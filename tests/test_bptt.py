"""Running a cell over a sequence, and the gradient's way back."""

import sys
import threading

import numpy as np
import pytest
from hypothesis import given
from support.planting import with_nan
from support.strategies import Network, activations, gradients, network, networks

from rnnlab import bptt, truncation
from rnnlab.cells import lstm, rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.trees import leaves, tree_map


@given(networks(), activations)
def test_shapes_and_the_initial_state(net, activation):
    (T, n, d), h = net.X.shape, net.params.b_h.size
    trace, grads = gradients(net, activation=activation)
    assert trace.H.shape == grads.dH.shape == (T + 1, n, h)
    assert grads.dX.shape == (T, n, d)
    assert [dW.shape for dW in grads.params] == [W.shape for W in net.params]
    np.testing.assert_array_equal(trace.H[0], net.state)


def test_the_state_starts_as_zeros():
    params, X, state = network(T=3, n=2, d=3, h=4)
    given_zeros = bptt.unroll(rnn, params, X, np.zeros_like(state))
    np.testing.assert_array_equal(bptt.unroll(rnn, params, X).H, given_zeros.H)


def test_a_sequence_can_be_run_in_two_parts():
    params, X, state = network(T=7, n=2, d=3, h=4)
    whole = bptt.unroll(rnn, params, X, state)
    rest = bptt.unroll(rnn, params, X[3:], whole.H[3])
    np.testing.assert_allclose(rest.H, whole.H[3:], rtol=1e-12)


def test_examples_in_a_batch_do_not_meet():
    params, X, state = network(T=5, n=4, d=3, h=6)
    trace, grads = gradients(Network(params, X, state))
    dH = np.random.default_rng(1).standard_normal(trace.H[1:].shape)
    alone = [
        bptt.backprop_through_time(rnn, params, bptt.unroll(rnn, params, X[:, i : i + 1], state[i : i + 1]), dH[:, i : i + 1])
        for i in range(4)
    ]
    np.testing.assert_allclose(np.concatenate([one.dH for one in alone], axis=1), grads.dH, rtol=1e-12)
    together = tree_map(lambda *parts: sum(parts), *(one.params for one in alone))
    for ours, summed in zip(grads.params, together):
        np.testing.assert_allclose(ours, summed, rtol=1e-10)


def test_steps_after_the_last_scored_one_get_no_gradient():
    params, X, state = network(T=6, n=2, d=3, h=4)
    trace = bptt.unroll(rnn, params, X, state, activation="tanh")
    dH = np.zeros_like(trace.H[1:])
    dH[2] = 1  # the loss looks at h_3
    grads = bptt.backprop_through_time(rnn, params, trace, dH)
    assert not grads.dH[4:].any()
    assert not grads.dX[3:].any()
    assert (np.abs(grads.dH[:4]).sum(axis=(1, 2)) > 0).all()
    np.testing.assert_array_equal(grads.dH[3], dH[2])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_single_precision_stays_single_precision(activation):
    net = network(T=3, n=2, d=3, h=4, dtype=np.float32)
    trace, grads = gradients(net, activation=activation)
    started_from_zeros = bptt.unroll(rnn, net.params, net.X, activation=activation)
    arrays = leaves([trace.H, trace.cache[:-1], started_from_zeros.H, grads])
    arrays += leaves(bptt.backprop_through_time(rnn, net.params, trace, np.ones(trace.H[1:].shape)))
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_whole_numbers_are_computed_with_as_floats(activation):
    params = rnn.Params(np.eye(2, dtype=int), np.eye(2, dtype=int), np.zeros((1, 2), dtype=int))
    trace = bptt.unroll(rnn, params, np.ones((3, 1, 2), dtype=int), activation=activation)
    grads = bptt.backprop_through_time(rnn, params, trace, np.ones((3, 1, 2), dtype=int))
    assert {array.dtype for array in leaves([trace.H, grads])} == {np.dtype(float)}


@pytest.mark.parametrize("place", ["params", "X", "state"])
def test_unroll_computes_with_complex_numbers(place):
    net = network(T=3, n=2, d=3, h=4)
    moved = net._replace(**{place: tree_map(lambda array: array + 1e-30j, getattr(net, place))})
    H = bptt.unroll(rnn, *moved, activation="tanh").H
    np.testing.assert_allclose(H.real, bptt.unroll(rnn, *net, activation="tanh").H, rtol=1e-12)
    assert np.abs(H[-1].imag).max() > 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_overflow_is_data(activation, dtype, no_excuses):
    net = network(T=200, n=2, d=3, h=4, weight_scale=1e10, dtype=dtype)
    trace, grads = gradients(net, activation=activation)
    unbounded = activation in ("relu", "linear")
    assert np.isfinite(trace.H).all() != unbounded
    assert np.isfinite(grads.dH).all() != unbounded


def test_underflow_is_data(no_excuses):
    net = network(T=300, n=1, d=3, h=4, scheme="small")
    trace = bptt.unroll(rnn, *net)
    dH = np.zeros_like(trace.H[1:])
    dH[-1] = 1e-300
    grads = bptt.backprop_through_time(rnn, net.params, trace, dH)
    assert not grads.dH[0].any()


@pytest.mark.skipif(sys.platform == "emscripten", reason="there are no threads in a browser's Python")
def test_overflow_is_data_in_another_thread():
    """numpy keeps its error state for each thread: setting it once for the program would not reach this one."""
    outcome = []

    def work():
        with np.errstate(all="raise"):
            outcome.append(gradients(network(T=200, n=2, d=3, h=4, weight_scale=1e10)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert not np.isfinite(outcome[0][1].dH).all()


def test_a_gradient_that_is_not_a_number_stays_one(no_excuses):
    params, X, state = network(T=4, n=1, d=3, h=4)
    trace = bptt.unroll(rnn, params, X, state)
    grads = bptt.backprop_through_time(rnn, params, trace, np.full((4, 1, 4), np.nan))
    assert all(np.isnan(array).all() for array in leaves(grads.params))
    assert np.isnan(grads.dH[:-1]).all()


@given(networks(), activations)
def test_the_contributions_of_the_steps_add_up_to_the_gradient(net, activation):
    trace, grads = gradients(net, activation=activation)
    pieces = bptt.contributions(rnn, net.params, trace, grads.dH)
    assert len(pieces) == len(net.X)
    for name, whole in grads.params._asdict().items():
        parts = np.stack([getattr(piece, name) for piece in pieces])
        assert (np.abs(parts.sum(axis=0) - whole) <= 1e-9 * np.abs(whole) + 1e-12 * np.abs(parts).max()).all(), name


@pytest.mark.parametrize("field", rnn.Params._fields)
def test_a_nan_in_a_contribution_is_seen(field, monkeypatch):
    monkeypatch.setattr(bptt, "contributions", with_nan(bptt.contributions, 0, field))
    with pytest.raises(AssertionError):
        test_the_contributions_of_the_steps_add_up_to_the_gradient.hypothesis.inner_test(network(3, 2, 2, 4), "tanh")


def test_a_trace_without_its_states_is_refused():
    net = network(3, 2, 2, 4)
    trace, dH = bptt.unroll(rnn, *net), np.ones((3, 2, 4))
    for H, words in [(None, "be an array; got NoneType"), (trace.H[1:], r"have shape \(4, 2, 4\); got \(3, 2, 4\)")]:
        for call in (bptt.backprop_through_time, bptt.contributions, truncation.by_distance):
            with pytest.raises((TypeError, ValueError), match=f"^H must {words}$"):
                call(rnn, net.params, bptt.Trace(H, trace.cache), dH)


@pytest.mark.parametrize("call", [bptt.contributions, truncation.by_distance])
def test_what_goes_back_step_by_step_says_what_it_can_do(call):
    net, pair = network(3, 2, 2, 4), network(3, 2, 2, 4, cell=lstm)
    looked_up, dH = np.zeros((3, 2), int), np.ones((3, 2, 4))
    for cell, params, trace, words in [
        (lstm, pair.params, bptt.unroll(lstm, *pair), "cell must be one whose state is one array, .*; got rnnlab.cells.lstm"),
        (rnn, net.params, bptt.unroll(rnn, net.params, looked_up), r"trace must be one of inputs \(T, n, d\); got indices"),
        ([rnn], [net.params], bptt.unroll([rnn], [net.params], net.X), "cell must be one module of .*; got a list of 1"),
    ]:
        with pytest.raises((TypeError, ValueError), match=f"^{words}$"):
            call(cell, params, trace, dH)


def test_the_first_step_adds_nothing_to_the_recurrent_weights_if_the_state_starts_as_zeros():
    params, X, _ = network(T=4, n=2, d=3, h=5)
    trace, grads = gradients(Network(params, X, np.zeros((2, 5))), activation="tanh")
    first, *rest = bptt.contributions(rnn, params, trace, grads.dH)
    assert not first.W_hh.any()
    assert first.W_xh.any()
    assert all(piece.W_hh.any() for piece in rest)


@pytest.mark.parametrize("single", ["H", "cache", "params"])
def test_where_two_precisions_meet_the_gradients_have_the_higher_one(single):
    """And so has what they are computed from: nothing is rounded on the way."""
    params, X, state = network(T=3, n=2, d=3, h=4)
    trace, dH = bptt.unroll(rnn, params, X, state), np.ones((3, 2, 4))
    part = {"H": trace.H, "cache": trace.cache, "params": params}[single]
    small = tree_map(lambda part: part.astype(np.float32) if isinstance(part, np.ndarray) else part, part)
    given = params if single != "params" else small
    mixed = trace if single == "params" else trace._replace(**{single: small})
    found = bptt.backprop_through_time(rnn, given, mixed, dH)
    wanted = bptt.backprop_through_time(rnn, params, trace, dH)
    assert {part.dtype for part in leaves(found)} == {np.dtype(float)}
    for part, right in zip(leaves(found), leaves(wanted), strict=True):
        np.testing.assert_allclose(part, right, rtol=1e-5, atol=1e-5)
