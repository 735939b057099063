"""What the two labs on gates share: a cell that has read something, what the picture shows of it, and the words."""

from typing import NamedTuple

import numpy as np

from rnnlab import bptt, probes
from rnnlab.cells import BY_NAME, form
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

GATED = {name: cell for name, cell in BY_NAME.items() if form.kept(cell)}
SPOKEN_WITH_A_VOWEL = "AEFHILMNORSX"  # capital letters, in a name that is spelt
KEPT, FORGOTTEN = 0.5, 0.01  # of what the watched step wrote: above the first it counts as kept, below the second as forgotten
READINGS = {
    "kept": "share of what the watched step wrote that is left at the end",
    "keep": "mean of the gate that keeps, from 0 (shut) to 1 (open)",
    "write": "mean of the gate that writes, from 0 (shut) to 1 (open)",
}


class Reading(NamedTuple):
    """What is read, as letters and as numbers, and the step that is watched, counted from 1."""

    shown: str
    X: np.ndarray  # (T, 1, d)
    watch: int
    item: str  # the watched step in words


class Measurement(NamedTuple):
    """A cell that has read something."""

    cell: str  # a name in GATED
    reading: Reading
    trace: bptt.Trace

    def picture(self, note):
        """What the view takes; `note` is a remark below the large words."""
        watch, strips = self.reading.watch, _strips(GATED[self.cell])
        picture = {
            part: {"values": self._values(part), "name": name, "role": role, "watch": watch}
            for part, (_, name, role) in strips.items()
        }
        picture["memory"]["H"] = picture["memory"].pop("values")
        picture["memory"]["word"] = self.reading.shown
        heading = f"what each step wrote: how much is in {strips['memory'][1]} at the end"
        look = {"heading": heading, "share": percent(self.share), "outcome": outcome(self.share), "note": note}
        picture["retention"] = {"retention": self.retention, "watch": watch, **look}
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
        """The numbers behind the picture."""
        return {"kept": self.share, "keep": float(self._values("keep").mean()), "write": float(self._values("write").mean())}

    def summary(self):
        """The picture in words."""
        gate, (_, name, role) = form.kept(GATED[self.cell]).name, _strips(GATED[self.cell])["memory"]
        T, h = self._values("keep").shape
        cell = f"{'An' if self.cell[0] in SPOKEN_WITH_A_VOWEL else 'A'} {self.cell} of {style.counted(h, 'unit')}"
        start = f"{cell} keeps {self._values('keep').mean():.2f} of its {role} a step on average (gate {gate})."
        if np.isnan(self.share):
            return f"{start} {self.reading.item.capitalize()} wrote nothing."
        return f"{start} Of what {self.reading.item} wrote into {name}, {percent(self.share)} is still there after step {T}."

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


def percent(share):
    """A share in a few letters: 93 %, 0.4 %, 10⁻⁹."""
    if np.isnan(share):
        return "—"
    if share >= 0.0995:
        return f"{100 * share:.0f} %"
    return f"{100 * share:.1g} %" if share >= 0.00095 else style.number(share)
