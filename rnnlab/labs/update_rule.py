"""The essay's update rule: what subtracting the gradient does, with a learning rate and without."""

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.labs.kit.memo import remembering
from rnnlab.lessons.update_rule import FATES, SIZE, descend
from rnnlab.views.kit import style
from rnnlab.views.update_rule import UpdateRule

LONGEST = 100  # updates
SEEDS = 20
ROUNDING = 1e-14  # an error below this is what rounding leaves, and another processor rounds otherwise
PRESETS = {  # two in a row on the page, the longer name on the right
    "a tenth": {"learning_rate": 0.1, "step": 0},
    "the essay's rule": {"learning_rate": 1.0, "step": 0},
    "a half": {"learning_rate": 0.5, "step": 0},
    "too large": {"learning_rate": 1.25, "step": 0},
}
EXPLAINED = {
    "converges": "in the end, after {LONGEST} updates, the loss is below a millionth.",
    "bounces": "in the end each update turns e into −e, and the loss stays as it is, for ever.",
    "grows": "the error is still growing after {LONGEST} updates.",
    "overflows": "the error leaves the range of numbers.",
    "not yet": "after {LONGEST} updates the loss is {last}.",
}
READINGS = {
    "error": "error e of the output after the update looked at",
    "loss": "loss e² after it",
    "units_on": f"ReLUs that are on, of {SIZE}",
    **{fate.replace(" ", "_"): f"number of seeds, of {SEEDS}: {fate}" for fate in FATES},
}


@laboratory(lambda: UpdateRule(LONGEST), PRESETS, READINGS)
def update_rule(
    *,
    learning_rate: controls.real("learning rate η", 0.0, 1.5, 0.05) = 1.0,
    s: controls.real("size of weights s", 0.05, 1.0, 0.05) = 0.3,
    T: controls.whole("sequence length T", 1, 5) = 2,
    seed: controls.whole("seed", 0, SEEDS - 1) = 0,
    step: clock(LONGEST, interval=300) = 0,
):
    """A lab on W − η dL/dW with the summed squared error: the error of the output after each update.

    learning_rate: η, from 0 to 1.5; the essay has none, which is 1. s: the first weights are N(0, s²). T: length of the
    sequence that the network reads before it answers with one number. step: the update looked at, of 100. The network has 8
    inputs and 8 ReLU units (`rnnlab.lessons.update_rule`). Raises TypeError or ValueError naming the argument.
    """
    return remembering(measure)


def measure(memo, *, learning_rate, s, T, seed, step):
    """What the lab measures: all seeds at once, and one of them closely."""
    found = memo(_descend, learning_rate, s, T)
    errors, alive, fates = found.errors[:, seed], found.alive[:, seed], found.fates
    on = round(float(alive[step]) * SIZE)
    note = _note(on, learning_rate)
    picture = {
        "bowl": {"errors": errors, "step": step, "fate": fates[seed], "note": note},
        "errors": {"errors": errors, "step": step},
        "loss": {"losses": found.losses[:, seed], "step": step, "baseline": None, "note": ""},
        "seeds": {"fates": fates, "seed": seed},
    }
    readings = {"error": float(errors[step]), "loss": float(found.losses[step, seed]), "units_on": float(on)}
    readings |= {fate.replace(" ", "_"): float(fates.count(fate)) for fate in FATES}
    with np.errstate(divide="ignore"):
        last = style.magnitude(np.log10(found.losses[-1, seed]))
    now = f"the error is {_told(errors[step])}, with {note}" if np.isfinite(errors[step]) else "there is no number left"
    summary = (
        f"{fates[seed].capitalize()}: {EXPLAINED[fates[seed]].format(LONGEST=LONGEST, last=last)} "
        f"After {style.counted(step, 'update')} {now}. Of {SEEDS} seeds {fates.count('converges')} converge."
    )
    over = not np.isfinite(errors[step]) or bool((errors[step:] == errors[step]).all())  # nothing comes that is new
    return Result(picture, readings, summary, reached={}, over=over)


def _descend(learning_rate, s, T):
    return descend(learning_rate, s=s, T=T, steps=LONGEST, seeds=SEEDS)


def _told(error):
    """An error in print, with the sign that mathematics uses."""
    if 0 < abs(error) < ROUNDING:
        return f"0 but for rounding, below {style.number(ROUNDING)}"
    return style.signed(error)


def _note(on, learning_rate):
    if on:
        return f"{on} of {SIZE} ReLUs on"
    return f"every ReLU off: next e = {1 - 2 * learning_rate:.2g} · e".replace("-", "−")
