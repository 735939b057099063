"""The way back through three cells: how much of the gradient an RNN, an LSTM and a GRU of one size bring to the first step."""

import numpy as np

from rnnlab import probes
from rnnlab.initialization import SCHEMES
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.lab import Lab, Result
from rnnlab.lessons import gradient_flow as lesson
from rnnlab.views.gradient_flow import GradientFlow
from rnnlab.views.kit import style

START = {"h": 32, "d": 8, "T": 50, "weight_scale": 1.0, "forget_bias": 1.0, "scheme": "gaussian", "seed": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "bias 4: it stays": {**START, "forget_bias": 4.0},
    "bias −3: it vanishes too": {**START, "forget_bias": -3.0},
    "bias 0": {**START, "forget_bias": 0.0},
    "recurrent weights off": {**START, "weight_scale": 0.0},
    "it explodes": {**START, "weight_scale": 3.0, "scheme": "raw"},
}
SATURATED = "saturated"  # the last memory is so large that its tanh is flat: it gets no gradient to send back
SIGNS = {  # the word for what became of the memory's gradient: its sign and colour
    "vanishing": ("▼", style.VERMILION),
    "underflow": ("▼", style.VERMILION),
    "steady": ("●", style.GREEN),
    "exploding": ("▲", style.VERMILION),
    "overflow": ("▲", style.VERMILION),
}
ODD = ("◆", style.PLUM)


def gradient_flow(*, h=32, d=8, T=50, weight_scale=1.0, forget_bias=1.0, scheme="gaussian", seed=0):
    """A lab on the gradient in an RNN with tanh, an LSTM and a GRU that read the same inputs (`rnnlab.lessons.gradient_flow`).

    A gradient of length 1 arrives at the last state of each. h, d: hidden and input size. T: steps. weight_scale: the factor on
    every W_h. forget_bias: the bias of the gate that keeps, b_f in the LSTM and b_z in the GRU. scheme: a name in
    `rnnlab.initialization.SCHEMES`. Raises TypeError or ValueError naming the argument.
    """
    values = dict(locals())
    return Lab(
        "gradient_flow",
        controls={
            "h": controls.whole("hidden size h", 1, 128),
            "d": controls.whole("input size d", 1, 64),
            "T": controls.whole("sequence length T", 2, 200),
            "weight_scale": controls.real("weight scale g", 0.0, 3.0, 0.05),
            "forget_bias": controls.real("forget bias", -4.0, 6.0, 0.25),
            "scheme": controls.choice("initialization", SCHEMES),
            "seed": controls.whole("seed", 0, 99),
        },
        values=values,
        view=GradientFlow(),
        measure=measure,
        presets=PRESETS,
    )


def measure(**settings):
    """One moment: all that the picture shows."""
    found = lesson.ways_back(**settings)
    lstm, gru, rnn = found["LSTM"], found["GRU"], found["RNN"]
    ways = {"RNN h": rnn.h, "GRU h": gru.h, "LSTM h": lstm.h, "LSTM f": lstm.alone, "LSTM c": lstm.c}
    changes = {name: np.nan if np.isneginf(norms[-1]) else probes.change(norms) for name, norms in ways.items()}
    verdict = SATURATED if np.isneginf(lstm.c[-1]) else probes.verdict(lstm.c, np.ones(len(lstm.keep)))
    sign, colour = SIGNS.get(verdict, ODD)
    picture = {
        "ways": {"ways": ways},
        "ledger": {
            "verdict": f"LSTM: {sign} {verdict}",
            "colour": colour,
            "changes": {name: _signed(change, ways[name][-1]) for name, change in changes.items()},
            "sizes": {cell: f"{way.parameters:,} parameters" for cell, way in found.items()},
        },
        "gates": {"f": lstm.keep, "z": gru.keep},
    }
    readings = {name.replace(" ", "_"): change for name, change in changes.items()}
    readings |= {"f": float(lstm.keep.mean()), "z": float(gru.keep.mean())}
    return Result(picture, readings, _summary(changes, readings, settings["T"], verdict), reached={})


def _signed(change, last=0.0):
    """A change in a few letters: −11.3, +5.0; → 0 and → ∞ where there is no number. `last` is log10 of what it starts from."""
    if np.isneginf(last):
        return "0 at T"
    if np.isnan(change):
        return "NaN"
    if np.isinf(change):
        return "→ ∞" if change > 0 else "→ 0"
    return f"{change:+.1f}".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0")


def _summary(changes, readings, T, verdict):
    """The picture in words."""

    def told(name):
        change = changes[name]
        if np.isnan(change):
            return "is not a number"
        if np.isinf(change):
            return "overflows" if change > 0 else "becomes exactly 0"
        if abs(change) < 0.05:
            return "keeps its size"
        return f"{'grows' if change > 0 else 'falls'} by {abs(change):.1f} powers of ten"

    if verdict == SATURATED:
        memory = "none enters the last memory, which is so large that its tanh is flat; it"
    else:
        steady = f": within a factor of {10**probes.STEADY:g}" if verdict == "steady" else ""
        memory = f"it {told('LSTM c')} along the memory ({verdict}{steady}) and"
    return (
        f"Going {T} steps back, the gradient in the RNN {told('RNN h')}, in the GRU it {told('GRU h')}. In the LSTM "
        f"{memory} {told('LSTM h')} along the hidden state. "
        f"The forget gate is at {readings['f']:.2f} on average, the GRU's update gate at {readings['z']:.2f}."
    )
