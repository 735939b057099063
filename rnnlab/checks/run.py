"""Exercise: run a recurrent cell over a whole sequence, and keep every state."""

import numpy as np

from rnnlab import bptt
from rnnlab.cells import rnn
from rnnlab.checks.kit.exercise import Exercise, Mistake


def _cases():
    """The biases are mostly above zero, so that no state is dead. One of the sequences has a single step."""
    rng = np.random.default_rng(3)
    return tuple(
        {
            "X": rng.standard_normal((T, n, d)),
            "W_xh": rng.standard_normal((d, h)),
            "W_hh": rng.standard_normal((h, h)) / np.sqrt(h),
            "b_h": 0.5 + 0.3 * rng.standard_normal((1, h)),
        }
        for T, n, d, h in ((4, 2, 3, 5), (6, 3, 4, 2), (1, 1, 2, 3))
    )


def _run(X, W_xh, W_hh, b_h, start=0.0):
    params = rnn.Params(W_xh, W_hh, b_h)
    return bptt.unroll(rnn, params, X, np.full((X.shape[1], len(W_hh)), start)).H


def _one_row_too_early(X, W_xh, W_hh, b_h):
    """Each state is written over the one that it came from."""
    H = np.zeros((len(X) + 1, X.shape[1], len(W_hh)))
    for t, x in enumerate(X):
        H[t] = np.maximum(x @ W_xh + H[t] @ W_hh + b_h, 0)
    return H


check_run = Exercise(
    name="run",
    asks="run(X, W_xh, W_hh, b_h): from X (T, n, d) to all states (T+1, n, h), the zeros at the start first, with a ReLU",
    reference=_run,
    cases=_cases(),
    returns="all states, T+1 of them, as one array of shape (T+1, n, h)",
    mistakes=(
        Mistake(
            "start left out",
            "the states h_1…h_T are right. The zeros that the network starts from, h_0, are a state too, and come first.",
            lambda *case: _run(*case)[1:],
        ),
        Mistake(
            "end left out",
            "the last state is missing. From T inputs come T new states, and with the zeros at the start they are T+1.",
            lambda *case: _run(*case)[:-1],
        ),
        Mistake(
            "state not carried on",
            "every step starts from zeros again, so the past has no part in it. The new state is the old one of the next step.",
            lambda X, W_xh, W_hh, b_h: _run(X, W_xh, 0 * W_hh, b_h),
        ),
        Mistake(
            "starts from ones",
            "the first state is full of ones. A network that has read nothing starts from zeros.",
            lambda *case: _run(*case, start=1.0),
        ),
        Mistake(
            "only the last state",
            "this is the last state. All of them are asked for: collect each state as it comes.",
            lambda *case: _run(*case)[-1],
        ),
        Mistake(
            "all rows are the last",
            "every row is the last state. One array was collected again and again, and each step changed it in place. Make a "
            "new array in each step.",
            lambda *case: np.broadcast_to(_run(*case)[-1], _run(*case).shape),
        ),
        Mistake(
            "one row too early",
            "each new state is written where the old one stood, and so the next step starts from zeros. Step t reads row t and "
            "writes row t + 1.",
            _one_row_too_early,
        ),
        Mistake(
            "read backwards",
            "the sequence is read from its end. `for x in X` walks forward in time.",
            lambda X, *weights: _run(X[::-1], *weights),
        ),
        Mistake(
            "forgotten b_h", "the bias b_h is missing in the steps.", lambda X, W_xh, W_hh, b_h: _run(X, W_xh, W_hh, 0 * b_h)
        ),
        Mistake(
            "transpose of W_hh",
            "the steps multiply by W_hh.T where W_hh belongs.",
            lambda X, W_xh, W_hh, b_h: _run(X, W_xh, W_hh.T, b_h),
        ),
        Mistake(
            "activation missing",
            "there is no ReLU in the steps: some states are below zero.",
            lambda X, W_xh, W_hh, b_h: bptt.unroll(rnn, rnn.Params(W_xh, W_hh, b_h), X, activation="linear").H,
        ),
    ),
)
