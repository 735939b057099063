"""The lab of truncated back-propagation: what is lost when each loss is followed back through a few steps only, and what that
costs in training, under Play."""

import functools
from typing import NamedTuple

import numpy as np

from rnnlab import probes, tasks, training, truncation
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.initialization import SCHEMES
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock, train
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.truncated import Truncated

LONGEST = 30
BATCH = 32
TRAINING, NOTCH = 120, 2  # training steps on the clock, and how many a tick may hold
RATE, CLIP = 0.05, 1.0  # of Adam, and where gradients are clipped
LAST, LEARNED, NOTHING = 10, 0.1, 0.8  # so many errors are averaged; learned is below, nothing learned above; 0 scores 1
DIGITS = 3  # of an error: what machines agree on
TASK_SEED = 0  # the sequences are the same for every network
QUIET = 0.01  # the readout is made so much smaller: then the network says about 0, and its whole error is the missing answer
CLOSE, FAR = 5, 30  # degrees: below the first the gradient is called nearly right, above the second far off

START = {"window": 4, "delay": 8, "T": 20, "h": 16, "weight_scale": 1.0, "activation": "tanh", "scheme": "gaussian", "seed": 1}
START |= {"step": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "nothing is cut": {**START, "window": 20},
    "short memory suffices": {**START, "delay": 1},
    "it vanishes": {**START, "weight_scale": 0.3},
    "the answer lies beyond": {**START, "window": 5, "activation": "linear", "scheme": "orthogonal"},
}
READINGS = {
    "angle": "angle between the truncated gradient and the full one, in degrees",
    "error": "error of the network trained with this window, mean of the last 10 steps",
    "error_whole": "the same, trained with the whole sequence as window",
}


@laboratory(lambda: Truncated(TRAINING), PRESETS, READINGS)
def truncated(
    memo,
    *,
    window: controls.whole("window", 1, LONGEST) = 4,
    delay: controls.whole("delay in steps", 0, LONGEST - 1) = 8,
    T: controls.whole("sequence length T", 2, LONGEST) = 20,
    h: controls.whole("hidden size h", 1, 32) = 16,
    weight_scale: controls.real("weight scale g", 0.0, 3.0, 0.05) = 1.0,
    activation: controls.choice("activation", ACTIVATIONS) = "tanh",
    scheme: controls.choice("initialization", SCHEMES) = "gaussian",
    seed: controls.whole("seed", 0, 99) = 1,
    step: clock(TRAINING, by=NOTCH) = 0,
):
    """A lab on the truncated gradient of one recurrent network, beside the full one.

    The network has to say at each step what it read `delay` steps ago (`rnnlab.tasks.delayed_echo`). It has a small readout,
    so it still says about 0, and its error is the answer that it lacks. window: the steps that each loss is followed through.
    T: sequence length; a larger window is taken as T, a longer delay as T - 1. h: hidden size. weight_scale: the factor on
    W_hh. activation and scheme: names in `rnnlab.cells.activations.ACTIVATIONS` and `rnnlab.initialization.SCHEMES`.
    step: training steps done, with Adam and a new batch at each, by four networks that begin as this one: with a window of 1,
    with this window, with delay + 1, which just reaches the answer, and with T. Raises TypeError or ValueError naming the
    argument.
    """
    window, delay = min(window, T), min(delay, T - 1)
    network = Network(delay, T, h, weight_scale, activation, scheme, seed)
    influence, angles = memo(_compare, network)
    runs = [memo(_untrained, network, each, apart=place) for place, each in enumerate((1, window, delay + 1, T))]
    step = train(step, NOTCH, *runs, notch=NOTCH) if step else 0
    courses = [run.losses if step else [] for run in runs]
    errors = [float(np.mean(losses[max(0, step + 1 - LAST) : step + 1] or np.nan)) for losses in courses]
    now = Cut(window, delay, T, float(angles[window - 1]), step, errors)
    picture = {
        "ways_back": {"influence": influence, "window": window, "delay": delay, "outcome": now.outcome()},
        "shades": {},
        "angle": {"values": angles, "window": window, "outcome": Outcome("", now.off, now.colour)},
        "training": {"courses": courses, "step": step, "outcome": now.learned()},
    }
    readings = {"angle": now.angle, "error": round(errors[1], DIGITS), "error_whole": round(errors[3], DIGITS)}
    return Result(picture, readings, now.summary(), reached={"step": step})


class Network(NamedTuple):
    """What determines the network and its task."""

    delay: int
    T: int
    h: int
    weight_scale: float
    activation: str
    scheme: str
    seed: int


class Cut(NamedTuple):
    """One window, and the words for it."""

    window: int
    delay: int
    T: int
    angle: float  # degrees
    step: int
    errors: list  # of the four trainings

    @property
    def colour(self):
        return style.GREEN_WORDS if self.angle < CLOSE else style.VERMILION_WORDS if self.angle > FAR else style.DARK

    @property
    def off(self):
        if self.angle == 0:
            return "equal"
        if self.angle < 0.05:
            return "< 0.1° off"
        return "none" if np.isnan(self.angle) else f"{self.angle:.{int(self.angle < 0.5)}f}° off"

    def outcome(self):
        """What stands over the table."""
        if self.delay < self.window:
            return Outcome("●", "the answer is inside", style.GREEN_WORDS)
        return Outcome("✖", "the answer is cut off", style.VERMILION_WORDS)

    def summary(self):
        return " ".join(filter(None, (self._kept(), self._answer(), self._unknown(), self._compared(), self._trained())))

    def learned(self):
        """What stands over the training."""
        _, own, enough, whole = self.errors
        if own < LEARNED:
            return Outcome("✔", f"window {self.window} has learned", style.GREEN_WORDS)
        if own > NOTHING and min(enough, whole) < LEARNED:
            return Outcome("✖", f"window {self.window} learns nothing", style.VERMILION_WORDS)
        return Outcome("", "not learned yet" if self.step else "press play", style.DARK)

    def _kept(self):
        if self.window == self.T:
            return f"Each loss is followed through all the steps before it, up to {self.T}: nothing is cut."
        return f"Each loss is followed through {self.window} of {self.T} steps{', its own' if self.window == 1 else ''}."

    def _answer(self):
        place = f"The input that holds the answer lies {style.counted(self.delay, 'step')} back"
        place += ", at step 1" if self.delay == self.T - 1 else ""
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
        return f"The truncated gradient is {self.off.replace('<', 'less than') if self.angle else 'equal to'} the full one."

    def _trained(self):
        if self.step == 0:
            return ""
        errors = zip((1, self.window, self.delay + 1, self.T), self.errors, strict=True)
        told = ", ".join(f"{style.number(round(error, 2))} with window {window}" for window, error in errors)
        return f"After {style.counted(self.step, 'training step')} the error is {told}."


def _fresh(network):
    rng = np.random.default_rng(network.seed)
    model = training.init(1, network.h, 1, scheme=network.scheme, weight_scale=network.weight_scale, rng=rng)
    return model._replace(readout=model.readout._replace(W_hy=QUIET * model.readout.W_hy))


def _untrained(network, window):
    """The training of the network with a window; with the whole sequence nothing has to be cut."""
    batch = functools.partial(tasks.delayed_echo, network.T, BATCH, 1, delay=network.delay)
    options = {"optimizer": "adam", "learning_rate": RATE, "clip": CLIP, "longest": TRAINING, "seed": TASK_SEED}
    window = window if window < network.T else None
    return training.History(_fresh(network), batch, **options, activation=network.activation, window=window)


def _compare(network):
    """The gradient by distance, log10 ‖dL_t/dx_k‖ (T, T); and for the windows 1…T the degrees between the truncated gradient
    and the full one (T,), NaN where there is none."""
    model = _fresh(network)
    task = tasks.delayed_echo(network.T, BATCH, 1, delay=network.delay, rng=np.random.default_rng(TASK_SEED))
    now = training.forward_backward(model, task, activation=network.activation)
    parts = truncation.by_distance(rnn, model.cell, now.trace, now.dH)
    gradients = truncation.running_sums([part.params for part in parts])
    angles = np.array([probes.deviation(gradient, gradients[-1]).angle for gradient in gradients])
    return truncation.influence(parts), angles.round(6)  # not the last bit's 1e-15
