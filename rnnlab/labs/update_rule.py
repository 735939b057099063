"""The essay's update rule: what subtracting the gradient does, with a learning rate and without."""

import numpy as np

from rnnlab.checks.own_functions import CHECKS, OwnFunctions
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
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
    memo,
    *,
    learning_rate: controls.real("learning rate η", 0.0, 1.5, 0.05) = 1.0,
    s: controls.real("size of weights s", 0.05, 1.0, 0.05) = 0.3,
    T: controls.whole("sequence length T", 1, 5) = 2,
    seed: controls.whole("seed", 0, SEEDS - 1) = 0,
    step: clock(LONGEST, interval=300) = 0,
    by=None,
):
    """A lab on W − η dL/dW with the summed squared error: the error of the output after each update.

    learning_rate: η, from 0 to 1.5; the essay has none, which is 1. s: the first weights are N(0, s²). T: length of the
    sequence that the network reads before it answers with one number. step: the update looked at, of 100. by: functions of your
    own, as `rnnlab.checks.own_functions` takes them, for the gradients of the seed looked at; the signs of all seeds stay those
    of right gradients. The network has 8 inputs and 8 ReLU units (`rnnlab.lessons.update_rule`). Raises TypeError or ValueError
    naming the argument.
    """
    found = memo(_descend, learning_rate, s, T)
    looked_at, whose = (found, "") if by is None else memo(_descend_by, learning_rate, s, T, seed, by)
    place = seed if by is None else 0
    errors, alive, losses = (A[:, place] for A in (looked_at.errors, looked_at.alive, looked_at.losses))
    fate, fates = looked_at.fates[place], found.fates
    on = round(float(alive[step]) * SIZE)
    note = _note(on, learning_rate)
    picture = {
        "bowl": {"errors": errors, "step": step, "fate": fate, "note": note},
        "errors": {"errors": errors, "step": step},
        "loss": {"losses": losses, "step": step, "baseline": None, "note": ""},
        "seeds": {"fates": fates, "seed": seed, "of": f"{SEEDS} seeds" if by is None else "if right"},
    }
    readings = {"error": float(errors[step]), "loss": float(losses[step]), "units_on": float(on)}
    readings |= {fate.replace(" ", "_"): float(fates.count(fate)) for fate in FATES}
    with np.errstate(divide="ignore"):
        last = style.magnitude(np.log10(losses[-1]))
    now = f"the error is {_told(errors[step])}, with {note}" if np.isfinite(errors[step]) else "there is no number left"
    summary = (
        f"{fate.capitalize()}: {EXPLAINED[fate].format(LONGEST=LONGEST, last=last)} "
        f"After {style.counted(step, 'update')} {now}. Of {SEEDS} seeds {fates.count('converges')} converge"
    )
    summary += "." if by is None else f" with right gradients. {whose}"
    over = not np.isfinite(errors[step]) or bool((errors[step:] == errors[step]).all())  # nothing comes that is new
    return Result(picture, readings, summary, reached={}, over=over)


def _descend(learning_rate, s, T):
    return descend(learning_rate, s=s, T=T, steps=LONGEST, seeds=SEEDS)


def _descend_by(learning_rate, s, T, seed, by):
    """One seed with the learner's functions, and in words whose they are: the right ones may stand in."""
    own = OwnFunctions(by)
    found = descend(learning_rate, s=s, T=T, steps=LONGEST, seeds=1, first=seed, of=own)
    none = len(own.trouble) == len(CHECKS)
    whose = "None of the seven functions is yours yet." if none else "This one has your functions."
    return found, f"{whose} {own.words()}".rstrip()


def _told(error):
    """An error in print, with the sign that mathematics uses."""
    if 0 < abs(error) < ROUNDING:
        return f"0 but for rounding, below {style.number(ROUNDING)}"
    return style.signed(error)


def _note(on, learning_rate):
    if on:
        return f"{on} of {SIZE} ReLUs on"
    return f"every ReLU off: next e = {1 - 2 * learning_rate:.2g} · e".replace("-", "−")
