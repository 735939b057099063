"""The computational graph of one step as data: which quantity comes from which, by what operation, and what goes back.

A graph is a tuple of nodes. A leaf is given; every other node is an operation on nodes that stand before it. `forward` walks
from the first node to the last and finds the values. `backward` walks from the last to the first and finds dL/dnode. All that
an operation has to know is its value and what it sends back to each of its inputs: this is automatic differentiation.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.cells.activations import relu


class Share(NamedTuple):
    """What goes back to one input of an operation: `of(g, *inputs)`, where g is the gradient of the operation's result."""

    words: str  # {g} is that gradient; {0} and {1} are the inputs
    of: Callable


class Operation(NamedTuple):
    """`value(*inputs)`, and one share for each input. The words say the same as the functions; a test reads and runs them."""

    words: str
    value: Callable
    shares: tuple


def add(a, b):
    """a + b, both of one shape: numpy alone would stretch the smaller, and the gradients would no longer fit."""
    if a.shape != b.shape:
        raise ValueError
    return a + b


def add_to_each_row(a, row):
    """a + row, where row (1, h) is added to every row of a (n, h)."""
    if row.shape != (1, a.shape[1]):
        raise ValueError
    return a + row


UNCHANGED = Share("{g}", lambda g, *inputs: g)

OPERATIONS = {
    "product": Operation(
        "{0} · {1}", np.matmul, (Share("{g} · {1}ᵀ", lambda g, a, b: g @ b.T), Share("{0}ᵀ · {g}", lambda g, a, b: a.T @ g))
    ),
    "sum": Operation("{0} + {1}", add, (UNCHANGED, UNCHANGED)),
    "sum with each row": Operation(
        "{0} + {1}", add_to_each_row, (UNCHANGED, Share("column sums of {g}", lambda g, a, row: g.sum(axis=0, keepdims=True)))
    ),
    "difference": Operation("{0} − {1}", lambda a, b: add(a, -b), (UNCHANGED, Share("−{g}", lambda g, a, b: -g))),
    "relu": Operation("ReLU({0})", relu, (Share("{g} * [{0} > 0]", lambda g, a: g * (a > 0)),)),
    "square": Operation("{0}²", np.square, (Share("2 {0} * {g}", lambda g, a: 2 * a * g),)),
    "total": Operation(
        "Σ {0}", lambda a: a.sum(keepdims=True), (Share("{g} in every entry", lambda g, a: np.full_like(a, g.item())),)
    ),
}


class Node(NamedTuple):
    """One quantity. `inputs` are names of earlier nodes, the edges that end here; a leaf has none, and no operation."""

    name: str
    essay: str  # what the essay calls it; for what it leaves without a name, a capital of ours
    operation: str = ""
    inputs: tuple = ()


def one_step():
    """The essay's graph (statement 11): one step of the cell, the readout, and the loss.

    Its leaves are x (n, d), W_xh (d, h), h_prev (n, h), W_hh (h, h), b_h (1, h), W_hy (h, o),
    b_y (1, o) and target (n, o). The loss is a matrix with one entry: the sum of squared errors.
    """
    return (
        Node("x", "X"),
        Node("W_xh", "W11"),
        Node("a", "A", "product", ("x", "W_xh")),
        Node("h_prev", "H"),
        Node("W_hh", "W12"),
        Node("c", "C", "product", ("h_prev", "W_hh")),
        Node("s", "S", "sum", ("a", "c")),
        Node("b_h", "B"),
        Node("z", "Z", "sum with each row", ("s", "b_h")),
        Node("h", "H'", "relu", ("z",)),
        Node("W_hy", "W21"),
        Node("p", "P", "product", ("h", "W_hy")),
        Node("b_y", "B2"),
        Node("O", "O", "sum with each row", ("p", "b_y")),
        Node("target", "T"),
        Node("e", "E", "difference", ("target", "O")),
        Node("q", "Q", "square", ("e",)),
        Node("L", "L", "total", ("q",)),
    )


# The gradients of `one_step`, multiplied out: no other gradient is left in them. Essay, statement 12.
_dO = "2 ({O} − {target})"
_dz = "((2 ({O} − {target}) · {W_hy}ᵀ) * [{z} > 0])"
MULTIPLIED_OUT = {
    "O": _dO,
    "b_y": f"column sums of {_dO}",
    "W_hy": "2 {h}ᵀ · ({O} − {target})",
    "h": f"{_dO} · {{W_hy}}ᵀ",
    "z": _dz[1:-1],
    "b_h": f"column sums of {_dz}",
    "W_hh": f"{{h_prev}}ᵀ · {_dz}",
    "W_xh": f"{{x}}ᵀ · {_dz}",
    "h_prev": f"{_dz} · {{W_hh}}ᵀ",
    "x": f"{_dz} · {{W_xh}}ᵀ",
}


def forward(graph, leaves):
    """The value of every node, by name, in the order of the graph. `leaves` has a matrix for each leaf, by name."""
    _check(graph)
    wanted = [node.name for node in graph if not node.operation]
    if not isinstance(leaves, dict) or set(leaves) != set(wanted):
        raise ValueError(f"leaves must be a dict of the arrays {', '.join(wanted)}; got {_listed(leaves)}")
    values = {}
    for node in graph:
        if node.operation:
            values[node.name] = _value(node, values)
        else:
            values[node.name] = validation.array(node.name, leaves[node.name], ("rows", "columns"), complex=True)
    return values


def backward(graph, values):
    """dL/dnode for every node, by name, last node first. L is the last node, one number.

    `values` come from `forward`. The gradient of a node is the sum of what is sent back to it by
    those who used it.
    """
    values = _checked_values(graph, values)
    loss = graph[-1].name
    gradients = {loss: np.ones((1, 1))}
    for node in reversed(graph[:-1]):
        sent = [_share(user, place, values, gradients) for user, place in uses(graph, node.name)]
        gradients[node.name] = sum(sent)
    return gradients


def nudged(leaves, name, row, column, by):
    """The leaves, with `by` added to one entry of one of them. row, column: from 0."""
    if not isinstance(leaves, dict):
        raise TypeError(f"leaves must be a dict of arrays; got {_listed(leaves)}")
    A = validation.array("leaves", leaves[validation.choice("name", name, leaves)], ("rows", "columns")).copy()
    row = validation.whole("row", row, low=0, high=len(A) - 1)
    A[row, validation.whole("column", column, low=0, high=A.shape[1] - 1)] += validation.real("by", by)
    return leaves | {name: A}


def losses_along(graph, leaves, name, row, column, nudges):
    """The loss with each of these nudges added to one entry of a leaf -> (nudges,)."""
    nudges = validation.array("nudges", nudges, ("nudges",), finite=True)
    return np.array([forward(graph, nudged(leaves, name, row, column, by))[graph[-1].name].item() for by in nudges])


def kinks(graph, leaves, name, row, column):
    """The nudges of one entry of a leaf at which a ReLU switches, in rising order: (nudge, node, row, column).

    The node is what enters the ReLU. It must be linear in the entry, as it is where no other ReLU stands before it.
    """
    before, after = (forward(graph, nudged(leaves, name, row, column, by)) for by in (0.0, 1.0))
    found = []
    for source in [node.inputs[0] for node in graph if node.operation == "relu"]:
        change = after[source] - before[source]
        found += [(-before[source][place] / change[place], source, *place) for place in zip(*change.nonzero(), strict=True)]
    return sorted(found)


def uses(graph, name):
    """Who uses a node, and as which of its inputs: [(node, place), ...]."""
    return [(node, place) for node in graph for place, source in enumerate(node.inputs) if source == name]


def edges(graph):
    """The edges as pairs of names, in the order of the forward pass."""
    return [(source, node.name) for node in graph for source in node.inputs]


def value_words(node):
    """How a node comes about, in words with the names of nodes in braces: "{s} + {b_h}". Empty for a leaf."""
    return _named(OPERATIONS[node.operation].words, node) if node.operation else ""


def gradient_words(graph, name):
    """What the gradient of a node is, in the same way: "{x}ᵀ · {∂a}", where {∂a} stands for dL/da."""
    shares = [_named(OPERATIONS[user.operation].shares[place].words, user) for user, place in uses(graph, name)]
    return " + ".join(shares) or "1"


def _value(node, values):
    inputs = [values[name] for name in node.inputs]
    try:
        with np.errstate(all="ignore"):
            return OPERATIONS[node.operation].value(*inputs)
    except ValueError:
        shapes = " and ".join(str(array.shape) for array in inputs)
        raise ValueError(f"the inputs of {node.name} must have shapes that fit a {node.operation}; got {shapes}") from None


def _share(user, place, values, gradients):
    inputs = [values[name] for name in user.inputs]
    with np.errstate(all="ignore"):
        return OPERATIONS[user.operation].shares[place].of(gradients[user.name], *inputs)


def _named(words, node):
    """The words of an operation with the names of one node and its inputs put in."""
    for place, name in enumerate(node.inputs):
        words = words.replace(f"{{{place}}}", f"{{{name}}}")
    return words.replace("{g}", f"{{∂{node.name}}}")


def _check(graph):
    """Nothing, once the nodes have different names, each stands behind its inputs, and each but the last is used."""
    if not isinstance(graph, tuple | list) or not graph or not all(isinstance(node, Node) for node in graph):
        raise TypeError(f"graph must be a tuple of nodes; got {type(graph).__name__}")
    known, used = set(), {source for source, _ in edges(graph)}
    for node in graph:
        taken = 0 if not node.operation else len(_operation(node).shares)
        if node.name in known or len(node.inputs) != taken or not known.issuperset(node.inputs):
            raise ValueError(f"graph must have new names, and {taken} inputs of {node.name} before it; got {tuple(node)}")
        known.add(node.name)
    if unused := known - used - {graph[-1].name}:
        raise ValueError(f"graph must use every node but the last; got {', '.join(sorted(unused))} without a use")


def _checked_values(graph, values):
    """The values as they are computed with, once every node has one, of the shape its operation gives it."""
    _check(graph)
    if not isinstance(values, dict) or set(values) != {node.name for node in graph}:
        raise ValueError(f"values must be a dict with an array for every node of the graph; got {_listed(values)}")
    arrays = {name: validation.array(name, value, ("rows", "columns")) for name, value in values.items()}
    for node in graph:
        if node.operation:
            validation.array(node.name, arrays[node.name], _value(node, arrays).shape)
    validation.array(graph[-1].name, arrays[graph[-1].name], (1, 1))
    return arrays


def _operation(node):
    return OPERATIONS[validation.choice(f"the operation of {node.name}", node.operation, OPERATIONS)]


def _listed(mapping):
    return ", ".join(map(str, mapping)) or "none" if isinstance(mapping, dict) else type(mapping).__name__
