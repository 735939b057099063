"""Exercise: gradient descent with clipping by the global norm, as a whole training loop."""

import numpy as np

from rnnlab import optim
from rnnlab.checks.clip_by_global_norm import WRONG_WAYS, norm, shortened
from rnnlab.checks.kit.exercise import Exercise, Mistake


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


def _train(params, gradient, learning_rate, threshold, steps, *, clip=optim.clip_by_global_norm, sign=-1, anew=True):
    """The loop. `clip(grads, threshold)`, which also returns the norm, and the other options make mistakes."""
    norms, first = [], gradient(params)
    for _ in range(steps):
        clipped, length = clip(gradient(params) if anew else first, threshold)
        norms.append(length)
        params = [W + sign * learning_rate * g for W, g in zip(params, clipped, strict=True)]
    return params, np.array(norms)


def _mistake(name, hint, **options):
    return Mistake(name, hint, lambda *case: _train(*case, **options))


def _norms_after(*case):
    params, norms = _train(*case)
    return params, np.minimum(norms, case[3])


def _weights_clipped(params, gradient, learning_rate, threshold, steps, *, of_the_gradient=True):
    norms = []
    for _ in range(steps):
        grads = gradient(params)
        moved = [W - learning_rate * g for W, g in zip(params, grads, strict=True)]
        norms.append(norm(grads if of_the_gradient else moved))
        params, _ = optim.clip_by_global_norm(moved, threshold)
    return params, np.array(norms)


def _step_clipped(params, gradient, learning_rate, threshold, steps):
    return _train(params, gradient, learning_rate, threshold / learning_rate, steps)


def _length_of_the_step(*case):
    params, norms = _step_clipped(*case)
    return params, case[2] * norms


def _never_updated(params, gradient, learning_rate, threshold, steps):
    after, norms = _train(params, gradient, learning_rate, threshold, 1)
    return after, np.repeat(norms, steps)


def _one_after_the_other(params, gradient, learning_rate, threshold, steps):
    params, norms = list(params), []
    for _ in range(steps):
        norms.append(norm(gradient(params)))
        for place, W in enumerate(params):
            params[place] = W - learning_rate * gradient(params)[place] * shortened(norms[-1], threshold)
    return params, np.array(norms)


check_train_clipped = Exercise(
    name="train_clipped",
    asks="train_clipped(params, gradient, learning_rate, threshold, steps): from a list of arrays and the function that gives "
    "their gradients to the arrays after so many clipped steps, and the norm before clipping at each",
    reference=_train,
    cases=_cases(),
    returns="two things: the list of the arrays after the last step, then one norm for each step",
    mistakes=(
        *(_mistake(way.name, way.hint, clip=way.function) for way in WRONG_WAYS),
        _mistake(
            "not clipped",
            "the updates use the gradient as it came. Clip first, and update with what clipping returned: clipping a gradient "
            "after it was used changes nothing.",
            clip=lambda grads, threshold: (grads, norm(grads)),
        ),
        Mistake(
            "weights clipped",
            "the parameters are shortened after the update. It is the gradient that is too long: shorten it before the update, "
            "and let the parameters go where they want.",
            _weights_clipped,
        ),
        Mistake(
            "step clipped",
            "the learning rate comes before clipping, so the threshold is compared with the step. It belongs to the gradient: "
            "clip, then multiply by the learning rate.",
            _step_clipped,
        ),
        Mistake(
            "step clipped and measured",
            "the gradient is multiplied by the learning rate before it is measured and clipped. Measure and clip the gradient "
            "itself; the learning rate comes last, in the update.",
            _length_of_the_step,
        ),
        Mistake(
            "weights clipped and measured",
            "it is the updated parameters that are measured and shortened. Measure and shorten the gradient, "
            "before the update.",
            lambda *case: _weights_clipped(*case, of_the_gradient=False),
        ),
        Mistake(
            "norm after clipping",
            "the arrays are right. The norms to return are those before clipping; afterwards none is above the threshold, and "
            "nobody can count how often clipping fired.",
            _norms_after,
        ),
        _mistake("wrong sign", "the loss goes up: the gradient is added. A step goes against it.", sign=+1),
        Mistake(
            "learning rate missing",
            "each step is the whole clipped gradient. Multiply it by the learning rate.",
            lambda params, gradient, learning_rate, *rest: _train(params, gradient, 1.0, *rest),
        ),
        _mistake(
            "gradient taken once",
            "every step uses the gradient of the first parameters. Ask for it anew inside the loop, at the parameters of now.",
            anew=False,
        ),
        Mistake(
            "always from the start",
            "every step begins at the first parameters, so all steps are the same one. What a step has made, the next one must "
            "start from.",
            _never_updated,
        ),
        Mistake(
            "one array after the other",
            "when an array is updated, those before it have moved already, and its gradient is taken there. Take all gradients "
            "first, at the same parameters; then move all arrays.",
            _one_after_the_other,
        ),
    ),
)
