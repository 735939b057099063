"""Indices for inputs: the same states and gradients as from the one-hot vectors they stand for, for every cell."""

import numpy as np
import pytest
from support.strategies import CELLS, network

from rnnlab import bptt
from rnnlab.cells.scans import gates
from rnnlab.gradcheck import relative_error
from rnnlab.trees import leaves, tree_map

EVERY_CELL = pytest.mark.parametrize(("cell", "options"), CELLS.values(), ids=CELLS)
T, n, d, h = 7, 3, 5, 4


def both(cell, options, *, d=d, seed=0):
    """The traces and gradients of the same sequence, as indices and as one-hot vectors."""
    net = network(T, n, d, h, cell=cell, seed=seed)
    indices = np.random.default_rng(seed).integers(0, d, (T, n))
    dH = np.random.default_rng(1).standard_normal((T, n, h))
    for X in (indices, np.eye(d)[indices]):
        trace = bptt.unroll(cell, net.params, X, net.state, **options)
        yield trace, bptt.backprop_through_time(cell, net.params, trace, dH)


@EVERY_CELL
@pytest.mark.parametrize("in_cache", [gates.IN_CACHE, 0])  # 0: as with weights too many for the cache, another way is taken
@pytest.mark.parametrize("d", [1, 2, 5])
def test_an_index_is_a_one_hot_vector(cell, options, d, in_cache, monkeypatch):
    monkeypatch.setattr(gates, "IN_CACHE", in_cache)
    (trace, grads), (other, expected) = both(cell, options, d=d)
    np.testing.assert_allclose(trace.H, other.H, rtol=1e-12, atol=1e-14)
    for name in grads.params._fields:
        assert relative_error(getattr(grads.params, name), getattr(expected.params, name)) < 1e-12, name
    assert relative_error(grads.dH, expected.dH) < 1e-12
    assert grads.dX is None


@EVERY_CELL
def test_layers_read_indices_too(cell, options):
    nets = [network(T, n, d, h, cell=cell), network(T, n, h, h, cell=cell, seed=1)]
    indices = np.random.default_rng(0).integers(0, d, (T, n))
    found = []
    for X in (indices, np.eye(d)[indices]):
        trace = bptt.unroll([cell, cell], [net.params for net in nets], X, **options)
        found.append(bptt.backprop_through_time([cell, cell], [net.params for net in nets], trace, np.ones((T, n, h))))
    assert relative_error(np.concatenate([part.ravel() for part in leaves(found[0].params)]), _flat(found[1].params)) < 1e-12


def _flat(tree):
    return np.concatenate([part.ravel() for part in leaves(tree)])


@EVERY_CELL
def test_the_precision_is_that_of_the_weights(cell, options):
    net = network(T, n, d, h, cell=cell, dtype=np.float32)
    trace = bptt.unroll(cell, net.params, np.zeros((T, n), np.int64), net.state, **options)
    grads = bptt.backprop_through_time(cell, net.params, trace, np.ones((T, n, h), np.float32))
    assert {part.dtype for part in leaves([trace.H, grads.params, grads.dH])} == {np.dtype(np.float32)}


@EVERY_CELL
@pytest.mark.parametrize("wrong", [-1, d])
def test_an_index_out_of_range_is_refused(cell, options, wrong):
    indices = np.zeros((T, n), int)
    indices[2, 1] = wrong
    with pytest.raises(
        ValueError, match=rf"^X must hold whole numbers from 0 to {d - 1}; got {min(wrong, 0)} to {max(wrong, 0)}$"
    ):
        bptt.unroll(cell, network(T, n, d, h, cell=cell).params, indices, **options)


@EVERY_CELL
def test_what_each_step_adds_is_not_known_of_indices(cell, options):
    net = network(T, n, d, h, cell=cell)
    trace = bptt.unroll(cell, net.params, np.zeros((T, n), int), **options)
    with pytest.raises(ValueError, match="trace must be one of inputs"):
        bptt.contributions(cell, net.params, trace, trace.H)


@EVERY_CELL
def test_the_indices_are_not_changed(cell, options):
    net = network(T, n, d, h, cell=cell)
    indices = np.random.default_rng(0).integers(0, d, (T, n))
    before, params = indices.copy(), tree_map(np.copy, net.params)
    bptt.unroll(cell, net.params, indices, **options)
    np.testing.assert_array_equal(indices, before)
    for one, other in zip(net.params, params):
        np.testing.assert_array_equal(one, other)
