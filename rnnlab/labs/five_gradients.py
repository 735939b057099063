"""Five gradients, numerical beside hand-derived, and a backward pass that can be broken on purpose or is the learner's own."""

import numpy as np

from rnnlab import bptt, gradcheck, readout, training
from rnnlab.cells import rnn
from rnnlab.cells.activations import relu
from rnnlab.checks.own_functions import CHECKS, OwnFunctions
from rnnlab.initialization import nested_normal
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import five_gradients as lesson
from rnnlab.views.five_gradients import FiveGradients

OUTPUTS = 2
LARGEST = 6  # input and hidden size, so rows of the largest matrix
LONGEST = 6  # steps
LIMIT = 1e-5  # relative error of a wrong gradient; a central difference is right to 1e-7 and better
RIGHT = {name: check.answer for name, check in CHECKS.items()}
ESSAY = {"W_xh": "W11", "W_hh": "W12", "b_h": "B", "W_hy": "W21", "b_y": "B2"}

NONE, SIGN = "none", "wrong sign of dO"
MISTAKES = {
    NONE: "Nothing is broken.",
    "h_t for h_{t-1}": "The gradient of W_hh is computed with the new state where the old one belongs.",
    "mask missing": "Units that are off pass gradient back as well.",
    "mask of the step before": "The mask is that of the old state, one step too early.",
    "transpose missing": "On its way to the old state the gradient meets W_hh, where its transpose belongs.",
    "nothing from the next step": "What the later steps send back is thrown away.",
    "assigned, not accumulated": "Each step overwrites the gradient of the step after it, where it should add to it.",
    "bias forgotten": "b_h gets no gradient.",
    SIGN: "The derivative of the loss has its sign turned round.",
}
PRESETS = {
    "right": {"mistake": NONE},
    "one of five": {"mistake": "h_t for h_{t-1}", "T": 4},
    "three of five": {"mistake": "transpose missing", "T": 4},
    "all five": {"mistake": SIGN, "T": 4},
    "hidden": {"mistake": "nothing from the next step", "T": 1},
    "hidden no more": {"mistake": "nothing from the next step", "T": 3},
}
READINGS = {
    "wrong": "gradients by hand that are wrong, of 5",
    **{f"error_{name}": f"relative error of {essay}, the gradient of {name}" for name, essay in ESSAY.items()},
}


@laboratory(lambda: FiveGradients(LARGEST, np.log10(LIMIT)), PRESETS, READINGS)
def five_gradients(
    memo,
    *,
    n: controls.whole("examples n", 1, 4) = 2,
    d: controls.whole("input size d", 1, LARGEST) = 3,
    h: controls.whole("hidden size h", 1, LARGEST) = 4,
    T: controls.whole("sequence length T", 1, LONGEST) = 4,
    seed: controls.whole("seed", 0, 99) = 0,
    method: controls.choice("numerical by", gradcheck.EPSILON) = "central",
    mistake: controls.choice("break it", MISTAKES) = "none",
    by=None,
):
    """A lab on the five gradients of the essay, each found numerically and by the derived formulas.

    n, d, h, T: examples, input size, hidden size and steps; the loss is summed over all steps. method: how the numerical one is
    found, a name in `rnnlab.gradcheck.EPSILON`. mistake: what is wrong in the backward pass, a name in MISTAKES. by: functions
    of your own in the place of the package's formulas, as `rnnlab.checks.own_functions` takes them; a mistake that is chosen
    then is one in the package's, for comparison. Raises TypeError or ValueError naming the argument.
    """
    own = None if by is None else OwnFunctions(by)  # raises if it is no dict of them, also where it is not asked
    own = own if mistake == NONE else None
    network = n, d, h, T, seed
    drawn = memo(_draw, *network)
    numerical = memo(_numerical, *network, method)
    by_hand = _by_hand(*drawn, own or RIGHT, mistake)
    errors = {name: gradcheck.relative_error(by_hand[name], numerical[name]) for name in ESSAY}
    wrong = {name: not error <= LIMIT for name, error in errors.items()}
    if own:
        wrong |= dict.fromkeys(own.trouble.keys() & wrong.keys())
    red = [essay for name, essay in ESSAY.items() if wrong[name]]
    absent = [essay for name, essay in ESSAY.items() if wrong[name] is None]
    headline = f"○ {len(absent)} of 5 not yours" if absent else "✔ all five agree"
    with np.errstate(divide="ignore"):
        heights = np.log10(list(errors.values()))
    picture = {
        "pairs": {
            "names": [(essay, f"{name}  {_shape(numerical[name])}") for name, essay in ESSAY.items()],
            "numerical": [numerical[name] for name in ESSAY],
            "by_hand": [by_hand[name] for name in ESSAY],
            "differs": [_differs(by_hand[name], numerical[name]) for name in ESSAY],
            "wrong": [*wrong.values()],
            "errors": heights,
            "way": "yours" if own else "by hand",
            "headline": f"✘ {len(red)} of 5 wrong: {', '.join(red)}" if red else headline,
        },
        "errors": {"names": [*ESSAY.values()], "errors": heights, "wrong": [*wrong.values()]},
    }
    # Rounded, for the last digits of a difference are another machine's own.
    readings = {"wrong": float(len(red))} | {f"error_{name}": round(error, 5) for name, error in errors.items()}
    return Result(picture, readings, _summary(mistake, red, own, absent), reached={})


def _draw(n, d, h, T, seed):
    """A network in which nothing is zero, a sequence, and a target for each step."""
    rng = np.random.default_rng(seed)
    cell, out = training.init(d, h, OUTPUTS, rng=rng)
    cell, out = cell._replace(b_h=0.5 * nested_normal(rng, 1, h)), out._replace(b_y=0.5 * nested_normal(rng, 1, OUTPUTS))
    X, target = (np.stack([nested_normal(rng, n, size) for _ in range(LONGEST)])[:T] for size in (d, OUTPUTS))
    model = training.Model(cell, out)
    return model, X, target


def _numerical(n, d, h, T, seed, method):
    model, X, target = _draw(n, d, h, T, seed)
    parameters = {**model.cell._asdict(), **model.readout._asdict()}
    return {
        name: gradcheck.numerical_gradient(
            lambda moved, name=name: _loss(X, target, **{**parameters, name: moved}), W, method=method
        )
        for name, W in parameters.items()
    }


def _loss(X, target, W_xh, W_hh, b_h, W_hy, b_y):
    """The summed squared error over all steps, as short as it can be written: it is computed for every entry that is moved."""
    state, total = np.zeros((X.shape[1], len(W_hh))), 0.0
    for x, wanted in zip(X, target, strict=True):
        state = relu(x @ W_xh + state @ W_hh + b_h)
        total = total + ((wanted - state @ W_hy - b_y) ** 2).sum()
    return total


def _by_hand(model, X, target, of, mistake):
    """The gradients by the derived formulas, or by functions of the learner's, with the mistake in them."""
    trace = bptt.unroll(rnn, model.cell, X)
    changed = {"Z": lambda H: trace.cache.z} | lesson.MISTAKES.get(mistake, {})
    ways = {name: changed.pop(name) for name in ("back", "total") if name in changed}
    Z, O = changed.pop("Z")(trace.H), readout.readout(model.readout, trace.H[1:])
    with np.errstate(all="ignore"):
        dcell, dreadout = lesson.by_functions({**of, **changed} if changed else of, *model, X, trace.H, Z, O, target, **ways)
    return {**dcell._asdict(), **dreadout._asdict()}


def _differs(A, B):
    """Which entries differ by more than the limit, measured by the largest of all."""
    return ~(np.abs(A - B) <= LIMIT * np.maximum(np.abs(A).max(), np.abs(B).max()))  # a NaN is wrong


def _summary(mistake, red, own, absent):
    right = [essay for essay in ESSAY.values() if essay not in red + absent]
    said = "All five gradients agree with the numerical ones."
    if red:
        said = f"Wrong: {', '.join(red)}. " + (f"Still right: {', '.join(right)}." if right else "None is right.")
    elif absent:
        said = f"Right: {', '.join(right)}." if right else "None of the five is yours yet."
    elif mistake != NONE:
        said = "Yet all five agree: at these sizes the mistake changes nothing."
    return f"With your functions: {said} {own.words()}".rstrip() if own else f"{MISTAKES[mistake]} {said}"


def _shape(A):
    return f"{A.shape[0]}×{A.shape[1]}"
