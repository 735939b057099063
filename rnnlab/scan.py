"""The linear recurrence h_t = a_t * h_{t-1} + b_t: as a loop, as a tree, and its gradient.

Here nothing lies around h_{t-1} that would have to wait for its value. Two steps are then one step of the same kind,

    h -> a_2 * (a_1 * h + b_1) + b_2 = (a_1 * a_2) * h + (a_2 * b_1 + b_2)

and three steps may be joined from either side, for composing functions is associative. So the steps can be joined in pairs,
the pairs in pairs, and so on (Blelloch 1990; for recurrent networks Martin and Cundy 2018). A tree waits for some 2 log2 T
levels where a loop waits for T steps, and it computes more. `rnnlab.cells.scans` is something else: loops over whole cells.

a and b have a time axis first and any others behind it, such as (T, n, h), and both are of one shape; h0 has no time axis.
Numbers may be real or complex. They may overflow: that is data.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import validation


class Level(NamedTuple):
    """What a tree computes at once: each place `right` takes in the place `left`, which is earlier in time."""

    way: str  # "up": two neighbouring blocks become one of twice the length; "down": a beginning is continued by a block
    left: range
    right: range


class Gradients(NamedTuple):
    """The gradient by each argument of `loop`, in its shape."""

    da: np.ndarray
    db: np.ndarray
    dh0: np.ndarray


def combine(first, second):
    """One step (a, b) that does what the step `first`, and after it the step `second`, do. Blelloch 1990, section 1.4."""
    (a1, b1), (a2, b2) = first, second
    with np.errstate(all="ignore"):
        return a1 * a2, a2 * b1 + b2


def levels(T):
    """The levels of the tree over T steps, in the order in which they wait for each other: a list of `Level`.

    All of a level can be done at once. The depth of the tree is the number of levels, its work the number of all pairs, below
    2 T. On the way up, place j gets what its block of 2, 4, 8, … steps does together. Then the last place of the first block
    of each size knows its state, and on the way down the places between them get theirs.
    """
    T = validation.whole("T", T)
    widths = [2**k for k in range(T.bit_length() - 1)]  # of the blocks that are joined
    up = [Level("up", range(w - 1, T - w, 2 * w), range(2 * w - 1, T, 2 * w)) for w in widths]
    down = [Level("down", range(2 * w - 1, T - w, 2 * w), range(3 * w - 1, T, 2 * w)) for w in widths[::-1]]
    return up + [level for level in down if level.right]


def loop(a, b, h0):
    """All states (T+1, ...), h0 first, one step after the other.

    a, b (T, ...) and h0 (...). Raises ValueError or TypeError naming the argument.
    """
    a, b, H = _checked(a, b, h0)
    with np.errstate(all="ignore"):
        for t in range(len(a)):
            h = H[t + 1, ...]  # a view, also of a single number
            np.multiply(a[t], H[t], out=h)
            h += b[t]
    return H


def tree(a, b, h0):
    """The same as `loop`, level by level of `levels(T)`."""
    a, b, H = _checked(a, b, h0)
    A, B = a.astype(H.dtype), H[1:]
    with np.errstate(all="ignore"):
        B[:] = b
        B[:1] += a[:1] * h0  # the first step knows where it starts
        for way, left, right in levels(len(a)):
            left, right = (slice(places.start, places.stop, places.step) for places in (left, right))
            if way == "up":
                A[right], B[right] = combine((A[left], B[left]), (A[right], B[right]))
            else:  # on the left is a state by now, and the step on the right is not needed after this
                B[right] += A[right] * B[left]
    return H


def gradient(a, H, dH, run=loop):
    """The gradients of a, b and h0: the linear recurrence, run backwards by `run`, `loop` or `tree`.

    `H` (T+1, ...) are the states, `dH` (T+1, ...) is what arrives at each of them from outside. The total that arrives at h_t
    is dH_t + a_{t+1} * (the total at h_{t+1}). Of a complex number z the gradient is dL/dRe z + i dL/dIm z, as in PyTorch.
    """
    a = _steps(a)
    H = validation.array("H", H, (len(a) + 1, *a.shape[1:]), complex=True)
    dH = validation.array("dH", dH, H.shape, complex=True)
    total = totals(a, dH, validation.function("run", run))
    with np.errstate(all="ignore"):
        return Gradients(total[1:] * H[:-1].conj(), total[1:], total[0])


def totals(a, dH, run=loop):
    """What arrives at each state from outside, `dH` (T+1, ...), and from those that follow, together; all as in `gradient`."""
    return run(a[::-1].conj(), dH[-2::-1], dH[-1])[::-1]


def _checked(a, b, h0):
    """The steps, and the states with the first one filled in, in the widest precision that came."""
    a = _steps(a)
    b = validation.array("b", b, a.shape, complex=True)
    h0 = validation.array("h0", h0, a.shape[1:], complex=True)
    H = np.empty((len(a) + 1, *a.shape[1:]), np.result_type(a, b, h0))
    H[0] = h0
    return a, b, H


def _steps(a):
    a = validation.array("a", a, complex=True)
    validation.check_shape("a", a, ("T", *a.shape[1:]))
    return a
