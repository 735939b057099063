"""A gated cell at work: how far each gate is open at each letter, and what the memory keeps."""

import numpy as np

from rnnlab import bptt
from rnnlab.labs.kit import controls, typed_word
from rnnlab.labs.kit.gate_readings import GATED, READINGS, Measurement, Reading
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import gradient_flow
from rnnlab.views.gate_view import GateView

FEATURES = 8  # random numbers for each letter
INPUTS = ("word", "pulse")

START = {"cell": "LSTM", "source": "word", "word": "the gates of a memory", "watch": 1}
START |= {"h": 12, "weight_scale": 1.0, "forget_bias": 1.0, "seed": 0}
PULSE = {**START, "source": "pulse", "watch": 3, "weight_scale": 0.0}  # nothing is fed back: silence writes nothing
PRESETS = {  # two in a row on the page, the longer name on the right
    "forgets": {**PULSE, "forget_bias": -2.0},
    "keeps": {**PULSE, "forget_bias": 5.0},
    "a GRU": {**START, "cell": "GRU"},
}


@laboratory(GateView, PRESETS, READINGS)
def gate_view(
    *,
    cell: controls.choice("cell", GATED) = "LSTM",
    source: controls.choice("input", INPUTS) = "word",
    word: controls.text("word", placeholder="letters a to z") = "the gates of a memory",
    watch: controls.whole("step watched t", 1, typed_word.LONGEST) = 1,
    h: controls.whole("hidden size h", 1, 32) = 12,
    weight_scale: controls.real("weight scale g", 0.0, 3.0, 0.05) = 1.0,
    forget_bias: controls.real("forget bias", -4.0, 6.0, 0.25) = 1.0,
    seed: controls.whole("seed", 0, 99) = 0,
):
    """A lab on the gates of one cell while it reads.

    cell: the name of one with gates, such as "LSTM". source: what is read. "word" is the text `word`, 1 to 40 letters a-z or
    spaces; "pulse" is one letter of it, and zeros in place of the others. watch: the step looked at, that of the pulse, from 1;
    beyond the last letter it comes back to that. h: hidden size. weight_scale: the factor on every W_h. forget_bias: the bias
    of the gate that keeps, such as b_f. Raises TypeError or ValueError naming the argument.
    """
    return measure


def measure(*, cell, source, word, watch, h, weight_scale, forget_bias, seed):
    """One moment: everything the picture shows."""
    word = typed_word.coerce("word", word)
    reading = read(source, word, min(watch, len(word)), seed)
    rng = np.random.default_rng([seed, 1])
    params = gradient_flow.fresh(cell, FEATURES, h, weight_scale=weight_scale, forget_bias=forget_bias, rng=rng)
    found = Measurement(cell, reading, bptt.unroll(GATED[cell], params, reading.X))
    note = f"of step {reading.watch}"
    return Result(found.picture(note), found.readings(), found.summary(), reached={"watch": reading.watch})


def read(source, word, watch, seed):
    """What the cell reads: `source` is one of INPUTS."""
    X = typed_word.inputs(word, FEATURES, seed)
    if source == "word":
        return Reading(word, X, watch, f"letter {watch}")
    alone = np.zeros_like(X)
    alone[watch - 1] = X[watch - 1]
    shown = "·" * (watch - 1) + word[watch - 1] + "·" * (len(word) - watch)
    return Reading(shown, alone, watch, f"the pulse at step {watch}")
