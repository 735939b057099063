"""The gradient by the distance it has travelled, and what is left of it behind a window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import activations, gradients, network, networks

from rnnlab import bptt, gradcheck, probes, tasks, training, truncation
from rnnlab.cells import rnn
from rnnlab.trees import leaves

SOME = network(T=6, n=2, d=3, h=4)


def run(net, *, seed=1, **options):
    """The trace, dL/dH from the readouts, and the gradients: with one that arrives at each step."""
    trace, grads = gradients(net, seed=seed, **options)
    return trace, np.random.default_rng(seed).standard_normal(trace.H[1:].shape), grads


def by_slices(params, trace, dH, window):
    """The definition, word by word: each loss goes back through the steps of its window, alone."""
    T = len(dH)
    total = rnn.Params(*map(np.zeros_like, params))
    for t in range(T):
        steps = slice(max(0, t + 1 - window), t + 1)
        cache = rnn.Cache(*(part[steps] for part in trace.cache[:-1]), trace.cache.activation)
        piece = bptt.Trace(trace.H[steps.start : steps.stop + 1], cache)
        only = np.zeros_like(dH[steps])
        only[-1] = dH[t]
        total = rnn.Params(*map(np.add, total, bptt.backprop_through_time(rnn, params, piece, only).params))
    return total


def close(ours, theirs, scale=None):
    for one, other in zip(leaves(ours), leaves(theirs), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12 * max(np.abs(other).max(initial=0), scale or 0))


@given(networks(longest=12), activations)
def test_all_distances_together_are_the_whole_gradient(net, activation):
    trace, dH, grads = run(net, activation=activation)
    parts = truncation.by_distance(rnn, net.params, trace, dH)
    assert len(parts) == len(dH)
    size = max(np.abs(leaf).max() for leaf in leaves(parts))
    close(truncation.running_sums(parts)[-1], grads, size)


@given(networks(longest=12), activations, st.integers(1, 15))
def test_a_window_keeps_what_its_words_say(net, activation, window):
    trace, dH, grads = run(net, activation=activation)
    truncated = truncation.truncated_backprop_through_time(rnn, net.params, trace, dH, window=window)
    size = max(np.abs(leaf).max() for leaf in leaves(grads.params))
    close(truncated.params, by_slices(net.params, trace, dH, window), size)
    assert [array.shape for array in leaves(truncated)] == [array.shape for array in leaves(grads)]


def test_with_window_t_nothing_is_cut():
    trace, dH, grads = run(SOME)
    for window in (6, 7, 100):
        close(truncation.truncated_backprop_through_time(rnn, SOME.params, trace, dH, window=window), grads)


def test_with_window_1_no_gradient_passes_from_step_to_step():
    trace, dH, _ = run(SOME)
    alone = truncation.truncated_backprop_through_time(rnn, SOME.params, trace, dH, window=1)
    np.testing.assert_array_equal(alone.dH[1:], dH)
    steps = [rnn.step(SOME.params, x, h_prev)[1] for x, h_prev in zip(SOME.X, trace.H)]
    pieces = [rnn.step_grad(SOME.params, cache, dh)[0] for cache, dh in zip(steps, dH)]
    close(alone.params, rnn.Params(*(sum(parts) for parts in zip(*pieces))))


def test_the_windows_one_after_the_other_are_the_running_sums():
    trace, dH, _ = run(SOME)
    sums = truncation.running_sums(truncation.by_distance(rnn, SOME.params, trace, dH))
    for window, whole in enumerate(sums, 1):
        close(truncation.truncated_backprop_through_time(rnn, SOME.params, trace, dH, window=window), whole)


def test_a_part_holds_the_gradient_of_the_loss_so_many_steps_later():
    trace, dH, _ = run(SOME, activation="tanh")
    parts = truncation.by_distance(rnn, SOME.params, trace, dH)
    for t in range(1, 7):
        only = np.zeros_like(dH)
        only[t - 1] = dH[t - 1]
        alone = bptt.backprop_through_time(rnn, SOME.params, trace, only)
        for k in range(1, t + 1):
            np.testing.assert_allclose(parts[t - k].dX[k - 1], alone.dX[k - 1], atol=1e-14)
            np.testing.assert_allclose(parts[t - k].dH[k], alone.dH[k], atol=1e-14)
        np.testing.assert_allclose(parts[t - 1].dH[0], alone.dH[0], atol=1e-14)
    assert not parts[2].dX[4:].any()
    assert not parts[2].dH[5:].any()


def test_influence_is_the_size_of_one_losss_gradient_by_one_input():
    trace, dH, _ = run(SOME, activation="tanh")
    table = truncation.influence(truncation.by_distance(rnn, SOME.params, trace, dH))

    def loss(t, X):
        return (dH[t] * bptt.unroll(rnn, SOME.params, X, SOME.state, activation="tanh").H[t + 1]).sum()

    for t in range(6):
        numerical = gradcheck.numerical_gradient(lambda X, t=t: loss(t, X), SOME.X, method="complex")
        np.testing.assert_allclose(table[t], probes.log10_norm(numerical, axis=(1, 2)), rtol=1e-9)
    assert np.isneginf(table[np.triu_indices(6, 1)]).all()


def test_a_way_back_that_is_blocked_has_no_influence():
    params = rnn.Params(np.ones((1, 2)), np.eye(2), np.array([[0.0, 0.0]]))
    X = np.array([1.0, 1.0, -9.0, 9.0, 1.0])[:, None, None]  # at the third step every ReLU is off
    trace = bptt.unroll(rnn, params, X)
    table = truncation.influence(truncation.by_distance(rnn, params, trace, np.ones((5, 1, 2))))
    assert np.isneginf(table[3:, :3]).all()
    assert np.isfinite(table[3:, 3]).all()
    assert np.isneginf(table[2]).all()


def test_overflow_and_underflow_are_data(no_excuses):
    for scale in (1e40, 1e-40):
        net = network(T=20, n=2, d=3, h=4, weight_scale=scale)
        trace, dH, _ = run(net, activation="linear")
        parts = truncation.by_distance(rnn, net.params, trace, dH)
        truncation.running_sums(parts)
        table = truncation.influence(parts)
        assert table.shape == (20, 20)
        assert not np.isfinite(table[-1]).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_that_comes_in_goes_out(dtype):
    net = network(T=4, n=2, d=3, h=4, dtype=dtype)
    trace, dH, _ = run(net)
    for part in truncation.by_distance(rnn, net.params, trace, dH):
        assert {array.dtype for array in leaves(part)} == {np.dtype(dtype)}


def test_nothing_that_is_given_is_changed():
    trace, dH, _ = run(SOME)
    before = [array.copy() for array in (dH, trace.H, *trace.cache[:-1])]
    truncation.by_distance(rnn, SOME.params, trace, dH)
    for old, new in zip(before, (dH, trace.H, *trace.cache[:-1]), strict=True):
        np.testing.assert_array_equal(old, new)


def test_training_may_use_a_window(rng):
    model = training.init(2, 5, 1, rng=rng)
    task = tasks.delayed_echo(8, 4, 2, delay=2, rng=rng)
    full = training.forward_backward(model, task)
    close(training.forward_backward(model, task, window=8).grads, full.grads)
    cut = training.forward_backward(model, task, window=2)
    assert cut.loss == full.loss
    close(cut.grads.readout, full.grads.readout)
    parts = truncation.by_distance(rnn, model.cell, full.trace, full.dH, window=2)
    assert len(parts) == 2
    close(cut.grads.cell, truncation.running_sums(parts)[-1].params)
    assert probes.deviation(cut.grads.cell, full.grads.cell).angle > 1
