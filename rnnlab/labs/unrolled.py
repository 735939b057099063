"""The lab of the unrolled loop: what a loss sends back to each input, and what each step adds to dL/dW_hh."""

from typing import NamedTuple

import numpy as np

from rnnlab import bptt, probes, tasks, training, truncation
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.labs.kit.memo import remembering
from rnnlab.views.kit import style
from rnnlab.views.unrolled import Unrolled

LONGEST = 30
TASK_SEED = 0  # the waves are the same for every network

START = {"T": 10, "t": 10, "h": 16, "weight_scale": 1.0, "activation": "relu", "n": 4, "seed": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "two steps": {**START, "T": 2, "t": 2},
    "the last inputs count": {**START, "T": 20, "t": 20, "weight_scale": 0.5},
    "it explodes": {**START, "T": 20, "t": 20, "weight_scale": 2.5},
    "nothing passes": {**START, "h": 4, "n": 1, "seed": 32},
}
READINGS = {
    "gradient": "length of ∂L/∂W_hh",
    "lengths_together": "sum of the lengths of the steps’ pieces",
    "shares_together": "sum of the steps’ shares in ∂L/∂W_hh: 1",
    "largest_share": "largest share of a step in ∂L/∂W_hh",
    "left_at_input_1": "gradient at input 1, over that at input t",
}


@laboratory(Unrolled, PRESETS, READINGS)
def unrolled(
    *,
    T: controls.whole("sequence length T", 2, LONGEST) = 10,
    t: controls.whole("loss of step t", 1, LONGEST) = 10,
    h: controls.whole("hidden size h", 1, 64) = 16,
    weight_scale: controls.real("weight scale g", 0.0, 3.0, 0.05) = 1.0,
    activation: controls.choice("activation", ACTIVATIONS) = "relu",
    n: controls.whole("batch size n", 1, 16) = 4,
    seed: controls.whole("seed", 0, 99) = 0,
):
    """A lab on one recurrent network, unrolled over a sequence, every step of which has a loss.

    The network has to say the next value of a sine wave (`rnnlab.tasks.sine`); the loss is the mean squared error over all
    steps and the n rows of the batch. T: steps. t: the step whose loss is followed back to the inputs; beyond T, the last one.
    h: hidden size. weight_scale: the factor on W_hh. activation: a name in `rnnlab.cells.activations.ACTIVATIONS`.
    Raises TypeError or ValueError naming the argument.
    """
    return remembering(measure)


class Network(NamedTuple):
    """What determines the network and its sequence."""

    T: int
    h: int
    weight_scale: float
    activation: str
    n: int
    seed: int


class Measurement(NamedTuple):
    """What one network has to show for every step, and the words for it. Lengths are log10."""

    influence: np.ndarray  # (T, T), ‖dL_t/dx_k‖
    shares: np.ndarray  # (T,), the fraction of dL/dW_hh that each step adds
    lengths: np.ndarray  # (T,), of what each step adds
    length: float  # of dL/dW_hh, the sum

    @property
    def together(self):
        """The sum of the lengths of what the steps add: at least the length of their sum."""
        longest = self.lengths.max()
        return float(longest + np.log10((10 ** (self.lengths - longest)).sum())) if np.isfinite(longest) else float(longest)

    def left(self, t):
        """What reaches input 1 from the loss of step t over what reaches input t; NaN if nothing reaches either."""
        with np.errstate(invalid="ignore"):
            return float(self.influence[t - 1, 0] - self.influence[t - 1, t - 1])

    def blocked(self, t):
        """Does nothing pass from the loss of step t, not even to its own input?"""
        return bool(np.isneginf(self.influence[t - 1, t - 1]))

    def headline(self, t):
        """The large words over the network, and the small ones below them."""
        if self.blocked(t):
            return "nothing passes", f"no unit of step {t} lets a gradient through"
        if t == 1:
            return "one input", "the loss of step 1 depends on no other"
        return f"× {style.magnitude(self.left(t))}", f"what reaches input 1, measured by what reaches input {t}"

    def readings(self, t):
        """The numbers behind the picture."""
        with np.errstate(all="ignore"):
            return {
                "gradient": float(10**self.length),
                "lengths_together": float(10**self.together),
                "shares_together": round(float(self.shares.sum()), 9),
                "largest_share": float(self.shares.max()),
                "left_at_input_1": float(10 ** self.left(t)),
            }

    def summary(self, t):
        """The picture in words."""
        return f"{self._pieces()} {self._way_back(t)}"

    def _pieces(self):
        if not np.isfinite(self.shares).all():
            return "The gradient ∂L/∂W_hh is 0: no step adds anything to it."
        length, together, most = style.magnitude(self.length), style.magnitude(self.together), self.shares.argmax() + 1
        return (
            f"The gradient ∂L/∂W_hh has length {length}. It is the sum of {len(self.shares)} pieces, one a step, whose lengths "
            f"add up to {together}. Step {most} adds the most, {self.shares.max():.0%} of the sum. Step 1 adds nothing, since "
            "the state before it is 0."
        )

    def _way_back(self, t):
        if self.blocked(t):
            return f"The loss of step {t} sends nothing back: no unit of that step lets a gradient through."
        if t == 1:
            return "The loss of step 1 depends on input 1 alone."
        left, last = style.magnitude(self.left(t)), " the last one," if t == len(self.shares) else ""
        return f"Of the loss of step {t},{last} input 1 gets {left} times the gradient that input {t} gets."


def measure(memo, *, t, **network):
    """One moment: everything the picture shows."""
    found = memo(_measure, Network(**network))
    T = len(found.shares)
    t = min(t, T)
    headline, remark = found.headline(t)
    with np.errstate(all="ignore"):
        lengths = 10 ** (found.lengths - found.length)
    picture = {
        "network": {"T": T, "t": t, "influence": found.influence[t - 1], "headline": headline, "remark": remark},
        "shares": {
            "shares": found.shares,
            "lengths": lengths,
            "size": f"‖∂L/∂W_hh‖ = {style.magnitude(found.length)}",
            "remark": f"the lengths of the pieces add up to {style.magnitude(found.together)}",
        },
    }
    return Result(picture, found.readings(t), found.summary(t), reached={})


def _measure(network):
    """The network's gradient, taken apart by step and by distance."""
    rng = np.random.default_rng(network.seed)
    model = training.init(1, network.h, 1, weight_scale=network.weight_scale, rng=rng)
    task = tasks.sine(network.T, network.n, rng=np.random.default_rng(TASK_SEED))
    now = training.forward_backward(model, task, activation=network.activation)
    pieces = np.stack([step.W_hh for step in bptt.contributions(rnn, model.cell, now.trace, now.states)])
    return Measurement(
        influence=truncation.influence(truncation.by_distance(rnn, model.cell, now.trace, now.dH)),
        shares=probes.shares(pieces),
        lengths=probes.log10_norm(pieces, axis=(1, 2)),
        length=float(probes.log10_norm(now.grads.cell.W_hh)),
    )
