"""Exercise: run a recurrent cell over a whole sequence, and keep every state."""

import numpy as np

from rnnlab.checks.forward_pass import OF_THE_SUM
from rnnlab.checks.kit.cases import drawn
from rnnlab.checks.kit.exercise import Exercise


def _shapes(T, n, d, h):
    return {"X": (T, n, d), "W_xh": (d, h), "W_hh": (h, h), "b_h": (1, h)}


def _cases():
    """The biases are mostly above zero, so that no state is dead. One of the sequences has a single step."""
    for case in drawn(3, _shapes, (4, 2, 3, 5), (6, 3, 4, 2), (1, 1, 2, 3)):
        yield case | {"W_hh": case["W_hh"] / np.sqrt(len(case["W_hh"])), "b_h": 0.5 + 0.3 * case["b_h"]}


def run(X, W_xh, W_hh, b_h):
    H = np.zeros((len(X) + 1, X.shape[1], len(W_hh)))
    for t in range(len(X)):
        z = X[t] @ W_xh + H[t] @ W_hh + b_h
        H[t + 1] = np.maximum(z, 0)
    return H


check_run = Exercise(
    asks="from X (T, n, d) to all states (T+1, n, h), the zeros at the start first, with a ReLU",
    returns="all states, T+1 of them, as one array of shape (T+1, n, h)",
    answer=run,
    cases=tuple(_cases()),
    hints=OF_THE_SUM.format(z="z =", x="X[t]", h="H[t]")
    + """
start left out: the states h_1…h_T are right. The zeros that the network starts from, h_0, are a state too, and come first.
    >>> return H[1:]
end left out: the last state is missing. From T inputs come T new states, and with the zeros at the start they are T+1.
    >>> return H[:-1]
state not carried on: every step starts from zeros again, so the past has no part in it. The new state is the old one of the
next step.
    >>> z = X[t] @ W_xh + b_h
starts from ones: the first state is full of ones. A network that has read nothing starts from zeros.
    >>> H = np.ones((len(X) + 1, X.shape[1], len(W_hh)))
only the last state: this is the last state. All of them are asked for: collect each state as it comes.
    >>> return H[-1]
all rows are the last: every row is the last state. One array was collected again and again, and each step changed it in place.
Make a new array in each step.
    >>> return np.broadcast_to(H[-1], H.shape)
bias after the activation: b_h is added after the ReLU. It belongs inside: it decides how early a unit switches on.
    >>> H[t + 1] = np.maximum(X[t] @ W_xh + H[t] @ W_hh, 0) + b_h
added to the old state: what the step gives is added to the old state. It takes its place.
    >>> H[t + 1] = H[t] + np.maximum(z, 0)
z carried on: the next step starts from z. It starts from the state, which is what the ReLU lets through.
    >>> z = X[t] @ W_xh + (z if t else H[0]) @ W_hh + b_h
one row too early: each new state is written where the old one stood, and so the next step starts from zeros. Step t reads row t
and writes row t + 1.
    >>> H[t] = np.maximum(z, 0)
read backwards: the sequence is read from its end. `for x in X` walks forward in time.
    >>> z = X[len(X) - 1 - t] @ W_xh + H[t] @ W_hh + b_h
activation missing: there is no ReLU in the steps: some states are below zero.
    >>> H[t + 1] = z
the last state in every row but the first: all new states are one array, which each step writes over. Make a new array in each
step, with h = … for h[:] = …, or collect h.copy().
    >>> return np.concatenate([H[:1], np.broadcast_to(H[-1], H[1:].shape)])
whole numbers: every state was cut to a whole number when it was stored. An array that is made with whole numbers, as
np.full(shape, 0) is, stays one of whole numbers: write np.zeros(shape), or 0.0.
    >>> H[t + 1] = np.trunc(np.maximum(z, 0))
""",
)
