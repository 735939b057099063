"""Layers and rows: the way back is that of the stack, and the rows' pieces add up to the gradient of the batch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import bptt, gradcheck, readout, tasks, training
from rnnlab.cells import rnn
from rnnlab.lessons.stacked import Stack, way_back


def network(stack):
    """The network of a stack and its pass, computed anew."""
    cells, rng = [rnn] * stack.layers, np.random.default_rng(stack.seed)
    model = training.init(1, stack.h, 1, cell=cells, weight_scale=stack.weight_scale, rng=rng)
    task = tasks.sine(stack.T, stack.n, rng=np.random.default_rng(0))
    task = task._replace(target=task.target[-1:])
    return model, task, training.forward_backward(model, task, activation=stack.activation)


@given(layers=st.integers(1, 3), T=st.integers(2, 4), n=st.integers(1, 3), h=st.integers(1, 3), seed=st.integers(0, 5))
def test_what_the_rows_give_adds_up_to_the_gradient(layers, T, n, h, seed):
    stack = Stack(layers, T, n, h, seed=seed)
    found, (_, _, now) = way_back(stack), network(stack)
    assert found.pieces.shape == (layers, T, n, h, h)
    for pieces, grads in zip(found.pieces, now.grads.cell, strict=True):
        np.testing.assert_allclose(pieces.sum(axis=(0, 1)), grads.W_hh, atol=1e-12)


def test_what_a_row_gives_is_what_it_gives_with_no_other_row_there():
    stack = Stack(2, 4, 3, 3)
    model, task, now = network(stack)
    for row in range(stack.n):
        cells, one = [rnn] * stack.layers, slice(row, row + 1)
        trace = bptt.unroll(cells, model.cell, task.X[:, one], activation="tanh")
        alone = bptt.backprop_through_time(cells, model.cell, trace, now.dH[:, one])
        for pieces, params in zip(way_back(stack).pieces, alone.params, strict=True):
            np.testing.assert_allclose(pieces[:, row].sum(axis=0), params.W_hh, atol=1e-14)


def test_the_lengths_are_those_of_each_layers_states():
    stack = Stack(3, 4, 2, 3)
    found, (_, _, now) = way_back(stack), network(stack)
    for layer, grads in enumerate(now.back.layers):
        np.testing.assert_allclose(10 ** found.lengths[layer], np.linalg.norm(grads.dH[1:], axis=2))
        np.testing.assert_allclose(10 ** found.together[layer], np.linalg.norm(grads.dH[1:], axis=(1, 2)))


def test_the_gradient_of_the_lower_layer_is_what_a_nudge_of_its_weights_does():
    stack = Stack(2, 4, 2, 3)
    model, task, now = network(stack)

    def loss(W_hh):
        below = model.cell[0]._replace(W_hh=W_hh)
        return training.forward_backward(model._replace(cell=[below, model.cell[1]]), task, activation="tanh").loss

    numerical = gradcheck.numerical_gradient(loss, model.cell[0].W_hh)
    np.testing.assert_allclose(way_back(stack).pieces[0].sum(axis=(0, 1)), numerical, atol=1e-8)
    assert now.loss == pytest.approx(((readout.readout(model.readout, now.trace.H[-1:]) - task.target) ** 2).mean())
