"""Exercises: the gradient of W_hh over a whole sequence, with ReLU: all of it, and then each loss followed a few steps only."""

import numpy as np

from rnnlab import bptt
from rnnlab.cells import rnn
from rnnlab.checks.kit.exercise import Exercise


def _traces(*sizes):
    """H, Z, W_hh and dH of a network for each of some sizes (T, n, h), neither the first state nor the bias being 0."""
    rng = np.random.default_rng(5)
    for T, n, h in sizes:
        params = rnn.init(3, h, rng=rng)._replace(b_h=0.3 * rng.standard_normal((1, h)))
        trace = bptt.unroll(rnn, params, rng.standard_normal((T, n, 3)), rng.random((n, h)))
        H, Z = trace.H.copy(), trace.cache.z.copy()
        H[-1, 0, 0] = Z[-1, 0, 0] = 0.0  # a unit at the edge, which is off
        yield {"H": H, "Z": Z, "W_hh": params.W_hh, "dH": rng.standard_normal((T, n, h))}


def bptt_W_hh(H, Z, W_hh, dH):
    dW_hh = np.zeros_like(W_hh)
    arriving = np.zeros_like(dH[0])
    for t in reversed(range(len(Z))):
        dh = dH[t] + arriving
        dz = dh * (Z[t] > 0)
        dW_hh += H[t].T @ dz
        arriving = dz @ W_hh.T
    return dW_hh


OF_THE_WAY_BACK = """
missing transpose: on the way to the step before, you multiply by W_hh where W_hh.T belongs.
    >>> {name} = dz @ W_hh
passed on without mask and transpose: two things on the way to the step before: pass on dz, not dh, for it has the mask; and
multiply by W_hh.T.
    >>> {name} = dh @ W_hh
passed on without the mask: the weights' piece has its mask, and what goes to the step before has not: pass on dz, not dh.
    >>> {name} = dh @ W_hh.T
mask on the wrong side: on the way to the step before, the mask comes after the product, and so it switches off units of the old
state. It belongs to z of this step: multiply dh by it first.
    >>> {name} = dh @ W_hh.T * (Z[{s}] > 0)
slope of tanh: the slope of tanh, 1 − h², stands where that of the ReLU belongs: 1 where z > 0, otherwise 0.
    >>> dz = dh * (1 - H[{s} + 1] ** 2)
factors in the wrong order: the matrix is transposed: rows of W_hh belong to the old state. The product is H[{s}].T @ dz.
    >>> return dW_hh.T
wrong sign: every sign is turned round. The minus belongs to the update.
    >>> return -dW_hh
mean instead of sum: this is the mean over the {terms}. The gradient is their sum: if the loss is a mean, dH has that factor
already.
    >>> return dW_hh / len(Z)
"""

check_bptt_W_hh = Exercise(
    asks="from the states (T+1, n, h), z (T, n, h), W_hh, and dL/dh of each readout, to dL/dW_hh",
    returns="one array of the shape of W_hh",
    answer=bptt_W_hh,
    cases=tuple(_traces((4, 2, 3), (5, 3, 2), (3, 1, 4), (1, 2, 3))),
    hints=OF_THE_WAY_BACK.format(name="arriving", s="t", terms="steps")
    + """
assignment instead of accumulation: each step overwrites what the steps before it found, so that one step is left. The gradient
is a sum over time: start with zeros, and add each step's piece.
    >>> dW_hh = H[t].T @ dz
no dh from the next step: each step uses the gradient of its own readout only. A state also serves all later steps: add to dH[t]
what the next step sends back.
    >>> arriving = np.zeros_like(dh)
h_t where h_{t-1} belongs: the state in the product is the one after the step. W_hh multiplies the state before it, which is
H[t] here, for H begins with the initial state.
    >>> dW_hh += H[t + 1].T @ dz
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
the loop runs forward: the loop goes from the first step to the last. What a step sends back must be known before the step that
it is sent to: start at the last one.
    >>> for t in range(len(Z)): ...
the last loss only: only dH of the last step is used. What comes back from step t+1 does not replace dH[t], it is added to it.
    >>> dh = arriving + dH[t] * (t == len(Z) - 1)
""",
)


def _truncated_cases():
    sizes, windows = ((5, 2, 3), (7, 4, 2), (4, 1, 3), (3, 2, 4), (3, 1, 2)), (3, 2, 1, 3, 4)
    return tuple({**case, "window": window} for case, window in zip(_traces(*sizes), windows, strict=True))


def truncated_bptt(H, Z, W_hh, dH, window):
    dW_hh = np.zeros_like(W_hh)
    for t in range(len(Z)):
        dh = dH[t]
        for s in range(t, max(t - window, -1), -1):
            dz = dh * (Z[s] > 0)
            dW_hh += H[s].T @ dz
            dh = dz @ W_hh.T
    return dW_hh


check_truncated_bptt = Exercise(
    asks="as bptt_W_hh, but each loss is followed through `window` steps only",
    returns="one array of the shape of W_hh",
    answer=truncated_bptt,
    cases=_truncated_cases(),
    hints=OF_THE_WAY_BACK.format(name="dh", s="s", terms="losses")
    + """
one step too many: each loss is followed one step too far. The loss's own step counts: with window 1 it is the only one.
    >>> for s in range(t, max(t - window - 1, -1), -1): ...
one step too few: each loss is followed one step less than the window allows. Its own step is the first of them.
    >>> for s in range(t, max(t - window + 1, -1), -1): ...
not cut: this is the full gradient: every loss is followed to the first step, whatever the window.
    >>> for s in range(t, -1, -1): ...
the index wraps: near the beginning the index falls below 0, and numpy counts from the end then: the last steps take part. Stop
at step 0.
    >>> for s in range(t, t - window, -1): ...
the first step left out: step 0 adds nothing. Either a range ends before it, as ranges do, and should end at −1; or H[0] was set
to 0.
    >>> for s in range(t, max(t - window, 0), -1): ...
the first loss only: only the loss of the first step is there: the return stands inside the loop and ends it after one turn.
    >>> for t in [0]: ...
the last loss only: only the loss of the last step is followed back. Every step has a loss: add up what all of them give.
    >>> for t in [len(Z) - 1]: ...
own step only: every loss stops at its own step, whatever the window. What a step passes back goes on to the step before it.
    >>> for s in [t]: ...
cut at the wrong end: what should be cut is kept, and the nearest steps are missing. Keep the steps t, t-1, … next to the loss.
    >>> for s in range(t, -1, -1): ...
    >>> dW_hh += H[s].T @ dz * (s <= t - window)
the end of the sequence only: only the last `window` steps of the sequence are used. Every step has a loss, and each loss has
its own window.
    >>> for t in range(len(Z) - window, len(Z)): ...
    >>> for s in range(t, len(Z) - window - 1, -1): ...
blocks instead of windows: you cut the sequence into blocks. This is done for speed, and then a loss at a block's beginning is
followed less far. Here each loss has a window of its own.
    >>> for s in range(t, t // window * window - 1, -1): ...
blocks from the end: you cut the sequence into blocks, the last of them full. A loss at a block's beginning is followed less
far. Here each loss has a window of its own.
    >>> for s in range(t, max(len(Z) - ((len(Z) - 1 - t) // window + 1) * window, 0) - 1, -1): ...
only the last loss of a block: only every so many steps a loss is followed back. Every step has one: take them all.
    >>> for t in range(window - 1, len(Z), window): ...
early losses left out: the first losses are skipped, those with fewer than `window` steps before them. They are followed to step
0.
    >>> for t in range(window - 1, len(Z)): ...
window walked forward: inside the window you go from the earliest step to t. What a step sends back must be known before the
step that it is sent to: begin at t.
    >>> for s in range(max(t - window + 1, 0), t + 1): ...
losses counted again: while one loss is followed back, the dH of the steps on the way is added. These losses have their own
turn, so they are counted more than once.
    >>> dh = dz @ W_hh.T + (dH[s - 1] if s else 0)
assignment instead of accumulation: each piece overwrites the one before it. The gradient is the sum over all losses and all
steps.
    >>> dW_hh = H[s].T @ dz
h_t where h_{t-1} belongs: the state in the product is the one after the step. W_hh multiplies the state before it.
    >>> dW_hh += H[s + 1].T @ dz
the state of the loss's step throughout: the same state is in every product, that of the loss's own step t. On the way back each
step s has its own, H[s].
    >>> dW_hh += H[t].T @ dz
missing mask: the mask [z > 0] is missing, at every step that a loss is followed through.
    >>> dz = dh
""",
)
