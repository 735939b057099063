"""The graph of one step agrees with the cell, the readout and the loss; and what it says in words is what it does."""

import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import bptt, gradcheck, losses, readout
from rnnlab.cells import rnn
from rnnlab.lessons import computational_graph
from rnnlab.lessons.computational_graph import Node

SIZES = st.tuples(*[st.integers(1, 6)] * 4)
STEP = computational_graph.one_step()
NAMES = [node.name for node in STEP]
PARAMETERS = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")


def leaves_of(n, d, h, o, seed=0):
    shapes = dict(x=(n, d), W_xh=(d, h), h_prev=(n, h), W_hh=(h, h), b_h=(1, h), W_hy=(h, o), b_y=(1, o), target=(n, o))
    rng = np.random.default_rng(seed)
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def both_ways(leaves, nodes=STEP):
    values = computational_graph.forward(nodes, leaves)
    return values, computational_graph.backward(nodes, values)


def by_the_package(leaves):
    """The same values and gradients from the cell, the readout and the loss."""
    cell, out = rnn.Params(*(leaves[k] for k in rnn.Params._fields)), readout.Params(leaves["W_hy"], leaves["b_y"])
    h, cache = rnn.step(cell, leaves["x"], leaves["h_prev"])
    O = readout.readout(out, h)
    loss, dO = losses.squared_error(O, leaves["target"], "sum")
    dout, dh = readout.readout_grad(out, h, dO)
    dcell, dx, dh_prev = rnn.step_grad(cell, cache, dh)
    gradients = {**dcell._asdict(), **dout._asdict(), "O": dO, "h": dh, "x": dx, "h_prev": dh_prev}
    return {"z": cache.z, "h": h, "O": O, "L": np.reshape(loss, (1, 1))}, gradients


@given(SIZES, st.integers(0, 2**32 - 1))
def test_values_and_gradients_are_those_of_the_cell_the_readout_and_the_loss(sizes, seed):
    leaves = leaves_of(*sizes, seed=seed)
    values, gradients = both_ways(leaves, computational_graph.one_step())
    wanted_values, wanted_gradients = by_the_package(leaves)
    for found, wanted in ((values, wanted_values), (gradients, wanted_gradients)):
        for name, array in wanted.items():
            np.testing.assert_allclose(found[name], array, rtol=1e-12, atol=1e-12 * np.abs(array).max(), err_msg=name)


@given(SIZES, st.integers(0, 2**32 - 1))
def test_every_leafs_gradient_is_the_numerical_one(sizes, seed):
    nodes, leaves = computational_graph.one_step(), leaves_of(*sizes, seed=seed)
    _, gradients = both_ways(leaves, nodes)
    for name, array in leaves.items():
        numerical = gradcheck.numerical_gradient(
            lambda moved, name=name: computational_graph.forward(nodes, {**leaves, name: moved})["L"].item(),
            array,
            method="complex",
        )
        np.testing.assert_allclose(gradients[name], numerical, rtol=1e-10, atol=1e-10, err_msg=name)


@given(SIZES)
def test_a_gradient_has_the_shape_of_its_node(sizes):
    values, gradients = both_ways(leaves_of(*sizes))
    assert {name: array.shape for name, array in values.items()} == {name: gradients[name].shape for name in values}


def test_the_passes_go_in_order():
    values, gradients = both_ways(leaves_of(2, 3, 4, 5))
    assert list(values) == NAMES
    assert list(gradients) == NAMES[::-1]


def test_the_edges_run_forward():
    place = {name: number for number, name in enumerate(NAMES)}
    assert all(place[source] < place[target] for source, target in computational_graph.edges(STEP))
    assert len(computational_graph.edges(STEP)) == 17  # a tree: every node but the last is used once


# A node that is used more than once: its shares add up


def test_a_matrix_used_at_two_steps_gets_the_sum_of_both_gradients():
    nodes = (
        *(Node(name, "") for name in ("x1", "x2", "W_xh", "h0", "W_hh", "b_h", "target")),
        *one_state("1", "x1", "h0"),
        *one_state("2", "x2", "h1"),
        Node("e", "", "difference", ("target", "h2")),
        Node("q", "", "square", ("e",)),
        Node("L", "", "total", ("q",)),
    )
    leaves = leaves_of(2, 3, 4, 4)
    X = np.stack([leaves["x"], leaves["x"] + 1])
    given_ = {"x1": X[0], "x2": X[1], "h0": leaves["h_prev"], **{k: leaves[k] for k in ("W_xh", "W_hh", "b_h", "target")}}
    _, gradients = both_ways(given_, nodes)

    cell = rnn.Params(leaves["W_xh"], leaves["W_hh"], leaves["b_h"])
    trace = bptt.unroll(rnn, cell, X, leaves["h_prev"])
    _, dO = losses.squared_error(trace.H[-1], leaves["target"], "sum")
    wanted = bptt.backprop_through_time(rnn, cell, trace, np.stack([np.zeros_like(dO), dO]))
    for name, array in wanted.params._asdict().items():
        np.testing.assert_allclose(gradients[name], array, rtol=1e-12, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(gradients["h0"], wanted.dH[0], rtol=1e-12, atol=1e-12)
    assert computational_graph.gradient_words(nodes, "W_hh") == "{h0}ᵀ · {∂c1} + {h1}ᵀ · {∂c2}"


def one_state(t, x, h_prev):
    return (
        Node(f"a{t}", "", "product", (x, "W_xh")),
        Node(f"c{t}", "", "product", (h_prev, "W_hh")),
        Node(f"s{t}", "", "sum", (f"a{t}", f"c{t}")),
        Node(f"z{t}", "", "sum with each row", (f"s{t}", "b_h")),
        Node(f"h{t}", "", "relu", (f"z{t}",)),
    )


# The words


def run(words, values, gradients):
    """Read words as a formula and compute it: what stands in a picture is what happens."""
    wide = np.ones_like(values["q"])
    if words.endswith(" in every entry"):
        return run(words.removesuffix(" in every entry"), values, gradients) * wide
    if words.startswith("column sums of "):
        return run(words.removeprefix("column sums of "), values, gradients).sum(axis=0, keepdims=True)
    for sign, python in {
        "·": "@", "ᵀ": ".T", "−": "-", "²": " ** 2", "Σ ": "total ", "ReLU(": "relu(", "2 ": "2 * ", "total ": "total * ",
    }.items():  # fmt: skip
        words = words.replace(sign, python)
    words = re.sub(r"\[(.*?) > 0\]", r"(\1 > 0)", words)
    words = re.sub(r"\{∂(\w+)\}", r"G['\1']", words)
    words = re.sub(r"\{(\w+)\}", r"V['\1']", words)
    names = {"V": values, "G": gradients, "relu": lambda a: np.maximum(a, 0), "total": Reduce(np.sum)}
    return eval(words, names)


class Reduce:
    """`Reduce(np.sum) * A` is the sum of A, as a matrix with one entry."""

    __array_ufunc__ = None

    def __init__(self, function):
        self.function = function

    def __mul__(self, array):
        return self.function(array).reshape(1, 1)


def test_the_words_of_every_node_say_what_it_does():
    nodes = computational_graph.one_step()
    values, gradients = both_ways(leaves_of(2, 3, 4, 5), nodes)
    for node in nodes:
        if node.operation:
            np.testing.assert_allclose(
                run(computational_graph.value_words(node), values, gradients), values[node.name], err_msg=node.name
            )
        words = computational_graph.gradient_words(nodes, node.name)
        np.testing.assert_allclose(run(words, values, gradients), gradients[node.name], err_msg=words)


@pytest.mark.parametrize("name", computational_graph.MULTIPLIED_OUT)
def test_the_gradients_multiplied_out_are_the_gradients(name):
    values, gradients = both_ways(leaves_of(2, 3, 4, 5))
    assert "∂" not in computational_graph.MULTIPLIED_OUT[name]
    np.testing.assert_allclose(run(computational_graph.MULTIPLIED_OUT[name], values, {}), gradients[name])


def test_all_five_gradients_are_multiplied_out():
    assert set(PARAMETERS) <= set(computational_graph.MULTIPLIED_OUT)


# What is no graph


X, W = Node("x", "X"), Node("W", "W")
A = Node("a", "A", "product", ("x", "W"))


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        (None, "graph must be a tuple of nodes; got NoneType"),
        ((), "graph must be a tuple of nodes"),
        (("x",), "graph must be a tuple of nodes"),
        ((X, A, W), "graph must have new names, and 2 inputs of a before it"),
        ((X, X), "graph must have new names"),
        ((X, W, A._replace(inputs=("x",))), "2 inputs of a before it"),
        ((X._replace(inputs=("x",)),), "0 inputs of x before it"),
        ((X, W, A._replace(operation="quotient")), "the operation of a must be one of product"),
        ((X, W, A, Node("b", "B", "relu", ("x",))), "graph must use every node but the last; got a without a use"),
    ],
)
def test_what_is_no_graph_is_told_so(nodes, words):
    with pytest.raises((TypeError, ValueError), match=words):
        computational_graph.forward(nodes, {})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"W_hh": np.ones((3, 4))}, r"the inputs of c must have shapes that fit a product; got \(2, 4\) and \(3, 4\)"),
        ({"W_hh": np.ones((4, 1))}, r"the inputs of s must have shapes that fit a sum; got \(2, 4\) and \(2, 1\)"),
        ({"b_h": np.ones((2, 4))}, "the inputs of z must have shapes that fit a sum with each row"),
        ({"target": np.ones((1, 5))}, "the inputs of e must have shapes that fit a difference"),
        ({"x": np.ones(3)}, r"x must have shape \(rows, columns\); got \(3,\)"),
        ({"x": "text"}, "x must be an array of numbers"),
    ],
)
def test_leaves_that_do_not_fit_are_named(change, words):
    with pytest.raises((TypeError, ValueError), match=words):
        computational_graph.forward(STEP, {**leaves_of(2, 3, 4, 5), **change})


def test_a_gradient_needs_one_number_at_the_end():
    nodes = STEP[:-1]
    values = computational_graph.forward(nodes, leaves_of(2, 3, 4, 5))
    with pytest.raises(ValueError, match=r"q must have shape \(1, 1\); got \(2, 5\)"):
        computational_graph.backward(nodes, values)


def test_overflow_is_data(no_excuses):
    leaves = leaves_of(2, 3, 4, 5)
    values, gradients = both_ways({**leaves, "W_hy": 1e300 * leaves["W_hy"], "h_prev": 1e300 * leaves["h_prev"]})
    assert not np.isfinite(values["L"]).all()
    assert not np.isfinite(gradients["W_hy"]).all()


@pytest.mark.parametrize("name", ["x", "h_prev", "W_xh", "W_hh", "b_h", "W_hy", "b_y", "target"])
def test_a_nudge_moves_one_entry_and_the_loss_with_it(name):
    leaves = leaves_of(2, 3, 4, 2)
    entry = len(leaves[name]) - 1, 1
    moved = computational_graph.nudged(leaves, name, *entry, 0.25)
    change = moved[name] - leaves[name]
    assert change[entry] == pytest.approx(0.25)
    assert np.count_nonzero(change) == 1
    assert all(moved[other] is leaves[other] for other in leaves if other != name)
    found = computational_graph.losses_along(STEP, leaves, name, *entry, [0, 0.25])
    assert found.tolist() == [computational_graph.forward(STEP, values)["L"].item() for values in (leaves, moved)]


@pytest.mark.parametrize("name", ["x", "h_prev", "W_xh", "W_hh", "b_h", "W_hy", "b_y", "target"])
def test_between_two_kinks_no_relu_switches_and_at_each_kink_one_does(name):
    leaves = leaves_of(2, 3, 4, 2)
    kinks = computational_graph.kinks(STEP, leaves, name, 0, 1)
    assert len(kinks) == {"x": 4, "h_prev": 4, "W_xh": 2, "W_hh": 2, "b_h": 2}.get(name, 0)  # the entries of z that move
    places = [nudge for nudge, *_ in kinks]
    assert places == sorted(places)

    def on(by):
        return computational_graph.forward(STEP, computational_graph.nudged(leaves, name, 0, 1, by))["z"] > 0

    for nudge, node, row, column in kinks:
        assert node == "z"
        assert np.argwhere(on(nudge - 1e-9) != on(nudge + 1e-9)).tolist() == [[row, column]]
    for left, right in itertools.pairwise([-99, *places, 99]):
        np.testing.assert_array_equal(on(left + 1e-9), on(right - 1e-9))
