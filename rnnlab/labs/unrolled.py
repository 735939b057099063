"""The lab of the unrolled loop: a gradient leaves a loss and goes back from state to state, under Play."""

from typing import NamedTuple

import numpy as np

from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import unrolled as lesson
from rnnlab.views.kit import style
from rnnlab.views.unrolled import Unrolled, start

LONGEST = lesson.LONGEST
ALL_HOPS = LONGEST - 1

START = {"T": 10, "t": 10, "all_losses": False, "h": 16, "weight_scale": 1.0, "activation": "relu", "n": 4, "seed": 0}
START = {"network": lesson.SINE, **START, "step": ALL_HOPS}
PRESETS = {  # two in a row on the page, the longer name on the right
    "the story": {**START, "network": lesson.STORY, "T": 3, "t": 3},
    "the last inputs count": {**START, "T": 20, "t": 20, "weight_scale": 0.5},
    "it explodes": {**START, "T": 20, "t": 20, "weight_scale": 2.5},
    "nothing passes": {**START, "h": 4, "n": 1, "seed": 32},
}
READINGS = {
    "gradient": "length of what the followed losses give to W_hh",
    "largest_share": "largest share of a step in it",
    "left_at_state_1": "gradient at state 1, over that at the state where it starts",
    "left_at_input_1": "gradient at input 1, over that at the last input that gets any",
}


@laboratory(Unrolled, PRESETS, READINGS)
def unrolled(
    memo,
    *,
    network: controls.choice("network", lesson.NETWORKS) = lesson.SINE,
    T: controls.whole("sequence length T", 2, LONGEST) = 10,
    t: controls.whole("loss of step t", 1, LONGEST) = 10,
    all_losses: controls.switch("all losses at once") = False,
    h: controls.whole("hidden size h", 1, 64) = 16,
    weight_scale: controls.real("weight scale g", 0.0, 3.0, 0.05) = 1.0,
    activation: controls.choice("activation", ACTIVATIONS) = "relu",
    n: controls.whole("batch size n", 1, 16) = 4,
    seed: controls.whole("seed", 0, 99) = 0,
    step: clock(ALL_HOPS, label="hops at most", interval=700) = ALL_HOPS,
):
    """A lab on one recurrent network, unrolled over a sequence, every step of which has a loss.

    network: "sine wave" has to say the next value of a sine wave (`rnnlab.tasks.sine`), and its loss is the mean squared error
    over all steps and the n rows of the batch. "story" is `rnnlab.lessons.story`, whose squared errors are added up; it has
    weights of its own, so h, n and seed change nothing there. T: steps. t: the step whose loss is followed back; beyond T, the
    last one. all_losses: follow all of them together. h: hidden size. weight_scale: the factor on W_hh. activation: a name in
    `rnnlab.cells.activations.ACTIVATIONS`. step: how many states back the gradient is followed; beyond state 1, to state 1.
    Raises TypeError or ValueError naming the argument.
    """
    chosen = lesson.Network(network, T, h, weight_scale, activation, n, seed)
    t = T if all_losses else min(t, T)
    way = memo(lesson.way_back, chosen, None if all_losses else t)
    walk = Walk(way, t, max(1, t - step), all_losses)
    headline, remark = walk.headline()
    gradient = f"∂L{'' if all_losses else style.below(t)}/∂W_hh"
    picture = {
        "states": way.states,
        "inputs": way.inputs,
        "shares": way.shares,
        "t": t,
        "at": walk.at,
        "together": all_losses,
        "letters": lesson.TALE[: T + 1] if network == lesson.STORY else "",
        "headline": headline,
        "remark": remark,
        "weights": (f"what each step adds to {gradient}, in %", f"‖{gradient}‖ = {style.magnitude(way.length)}"),
    }
    idle = ("h", "n", "seed") if network == lesson.STORY else ()
    return Result({"network": picture}, walk.readings(), walk.summary(), reached={}, over=walk.at == 1, idle=idle)


class Walk(NamedTuple):
    """A way back as far as it has come, and the words for it. Steps count from 1."""

    way: lesson.Way
    t: int  # where it starts
    at: int  # the step it has come to
    together: bool  # whether all losses are followed

    @property
    def blocked(self):
        """Does nothing pass from any of the states, not even to its own input?"""
        return bool(np.isneginf(self.way.inputs[: self.t]).all())

    @property
    def silent(self):
        """The steps whose losses send nothing back, where all are followed and others do."""
        return [] if self.blocked or not self.together else np.flatnonzero(np.isneginf(self.way.inputs)) + 1

    @property
    def shut(self):
        """Why nothing passes."""
        return f"no unit{'' if self.together else f' of step {self.t}'} lets a gradient through"

    @property
    def whose(self):
        return "all losses together" if self.together else f"the loss of step {self.t}"

    @property
    def hops(self):
        return style.counted(self.t - self.at, "hop")

    def left(self, along, k):
        """What is left at step k of what there is at the start, log10; NaN where there is nothing at either."""
        with np.errstate(invalid="ignore"):
            return float(along[k - 1] - along[start(along, self.t) - 1])

    def headline(self):
        """The large words over the network, and the small ones below them."""
        if self.blocked:
            return "nothing passes", self.shut
        left = style.magnitude(self.left(self.way.inputs, self.at))
        rest = (
            ", and at each another loss joins"
            if self.together
            else f"; input {self.at} gets × {left} of what input {self.t} gets"
        )
        remark = f"after {self.hops}{rest if self.at < self.t else ''}"
        return f"× {style.magnitude(self.left(self.way.states, self.at))}", remark

    def readings(self):
        with np.errstate(all="ignore"):
            return {
                "gradient": float(10**self.way.length),
                "largest_share": float(self.way.shares.max()),
                "left_at_state_1": float(10 ** self.left(self.way.states, 1)),
                "left_at_input_1": float(10 ** self.left(self.way.inputs, 1)),
            }

    def summary(self):
        return f"{self._gone()}{self._silent()} {self._pieces()}"

    def _gone(self):
        if self.blocked:
            who = "No loss sends anything" if self.together else f"The loss of step {self.t} sends nothing"
            return f"{who} back: {self.shut}."
        if self.at == self.t:
            return f"The gradient of {self.whose} is at state {self.t}, where it starts."
        state, inputs = (style.magnitude(self.left(along, self.at)) for along in (self.way.states, self.way.inputs))
        gone = f"The gradient of {self.whose} has gone back {self.hops}, to state {self.at}, where it is {state} times as long."
        first = start(self.way.inputs, self.t)
        if self.at < first:
            gone += f" There input {self.at} gets {inputs} times the gradient that input {first} gets."
        return gone

    def _silent(self):
        steps, T = self.silent, len(self.way.inputs)
        if len(steps) < 2:
            return f" Loss {steps[0]} sends nothing back; the others do." if len(steps) else ""
        return f" {len(steps)} of the {T} losses send nothing back; the others do."

    def _pieces(self):
        if not np.isfinite(self.way.shares).all():
            return "What W_hh gets is 0: no step adds anything to it."
        most, on_the_way = self.way.shares.argmax() + 1, " in the end" if self.at > 1 else ""
        return (
            f"What W_hh gets{on_the_way} has length {style.magnitude(self.way.length)}. It is the sum of what the steps add. "
            f"Step {most} adds the most, {self.way.shares.max():.0%}; step 1 adds nothing, since the state before it is 0."
        )
