"""Exercise: clip a gradient by its global norm."""

import numpy as np

from rnnlab.checks.kit.exercise import Exercise, Hard


def _cases():
    """A gradient that is too long, one that is short enough, and one far too long whose arrays differ in size."""
    rng = np.random.default_rng(7)

    def grads(scale):
        return [scale * rng.standard_normal((2, 3)), scale * rng.standard_normal((3, 3)), 0.1 * rng.standard_normal((1, 3))]

    return (
        {"grads": grads(2.0), "threshold": 1.0},
        {"grads": grads(0.01), "threshold": 5.0},
        {"grads": grads(100.0), "threshold": 0.5},
    )


def clip_by_global_norm(grads, threshold):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = min(1, threshold / max(norm, 1e-300))
    clipped = [factor * g for g in grads]
    return clipped, norm


WRONG_WAYS = """
clip by value: each entry is cut at the threshold. That bends the direction of the gradient. By norm, all entries shrink by one
common factor, threshold / norm.
    >>> clipped = [np.clip(g, -threshold, threshold) for g in grads]
one norm for each array: each array has its own norm here. The global norm is one number, the length of all arrays taken as one
vector.
    >>> clipped = [g * min(1, threshold / np.sqrt((g**2).sum())) for g in grads]
sum of the norms: the norms of the arrays are added up. Lengths at right angles do not add: add the squares, and take one root.
    >>> norm = sum(np.sqrt((g**2).sum()) for g in grads)
largest norm: the longest array stands for all. The global norm takes in the entries of all of them.
    >>> norm = max(np.sqrt((g**2).sum()) for g in grads)
norm of the last array: only the last array is measured: in a loop over the arrays, add their sums of squares up.
    >>> norm = np.sqrt((grads[-1] ** 2).sum())
sum of the absolute values: the sizes of all entries are added up. The length of a vector is the root of the sum of squares.
    >>> norm = sum(np.abs(g).sum() for g in grads)
factor upside down: the factor is norm / threshold where threshold / norm belongs: long gradients become longer.
    >>> factor = max(1, norm / threshold)
short ones shortened: a long gradient stays as it is, and a short one is made still shorter: the factor is norm / threshold
where threshold / norm belongs.
    >>> factor = min(1, norm / threshold)
upside down, and always: the factor is norm / threshold where threshold / norm belongs, and it is applied to short gradients
too. Below the threshold nothing should change.
    >>> factor = norm / threshold
factor of at least 1: a long gradient stays as it is, and a short one is made longer: max where min belongs.
    >>> factor = max(1, threshold / norm)
square root missing in the factor: the norm is right, but what clips divides by its square.
    >>> factor = min(1, threshold / norm**2)
always rescaled: a gradient that is short enough is changed too. Below the threshold it must stay as it is: no factor above 1.
    >>> factor = threshold / norm
scaled to length 1: the clipped gradient has length 1. It should have the length of the threshold.
    >>> factor = 1 / norm if norm > threshold else 1
square root missing: the square root is missing: the sum of the squares is the norm squared.
    >>> norm = sum((g**2).sum() for g in grads)
norm of the first array: only the first array is measured. The global norm takes in the entries of all of them.
    >>> norm = np.sqrt((grads[0] ** 2).sum())
shortened twice: the factor is multiplied in twice, so the clipped gradient is shorter than the threshold.
    >>> factor = min(1, threshold / norm) ** 2
"""

HINTS = """
norm after clipping: the arrays are right. The norm to return is the one before clipping, which tells how often clipping fires.
    >>> return clipped, min(norm, threshold)
not clipped: the arrays come back unchanged, also when their norm is above the threshold.
    >>> clipped = grads
wrong sign: every sign is turned round. Clipping keeps the direction; the minus belongs to the update.
    >>> clipped = [-factor * g for g in grads]
"""

check_clip_by_global_norm = Exercise(
    asks="clip_by_global_norm(grads, threshold): from a list of arrays to the clipped list, and the norm before",
    returns="the clipped arrays as a list, and the norm before clipping",
    answer=clip_by_global_norm,
    cases=_cases(),
    hints=WRONG_WAYS + HINTS,
    hard=(
        Hard(
            {"grads": [np.zeros((2, 3)), np.zeros((1, 3))], "threshold": 1.0},
            "a gradient of zeros",
            "right, as long as the gradient is not all zeros, as that of dead units is. Then the norm is 0, and "
            "threshold / norm is no number: ask first whether the norm is above the threshold.",
        ),
    ),
)
