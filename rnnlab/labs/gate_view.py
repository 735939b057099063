"""A gated cell at work: how far each gate is open at each letter, and what the memory keeps."""

from typing import NamedTuple

import numpy as np

from rnnlab import bptt, probes
from rnnlab.cells import BY_NAME, form
from rnnlab.labs.kit import controls, typed_word
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import gradient_flow
from rnnlab.views.gate_view import GateView
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

GATED = {name: cell for name, cell in BY_NAME.items() if form.kept(cell)}
SPOKEN_WITH_A_VOWEL = "AEFHILMNORSX"  # capital letters, in a name that is spelt
KEPT, FORGOTTEN = 0.5, 0.01  # of what the watched step wrote: above the first it counts as kept, below the second as forgotten
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
READINGS = {
    "kept": "share of what the watched step wrote that is left at the end",
    "keep": "mean of the gate that keeps, from 0 (shut) to 1 (open)",
    "write": "mean of the gate that writes, from 0 (shut) to 1 (open)",
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
    word = typed_word.coerce("word", word)
    reading = read(source, word, min(watch, len(word)), seed)
    rng = np.random.default_rng([seed, 1])
    params = gradient_flow.fresh(cell, FEATURES, h, weight_scale=weight_scale, forget_bias=forget_bias, rng=rng)
    found = Measurement(cell, reading, bptt.unroll(GATED[cell], params, reading.X))
    return Result(found.picture(), found.readings(), found.summary(), reached={"watch": reading.watch})


class Reading(NamedTuple):
    """What is read, as letters and as numbers, and the step that is watched, counted from 1."""

    shown: str
    X: np.ndarray  # (T, 1, d)
    watch: int
    item: str  # the watched step in words


def read(source, word, watch, seed):
    """What the cell reads: `source` is one of INPUTS."""
    X = typed_word.inputs(word, FEATURES, seed)
    if source == "word":
        return Reading(word, X, watch, f"letter {watch}")
    alone = np.zeros_like(X)
    alone[watch - 1] = X[watch - 1]
    shown = "·" * (watch - 1) + word[watch - 1] + "·" * (len(word) - watch)
    return Reading(shown, alone, watch, f"the pulse at step {watch}")


class Measurement(NamedTuple):
    """A cell that has read something."""

    cell: str  # a name in GATED
    reading: Reading
    trace: bptt.Trace

    def picture(self):
        watch, strips = self.reading.watch, _strips(GATED[self.cell])
        picture = {
            part: {"values": self._values(part), "name": name, "role": role, "watch": watch}
            for part, (_, name, role) in strips.items()
        }
        picture["memory"]["H"] = picture["memory"].pop("values")
        picture["memory"]["word"] = self.reading.shown
        picture["retention"] = {
            "retention": self.retention,
            "watch": watch,
            "heading": f"what each step wrote: how much is in {strips['memory'][1]} at the end",
            "share": style.percent(self.share),
            "outcome": outcome(self.share),
            "note": f"of step {watch}",
        }
        return picture

    @property
    def retention(self):
        """How much of what each step wrote is in the memory at the end -> (T,)."""
        return probes.retention(self._values("keep"), self._values("write") * self.trace.cache.g[:, 0])

    @property
    def share(self):
        """The same for the watched step."""
        return float(self.retention[self.reading.watch - 1])

    def readings(self):
        return {"kept": self.share, "keep": float(self._values("keep").mean()), "write": float(self._values("write").mean())}

    def summary(self):
        gate, (_, name, role) = form.kept(GATED[self.cell]).name, _strips(GATED[self.cell])["memory"]
        T, h = self._values("keep").shape
        cell = f"{'An' if self.cell[0] in SPOKEN_WITH_A_VOWEL else 'A'} {self.cell} of {style.counted(h, 'unit')}"
        start = f"{cell} keeps {self._values('keep').mean():.2f} of its {role} a step on average (gate {gate})."
        if np.isnan(self.share):
            return f"{start} {self.reading.item.capitalize()} wrote nothing."
        return (
            f"{start} Of what {self.reading.item} wrote into {name}, {style.percent(self.share)} is still there after step {T}."
        )

    def _values(self, part):
        read = _strips(GATED[self.cell])[part][0]
        return read and read(self.trace.cache)[:, 0]


def _strips(cell):
    """The strips from the top: what is drawn, its name and what it does. Without a third gate, nothing is drawn of it."""
    keep, write, gates = form.kept(cell), form.written(cell), form.gates(cell)
    show = next((letter for letter in gates if letter not in (keep.letter, write.letter)), None)
    memory = form.state_fields(cell)[-1]
    return {
        "write": (write.of, write.name, "writes"),
        "keep": (keep.of, keep.name, "keeps"),
        "show": (lambda cache: getattr(cache, show), show, gates[show].does) if show else (None, "–", "no gate"),
        "memory": (lambda cache: getattr(cache, memory), memory, "state" if memory == "h" else "memory"),
    }


def outcome(share):
    """What a share is called."""
    if np.isnan(share):
        return Outcome("○", "wrote nothing", style.GREY)
    if share >= KEPT:
        return Outcome("●", "kept", style.GREEN_WORDS)
    if share < FORGOTTEN:
        return Outcome("▼", "forgotten", style.VERMILION_WORDS)
    return Outcome("◐", "fading", style.PLUM)
