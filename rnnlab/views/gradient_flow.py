"""The size of the gradient on its way back through an RNN, an LSTM and a GRU, and how far open the gates are that keep."""

import numpy as np

from rnnlab.views.kit import style
from rnnlab.views.kit.time_axis import TimeAxis
from rnnlab.views.kit.view import Panel, View

LOWEST, HIGHEST = -24, 8  # log10; as many powers of ten as `GradientNorms` shows, further down

# What is drawn, first to last, so that the memory lies on top. Each has a line style of its own.
LOOKS = {
    "RNN h": {"color": style.VERMILION, "ls": (0, (5, 2)), "lw": 2.4},
    "GRU h": {"color": style.GREEN, "ls": (0, (6, 2, 1.5, 2)), "lw": 2.4},
    "LSTM h": {"color": style.SKY, "ls": "-", "lw": 2},
    "LSTM f": {"color": style.BLACK, "ls": ":", "lw": 2},
    "LSTM c": {"color": style.BLUE, "ls": "-", "lw": 4},
}
ROWS = ("LSTM c", "LSTM f", "LSTM h", "GRU h", "RNN h")  # of the table, top to bottom


class WaysBack(Panel):
    """`update(ways)`: log10 magnitudes for t = 0…T, by the names in LOOKS. What leaves the window is marked there."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set_title("gradient on its way back")
        axes.set(xlim=(0, 1), ylim=(LOWEST, HIGHEST))
        exponents = range(LOWEST, HIGHEST + 1, 8)
        axes.set_yticks(exponents, [style.power(exponent) for exponent in exponents])
        axes.set_xticks([0, 0.5, 1], ["", "", ""])
        axes.axhline(0, color=style.LIGHT, lw=1, zorder=0)
        self.lines = {name: self.line(**look) for name, look in LOOKS.items()}
        self.marks = {name: (self._edge("^", name), self._edge("v", name)) for name in LOOKS}
        self.nan = self.line(marker="X", ls="", ms=8, color=style.BLACK)
        self.note = self.text(0.02, 0.04, fontsize=style.SMALL, color=style.BLACK)

    def _edge(self, marker, name):
        return self.line(marker=marker, ls="", ms=10, color=LOOKS[name]["color"], mec="white", clip_on=False)

    def update(self, ways):
        x = TimeAxis.places(len(ways["RNN h"]) - 1)
        for name, norms in ways.items():
            self.lines[name].set_data(x, np.clip(norms, 2 * LOWEST, 2 * HIGHEST - LOWEST))
            over, under = self.marks[name]
            for line, outside, y in ((over, norms > HIGHEST, HIGHEST - 0.6), (under, norms < LOWEST, LOWEST + 0.6)):
                where = outside & ~np.append(outside[1:], False)  # once, where it leaves the window on its way back
                line.set_data(x[where], np.full(int(where.sum()), y))
        where = np.any([np.isnan(norms) for norms in ways.values()], axis=0)
        self.nan.set_data(x[where], np.zeros(int(where.sum())))
        self.note.set_text("✖ not a number" if where.any() else "")


class Ledger(Panel):
    """What each way lost, as a table: `update(verdict, colour, changes, sizes)`, the last two by row and by cell."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.set_axis_off()
        axes.text(1, 0.97, "powers of ten", ha="right", va="bottom", fontsize=style.SMALL, color=style.DARK)
        self.verdict = self.text(1, 1.055, ha="right", va="bottom", fontsize=style.HUGE, fontweight="bold")
        large, small = {"fontsize": style.HUGE, "fontweight": "bold"}, {"fontsize": style.SMALL, "color": style.DARK}
        self.changes, self.sizes = {}, {}
        for name, y in zip(ROWS, np.linspace(0.91, 0.08, len(ROWS)), strict=True):
            axes.plot([0, 0.18], [y, y], **LOOKS[name], solid_capstyle="butt")
            cell, part = name.split()
            if part == "f":  # a remark on the row above
                axes.text(0.22, y, "by f alone", va="center", **small)
                self.changes[name] = self.text(1, y, ha="right", va="center", fontsize=style.MEDIUM)
                continue
            axes.text(0.22, y, name, va="center", **large)
            self.changes[name] = self.text(1, y, ha="right", va="center", **large)
            if part == "c":
                axes.text(0.22, y - 0.1, "the memory", va="center", **small)
            else:
                self.sizes[cell] = self.text(0.22, y - 0.1, va="center", **small)

    def update(self, verdict, colour, changes, sizes):
        self.verdict.set_text(verdict)
        self.verdict.set_color(colour)
        for name, words in changes.items():
            self.changes[name].set_text(words)
        for cell, words in sizes.items():
            self.sizes[cell].set_text(words)


class KeepingGates(Panel):
    """The gates that keep, averaged over the units: `update(f, z)`, (T,) each, from 0 (shut) to 1 (open), for t = 1…T."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set_title("the gate that keeps, mean of the units")
        axes.set_ylim(0, 1)
        axes.set_yticks([0, 0.5, 1], ["shut  0", "0.5", "open  1"])
        axes.grid(axis="y", color=style.LIGHT, lw=1)
        self.time = TimeAxis(self, "time step t      (the gradient travels from right to left)")
        self.f = self.line(**LOOKS["LSTM c"], clip_on=False)
        self.z = self.line(**LOOKS["GRU h"], clip_on=False)
        words = {"fontsize": style.MEDIUM, "va": "center"}
        self.words = self.text(1.056, 0.72, color=style.BLUE, **words), self.text(1.056, 0.3, color=style.GREEN, **words)

    def update(self, f, z):
        self.time.set(len(f))
        x = TimeAxis.places(len(f))[1:]
        for line, words, name, gate in zip((self.f, self.z), self.words, ("LSTM’s f", "GRU’s z"), (f, z), strict=True):
            line.set_data(x, gate)
            words.set_text(f"{name}: {gate.mean():.2f} on average")


class GradientFlow(View):
    """The ways back with their ledger, and below them the gates on the same axis of time."""

    def build(self):
        return {
            "ways": WaysBack(self.axes(74, 34, 430, 290)),
            "ledger": Ledger(self.axes(528, 44, 246, 280)),
            "gates": KeepingGates(self.axes(74, 364, 430, 86)),
        }
