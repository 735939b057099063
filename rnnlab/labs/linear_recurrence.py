"""The lab of the recurrence without an activation: an eigenvalue put on the disc by hand is the memory and the gradient."""

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import linear_recurrence as lesson
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.linear_recurrence import LONGEST, LinearRecurrence

CLOSE = 1e-9  # powers of ten: a difference below is one of rounding

START = {"radius": 0.95, "angle": 30, "pairs": 1, "inner": 0.9, "T": 100, "activation": "linear", "size": 1.0, "step": 100}
PRESETS = {  # two in a row on the page, the longer name on the right
    "it remembers": {**START, "radius": 1.0},
    "it forgets at once": {**START, "radius": 0.5, "angle": 0},
    "it grows": {**START, "radius": 1.05},
    "half a turn a step": {**START, "angle": 180},
    "with tanh": {**START, "activation": "tanh", "size": 2.0},
    "a ring of 16 pairs": {**START, "radius": 0.99, "angle": 180, "pairs": 16, "step": 30},
}
READINGS = {
    "modulus": "largest modulus |λ| of the eigenvalues",
    "state": "what is left of the state after T steps, as a share of its length at first",
    "gradient": "powers of ten by which the gradient has changed after T steps back, by back-propagation",
    "formula": "the same by the formula |λ|ᵀ",
}
OUTCOMES = {
    -1: Outcome("▼", "fades", style.BLUE),
    0: Outcome("●", "stays", style.GREEN_WORDS),
    1: Outcome("▲", "grows", style.VERMILION_WORDS),
}


@laboratory(LinearRecurrence, PRESETS, READINGS)
def linear_recurrence(
    *,
    radius: controls.real("radius of λ", 0.05, 1.2, 0.01) = 0.95,
    angle: controls.whole("angle in degrees", 0, 180) = 30,
    pairs: controls.whole("eigenvalue pairs", 1, 32) = 1,
    inner: controls.real("ring from radius", 0.05, 1.2, 0.01) = 0.9,
    T: controls.whole("sequence length T", 1, LONGEST) = 100,
    activation: controls.choice("activation", ("linear", "tanh")) = "linear",
    size: controls.real("size of the input", 0.1, 5.0, 0.1) = 1.0,
    step: clock(LONGEST, label="step t", interval=200) = 100,
):
    """A lab on h_t = λ h_{t-1} + x_t, with eigenvalues put on the disc by hand (`rnnlab.lessons.linear_recurrence`).

    radius, angle: modulus and angle in degrees of λ, with whom its conjugate goes. pairs: how many such pairs; more than one
    spread over the ring from `inner` to `radius`, with angles up to `angle`. T: steps after the input, and steps that the
    gradient goes back. activation: "linear" is the recurrence of the formula; with "tanh" the same weights are a tanh network.
    size: that of the one input; states are shown in this unit. step: the step looked at; beyond T, the last one.
    Raises TypeError or ValueError naming the argument.
    """
    eigenvalues, step = lesson.ring(pairs, radius, inner, angle), min(step, T)
    powers, lengths = lesson.powers(eigenvalues, T), lesson.lengths(eigenvalues, T)
    states, gradient = lesson.course(eigenvalues, T, size=size, activation=activation)
    exact = bool(np.abs(gradient - lengths).max() < CLOSE)
    modulus = round(float(np.abs(eigenvalues).max()), 12)
    outcome = OUTCOMES[int(np.sign(modulus - 1))]
    change = f"× {style.magnitude(lengths[-1])} in {style.counted(T, 'step')}"
    told = _memory(modulus), _turning(eigenvalues), f"gradient {change}"
    now = {"step": step, "note": "= formula" if exact else "≠ formula"}
    several = powers[:, pairs == 1 :]
    means = {"formula": powers.real.mean(axis=1), "network": states.real.mean(axis=1)}
    picture = {
        "disc": {"eigenvalues": eigenvalues, "powers": powers, "step": step, "outcome": outcome, "told": told},
        "state": {**means, "each": several.real, **now},
        "gradient": {"formula": lengths, "network": gradient, "each": np.log10(np.abs(several)), **now},
    }
    sizes = np.linalg.norm(states[[0, -1]], axis=1)
    readings = {"modulus": modulus, "state": float(sizes[1] / sizes[0])}
    readings |= {"gradient": round(float(gradient[-1]), 9) + 0.0, "formula": round(float(lengths[-1]), 9) + 0.0}
    found = "the same" if exact else f"× {style.magnitude(gradient[-1])}: with tanh the formula does not hold"
    whose, by_formula = f"The modulus of λ is {style.number(modulus)}", ", ".join(told)
    if pairs > 1:
        whose = _ring(pairs, modulus, inner, radius)
        pair = "fastest" if modulus > 1 else "slowest"
        by_formula = f"in the {pair} pair {told[0]}; {told[1]}; over all pairs the gradient, a root mean square, is {change}"
    summary = f"{whose}: what is told once {outcome.word}. By the formula: {by_formula}. Back-propagation finds {found}."
    idle = ("inner",) if pairs == 1 else ()
    return Result(picture, readings, summary, reached={"step": step}, over=step == T, idle=idle)


def _ring(pairs, modulus, inner, radius):
    """What several pairs have in common. A ring that would begin beyond its radius is a circle."""
    if inner > radius:
        return f"All {pairs} pairs have the modulus {style.number(modulus)}, for the ring would begin beyond its radius"
    return f"The largest modulus of {pairs} pairs is {style.number(modulus)}"


def _memory(modulus):
    """After how many steps half of it is left, or twice as much is there."""
    if modulus == 1:
        return "all of it is kept"
    steps = style.number(float(f"{abs(np.log(2) / np.log(modulus)):.2g}"))
    return f"{'half is left' if modulus < 1 else 'it has doubled'} after {steps} step{'' if steps == '1' else 's'}"


def _turning(eigenvalues):
    angle = np.degrees(np.angle(eigenvalues)).max()
    most = "one turn" if len(eigenvalues) == 1 else "the fastest turn"
    return f"{most} in {style.number(360 / angle)} steps" if angle > 0.5 else "no turn"
