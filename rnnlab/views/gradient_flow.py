"""The size of the gradient on its way back through cells of one size, and how far open the gates are that keep."""

import itertools
import types

import numpy as np

from rnnlab.views.kit import Panel, Spots, TimeAxis, View, style
from rnnlab.views.panels.gradient_norms import reader
from rnnlab.views.panels.log_curve import decades

LOWEST, HIGHEST = -24, 8  # log10; as many powers of ten as `GradientNorms` shows, further down
LONG = 9  # letters of a name that would meet its number

EDGED = style.rim(3.6, style.BLACK)  # seen on the line of the memory, where it lies on it
ARROW = (0.79, 0.985)  # in parts of the width: from the right, as the gradient goes

# Told apart without their colours too. A cell with a memory has three ways: along its h, by its gate alone, along its memory.
HIDDEN = (
    {"color": style.VERMILION, "ls": (0, (5, 2)), "lw": 2.4},
    {"color": style.GREEN, "ls": (0, (6, 2, 1.5, 2)), "lw": 2.4},
    {"color": style.PLUM, "ls": (0, (1.5, 1.5)), "lw": 2.4},
    {"color": style.OCHRE, "ls": (0, (9, 2)), "lw": 2.4},
)
MEMORY = (
    {"color": style.SKY, "ls": (0, (3, 2)), "lw": 2.2, "path_effects": EDGED},
    {"color": style.BLACK, "ls": ":", "lw": 2},
    {"color": style.BLUE, "ls": "-", "lw": 4.5},
)

NOT_LENT = types.MappingProxyType({})


def looks(ways):
    """A look for each way, such as "RNN h" or "LSTM c", in the order in which they are drawn, the memory's last."""
    remembers = {cell for cell, part in map(_parts, ways) if part == "c"}
    hidden, memory = itertools.cycle(HIDDEN), itertools.cycle(MEMORY)
    return {way: next(memory if _parts(way)[0] in remembers else hidden) for way in ways}


def _parts(way):
    cell, _, part = way.rpartition(" ")
    return cell, part


class WaysBack(Panel):
    """`update(ways, names)`: log10 magnitudes for t = 0…T, by way. What leaves the window is marked there.

    A place may be lent to another cell: `names` says which way it shows then, {"GRU h": "LRU h"}. So in the other panels.
    """

    def __init__(self, axes, looks):
        super().__init__(axes)
        style.title(axes, "gradient on its way back")
        axes.set(xlim=(0, 1), xticks=[0, 0.5, 1], xticklabels=["", "", ""])
        decades(axes, (LOWEST, HIGHEST), every=8)
        axes.axhline(0, color=style.LIGHT, lw=1, zorder=0)
        self._add_arrow()
        thick_first = sorted(looks, key=lambda name: -looks[name]["lw"])  # so that of two ways on each other both are seen
        self.lines = {name: self.line(**looks[name]) for name in thick_first}
        self.marks = {name: (self._edge("^", look), self._edge("v", look)) for name, look in looks.items()}
        self.nan = self.line(marker="X", ls="", ms=8, color=style.BLACK)
        self.note = self.text(0.02, 0.04)

    def _add_arrow(self):
        (left, right), y = ARROW, HIGHEST - 3
        self.axes.plot([left, right], [y, y], color=style.BLACK, lw=3, solid_capstyle="butt")
        self.axes.plot([left], [y], color=style.BLACK, marker="<", ms=12)
        self.write(right, y + 0.9, "gradient", ha="right", va="bottom", fontsize=style.MEDIUM, fontweight="bold")

    def _edge(self, marker, look):
        return self.line(marker=marker, ls="", ms=10, color=look["color"], mec="white", clip_on=False)

    def update(self, ways, names=NOT_LENT):
        x = TimeAxis.places(len(next(iter(ways.values()))) - 1)
        for name, norms in ways.items():
            self.lines[name].set_data(x, np.clip(norms, 2 * LOWEST, 2 * HIGHEST - LOWEST))
            over, under = self.marks[name]
            for line, outside, y in ((over, norms > HIGHEST, HIGHEST - 0.6), (under, norms < LOWEST, LOWEST + 0.6)):
                where = outside & ~np.append(outside[1:], False)  # once, where it leaves the window on its way back
                line.set_data(x[where], np.full(int(where.sum()), y))
        where = np.any([np.isnan(norms) for norms in ways.values()], axis=0)
        self.nan.set_data(x[where], np.zeros(int(where.sum())))
        self.note.set_text("✖ not a number" if where.any() else "")
        self.spots = [
            Spots(x, np.clip(norms, LOWEST, HIGHEST), reader(names.get(name, name), norms))
            for name, norms in reversed(ways.items())  # the memory, which lies on top, first
        ]


class Ledger(Panel):
    """What each way lost, as a table: `update(outcome, changes, sizes, names)`, changes by way and sizes by cell."""

    def __init__(self, axes, looks):
        super().__init__(axes)
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.set_axis_off()
        self.write(1, 0.97, "powers of ten", ha="right", va="bottom", color=style.DARK)
        self.outcome = self.headline(1, 1.055, ha="right", va="bottom")
        small = {"va": "center", "color": style.DARK}
        self.changes, self.sizes, self.names = {}, {}, {}
        self.rows = rows = np.linspace(0.91, 0.08, len(looks))
        self.reach = self.width / 2, self.height * (rows[0] - rows[1]) / 2
        below = min(0.1, 0.49 * (rows[0] - rows[1]))  # from a name to what is remarked on it
        for name, y in zip(reversed(looks), rows, strict=True):
            axes.plot([0, 0.18], [y, y], **looks[name], solid_capstyle="butt")
            cell, part = _parts(name)
            if part not in ("h", "c"):  # a remark on the row above
                self.write(0.22, y, f"by {part} alone", **small)
                self.changes[name] = self.text(1, y, ha="right", va="center", fontsize=style.MEDIUM)
                continue
            self.names[name] = self.headline(0.22, y, va="center")
            self.changes[name] = self.headline(1, y, ha="right", va="center")
            if part == "c":
                self.write(0.22, y - below, "the memory", **small)
            else:
                self.sizes[cell] = self.text(0.22, y - below, **small)

    def update(self, outcome, changes, sizes, names=NOT_LENT):
        self.outcome.say(outcome)
        for name, text in self.names.items():
            text.set_text(names.get(name, name))
            text.set_fontsize(style.HUGE if len(text.get_text()) < LONG else style.MEDIUM)
        for name, words in changes.items():
            self.changes[name].set_text(words)
        for cell, words in sizes.items():
            self.sizes[cell].set_text(words)
        words = [_row(names.get(name, name), changes[name], sizes.get(_parts(name)[0])) for name in self.changes]
        self.spots = [Spots(np.full(len(words), 0.5), self.rows, words.__getitem__, reach=self.reach)]


def _row(name, change, size):
    """A row of the ledger as a line."""
    cell, part = _parts(name)
    way = {"h": f"{cell} along its h", "c": f"{cell} along its memory c"}.get(part, f"{cell} by its gate {part} alone")
    unit = " powers of ten" if "." in change else ""
    return f"{way}: {change}{unit}" + (f", {size}" if part == "h" else "")


class KeepingGates(Panel):
    """The gates that keep, averaged over the units: `update(gates, names)`, (T,) each by name, from 0 (shut) to 1 (open), for
    t = 1…T, or None for a cell without one.

    `looks` are theirs, by name: "LSTM’s f".
    """

    def __init__(self, axes, looks):
        super().__init__(axes)
        style.title(axes, "the gate that keeps, mean of the units")
        axes.set_ylim(0, 1)
        axes.set_yticks([0, 0.5, 1], ["shut  0", "0.5", "open  1"])
        axes.grid(axis="y", color=style.LIGHT, lw=1)
        self.time = TimeAxis(self)
        self.lines = {name: self.line(**look, clip_on=False) for name, look in looks.items()}
        self.words = {
            name: self.text(1.056, y, color=style.for_words(look["color"]), fontsize=style.MEDIUM, va="center")
            for (name, look), y in zip(looks.items(), np.linspace(0.72, 0.3, len(looks)))
        }

    def update(self, gates, names=NOT_LENT):
        T = len(next(iter(gates.values())))
        self.time.set(T)
        for name, gate in gates.items():
            self.lines[name].set_data(*([], []) if gate is None else (TimeAxis.places(T)[1:], gate))
            self.words[name].set_text("" if gate is None else f"{names.get(name, name)}: {gate.mean():.2f} on average")
        self.spots = [self._gate_spots(names.get(name, name), gate) for name, gate in gates.items() if gate is not None]

    @staticmethod
    def _gate_spots(name, gate):
        return Spots(TimeAxis.places(len(gate))[1:], gate, lambda i: f"{name} at t = {i + 1}: {gate[i]:.2f} open")


class GradientFlow(View):
    """The ways back with their ledger, and below them the gates on the same axis of time.

    `ways` are their names in the order in which they are drawn; `gates` names for each gate the way whose look it has:
    {"LSTM’s f": "LSTM c"}.
    """

    def build(self, ways, gates):
        found = looks(ways)
        return {
            "ways": WaysBack(self.axes(74, 34, 430, 290), found),
            "ledger": Ledger(self.axes(528, 44, 246, 280), found),
            "gates": KeepingGates(self.axes(74, 364, 430, 86), {name: found[way] for name, way in gates.items()}),
        }
