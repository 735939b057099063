"""Gates that have learned something: a small cell is trained to say at the end which number was marked."""

from typing import NamedTuple

import numpy as np

from rnnlab import bptt, readout, tasks, training
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock, train
from rnnlab.labs.kit.gate_readings import GATED, READINGS, Measurement, Reading
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.labs.kit.memo import remembering
from rnnlab.lessons import gradient_flow
from rnnlab.views.gate_view import GateView
from rnnlab.views.kit import style

LONGEST, BY = 400, 5  # training steps on the clock, and those from one notch of it to the next
LONGEST_SEQUENCE = 40
BATCH, RATE, CLIP = 32, 0.03, 1.0
TRAINING_SHARE = 0.06  # seconds of training that one tick may hold, as estimated by `_steps_in_a_tick`

START = {"cell": "LSTM", "watch": 5, "T": 21, "h": 1, "forget_bias": 1.0, "seed": 7, "step": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "untrained": START,
    "trained to remember": {**START, "step": LONGEST},
    "a GRU": {**START, "cell": "GRU", "seed": 5, "step": LONGEST},
    "past the memory": {**START, "h": 2, "seed": 1, "step": LONGEST},
}


@laboratory(GateView, PRESETS, READINGS | {"answer": "what the network says at the end; right is +1 or −1"})
def learned_gates(
    *,
    cell: controls.choice("cell", GATED) = "LSTM",
    watch: controls.whole("marked step t", 1, LONGEST_SEQUENCE) = 5,
    T: controls.whole("sequence length T", 1, LONGEST_SEQUENCE) = 21,
    h: controls.whole("hidden size h", 1, 16) = 1,
    forget_bias: controls.real("forget bias", -4.0, 6.0, 0.25) = 1.0,
    seed: controls.whole("seed", 0, 99) = 7,
    step: clock(LONGEST, interval=160, by=BY) = 0,
):
    """A lab on the gates of a small LSTM or GRU that is trained to remember one number (`rnnlab.tasks.recall_marked`).

    Each step is +1 or -1. One of them has a mark, and is to be said at the end. cell: "LSTM" or "GRU". watch: the step that is
    marked in the sequence shown, from 1; beyond the last step it comes back to that. T: steps. h: hidden size. forget_bias: the
    bias of the gate that keeps, b_f or b_z, before training. step: training steps done, by Adam. Raises TypeError or ValueError
    naming the argument.
    """
    return remembering(measure)


class Network(NamedTuple):
    """What determines the network before it is trained, and its task."""

    cell: str
    T: int
    h: int
    forget_bias: float
    seed: int


def measure(memo, *, watch, step, **network):
    """One moment: everything the picture shows."""
    network = Network(**network)
    reading = read(network.T, min(watch, network.T), network.seed)
    history = memo(_untrained, network)
    asked, step = step, train(step, _steps_in_a_tick(network), history)
    model = history.model(step)
    trace = bptt.unroll(GATED[network.cell], model.cell, reading.X)
    found = Measurement(network.cell, reading, trace)
    answer = float(readout.readout(model.readout, trace.H[-1])[0, 0])
    says = f"says {answer:+z.2f}, right is {reading.X[reading.watch - 1, 0, 0]:+.0f}".replace("-", "−")
    summary = f"{found.summary()} After {style.counted(step, 'training step')} it {says}."
    if step < asked:
        summary += " The training goes on with play, or with End on the slider."
    reached = {"step": step, "watch": reading.watch}
    return Result(found.picture(says), found.readings() | {"answer": answer}, summary, reached)


def read(T, watch, seed):
    """A sequence of the task with the mark at step `watch`."""
    signs = np.where(np.random.default_rng([seed, 3]).random(LONGEST_SEQUENCE) < 0.5, -1.0, 1.0)[:T]
    X = np.stack([signs, np.zeros(T)], axis=1)[:, None]
    X[watch - 1, 0, 1] = 1.0
    return Reading("".join("+" if sign > 0 else "−" for sign in signs), X, watch, f"the marked number at step {watch}")


def _untrained(network):
    """A history of training that has not begun."""
    rng = np.random.default_rng([network.seed, 1])
    cell = gradient_flow.fresh(network.cell, 2, network.h, forget_bias=network.forget_bias, rng=rng)
    model = training.Model(cell, readout.init(network.h, 1, rng=np.random.default_rng([network.seed, 4])))

    def batch(rng):
        return tasks.recall_marked(network.T, BATCH, rng=rng)

    look = {"learning_rate": RATE, "clip": CLIP, "longest": LONGEST, "seed": network.seed}
    return training.History(model, batch, optimizer="adam", **look)


def _steps_in_a_tick(network):
    """How many training steps fit in one tick: whole notches, at least one. An estimate, not the machine's mood."""
    seconds = 5e-4 + network.T * (2.5e-5 + network.h * 2e-6)
    return BY * max(1, int(TRAINING_SHARE / seconds / BY))
