"""One step of the network as numpy does it, one operation after the other, also with matrices of a wrong size.

`rnn.step`, `readout.readout`, `losses.squared_error` and `graph.forward` refuse a wrong size at the door. Here it is let in,
for the subject is where numpy stops, and where it does not. The operations are the nodes of `graph.one_step`.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.cells.activations import relu
from rnnlab.initialization import nested_normal
from rnnlab.lessons import story
from rnnlab.lessons.computational_graph import Node, one_step

SPREAD = 0.5  # standard deviation of the weights, at every size, so that a larger matrix holds the smaller one

NUMPY = {  # the operations of the graph, without its care for sizes
    "product": np.matmul,
    "sum": np.add,
    "sum with each row": np.add,
    "difference": np.subtract,
    "relu": relu,
    "square": np.square,
    "total": np.sum,
}


class Leaves(NamedTuple):
    """All that is given before the step is computed."""

    x: np.ndarray  # (n, d)
    W_xh: np.ndarray  # (d, h)
    h_prev: np.ndarray  # (n, h)
    W_hh: np.ndarray  # (h, h)
    b_h: np.ndarray  # (1, h)
    W_hy: np.ndarray  # (h, o)
    b_y: np.ndarray  # (1, o)
    target: np.ndarray  # (n, o)


class Attempt(NamedTuple):
    """How far the calculation came."""

    values: dict  # name -> matrix, for every node that was reached
    stopped: Node | None  # the node that numpy refused
    complaint: str  # numpy's own words for it


def example(n, d, h, o, *, seed=0):
    """The second step of n short sequences, in numbers that can be followed by hand.

    Letters are one-hot. Example i reads letters i and i+1 of an alphabet of d, and letter i+2 of an alphabet of o is right;
    the alphabet begins with "the ", so that the first example is "th" → "e" if d and o are at least 3. `h_prev` is the state
    after the first letter, which began with zeros. Weights and biases are N(0, 0.5²), rounded to tenths; with seed 0 those of
    the network of `rnnlab.lessons.story` stand in the upper left 4×4 of each. A smaller matrix is the leading block of a
    larger, so it is that network at d = h = o = 4, and a part of it, or it with more around it, at all other sizes.
    """
    n, d, h, o = (validation.whole(name, size) for name, size in (("n", n), ("d", d), ("h", h), ("o", o)))
    seed = validation.whole("seed", seed, low=0)
    shapes = {"W_xh": (d, h), "W_hh": (h, h), "b_h": (1, h), "W_hy": (h, o), "b_y": (1, o)}
    weights = {name: _tenths(seed, place, shape) for place, (name, shape) in enumerate(shapes.items())}
    for name, told in _story().items() if seed == 0 else ():
        rows, columns = np.minimum(told.shape, shapes[name])
        weights[name][:rows, :columns] = told[:rows, :columns]
    first, second, target = _letters(0, n, d), _letters(1, n, d), _letters(2, n, o)
    return Leaves(x=second, h_prev=relu(first @ weights["W_xh"] + weights["b_h"]), target=target, **weights)


def attempt(leaves, *, columns=False, swapped=False):
    """Compute everything from `leaves`, up to where numpy refuses.

    The leaves are matrices in which rows are examples. With `columns`, columns are: every matrix is transposed, and so every
    product is written the other way round. With `swapped`, the factors of the first product have changed places.
    """
    validation.params(Leaves, leaves, "leaves")
    values = {name: validation.array(name, A, ("rows", "columns")) for name, A in leaves._asdict().items()}
    if columns:
        values = {name: A.T for name, A in values.items()}
    for node in one_step():
        if not node.operation:
            continue
        inputs = [values[name] for name in order(node, columns=columns, swapped=swapped)]
        try:
            with np.errstate(all="ignore"):
                values[node.name] = NUMPY[node.operation](*inputs)
        except ValueError as refusal:
            return Attempt(values, node, str(refusal).strip())
    return Attempt(values, None, "")


def order(node, *, columns=False, swapped=False):
    """The inputs of a node as they are written, first to last: only for a product does that matter."""
    turned = node.operation == "product" and columns != (swapped and node.name == "a")
    return node.inputs[::-1] if turned else node.inputs


def _tenths(seed, place, shape):
    draw = nested_normal(np.random.default_rng([seed, place]), *shape)
    return np.round(SPREAD * draw, 1) + 0.0  # no minus before a zero


def _story():
    """The parameters of the story network, by name."""
    model = story.trained()
    return {**model.cell._asdict(), **model.readout._asdict()}


def _letters(first, n, size):
    return np.eye(size)[(first + np.arange(n)) % size]
