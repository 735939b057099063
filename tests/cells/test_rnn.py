"""The recurrent cell: its gradients, its two ways to run, and the mistakes that the gradient checker must see."""

import numpy as np
import pytest
from hypothesis import example, given
from support.faulty_cells import MISTAKES, by_steps
from support.strategies import activations, gradients, network, networks

from rnnlab import bptt, gradcheck
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.trees import leaves


@given(networks(work=8_000), activations)
@example(network(T=40, n=8, d=1, h=2), "relu")  # the far corner: half of the time goes here
def test_every_gradient_matches_its_numerical_twin(net, activation):
    errors = gradcheck.check_cell(rnn, *net, rng=np.random.default_rng(1), activation=activation)
    assert gradcheck.worst(errors) < 1e-7, errors


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("scheme", ["gaussian", "orthogonal", "he", "identity"])
def test_central_differences_agree_where_no_kink_is_near_and_nothing_has_vanished(scheme, activation):
    net = network(T=4, n=2, d=3, h=5, scheme=scheme, seed=4)
    trace, grads = gradients(net, activation=activation)
    assert np.abs(trace.cache.z).min() > 1e-3  # a thousand times what is added to a number: no ReLU is switched
    assert all(np.abs(dW).max() > 0.1 for dW in leaves(grads))  # a loss of order 1, so rounding costs 1e-16 / 1e-6
    rng = np.random.default_rng(1)
    errors = gradcheck.check_cell(rnn, *net, rng=rng, method="central", activation=activation)
    assert gradcheck.worst(errors) < 1e-7, errors


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_vanished_gradient_is_right_to_the_last_digits_and_out_of_reach_of_differences(activation):
    params, X, state = network(T=40, n=2, d=3, h=4, scheme="small")
    trace = bptt.unroll(rnn, params, X, state, activation=activation)
    dH = np.zeros_like(trace.H[1:])
    dH[-1] = 1
    first = bptt.backprop_through_time(rnn, params, trace, dH).dH[0]

    def loss(state):
        return bptt.unroll(rnn, params, X, state, activation=activation).H[-1].sum()

    assert 0 < np.abs(first).max() < 1e-60
    assert gradcheck.relative_error(first, gradcheck.numerical_gradient(loss, state, method="complex")) < 1e-10
    assert gradcheck.relative_error(first, gradcheck.numerical_gradient(loss, state, method="central")) > 0.1


@given(networks(), activations)
def test_a_sequence_at_once_equals_step_after_step(net, activation):
    trace, grads = gradients(net, activation=activation)
    trace_by_steps, grads_by_steps = gradients(net, cell=by_steps(), activation=activation)
    for ours, theirs in zip(
        leaves([trace.H, trace.cache[:-1], grads]),
        leaves([trace_by_steps.H, trace_by_steps.cache[:-1], grads_by_steps]),
    ):
        assert gradcheck.relative_error(ours, theirs) < 1e-12


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_the_checker_sees_each_usual_mistake_where_it_is(mistake, activation):
    cell, spoiled = MISTAKES[mistake]
    net = network(T=5, n=2, d=3, h=4, seed=3)
    errors = gradcheck.check_cell(cell, *net, rng=np.random.default_rng(1), activation=activation)
    assert {name for name, error in errors.items() if not error <= 1e-3} == spoiled
    assert all(error < 1e-7 for name, error in errors.items() if name not in spoiled)


def test_a_step_is_the_essays_formula():
    params = rnn.Params(np.array([[1.0, -1.0]]), np.array([[0.0, 2.0], [1.0, 0.0]]), np.array([[0.5, 0.25]]))
    state, cache = rnn.step(params, np.array([[3.0]]), np.array([[1.0, 4.0]]))
    np.testing.assert_array_equal(cache.z, [[3 + 4 + 0.5, -3 + 2 + 0.25]])
    np.testing.assert_array_equal(state, [[7.5, 0]])


def test_the_essays_gradients_by_hand():
    params, x, state = network(T=1, n=3, d=2, h=4)
    _, cache = rnn.step(params, x[0], state)
    D_Z = np.ones((3, 4)) * (cache.z > 0)
    dparams, dx, dstate_prev = rnn.step_grad(params, cache, np.ones((3, 4)))
    np.testing.assert_allclose(dparams.W_xh, x[0].T @ D_Z)
    np.testing.assert_allclose(dparams.W_hh, state.T @ D_Z)
    np.testing.assert_allclose(dparams.b_h, [D_Z.sum(axis=0)])
    np.testing.assert_allclose(dx, D_Z @ params.W_xh.T)
    np.testing.assert_allclose(dstate_prev, D_Z @ params.W_hh.T)


def test_nothing_that_is_given_is_changed():
    net = network(T=3, n=2, d=3, h=4)
    before = [array.copy() for array in leaves(net)]
    gradients(net)
    rnn.step_grad(net.params, rnn.step(net.params, net.X[0], net.state)[1], np.ones((2, 4)))
    for array, kept in zip(leaves(net), before):
        np.testing.assert_array_equal(array, kept)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_single_precision_stays_single_precision(activation):
    net = network(T=3, n=2, d=3, h=4, dtype=np.float32)
    state, cache = rnn.step(net.params, net.X[0], net.state, activation=activation)
    back = rnn.step_grad(net.params, cache, state)
    assert {array.dtype for array in leaves([state, cache[:-1], back])} == {np.dtype(np.float32)}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_step_computes_with_complex_numbers(activation):
    params, X, state = network(T=1, n=2, d=3, h=4)
    real, _ = rnn.step(params, X[0], state, activation=activation)
    moved, _ = rnn.step(params, X[0] + 1e-30j, state, activation=activation)
    np.testing.assert_allclose(moved.real, real, rtol=1e-12)
    assert np.abs(moved.imag).max() > 0


def test_overflow_in_a_step_is_data(no_excuses):
    params, X, state = network(T=1, n=2, d=3, h=4, weight_scale=1e300)
    h, cache = rnn.step(params, X[0], 1e300 * state, activation="linear")
    dparams, *_ = rnn.step_grad(params, cache, 1e300 * np.ones((2, 4)))
    for numbers in (h, dparams.W_hh):  # ∞, or what is left of ∞ - ∞: which it is depends on the order of a processor's sums
        assert not np.isfinite(numbers).all()


def test_init_scales_the_recurrent_weights_alone(rng):
    plain = rnn.init(3, 4, rng=np.random.default_rng(0))
    scaled = rnn.init(3, 4, weight_scale=2.5, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(scaled.W_xh, plain.W_xh)
    np.testing.assert_allclose(scaled.W_hh, 2.5 * plain.W_hh)
    np.testing.assert_array_equal(plain.b_h, np.zeros((1, 4)))
    assert plain.W_xh.shape == (3, 4)
