"""Exercise: clip a gradient by its global norm."""

import numpy as np

from rnnlab import optim
from rnnlab.checks.kit.exercise import Exercise, Mistake


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


def norm(grads):
    return np.sqrt(sum((g**2).sum() for g in grads))


def _scaled(factor, measure=norm):
    """A function that multiplies everything by factor(norm, threshold), and returns this norm too."""
    return lambda grads, threshold: ([g * factor(measure(grads), threshold) for g in grads], measure(grads))


def shortened(norm, threshold):
    """The right factor."""
    return min(1, threshold / norm)


def _each_array(grads, threshold):
    return [g * min(1, threshold / norm([g])) for g in grads], norm(grads)


WRONG_WAYS = (  # to clip; a training loop can have each of them in it
    Mistake(
        "clip by value",
        "each entry is cut at the threshold. That bends the direction of the gradient. By norm, all entries shrink by one "
        "common factor, threshold / norm.",
        lambda grads, threshold: ([np.clip(g, -threshold, threshold) for g in grads], norm(grads)),
    ),
    Mistake(
        "one norm for each array",
        "each array has its own norm here. The global norm is one number, the length of all arrays taken as one vector.",
        _each_array,
    ),
    Mistake(
        "sum of the norms",
        "the norms of the arrays are added up. Lengths at right angles do not add: add the squares, and take one root.",
        _scaled(shortened, lambda grads: sum(norm([g]) for g in grads)),
    ),
    Mistake(
        "largest norm",
        "the longest array stands for all. The global norm takes in the entries of all of them.",
        _scaled(shortened, lambda grads: max(norm([g]) for g in grads)),
    ),
    Mistake(
        "norm of the last array",
        "only the last array is measured: in a loop over the arrays, add their sums of squares up.",
        _scaled(shortened, lambda grads: norm(grads[-1:])),
    ),
    Mistake(
        "sum of the absolute values",
        "the sizes of all entries are added up. The length of a vector is the root of the sum of squares.",
        _scaled(shortened, lambda grads: sum(np.abs(g).sum() for g in grads)),
    ),
    Mistake(
        "factor upside down",
        "the factor is norm / threshold where threshold / norm belongs: long gradients become longer.",
        _scaled(lambda norm, threshold: max(1, norm / threshold)),
    ),
    Mistake(
        "short ones shortened",
        "a long gradient stays as it is, and a short one is made still shorter: the factor is norm / threshold where "
        "threshold / norm belongs.",
        _scaled(lambda norm, threshold: min(1, norm / threshold)),
    ),
    Mistake(
        "upside down, and always",
        "the factor is norm / threshold where threshold / norm belongs, and it is applied to short gradients too. Below "
        "the threshold nothing should change.",
        _scaled(lambda norm, threshold: norm / threshold),
    ),
    Mistake(
        "factor of at least 1",
        "a long gradient stays as it is, and a short one is made longer: max where min belongs.",
        _scaled(lambda norm, threshold: max(1, threshold / norm)),
    ),
    Mistake(
        "square root missing in the factor",
        "the norm is right, but what clips divides by its square.",
        _scaled(lambda norm, threshold: min(1, threshold / norm**2)),
    ),
    Mistake(
        "always rescaled",
        "a gradient that is short enough is changed too. Below the threshold it must stay as it is: no factor above 1.",
        lambda grads, threshold: ([g * threshold / norm(grads) for g in grads], norm(grads)),
    ),
    Mistake(
        "scaled to length 1",
        "the clipped gradient has length 1. It should have the length of the threshold.",
        lambda grads, threshold: ([g / norm(grads) if norm(grads) > threshold else g for g in grads], norm(grads)),
    ),
    Mistake(
        "square root missing",
        "the square root is missing: the sum of the squares is the norm squared.",
        lambda grads, threshold: ([g * min(1, threshold / norm(grads) ** 2) for g in grads], norm(grads) ** 2),
    ),
    Mistake(
        "norm of the first array",
        "only the first array is measured. The global norm takes in the entries of all of them.",
        _scaled(shortened, lambda grads: norm(grads[:1])),
    ),
    Mistake(
        "shortened twice",
        "the factor is multiplied in twice, so the clipped gradient is shorter than the threshold.",
        _scaled(lambda norm, threshold: shortened(norm, threshold) ** 2),
    ),
)

check_clip_by_global_norm = Exercise(
    name="clip_by_global_norm",
    asks="clip_by_global_norm(grads, threshold): from a list of arrays to the clipped list, and the norm before",
    reference=optim.clip_by_global_norm,
    cases=_cases(),
    returns="the clipped arrays as a list, and the norm before clipping",
    mistakes=(
        *WRONG_WAYS,
        Mistake(
            "norm after clipping",
            "the arrays are right. The norm to return is the one before clipping, which tells how often clipping fires.",
            lambda grads, threshold: (optim.clip_by_global_norm(grads, threshold)[0], min(norm(grads), threshold)),
        ),
        Mistake(
            "not clipped",
            "the arrays come back unchanged, also when their norm is above the threshold.",
            lambda grads, threshold: (grads, norm(grads)),
        ),
        Mistake(
            "wrong sign",
            "every sign is turned round. Clipping keeps the direction; the minus belongs to the update.",
            lambda grads, threshold: ([-g for g in optim.clip_by_global_norm(grads, threshold)[0]], norm(grads)),
        ),
    ),
)
