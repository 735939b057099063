"""The flagship: how the size of a gradient changes on its way back through time, and what that does to training."""

from typing import NamedTuple

import numpy as np

from rnnlab import probes, tasks, training
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.initialization import SCHEMES
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock, train
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import batched
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.vanishing_gradient import VanishingGradient

LONGEST = 200  # training steps on the clock
BAND_SEEDS = range(20)
TASK_SEED = 0  # the two sequences are the same for every network
NOISE = 0.3  # size of the inputs that carry no answer
TRAINING_SHARE = 0.025  # seconds of training that one tick may hold, as estimated by `_steps_in_a_tick`

RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
CLIPS = ("off", 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1)

PLAIN = {"activation": "relu", "scheme": "gaussian", "seed": 0, "step": 0, "learning_rate": 0.01, "clip": "off"}
START = {"h": 32, "d": 8, "T": 50, **PLAIN}
PRESETS = {  # two in a row on the page, the longer name on the right
    "vanishes": {**START, "weight_scale": 0.8},
    "σ > 1 yet vanishes": {**START, "weight_scale": 0.8, "activation": "tanh"},
    "edge": {**START, "weight_scale": 1.4, "h": 128},
    "grows, then vanishes": {**START, "weight_scale": 0.8, "activation": "linear", "scheme": "non-normal", "h": 6, "T": 150},
    "explodes": {**START, "weight_scale": 2.0},
    "dead ReLU": {**START, "weight_scale": 1.4, "h": 8, "T": 20, "seed": 17, "step": 10, "learning_rate": 0.5},
}

AT_THE_LOSS = "the gradient is {last} at the loss"
AT_THE_FIRST = "{first} at the first state, {T} steps back."
EXACT = "This is an exact 0, not a small number."
SOMEWHERE = "in each of the two sequences there is a step with every ReLU off"
OUTCOMES = {
    row.word: row
    for row in (
        Outcome("▼", "vanishing", style.BLUE, f"{AT_THE_LOSS} and {AT_THE_FIRST}"),
        Outcome("▼", "underflow", style.BLUE, AT_THE_LOSS + " and smaller than the smallest float {T} steps back."),
        Outcome("■", "cut off", style.BLACK, f"W_hh is 0, so nothing passes from step to step. {EXACT}"),
        Outcome("◆", "grows, then vanishes", style.PLUM, f"{AT_THE_LOSS}, grows at first, and is {AT_THE_FIRST}"),
        Outcome("●", "steady", style.GREEN_WORDS, f"{AT_THE_LOSS} and still {AT_THE_FIRST}"),
        Outcome("▲", "exploding", style.VERMILION_WORDS, f"{AT_THE_LOSS} and {AT_THE_FIRST}"),
        Outcome("▲", "overflow", style.VERMILION_WORDS, "a number on the way is larger than the largest float."),
        Outcome("◆", "not a number", style.VERMILION_WORDS, "infinities met on the way, and what is left is not a number."),
        Outcome("■", "dead", style.BLACK, f"no ReLU is on at any step, so nothing passes back. {EXACT}"),
        Outcome("■", "blocked", style.BLACK, f"{SOMEWHERE}, so nothing passes back beyond it. {EXACT}"),
        Outcome("◆", "no error", style.GREY, "the answer is exactly right, so there is no gradient to send back."),
    )
}
READINGS = {
    "gradient_first": "length of the gradient at the first state, ∂L/∂h₀",
    "gradient_last": "length of the gradient at the last state, ∂L/∂h_T",
    "decades": "powers of ten by which it has changed on its way back",
    "rho": "spectral radius ρ of W_hh",
    "sigma_max": "largest singular value σ of W_hh",
    "alive": "share of the units that are on, over all steps",
    "loss": "loss at the step looked at",
}


@laboratory(VanishingGradient, PRESETS, READINGS)
def vanishing_gradient(
    memo,
    *,
    h: controls.whole("hidden size h", 1, 128) = 16,
    d: controls.whole("input size d", 1, 64) = 8,
    weight_scale: controls.real("weight scale g", 0.0, 3.0, 0.05) = 1.0,
    T: controls.whole("sequence length T", 2, 200) = 50,
    activation: controls.choice("activation", ACTIVATIONS) = "relu",
    scheme: controls.choice("initialization", SCHEMES) = "gaussian",
    seed: controls.whole("seed", 0, 99) = 0,
    step: clock(LONGEST) = 0,
    learning_rate: controls.stops("learning rate η", RATES) = 0.01,
    clip: controls.stops("clip norm at", CLIPS) = "off",
):
    """A lab on one recurrent network: its state, its gradient along time, its spectrum and its loss while it trains.

    The network has to say at the end of T steps whether its first input was +1 or -1 (`rnnlab.tasks.recall_first`).
    h, d: hidden and input size. weight_scale: the factor on W_hh. activation and scheme: names in
    `rnnlab.cells.activations.ACTIVATIONS` and `rnnlab.initialization.SCHEMES`. step: training steps done, by gradient descent
    with learning_rate, the gradient's global norm clipped at `clip`; these two take the values of RATES and CLIPS.
    Raises TypeError or ValueError naming the argument.
    """
    network = Network(h, d, weight_scale, T, activation, scheme)
    history = memo(_untrained, memo, network, seed, learning_rate, clip)
    step = train(step, _steps_in_a_tick(network), history)
    model = history.model(step)
    now = history.passed(step)
    found = Measurement(
        norms=probes.gradient_norms(now.states),
        alive=probes.alive_fraction(now.trace.H[1:], each=True) if network.activation == "relu" else np.ones((network.T, 1)),
        spectrum=probes.spectrum(model.cell.W_hh) if step else _first_spectrum(memo, network, seed),
        history=history,
        step=step,
    )
    picture = {
        "hidden_state": {"H": now.trace.H[1:, 0]},
        "gradients": _gradients(memo, found, network),
        "spectrum": found.spectrum._asdict(),
        "loss": {"losses": history.losses, "step": step, "baseline": history.task.baseline, "note": found.training()},
    }
    return Result(picture, found.readings(), found.summary(), reached={"step": step}, over=found.over)


class Network(NamedTuple):
    """What determines a network before it is trained."""

    h: int
    d: int
    weight_scale: float
    T: int
    activation: str
    scheme: str


def _gradients(memo, found, network):
    max_slope = ACTIVATIONS[network.activation].max_slope
    start = found.norms[-1] if np.isfinite(found.norms[-1]) else 0.0
    return {
        "norms": found.norms,
        "bound": start + probes.jacobian_bound(found.spectrum.sigma_max, network.T, max_slope=max_slope),
        "guide": start + probes.geometric(max_slope * found.spectrum.rho, network.T),
        "band": memo(_band, memo, network),
        "dead": probes.dead_steps(found.norms, found.alive),
        "zero": "W_hh is 0" if found.cut_off else "underflow",
        "outcome": found.outcome,
    }


def _untrained(memo, network, seed, learning_rate, clip):
    """A history that has not begun."""
    model = _scaled(memo(_model, seed, network.d, network.h, network.scheme), network.weight_scale)
    clip = None if clip == "off" else clip
    options = {"activation": network.activation, "learning_rate": learning_rate, "clip": clip, "longest": LONGEST}
    return training.History(model, memo(_task, network.T, network.d), **options)


def _first_spectrum(memo, network, seed):
    """Before training the eigenvalues are those at weight scale 1, times the weight scale: no need to find them anew."""
    plain = memo(_plain_spectrum, seed, network.h, network.d, network.scheme)
    return probes.Spectrum(*(network.weight_scale * part for part in plain))


def _band(memo, network):
    """The gradient's size for 20 other networks, all but the outermost two: the lower and the upper edge."""
    models = _scaled(memo(_models, network.d, network.h, network.scheme), network.weight_scale)
    norms = batched.gradient_norms(models, memo(_task, network.T, network.d), activation=network.activation)
    ordered = np.sort(norms, axis=0)
    return ordered[1], ordered[-2]


class Measurement(NamedTuple):
    """What was found at one moment, and the words for it."""

    norms: np.ndarray  # (T+1,) log10
    alive: np.ndarray  # (T, n)
    spectrum: probes.Spectrum
    history: training.History
    step: int

    @property
    def cut_off(self):
        """Is W_hh zero, so that every gradient but the last is exactly 0, and none of them too small for a float?"""
        return self.spectrum.sigma_max == 0

    @property
    def outcome(self):
        regime = probes.regime(self.norms, self.alive)
        if regime == "underflow" and self.cut_off:
            return OUTCOMES["cut off"]
        return OUTCOMES["blocked" if regime == "dead" and self.alive.any() else regime]

    @property
    def over(self):
        """Has the training overflowed, or is its gradient exactly 0, so that nothing moves any more?"""
        diverged = self.history.diverged
        return self.history.norms[self.step] == 0 or (diverged is not None and diverged <= self.step)

    @property
    def loss(self):
        return self.history.losses[self.step]

    def readings(self):
        with np.errstate(all="ignore"):
            return {
                "gradient_first": float(10.0 ** self.norms[0]),
                "gradient_last": float(10.0 ** self.norms[-1]),
                "decades": probes.change(self.norms),
                "rho": self.spectrum.rho,
                "sigma_max": self.spectrum.sigma_max,
                "alive": float(self.alive.mean()),
                "loss": self.loss,
            }

    def summary(self):
        first, last = style.magnitude(self.norms[0]), style.magnitude(self.norms[-1])
        T = len(self.alive)
        return (
            f"{self.outcome.word.capitalize()}: {self.outcome.sentence.format(first=first, last=last, T=T)} "
            f"ρ = {style.number(self.spectrum.rho)}, σ_max = {style.number(self.spectrum.sigma_max)}. "
            f"After {style.counted(self.step, 'training step')} the loss is {style.number(self.loss)}; "
            "the best constant answer scores 1. "
            f"{self.training().capitalize()}"
        ).strip()

    def training(self):
        """A remark on the training so far."""
        history = self.history
        if history.diverged is not None and history.diverged <= self.step:
            return f"training overflowed at step {history.diverged}."
        if history.clip is not None and self.step:
            return f"clipped {history.clipped(self.step):.0%} of the steps."
        return ""


def _steps_in_a_tick(network):
    """How many training steps fit in one tick: at least one. An estimate, so that it does not depend on the machine's mood."""
    seconds_per_step = network.T * (8e-6 + network.h * (network.h + network.d) * 1e-9)
    return max(1, int(TRAINING_SHARE / seconds_per_step))


def _task(T, d):
    return tasks.recall_first(T, d, noise=NOISE, rng=np.random.default_rng(TASK_SEED))


def _model(seed, d, h, scheme):
    return training.init(d, h, 1, scheme=scheme, rng=np.random.default_rng(seed))


def _models(d, h, scheme):
    return batched.stack([_model(seed, d, h, scheme) for seed in BAND_SEEDS])


def _plain_spectrum(seed, h, d, scheme):
    return probes.spectrum(_model(seed, d, h, scheme).cell.W_hh)


def _scaled(model, weight_scale):
    return model._replace(cell=model.cell._replace(W_hh=weight_scale * model.cell.W_hh))
