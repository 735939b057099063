"""Exercises: clip a gradient by its global norm; then gradient descent with clipping, as a whole training loop."""

import numpy as np

from rnnlab.checks.kit.exercise import Exercise, Hard
from rnnlab.optim import clip_by_global_norm as clip  # noqa: F401 - for the mistakes


def _cases():
    """A gradient that is too long, one that is short enough, and one far too long whose arrays differ in size."""
    rng = np.random.default_rng(7)

    def grads(scale, h=3):
        return [scale * rng.standard_normal((2, h)), scale * rng.standard_normal((3, 3)), 0.1 * rng.standard_normal((1, h))]

    return (
        {"grads": grads(2.0), "threshold": 1.0},
        {"grads": grads(0.8), "threshold": 5.0},  # its square is above the threshold
        {"grads": grads(0.01), "threshold": 5.0},
        {"grads": grads(100.0, 4), "threshold": 0.5},
    )


def clip_by_global_norm(grads, threshold):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = min(1, threshold / max(norm, 1e-300))
    clipped = [factor * g for g in grads]
    return clipped, norm


ZEROS = (
    "a gradient of zeros",
    "right, as long as the gradient is not all zeros, as that of dead units is. Then the norm is 0, and threshold / norm is no "
    "number: ask first whether the norm is above the threshold.",
)
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
root of the mean: the squares are averaged. The length of a vector is the root of their sum.
    >>> norm = np.sqrt(sum((g**2).sum() for g in grads) / sum(g.size for g in grads))
largest entry: the largest entry stands for all. The global norm takes in all of them: the root of the sum of squares.
    >>> norm = max(np.abs(g).max() for g in grads)
mean of the norms: the norms of the arrays are averaged. The global norm is the length of all arrays taken as one vector.
    >>> norm = sum(np.sqrt((g**2).sum()) for g in grads) / len(grads)
zeros above the threshold: a gradient above the threshold is thrown away. It should be shortened to the threshold.
    >>> factor = 0 if norm > threshold else 1
cut from above only: only large positive entries are cut, each by itself. By norm, all entries shrink by one common factor.
    >>> clipped = [np.minimum(g, threshold) for g in grads]
square compared: it is the norm squared that is compared with the threshold.
    >>> factor = threshold / norm if norm**2 > threshold else 1
square root missing: the square root is missing: the sum of the squares is the norm squared.
    >>> norm = sum((g**2).sum() for g in grads)
norm of the first array: only the first array is measured. The global norm takes in the entries of all of them.
    >>> norm = np.sqrt((grads[0] ** 2).sum())
subtracted: the same number is taken away from every entry. Clipping multiplies all by one factor, which keeps the direction.
    >>> clipped = [g - max(norm - threshold, 0) for g in grads]
measured and clipped in one go: each array is clipped by the norm of those up to it. The norm must be known before the first is
clipped.
    >>> clipped = [g * min(1, threshold / np.sqrt(sum((a**2).sum() for a in grads[: k + 1]))) for k, g in enumerate(grads)]
shortened twice: the factor is multiplied in twice, so the clipped gradient is shorter than the threshold.
    >>> factor = min(1, threshold / norm) ** 2
"""

check_clip_by_global_norm = Exercise(
    asks="from a list of arrays to the clipped list, and the norm before",
    returns="the clipped arrays as a list, and the norm before clipping",
    answer=clip_by_global_norm,
    cases=_cases(),
    hints=WRONG_WAYS
    + """
norm after clipping: the arrays are right. The norm to return is the one before clipping, which tells how often clipping fires.
    >>> return clipped, min(norm, threshold)
not clipped: the arrays come back unchanged, also when their norm is above the threshold.
    >>> clipped = grads
wrong sign: every sign is turned round. Clipping keeps the direction; the minus belongs to the update.
    >>> clipped = [-factor * g for g in grads]
""",
    hard=(Hard({"grads": [np.zeros((2, 3)), np.zeros((1, 3))], "threshold": 1.0}, *ZEROS),),
)


class Bowl:
    """The gradient of a loss: Σ steepness/2 · ‖W - centre‖², one term for each array, and COUPLING/2 times the squared sum of
    all numbers. So the gradient of one array depends on the others too: it changes when only they have moved.
    """

    COUPLING = 0.03

    def __init__(self, centres, steepness):
        self.centres, self.steepness = centres, steepness

    def __call__(self, params):
        shared = self.COUPLING * sum(W.sum() for W in params)
        return [k * (W - centre) + shared for W, centre, k in zip(params, self.centres, self.steepness, strict=True)]

    def __repr__(self):
        return "a function"

    def __deepcopy__(self, memo):
        return self  # it never changes, and a copy would count as another function


def _training_cases():
    """Far from the centre at first, where clipping fires, and near it in the end, where it does not; once the other way round,
    as the steps are so long that they lead away."""
    rng = np.random.default_rng(11)

    def case(shapes, learning_rate, threshold, steps):
        centres, starts = ([scale * rng.standard_normal(shape) for shape in shapes] for scale in (0.3, 2.0))
        gradient = Bowl(centres, np.linspace(1.0, 2.5, len(shapes)))
        rest = {"learning_rate": learning_rate, "threshold": threshold, "steps": steps}
        return {"params": starts, "gradient": gradient, **rest}

    return (
        case([(2, 3), (3, 3), (1, 3)], 0.3, 5.0, 6),
        case([(4, 2), (2, 2), (1, 2), (2, 5)], 0.4, 6.0, 7),
        case([(3,)], 0.5, 1.5, 5),
        case([(2, 2), (1, 2)], 2.5, 20.0, 5),
    )


def train_clipped(params, gradient, learning_rate, threshold, steps):
    norms = []
    for step in range(steps):  # noqa: B007 - mistakes use it
        grads = gradient(params)
        norm = np.sqrt(sum((g**2).sum() for g in grads))
        factor = min(1, threshold / max(norm, 1e-300))
        clipped = [factor * g for g in grads]
        params = [W - learning_rate * g for W, g in zip(params, clipped)]
        norms.append(norm)
    return params, np.array(norms)


def one_by_one(params, gradient, rate):
    """Each array is moved before the gradient of the next one is taken."""
    params = list(params)
    for place, W in enumerate(params):
        params[place] = W - rate * gradient(params)[place]
    return params


check_train_clipped = Exercise(
    asks="from a list of arrays and the function that gives their gradients to the arrays after so many clipped steps, and the "
    "norm before clipping at each",
    returns="two things: the list of the arrays after the last step, then one norm for each step",
    answer=train_clipped,
    cases=_training_cases(),
    hard=(
        Hard(
            {"params": [np.zeros((2, 3))], "gradient": Bowl([0.0], [1.0]), "learning_rate": 0.5, "threshold": 1.0, "steps": 2},
            *ZEROS,
        ),
    ),
    hints=WRONG_WAYS
    + """
not clipped: the updates use the gradient as it came. Clip first, and update with what clipping returned: clipping a gradient
after it was used changes nothing.
    >>> clipped = grads
weights clipped: the parameters are shortened after the update. It is the gradient that is too long: shorten it before the
update, and let the parameters go where they want.
    >>> params = clip([W - learning_rate * g for W, g in zip(params, grads)], threshold)[0]
step clipped: the learning rate comes before clipping, so the threshold is compared with the step. It belongs to the gradient:
clip, then multiply by the learning rate.
    >>> factor = min(1, threshold / (learning_rate * norm))
step clipped and measured: the gradient is multiplied by the learning rate before it is measured and clipped. Measure and clip
the gradient itself; the learning rate comes last, in the update.
    >>> factor = min(1, threshold / (learning_rate * norm))
    >>> norms.append(learning_rate * norm)
weights clipped and measured: it is the updated parameters that are measured and shortened. Measure and shorten the gradient,
before the update.
    >>> params, norm = clip([W - learning_rate * g for W, g in zip(params, grads)], threshold)
norm after clipping: the arrays are right. The norms to return are those before clipping; afterwards none is above the
threshold, and nobody can count how often clipping fired.
    >>> norms.append(min(norm, threshold))
wrong sign: the loss goes up: the gradient is added. A step goes against it.
    >>> params = [W + learning_rate * g for W, g in zip(params, clipped)]
learning rate missing: each step is the whole clipped gradient. Multiply it by the learning rate.
    >>> params = [W - g for W, g in zip(params, clipped)]
gradient taken once: every step uses the gradient of the first parameters. Ask for it anew inside the loop, at the parameters of
now.
    >>> grads = gradient(params) if step == 0 else grads
only where it fires: where the gradient is short enough, no step is made. Such a step is made too, with the gradient as it is.
    >>> params = [W - learning_rate * g for W, g in zip(params, clipped)] if norm > threshold else params
measured at the new parameters: the norms belong to the parameters after each step. Measure the gradient that the step is made
with.
    >>> norms.append(np.sqrt(sum((g**2).sum() for g in gradient(params))))
whether it fired: these say whether clipping fired. The norms themselves were asked for.
    >>> return params, np.array([norm > threshold for norm in norms])
gradients added up: each step adds its gradient to those of the steps before it. Start anew in each step: grads =
gradient(params).
    >>> grads = gradient(params) if step == 0 else [a + b for a, b in zip(grads, gradient(params))]
norm of the parameters: it is the parameters that are measured. Measure the gradient.
    >>> norm = np.sqrt(sum((W**2).sum() for W in params))
one array left as it is: the last array is never moved. Every array makes its step.
    >>> params = [W - learning_rate * g for W, g in zip(params[:-1], clipped)] + params[-1:]
learning rate missing where it clips: a step that is clipped is as long as the threshold. Multiply it by the learning rate too.
    >>> params = [W - (learning_rate if norm <= threshold else 1) * g for W, g in zip(params, clipped)]
the factor stays: once a step was clipped, the learning rate stays as small as it made it. The factor is for one step.
    >>> factor = min(1, threshold / max(norm, 1e-300)) * (factor if step else 1)
the factor of the first step: all steps are shortened as the first one was. Each has a norm, and so a factor, of its own.
    >>> factor = min(1, threshold / (norms or [norm])[0])
always from the start: every step begins at the first parameters, so all steps are the same one. What a step has made, the next
one must start from.
    >>> for step in [0]: ...
    >>> return params, np.repeat(norms, steps)
one array after the other: when an array is updated, those before it have moved already, and its gradient is taken there. Take
all gradients first, at the same parameters; then move all arrays.
    >>> params = one_by_one(params, gradient, learning_rate * factor)
the gradient of the step before: it is measured and clipped before the new gradient is asked for, so the norm belongs to the
step before, and the update is not clipped. First grads = gradient(params), then all the rest.
    >>> clipped = grads
    >>> return params, np.array([0.0, *norms[:-1]])
""",
)
