"""Exercise: truncated back-propagation through time, each loss followed through `window` steps, for W_hh and ReLU."""

import numpy as np

from rnnlab.checks.bptt_W_hh import traces
from rnnlab.checks.kit.exercise import Exercise


def _cases():
    sizes, windows = ((5, 2, 3), (7, 3, 2), (4, 1, 4)), (2, 3, 1)
    return tuple({**case, "window": window} for case, window in zip(traces(*sizes), windows, strict=True))


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
    asks="truncated_bptt(H, Z, W_hh, dH, window): as bptt_W_hh, but each loss is followed through `window` steps only",
    returns="one array of the shape of W_hh",
    answer=truncated_bptt,
    cases=_cases(),
    hints="""
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
missing transpose: on the way to the step before, you multiply by W_hh where W_hh.T belongs.
    >>> dh = dz @ W_hh
missing mask: the mask [z > 0] is missing, at every step that a loss is followed through.
    >>> dz = dh
passed on without the mask: the weights' piece has its mask, and what goes to the step before has not: pass on dz, not dh.
    >>> dh = dh @ W_hh.T
passed on without mask and transpose: two things on the way to the step before: pass on dz, not dh, for it has the mask; and
multiply by W_hh.T.
    >>> dh = dh @ W_hh
mean instead of sum: this is the mean over the losses. The gradient is their sum: if the loss is a mean, dH has that factor
already.
    >>> return dW_hh / len(Z)
factors in the wrong order: the matrix is transposed: rows of W_hh belong to the old state. The product is H[s].T @ dz.
    >>> return dW_hh.T
wrong sign: every sign is turned round. The minus belongs to the update.
    >>> return -dW_hh
""",
)
