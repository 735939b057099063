"""Recurrent layers on top of each other: lists of cells and of their parameters."""

import numpy as np
import pytest
from support.strategies import network

from rnnlab import bptt, gradcheck
from rnnlab.cells import gru, lstm, rnn
from rnnlab.trees import leaves, tree_map

STACKS = {
    "one layer": [lstm],
    "rnn": [rnn, rnn],
    "lstm": [lstm, lstm],
    "gru": [gru, gru],
    "three of a kind each": [gru, lstm, rnn],
    "the other way round": [rnn, lstm, gru],
}
STACK = pytest.mark.parametrize("cells", STACKS.values(), ids=STACKS)
T, N, D, SIZES = 4, 2, 3, (4, 2, 5)


def stacked(cells, dtype=float):
    """Parameters, input and states, in which no two layers have the same size."""
    inputs = [D, *SIZES]
    nets = [network(T, N, inputs[k], SIZES[k], cell=cell, seed=k, dtype=dtype) for k, cell in enumerate(cells)]
    return [net.params for net in nets], nets[0].X, [net.state for net in nets]


def random_like(tree, seed=1):
    rng = np.random.default_rng(seed)
    return tree_map(lambda part: rng.standard_normal(part.shape), tree)


def layer_by_layer(cells, params, X, state, dH, dstate):
    """One call for each layer, up and down."""
    traces = []
    for cell, own, start in zip(cells, params, state):
        traces.append(bptt.unroll(cell, own, X, start))
        X = traces[-1].H[1:]
    grads = []
    for each in reversed(list(zip(cells, params, traces))):
        grads.insert(0, bptt.backprop_through_time(*each, dH, dstate[len(traces) - 1 - len(grads)]))
        dH = grads[0].dX
    return traces, grads


@STACK
def test_a_stack_is_one_call_for_each_layer(cells):
    params, X, state = stacked(cells)
    trace = bptt.unroll(cells, params, X, state)
    dH, dstate = random_like(trace.H[1:]), random_like(trace.state)
    grads = bptt.backprop_through_time(cells, params, trace, dH, dstate)
    traces, alone = layer_by_layer(cells, params, X, state, dH, dstate)
    assert grads.dH.shape == trace.H.shape == (T + 1, N, SIZES[len(cells) - 1])
    assert grads.dX.shape == X.shape
    for ours, theirs in zip(
        leaves([trace.H, trace.state, grads[:4], grads.layers]),
        leaves([traces[-1].H, [each.state for each in traces], [g.params for g in alone], alone[0].dX, alone[-1][2:4], alone]),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, theirs)


@STACK
def test_every_gradient_matches_its_numerical_twin(cells):
    params, X, state = stacked(cells)
    trace = bptt.unroll(cells, params, X, state)
    dH, dstate = random_like(trace.H[1:]), random_like(trace.state)
    grads = bptt.backprop_through_time(cells, params, trace, dH, dstate)

    def loss(params, X, state):
        after = bptt.unroll(cells, params, X, state)
        last = zip(leaves(dstate), leaves(after.state), strict=True)
        return (dH * after.H[1:]).sum() + sum((weight * part).sum() for weight, part in last)

    def replaced(tree, place, value):
        return [*tree[:place], value, *tree[place + 1 :]]

    for k in range(len(cells)):
        errors = gradcheck.check_gradients(
            lambda own, k=k: loss(replaced(params, k, own), X, state), params[k], grads.params[k], method="complex"
        )
        assert gradcheck.worst(errors) < 1e-7, (k, errors)
        for name, total in (("h", grads.layers[k].dH), ("c", grads.layers[k].dC)):
            if total is not None:
                whole = state[k]

                def moved(part, k=k, name=name, whole=whole):
                    start = whole._replace(**{name: part}) if isinstance(whole, tuple) else part
                    return loss(params, X, replaced(state, k, start))

                part = getattr(whole, name) if isinstance(whole, tuple) else whole
                twin = gradcheck.numerical_gradient(moved, part, method="complex")
                assert gradcheck.relative_error(total[0], twin) < 1e-7
    twin = gradcheck.numerical_gradient(lambda X: loss(params, X, state), X, method="complex")
    assert gradcheck.relative_error(grads.dX, twin) < 1e-7


@STACK
def test_the_states_start_as_zeros_and_go_on(cells):
    params, X, state = stacked(cells)
    zeros = tree_map(np.zeros_like, state)
    np.testing.assert_array_equal(bptt.unroll(cells, params, X).H, bptt.unroll(cells, params, X, zeros).H)
    first = bptt.unroll(cells, params, X[:2], state)
    rest = bptt.unroll(cells, params, X[2:], first.state)
    np.testing.assert_allclose(rest.H[1:], bptt.unroll(cells, params, X, state).H[3:], rtol=1e-12)


@STACK
def test_single_precision_stays_single_precision(cells):
    params, X, state = stacked(cells, dtype=np.float32)
    trace = bptt.unroll(cells, params, X, state)
    grads = bptt.backprop_through_time(cells, params, trace, np.ones(trace.H[1:].shape))
    assert {array.dtype for array in leaves([trace.H, trace.state, grads])} == {np.dtype(np.float32)}


def test_an_option_goes_to_the_layers_that_have_it():
    cells = STACKS["three of a kind each"]
    params, X, state = stacked(cells)
    trace = bptt.unroll(cells, params, X, state, activation="linear", reset="after")
    assert trace.layers[0].cache.reset == "after"
    assert trace.layers[2].cache.activation == "linear"


def test_a_layer_that_overflows_is_data_for_the_next(no_excuses):
    cells = [rnn, rnn]
    params = [network(50, 1, 2, 3, weight_scale=1e20).params, network(50, 1, 3, 2).params]
    trace = bptt.unroll(cells, params, np.ones((50, 1, 2)))
    grads = bptt.backprop_through_time(cells, params, trace, np.ones((50, 1, 2)))
    assert not np.isfinite(trace.H).all()
    assert grads.dX.shape == (50, 1, 2)


def test_bad_stacks_are_named():
    cells = [rnn, lstm]
    params, X, state = stacked(cells)
    trace = bptt.unroll(cells, params, X, state)
    dH = np.ones((T, N, SIZES[1]))
    wrong = rnn.init(D, 7, rng=np.random.default_rng(0))
    for call, words in [
        (lambda: bptt.unroll([], [], X), r"cell must be a cell or a list of at least one; got an empty list"),
        (lambda: bptt.unroll([rnn, "lstm"], params, X), r"cell must be a module of rnnlab.cells, .*; got str"),
        (
            lambda: bptt.unroll(tuple(cells), params, X),
            r"cell must be a module of .* or a list of them; got tuple",
        ),
        (lambda: bptt.unroll(cells, params[0], X), r"params must be a list with one entry for each layer; got Params"),
        (lambda: bptt.unroll(cells, params[:1], X), r"params must be a list .* each of the 2 layers; got 1"),
        (lambda: bptt.unroll(cells, params[::-1], X), r"params must be rnnlab.cells.rnn.Params.*; got Params"),
        (lambda: bptt.unroll(cells, [wrong, params[1]], X), r"params\[1\] must have the input size 7, .*; got 4"),
        (lambda: bptt.unroll(cells, params, X[..., :2]), r"X must have shape \(T, n, 3\); got \(4, 2, 2\)"),
        (lambda: bptt.unroll(cells, params, X, state[1]), r"state must be a list with one entry for each layer; got State"),
        (lambda: bptt.unroll(cells, params, X, state[:1]), r"state must be a list .* each of the 2 layers; got 1"),
        (lambda: bptt.unroll(cells, params, X, reset="before"), r"reset must be an option of .* has activation; got 'before'"),
        (lambda: bptt.backprop_through_time(cells, params, trace.layers[1], dH), r"trace must be one of 2 layers; got 0"),
        (lambda: bptt.backprop_through_time(cells, params, None, dH), r"trace must be rnnlab.bptt.Trace.*; got NoneType"),
        (lambda: bptt.backprop_through_time(cells, params, trace, dH[1:]), r"dH must have shape \(4, 2, 2\); got \(3, 2, 2\)"),
        (lambda: bptt.backprop_through_time(cells, params, trace, dH, state[1]), r"dstate must be a list .*; got State"),
        (lambda: bptt.backprop_through_time(cells, params[:1], trace, dH), r"params must be a list .* 2 layers; got 1"),
        (lambda: bptt.backprop_through_time(rnn, params[0], trace, dH), r"cache must be .*; got list"),
    ]:
        with pytest.raises((TypeError, ValueError), match=f"^{words}$"):
            call()
