"""Exercise: one step of a recurrent cell by hand, from the old state to the new one."""

import numpy as np

from rnnlab.checks.forward_pass import OF_THE_SUM
from rnnlab.checks.kit.cases import drawn
from rnnlab.checks.kit.exercise import Exercise


def _shapes(n, d, h):
    return {"x": (n, d), "h": (n, h), "W_xh": (d, h), "W_hh": (h, h), "b_h": (1, h)}


def recurrent_step(x, h, W_xh, W_hh, b_h):
    z = x @ W_xh + h @ W_hh + b_h
    return np.maximum(z, 0)


check_recurrent_step = Exercise(
    asks="from x_t (n, d) and h_{t-1} (n, h) to h_t (n, h), with a ReLU",
    returns="the new state, one array of the shape of h",
    answer=recurrent_step,
    cases=tuple(case | {"h": 3 * case["h"]} for case in drawn(2, _shapes, (2, 3, 4), (1, 5, 3), (4, 2, 7))),
    hints=OF_THE_SUM.format(z="z =", x="x", h="h")
    + """
stacked in another order: h and x are stacked in another order than their weights: x meets rows of W_hh. The sizes agree
whatever the order, and the numbers do not.
    >>> z = np.hstack([h, x]) @ np.vstack([W_xh, W_hh]) + b_h
memoryless: the old state h takes no part, so this network remembers nothing. A second product is missing.
    >>> z = x @ W_xh + b_h
activation missing: this is z, what goes into the activation. The ReLU is still to come: what is below zero becomes zero.
    >>> return z
activation on the input's part only: the ReLU sees the input's part only, and the old state's part is added after it. Add
everything up first.
    >>> return np.maximum(x @ W_xh + b_h, 0) + h @ W_hh
activation on the state's part only: the ReLU sees the old state's part only, and the input's part is added after it. Add
everything up first.
    >>> return x @ W_xh + np.maximum(h @ W_hh + b_h, 0)
activation on each part: each product has its own ReLU here, and the results are added. Add everything up first: then a negative
part can cancel a positive one.
    >>> return np.maximum(x @ W_xh, 0) + np.maximum(h @ W_hh, 0) + b_h
bias after the activation: b_h is added after the ReLU. It belongs inside: it decides how early a unit switches on.
    >>> return np.maximum(x @ W_xh + h @ W_hh, 0) + b_h
state weighted unit by unit: W_hh is not applied by a matrix product: each unit hears itself alone. Every unit should hear all
others too.
    >>> z = x @ W_xh + h * np.diagonal(W_hh) + b_h
another activation: this is right but for the activation: you took tanh, and a ReLU was asked for.
    >>> return np.tanh(z)
wrong sign: the ReLU is the wrong way round: it keeps what is above zero, max(z, 0).
    >>> return np.minimum(z, 0)
""",
)
