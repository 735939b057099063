"""Exercise: gradient descent with clipping by the global norm, as a whole training loop."""

import numpy as np

from rnnlab.checks.clip_by_global_norm import WRONG_WAYS
from rnnlab.checks.kit.exercise import Exercise
from rnnlab.optim import clip_by_global_norm as clip  # noqa: F401 - for the mistakes


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


def _cases():
    """Far from the centre at first, where clipping fires, and near it in the end, where it does not."""
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
    )


def train_clipped(params, gradient, learning_rate, threshold, steps):
    norms = []
    for step in range(steps):  # noqa: B007 - mistakes use it
        grads = gradient(params)
        norm = np.sqrt(sum((g**2).sum() for g in grads))
        factor = min(1, threshold / norm)
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


HINTS = """
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
"""

check_train_clipped = Exercise(
    asks="train_clipped(params, gradient, learning_rate, threshold, steps): from a list of arrays and the function that gives "
    "their gradients to the arrays after so many clipped steps, and the norm before clipping at each",
    returns="two things: the list of the arrays after the last step, then one norm for each step",
    answer=train_clipped,
    cases=_cases(),
    hints=WRONG_WAYS + HINTS,
)
