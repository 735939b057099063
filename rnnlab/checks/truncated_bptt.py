"""Exercise: truncated back-propagation through time, each loss followed through `window` steps, for W_hh and ReLU."""

import numpy as np

from rnnlab.checks.bptt_W_hh import traces
from rnnlab.checks.kit.exercise import Exercise, Mistake


def _cases():
    sizes, windows = ((5, 2, 3), (7, 3, 2), (4, 1, 4)), (2, 3, 1)
    return tuple({**case, "window": window} for case, window in zip(traces(*sizes), windows, strict=True))


def _follow(
    H, Z, W_hh, dH, window, *, steps=None, add=np.add, transposed=True, masked=True, again=False, own=False, losses=None
):
    """Each loss on its way back; `steps(t)` are those it is followed through, the other options make mistakes."""
    steps = steps or (lambda t: range(t, max(t - window, -1), -1))
    back = W_hh.T if transposed else W_hh
    dW_hh = np.zeros_like(W_hh)
    for t in range(len(Z)) if losses is None else losses:
        dh = dH[t]
        for s in steps(t):
            dz = dh * (Z[s] > 0)
            dW_hh = add(dW_hh, H[t if own else s].T @ dz)
            dh = (dz if masked else dh) @ back + (dH[s - 1] if again and s else 0)
    return dW_hh


def _all_but_the_nearest(H, Z, W_hh, dH, window):
    return _follow(H, Z, W_hh, dH, len(Z)) - _follow(H, Z, W_hh, dH, window)


def _wrapping(*case):
    return _follow(*case, steps=lambda t: range(t, t - case[-1], -1))


def _short_of_the_first(*case):
    return _follow(*case, steps=lambda t: range(t, max(t - case[-1], 0), -1))


def _in_blocks(*case):
    window = case[-1]
    return _follow(*case, steps=lambda t: range(t, t // window * window - 1, -1))


def _end_of_the_sequence(H, Z, W_hh, dH, window):
    return _follow(H[-window - 1 :], Z[-window:], W_hh, dH[-window:], window)


check_truncated_bptt = Exercise(
    name="truncated_bptt",
    asks="truncated_bptt(H, Z, W_hh, dH, window): as bptt_W_hh, but each loss is followed through `window` steps only",
    reference=_follow,
    cases=_cases(),
    returns="one array of the shape of W_hh",
    mistakes=(
        Mistake(
            "one step too many",
            "each loss is followed one step too far. The loss's own step counts: with window 1 it is the only one.",
            lambda *case: _follow(*case[:-1], case[-1] + 1),
        ),
        Mistake(
            "one step too few",
            "each loss is followed one step less than the window allows. Its own step is the first of them.",
            lambda *case: _follow(*case[:-1], case[-1] - 1),
        ),
        Mistake(
            "not cut",
            "this is the full gradient: every loss is followed to the first step, whatever the window.",
            lambda *case: _follow(*case[:-1], len(case[1])),
        ),
        Mistake(
            "the index wraps",
            "near the beginning the index falls below 0, and numpy counts from the end then: the last steps take part. Stop at "
            "step 0.",
            _wrapping,
        ),
        Mistake(
            "the first step left out",
            "step 0 adds nothing. Either a range ends before it, as ranges do, and should end at −1; or H[0] was set to 0.",
            _short_of_the_first,
        ),
        Mistake(
            "the first loss only",
            "only the loss of the first step is there: the return stands inside the loop and ends it after one turn.",
            lambda *case: _follow(*case, losses=[0]),
        ),
        Mistake(
            "the last loss only",
            "only the loss of the last step is followed back. Every step has a loss: add up what all of them give.",
            lambda *case: _follow(*case, losses=[len(case[1]) - 1]),
        ),
        Mistake(
            "own step only",
            "every loss stops at its own step, whatever the window. What a step passes back goes on to the step before it.",
            lambda *case: _follow(*case[:-1], 1),
        ),
        Mistake(
            "cut at the wrong end",
            "what should be cut is kept, and the nearest steps are missing. Keep the steps t, t-1, … next to the loss.",
            _all_but_the_nearest,
        ),
        Mistake(
            "the end of the sequence only",
            "only the last `window` steps of the sequence are used. Every step has a loss, and each loss has its own window.",
            _end_of_the_sequence,
        ),
        Mistake(
            "blocks instead of windows",
            "you cut the sequence into blocks. This is done for speed, and then a loss at a block's beginning is followed less "
            "far. Here each loss has a window of its own.",
            _in_blocks,
        ),
        Mistake(
            "losses counted again",
            "while one loss is followed back, the dH of the steps on the way is added. These losses have their own turn, so "
            "they are counted more than once.",
            lambda *case: _follow(*case, again=True),
        ),
        Mistake(
            "assignment instead of accumulation",
            "each piece overwrites the one before it. The gradient is the sum over all losses and all steps.",
            lambda *case: _follow(*case, add=lambda dW_hh, piece: piece),
        ),
        Mistake(
            "h_t where h_{t-1} belongs",
            "the state in the product is the one after the step. W_hh multiplies the state before it.",
            lambda H, *case: _follow(np.concatenate([H[1:], H[:1]]), *case),
        ),
        Mistake(
            "the state of the loss's step throughout",
            "the same state is in every product, that of the loss's own step t. On the way back each step s has its own, H[s].",
            lambda *case: _follow(*case, own=True),
        ),
        Mistake(
            "missing transpose",
            "on the way to the step before, you multiply by W_hh where W_hh.T belongs.",
            lambda *case: _follow(*case, transposed=False),
        ),
        Mistake(
            "missing mask",
            "the mask [z > 0] is missing, at every step that a loss is followed through.",
            lambda H, Z, *case: _follow(H, np.ones_like(Z), *case),
        ),
        Mistake(
            "passed on without the mask",
            "the weights' piece has its mask, and what goes to the step before has not: pass on dz, not dh.",
            lambda *case: _follow(*case, masked=False),
        ),
        Mistake(
            "passed on without mask and transpose",
            "two things on the way to the step before: pass on dz, not dh, for it has the mask; and multiply by W_hh.T.",
            lambda *case: _follow(*case, masked=False, transposed=False),
        ),
        Mistake(
            "mean instead of sum",
            "this is the mean over the losses. The gradient is their sum: if the loss is a mean, dH has that factor already.",
            lambda *case: _follow(*case) / len(case[1]),
        ),
        Mistake(
            "factors in the wrong order",
            "the matrix is transposed: rows of W_hh belong to the old state. The product is H[s].T @ dz.",
            lambda *case: _follow(*case).T,
        ),
        Mistake("wrong sign", "every sign is turned round. The minus belongs to the update.", lambda *case: -_follow(*case)),
    ),
)
