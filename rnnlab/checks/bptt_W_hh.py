"""Exercise: the gradient of W_hh over a whole sequence, with ReLU: a sum over time, from the last step to the first."""

import numpy as np

from rnnlab import bptt
from rnnlab.cells import rnn
from rnnlab.checks.kit.exercise import Exercise


def traces(*sizes):
    """H, Z, W_hh and dH of a network for each of some sizes (T, n, h), neither the first state nor the bias being 0."""
    rng = np.random.default_rng(5)
    for T, n, h in sizes:
        params = rnn.init(3, h, rng=rng)._replace(b_h=0.3 * rng.standard_normal((1, h)))
        trace = bptt.unroll(rnn, params, rng.standard_normal((T, n, 3)), rng.random((n, h)))
        yield {"H": trace.H, "Z": trace.cache.z, "W_hh": params.W_hh, "dH": rng.standard_normal((T, n, h))}


def bptt_W_hh(H, Z, W_hh, dH):
    dW_hh = np.zeros_like(W_hh)
    arriving = np.zeros_like(dH[0])
    for t in reversed(range(len(Z))):
        dh = dH[t] + arriving
        dz = dh * (Z[t] > 0)
        dW_hh += H[t].T @ dz
        arriving = dz @ W_hh.T
    return dW_hh


check_bptt_W_hh = Exercise(
    asks="bptt_W_hh(H, Z, W_hh, dH): from the states (T+1, n, h), z (T, n, h), W_hh, and dL/dh of each readout, to dL/dW_hh",
    returns="one array of the shape of W_hh",
    answer=bptt_W_hh,
    cases=tuple(traces((4, 2, 3), (5, 3, 2), (3, 1, 4), (1, 2, 3))),
    hints="""
assignment instead of accumulation: each step overwrites what the steps before it found, so that one step is left. The gradient
is a sum over time: start with zeros, and add each step's piece.
    >>> dW_hh = H[t].T @ dz
no dh from the next step: each step uses the gradient of its own readout only. A state also serves all later steps: add to dH[t]
what the next step sends back.
    >>> arriving = np.zeros_like(dh)
h_t where h_{t-1} belongs: the state in the product is the one after the step. W_hh multiplies the state before it, which is
H[t] here, for H begins with the initial state.
    >>> dW_hh += H[t + 1].T @ dz
missing transpose: on the way to the step before, you multiply by W_hh where W_hh.T belongs.
    >>> arriving = dz @ W_hh
missing mask: the mask [z > 0] is missing. A unit that the ReLU set to zero passes no gradient back, and its weights get none.
    >>> dz = dh
the first step left out: the first step adds nothing. Either the loop ends before it, as range(T - 1, 0, -1) does, or H[0] was
set to 0.
    >>> for t in reversed(range(1, len(Z))): ...
h_{t-2} where h_{t-1} belongs: the state in the product is one step too old, and at the first step the index −1 takes the last
of all. The state before step t is H[t] here, for H begins with the initial state.
    >>> dW_hh += H[t - 1].T @ dz
returned inside the loop: only the last step is there: the return stands inside the loop and ends it after one turn. Return when
the loop is done.
    >>> for t in [len(Z) - 1]: ...
passed on without mask and transpose: two things on the way to the step before: pass on dz, not dh, for it has the mask; and
multiply by W_hh.T.
    >>> arriving = dh @ W_hh
passed on without the mask: the weights' piece has its mask, and what goes to the step before has not: pass on dz, not dh.
    >>> arriving = dh @ W_hh.T
the loop runs forward: the loop goes from the first step to the last. What a step sends back must be known before the step that
it is sent to: start at the last one.
    >>> for t in range(len(Z)): ...
the last loss only: only dH of the last step is used. What comes back from step t+1 does not replace dH[t], it is added to it.
    >>> dh = arriving + dH[t] * (t == len(Z) - 1)
mean instead of sum: this is the mean over the steps. The gradient is their sum: if the loss is a mean, dH has that factor
already.
    >>> return dW_hh / len(Z)
factors in the wrong order: the matrix is transposed: rows of W_hh belong to the old state. The product is H[t].T @ dz.
    >>> return dW_hh.T
wrong sign: every sign is turned round. The minus belongs to the update.
    >>> return -dW_hh
""",
)
