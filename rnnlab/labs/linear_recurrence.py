"""The lab of the recurrence without an activation: an eigenvalue put on the disc by hand is the memory and the gradient."""

from typing import NamedTuple

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import linear_recurrence as lesson
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.linear_recurrence import LinearRecurrence

LONGEST = 100
CLOSE = 1e-9  # powers of ten: a difference below is one of rounding

START = {"radius": 0.95, "angle": 30, "pairs": 1, "inner": 0.9, "T": 50, "activation": "linear", "size": 1.0, "step": 50}
PRESETS = {  # two in a row on the page, the longer name on the right
    "it remembers": {**START, "radius": 1.0},
    "it forgets at once": {**START, "radius": 0.5, "angle": 0},
    "it grows": {**START, "radius": 1.05},
    "+, −, +, −: half a turn a step": {**START, "angle": 180},
    "with tanh": {**START, "activation": "tanh", "size": 2.0},
    "a ring of 16 pairs": {**START, "radius": 0.99, "angle": 180, "pairs": 16, "T": 100, "step": 30},
}
READINGS = {
    "modulus": "largest modulus |λ| of the eigenvalues",
    "state": "what is left of the state after T steps, as a share of its length at first",
    "gradient": "powers of ten by which the gradient has changed after T steps back, by back-propagation",
    "formula": "the same by the formula |λ|ᵀ",
}
OUTCOMES = {
    "fades": Outcome("▼", "fades", style.BLUE),
    "stays": Outcome("●", "stays", style.GREEN_WORDS),
    "grows": Outcome("▲", "grows", style.VERMILION_WORDS),
}


@laboratory(LinearRecurrence, PRESETS, READINGS)
def linear_recurrence(
    *,
    radius: controls.real("radius of λ", 0.05, 1.2, 0.01) = 0.95,
    angle: controls.whole("angle in degrees", 0, 180) = 30,
    pairs: controls.whole("eigenvalue pairs", 1, 32) = 1,
    inner: controls.real("ring from radius", 0.05, 1.2, 0.01) = 0.9,
    T: controls.whole("sequence length T", 1, LONGEST) = 50,
    activation: controls.choice("activation", ("linear", "tanh")) = "linear",
    size: controls.real("size of the input", 0.1, 5.0, 0.1) = 1.0,
    step: clock(LONGEST, label="step t", interval=200) = 50,
):
    """A lab on h_t = λ h_{t-1} + x_t, with eigenvalues put on the disc by hand (`rnnlab.lessons.linear_recurrence`).

    radius, angle: modulus and angle in degrees of λ, with whom its conjugate goes. pairs: how many such pairs; more than one
    spread over the ring from `inner` to `radius`, with angles up to `angle`. T: steps after the input, and steps that the
    gradient goes back. activation: "linear" is the recurrence of the formula; with "tanh" the same weights are a tanh network.
    size: that of the one input; states are shown in this unit. step: the step looked at; beyond T, the last one.
    Raises TypeError or ValueError naming the argument.
    """
    return measure


def measure(*, radius, angle, pairs, inner, T, activation, size, step):
    """One moment: everything the picture shows."""
    eigenvalues, step = lesson.ring(pairs, radius, inner, angle), min(step, T)
    found = Measurement(
        eigenvalues,
        lesson.powers(eigenvalues, T),
        lesson.lengths(eigenvalues, T),
        lesson.course(eigenvalues, T, size=size, activation=activation),
        activation,
    )
    now = {"step": step, "T": T}
    picture = {
        "disc": {"eigenvalues": eigenvalues, "powers": found.powers, "step": step},
        "words": {"outcome": found.outcome, "lines": found.lines()},
        "state": {
            "formula": found.powers.real.mean(axis=1),
            "network": found.course.states.real.mean(axis=1),
            "each": found.powers.real,
            "note": found.verdict,
            **now,
        },
        "gradient": {
            "formula": found.lengths,
            "network": found.course.gradient,
            "note": found.verdict,
            **now,
        },
    }
    idle = ("inner",) if pairs == 1 else ()
    return Result(picture, found.readings(), found.summary(), reached={"step": step}, over=step == T, idle=idle)


class Measurement(NamedTuple):
    """What the formula says and what the network did, and the words for them."""

    eigenvalues: np.ndarray
    powers: np.ndarray
    lengths: np.ndarray
    course: lesson.Course
    activation: str

    @property
    def modulus(self):
        return round(float(np.abs(self.eigenvalues).max()), 12)

    @property
    def T(self):
        return len(self.lengths) - 1

    @property
    def exact(self):
        """Whether back-propagation gives what the formula says."""
        return bool(np.abs(self.course.gradient - self.lengths).max() < CLOSE)

    @property
    def verdict(self):
        return "= formula" if self.exact else "≠ formula"

    @property
    def outcome(self):
        return OUTCOMES["stays" if self.modulus == 1 else "fades" if self.modulus < 1 else "grows"]

    def readings(self):
        """The numbers behind the picture."""
        lengths = np.linalg.norm(self.course.states[[0, -1]], axis=1)
        return {
            "modulus": self.modulus,
            "state": float(lengths[1] / lengths[0]),
            "gradient": round(float(self.course.gradient[-1]), 9) + 0.0,
            "formula": round(float(self.lengths[-1]), 9) + 0.0,
        }

    def lines(self):
        """Three short lines below the disc."""
        return self._memory(), self._turning(), f"gradient × {self._left()} in {style.counted(self.T, 'step')} back"

    def summary(self):
        """The picture in words."""
        alone = len(self.eigenvalues) == 1
        power = f"|λ|{style.above(self.T)}" if alone else f"the root of the mean of |λ|{style.above(2 * self.T)}"
        which = "One pair" if alone else f"{len(self.eigenvalues)} pairs"
        told = f"{which} of eigenvalues, {'' if alone else 'the largest '}|λ| = {style.number(self.modulus)}: "
        told += f"what is told once {self.outcome.word}, {self._memory()}, {self._turning()}"
        after = f"After {style.counted(self.T, 'step')} back the gradient is {self._left()} times as long"
        if self.exact:
            return f"{told}. {after}, which is {power}."
        formula = style.magnitude(self.lengths[-1])
        return f"{told}: so says the formula. {after}, and {power} is {formula}: with tanh the formula does not hold."

    def _left(self):
        return style.magnitude(self.course.gradient[-1])

    def _memory(self):
        if self.modulus == 1:
            return "all of it is kept"
        steps = style.number(float(f"{abs(np.log(2) / np.log(self.modulus)):.2g}"))
        return f"{'half is left' if self.modulus < 1 else 'twice as much'} after {steps} step{'' if steps == '1' else 's'}"

    def _turning(self):
        angle = np.degrees(np.angle(self.eigenvalues)).max()
        most = "one turn" if len(self.eigenvalues) == 1 else "the fastest turn"
        return f"{most} in {style.number(360 / angle)} steps" if angle > 0.5 else "without turning"
