"""Exercise: gradient descent with clipping by the global norm, as a whole training loop."""

import numpy as np

from rnnlab import optim
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


def _norm(grads):
    return np.sqrt(sum((g**2).sum() for g in grads))


def _by_norm(grads, threshold):
    return optim.clip_by_global_norm(grads, threshold)[0]


def _scaled(factor, norm=_norm):
    """A way to clip that multiplies everything by factor(norm, threshold)."""
    return lambda grads, threshold: [g * factor(norm(grads), threshold) for g in grads]


def _shortened(norm, threshold):
    """The right factor."""
    return min(1, threshold / norm)


def _measured(norm):
    """The options of a loop whose norm is another one, when it clips and when it reports."""
    return {"clip": _scaled(_shortened, norm), "measure": norm}


def _train(params, gradient, learning_rate, threshold, steps, *, clip=_by_norm, measure=_norm, sign=-1, anew=True):
    """The loop. `clip(grads, threshold)` and the other options make mistakes."""
    norms, first = [], gradient(params)
    for _ in range(steps):
        grads = gradient(params) if anew else first
        clipped = clip(grads, threshold)
        norms.append(measure(grads))
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
        norms.append(_norm(grads if of_the_gradient else moved))
        params = _by_norm(moved, threshold)
    return params, np.array(norms)


def _step_clipped(params, gradient, learning_rate, threshold, steps, *, measure=_norm):
    return _train(params, gradient, learning_rate, threshold / learning_rate, steps, measure=measure)


def _length_of_the_step(*case):
    return _step_clipped(*case, measure=lambda grads: case[2] * _norm(grads))


def _never_updated(params, gradient, learning_rate, threshold, steps):
    after, norms = _train(params, gradient, learning_rate, threshold, 1)
    return after, np.repeat(norms, steps)


def _one_after_the_other(params, gradient, learning_rate, threshold, steps):
    params, norms = list(params), []
    for _ in range(steps):
        norms.append(_norm(gradient(params)))
        for place, W in enumerate(params):
            params[place] = W - learning_rate * gradient(params)[place] * _shortened(norms[-1], threshold)
    return params, np.array(norms)


check_train_clipped = Exercise(
    name="train_clipped",
    asks="train_clipped(params, gradient, learning_rate, threshold, steps): from a list of arrays and the function that gives "
    "their gradients to the arrays after so many clipped steps, and the norm before clipping at each",
    reference=_train,
    cases=_cases(),
    returns="two things: the list of the arrays after the last step, then one norm for each step",
    mistakes=(
        _mistake(
            "not clipped",
            "the updates use the gradient as it came. Clip first, and update with what clipping returned: clipping a gradient "
            "after it was used changes nothing.",
            clip=lambda grads, threshold: grads,
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
        _mistake(
            "clip by value",
            "each entry is cut at the threshold, which bends the direction. By norm, all entries shrink by one common factor.",
            clip=lambda grads, threshold: [np.clip(g, -threshold, threshold) for g in grads],
        ),
        _mistake(
            "one norm for each array",
            "each array is measured on its own here. The global norm is one number, the length of all arrays as one vector.",
            clip=lambda grads, threshold: [g * min(1, threshold / _norm([g])) for g in grads],
        ),
        _mistake(
            "norm of the first array",
            "only the first array is measured. The global norm takes in the entries of all of them.",
            **_measured(lambda grads: _norm(grads[:1])),
        ),
        _mistake(
            "norm of the last array",
            "only the last array is measured: in a loop over the arrays, add their sums of squares up.",
            **_measured(lambda grads: _norm(grads[-1:])),
        ),
        _mistake(
            "sum of the norms",
            "the norms of the arrays are added up. Lengths at right angles do not add: add the squares, and take one root.",
            **_measured(lambda grads: sum(_norm([g]) for g in grads)),
        ),
        _mistake(
            "largest norm",
            "the longest array stands for all. The global norm takes in the entries of all of them.",
            **_measured(lambda grads: max(_norm([g]) for g in grads)),
        ),
        _mistake(
            "sum of the absolute values",
            "the sizes of all entries are added up. The length of a vector is the root of the sum of squares.",
            **_measured(lambda grads: sum(np.abs(g).sum() for g in grads)),
        ),
        _mistake(
            "shortened twice",
            "the factor is multiplied in twice, so the clipped gradient is shorter than the threshold.",
            clip=_scaled(lambda norm, threshold: _shortened(norm, threshold) ** 2),
        ),
        _mistake(
            "factor of at least 1",
            "a long gradient stays as it is, and a short one is made longer: max where min belongs.",
            clip=_scaled(lambda norm, threshold: max(1, threshold / norm)),
        ),
        _mistake(
            "short ones shortened",
            "a long gradient stays as it is, and a short one is made still shorter: the factor is norm / threshold where "
            "threshold / norm belongs.",
            clip=_scaled(lambda norm, threshold: min(1, norm / threshold)),
        ),
        _mistake(
            "square root missing in the factor",
            "the norms are right, but what clips divides by their square.",
            clip=_scaled(lambda norm, threshold: min(1, threshold / norm**2)),
        ),
        _mistake(
            "always rescaled",
            "a gradient below the threshold is made longer. It must stay as it is: no factor above 1. Otherwise no step gets "
            "shorter near the minimum.",
            clip=_scaled(lambda norm, threshold: threshold / norm),
        ),
        _mistake(
            "factor upside down",
            "the factor is norm / threshold where threshold / norm belongs: long gradients become longer.",
            clip=_scaled(lambda norm, threshold: max(1, norm / threshold)),
        ),
        _mistake(
            "scaled to length 1",
            "a clipped gradient has length 1 here. It should have the length of the threshold.",
            clip=_scaled(lambda norm, threshold: 1 / norm if norm > threshold else 1),
        ),
        _mistake(
            "square root missing",
            "the square root is missing: the sum of the squares is the norm squared.",
            clip=_scaled(lambda norm, threshold: min(1, threshold / norm**2)),
            measure=lambda grads: _norm(grads) ** 2,
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
