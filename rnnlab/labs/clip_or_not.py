"""Clip or not: one network trained twice from the same weights, with clipping and without."""

from typing import NamedTuple

import numpy as np

from rnnlab import optim, probes, training
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import many_seeds
from rnnlab.views.clip_or_not import ClipOrNot
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

LONGEST = 50  # training steps: all of both trainings fit in a tick
LAST = 3  # so many losses in a row must be low for a network to count as one that has learned: a loss may hop

UNTOUCHED = probes.Deviation(0.0, 0.0)  # what clipping does to a short gradient

RATES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
THRESHOLDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0, 1000.0)

START = {"weight_scale": 2.0, "T": 30, "learning_rate": 0.05, "clip": 0.5, "clip_by": "norm", "seed": 20, "step": LONGEST}
PRESETS = {  # two in a row on the page, the longer name on the right
    "it helps": START,
    "by value": {**START, "clip": 0.1, "clip_by": "value"},
    "it vanishes": {**START, "weight_scale": 0.4, "seed": 0},
    "it never fires": {**START, "weight_scale": 1.0, "T": 20, "learning_rate": 0.02, "clip": 10.0, "seed": 0},
}


READINGS = {
    "clipped": "part of the steps that were clipped",
    "loss_clipped": "loss with clipping",
    "loss_plain": "loss without clipping",
    "longest": "length of the longest gradient so far",
    "angle_by_norm": "degrees by which clipping it by norm turns it",
    "angle_by_value": "degrees by which clipping it by value turns it",
    "decades": "powers of ten that it gained on its way back through time",
}


@laboratory(lambda: ClipOrNot(LONGEST), PRESETS, READINGS)
def clip_or_not(
    memo,
    *,
    weight_scale: controls.real("weight scale g", 0.0, 3.0, 0.05) = 2.0,
    T: controls.whole("sequence length T", 2, 40) = 30,
    learning_rate: controls.stops("learning rate η", RATES) = 0.05,
    clip: controls.stops("clip at", THRESHOLDS) = 0.5,
    clip_by: controls.choice("clip by", optim.CLIPPINGS) = "norm",
    seed: controls.whole("seed", 0, 39) = 20,
    step: clock(LONGEST, interval=200) = LONGEST,
):
    """A lab on clipping: the same network trained with it and without.

    A network of 16 tanh units has to say at the end of T steps whether its first input was +1 or -1
    (`rnnlab.lessons.many_seeds.recall_history`). weight_scale: the factor on W_hh. learning_rate and the threshold clip
    take the values of RATES and THRESHOLDS. clip_by: a name in `rnnlab.optim.CLIPPINGS`, "norm" or "value". step: training
    steps done, up to 50. Raises TypeError or ValueError naming the argument.
    """
    clipped = memo(_untrained, weight_scale, T, learning_rate, seed, clip, clip_by)
    plain = memo(_untrained, weight_scale, T, learning_rate, seed, apart="without")
    for history in (clipped, plain):
        history.extend(LONGEST)
    at = int(np.nan_to_num(clipped.norms[: step + 1], nan=-1.0).argmax())
    found = Measurement(clipped, plain, step, at, **memo(_look, clipped, at, clip), T=T)
    by_norm = clip_by == "norm"
    picture = {
        "headlines": found.headlines(),
        "loss": {"clipped": clipped.losses, "plain": plain.losses, "step": step},
        "norms": {
            "norms": clipped.norms[:step],
            "shortened": clipped.shortened(step),
            "threshold": clip if by_norm else None,
            "words": f"where one entry is above {clip:g}",
        },
        "dial": found.dial(),
        "memory": {"words": f"on its way {T} steps back", "number": f"× {style.magnitude(found.left)}"},
    }
    return Result(picture, found.readings(), found.summary(clip, clip_by), reached={})


class Measurement(NamedTuple):
    """Two trainings at one step, and the words for them."""

    clipped: training.History
    plain: training.History
    step: int
    at: int  # the step so far at which the gradient was longest, the gradient of which is looked at
    turned: dict  # way to clip -> probes.Deviation of this gradient
    left: float  # log10 of ‖dL/dh_0‖/‖dL/dh_T‖
    T: int

    @property
    def share(self):
        return self.clipped.clipped(self.step)

    @property
    def longest(self):
        return self.clipped.norms[self.at]

    @property
    def same(self):
        return np.array_equal(self.clipped.losses[: self.step + 1], self.plain.losses[: self.step + 1], equal_nan=True)

    def outcome(self):
        """What clipping changed."""
        with_it, without = (self._has_learned(history) for history in (self.clipped, self.plain))
        if self.same:
            return Outcome("", f"both are the same{'' if with_it else ', and have not learned'}", style.DARK)
        if with_it and without:
            return Outcome("✔", "both have learned", style.GREEN_WORDS)
        if with_it:
            return Outcome("✔", "it learned; without clipping it did not", style.GREEN_WORDS)
        return Outcome("✖", "without clipping it learned" if without else "neither has learned", style.VERMILION_WORDS)

    def _has_learned(self, history):
        return all(loss < many_seeds.LEARNED for loss in history.losses[max(0, self.step + 1 - LAST) : self.step + 1])

    def headlines(self):
        """The large words."""
        return {"above": Outcome("", f"{self.share:.0%} of the steps clipped", style.DARK), "below": self.outcome()}

    def dial(self):
        """Where the clipped gradients point, and how long they are."""
        return {
            "norm": f"at step {self.at}: {style.number(self.longest)}",
            "angles": {kind: turned.angle for kind, turned in self.turned.items()},
            "words": {kind: f"by {kind}: {_off(turned)}" for kind, turned in self.turned.items()},
        }

    def readings(self):
        return {
            "clipped": self.share,
            "loss_clipped": self.clipped.losses[self.step],
            "loss_plain": self.plain.losses[self.step],
            "longest": self.longest,
            "angle_by_norm": self.turned["norm"].angle,
            "angle_by_value": self.turned["value"].angle,
            "decades": self.left,
        }

    def summary(self, clip, clip_by):
        losses = [style.number(history.losses[self.step]) for history in (self.clipped, self.plain)]
        steps = style.counted(self.step, "training step")
        start = f"After {steps}, {self.share:.0%} of them clipped by {clip_by} at {clip:g}, the loss is "
        if self.same:
            start += f"{losses[0]}, and the same without clipping. "
        else:
            start += f"{losses[0]}; without clipping it is {losses[1]}. "
        return (
            f"{start}The longest gradient, at step {self.at}, was {style.number(self.longest)}{self._turned()}. "
            f"On its way back through the {self.T} steps it was multiplied by {style.magnitude(self.left)}."
        )

    def _turned(self):
        norm, value = (self.turned[kind] for kind in ("norm", "value"))
        if norm == value == UNTOUCHED:
            return ", and neither way of clipping shortens it"
        if norm == UNTOUCHED:
            return f": by norm it is not clipped, by value it turns by {_degrees(value)}"
        said = "it is not clipped" if value == UNTOUCHED else _degrees(value)
        return f": clipped by norm it turns by {_degrees(norm)}, by value {said}"


def _untrained(weight_scale, T, learning_rate, seed, clip=None, clip_by="norm"):
    options = {"learning_rate": learning_rate, "clip": clip, "clip_by": clip_by, "longest": LONGEST}
    return many_seeds.recall_history(weight_scale, T=T, seed=seed, **options)


def _look(history, step, threshold):
    """What each way of clipping makes of the gradient of a step, and what the way back through time made of it."""
    here = history.passed(step)
    left = probes.change(probes.gradient_norms(here.states))
    return {"turned": {kind: _turned(here.grads, threshold, kind) for kind in optim.CLIPPINGS}, "left": left}


def _turned(grads, threshold, kind):
    """How clipping changes this gradient."""
    clipped, _ = optim.CLIPPINGS[kind](grads, threshold)
    if clipped is grads:
        return UNTOUCHED
    turned = probes.deviation(clipped, grads)
    return probes.Deviation(round(turned.angle, 6) + 0.0, round(turned.ratio, 9) + 0.0)


def _degrees(turned):
    return "an angle that is not a number" if np.isnan(turned.angle) else f"{turned.angle:.0f}°"


def _off(turned):
    """How a clipped gradient differs, in a few words."""
    if turned == UNTOUCHED:
        return "not clipped"
    return "no direction" if np.isnan(turned.angle) else f"{turned.angle:.0f}° off, × {style.magnitude(turned.ratio)}"
