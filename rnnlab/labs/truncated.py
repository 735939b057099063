"""The lab of truncated back-propagation: what is lost when each loss is followed back through a few steps only."""

from typing import NamedTuple

import numpy as np

from rnnlab import probes, tasks, training, truncation
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.initialization import SCHEMES
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.labs.kit.memo import remembering
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.truncated import Truncated

LONGEST = 30
BATCH = 32
TASK_SEED = 0  # the sequences are the same for every network
QUIET = 0.01  # the readout is made so much smaller: then the network says about 0, and its whole error is the missing answer
CLOSE, FAR = 5, 30  # degrees: below the first the gradient is called nearly right, above the second far off

START = {"window": 4, "delay": 8, "T": 20, "h": 16, "weight_scale": 1.0, "activation": "tanh", "scheme": "gaussian", "seed": 1}
PRESETS = {  # two in a row on the page, the longer name on the right
    "nothing is cut": {**START, "window": 20},
    "short memory suffices": {**START, "delay": 1},
    "it vanishes": {**START, "weight_scale": 0.3},
    "the answer lies beyond": {**START, "window": 5, "activation": "linear", "scheme": "orthogonal"},
}
READINGS = {
    "angle": "angle between the truncated gradient and the full one, in degrees",
    "length_ratio": "length of the truncated gradient over that of the full one",
}


@laboratory(Truncated, PRESETS, READINGS)
def truncated(
    *,
    window: controls.whole("window", 1, LONGEST) = 4,
    delay: controls.whole("delay in steps", 0, LONGEST - 1) = 8,
    T: controls.whole("sequence length T", 2, LONGEST) = 20,
    h: controls.whole("hidden size h", 1, 32) = 16,
    weight_scale: controls.real("weight scale g", 0.0, 3.0, 0.05) = 1.0,
    activation: controls.choice("activation", ACTIVATIONS) = "tanh",
    scheme: controls.choice("initialization", SCHEMES) = "gaussian",
    seed: controls.whole("seed", 0, 99) = 1,
):
    """A lab on the truncated gradient of one recurrent network, beside the full one.

    The network has to say at each step what it read `delay` steps ago (`rnnlab.tasks.delayed_echo`). It has a small readout,
    so it still says about 0, and its error is the answer that it lacks. window: the steps that each loss is followed through.
    T: sequence length; a larger window is taken as T, a longer delay as T - 1. h: hidden size. weight_scale: the factor on
    W_hh. activation and scheme: names in `rnnlab.cells.activations.ACTIVATIONS` and `rnnlab.initialization.SCHEMES`.
    Raises TypeError or ValueError naming the argument.
    """
    return remembering(measure)


class Network(NamedTuple):
    """What determines the network and its task."""

    delay: int
    T: int
    h: int
    weight_scale: float
    activation: str
    scheme: str
    seed: int


class Measurement(NamedTuple):
    """What one network has to show, for the windows 1…T."""

    influence: np.ndarray  # (T, T), log10 ‖dL_t/dx_k‖
    angles: np.ndarray  # (T,), degrees between the truncated gradient and the full one; NaN where there is none
    ratios: np.ndarray  # (T,), log10 of its length over the full length


def measure(memo, *, window, delay, T, **network):
    """One moment: everything the picture shows."""
    window, delay = min(window, T), min(delay, T - 1)
    found = memo(_measure, Network(delay=delay, T=T, **network))
    now = Cut(window, delay, T, float(found.angles[window - 1]), float(found.ratios[window - 1]))
    with np.errstate(all="ignore"):
        ratios = 10**found.ratios
    picture = {
        "ways_back": {"influence": found.influence, "window": window, "delay": delay, "outcome": now.outcome()},
        "shades": {},
        "angle": {"values": found.angles, "window": window, "outcome": Outcome("", now.off, now.colour)},
        "ratio": {"values": ratios, "window": window, "outcome": Outcome("", now.times, now.colour)},
    }
    readings = {"angle": now.angle, "length_ratio": float(ratios[window - 1])}
    return Result(picture, readings, now.summary(), reached={})


class Cut(NamedTuple):
    """One window, and the words for it."""

    window: int
    delay: int
    T: int
    angle: float  # degrees
    ratio: float  # log10

    @property
    def colour(self):
        return style.GREEN_WORDS if self.angle < CLOSE else style.VERMILION_WORDS if self.angle > FAR else style.DARK

    @property
    def off(self):
        return "none" if np.isnan(self.angle) else f"{self.angle:.0f}° off"

    @property
    def times(self):
        return "" if np.isnan(self.angle) else f"× {style.magnitude(self.ratio)}"

    def outcome(self):
        """What stands over the table."""
        if self.delay < self.window:
            return Outcome("●", "the answer is inside", style.GREEN_WORDS)
        return Outcome("✖", "the answer is cut off", style.VERMILION_WORDS)

    def summary(self):
        """The picture in words."""
        return " ".join(filter(None, (self._kept(), self._answer(), self._unknown(), self._compared())))

    def _kept(self):
        if self.window == self.T:
            return f"Each loss is followed through all the steps before it, up to {self.T}: nothing is cut."
        return f"Each loss is followed through {self.window} of {self.T} steps{', its own' if self.window == 1 else ''}."

    def _answer(self):
        place = f"The input that holds the answer lies {style.counted(self.delay, 'step')} back"
        place += ", as far as there is" if self.delay == self.T - 1 else ""
        if self.delay < self.window:
            return f"{place}, inside the window."
        return f"{place}, outside the window, and no loss sends a gradient there."

    def _unknown(self):
        """The steps that have no loss: nothing was read so long ago."""
        if self.delay == 0:
            return ""
        first = "The first step has" if self.delay == 1 else f"The first {self.delay} steps have"
        return f"{first} no loss, since no answer is known yet."

    def _compared(self):
        if np.isnan(self.angle):
            return "There is no gradient to compare."
        return f"The truncated gradient is {self.off} the full one and {style.magnitude(self.ratio)} times as long."


def _measure(network):
    """The gradient by distance, and what each window makes of it."""
    rng = np.random.default_rng(network.seed)
    model = training.init(1, network.h, 1, scheme=network.scheme, weight_scale=network.weight_scale, rng=rng)
    model = model._replace(readout=model.readout._replace(W_hy=QUIET * model.readout.W_hy))
    task = tasks.delayed_echo(network.T, BATCH, 1, delay=network.delay, rng=np.random.default_rng(TASK_SEED))
    now = training.forward_backward(model, task, activation=network.activation)
    parts = truncation.by_distance(rnn, model.cell, now.trace, now.dH)
    gradients = truncation.running_sums([part.params for part in parts])
    angles, ratios = np.array([probes.deviation(gradient, gradients[-1]) for gradient in gradients]).T
    return Measurement(truncation.influence(parts), angles.round(6), ratios.round(9) + 0.0)  # not the last bit's 1e-15, nor -0
