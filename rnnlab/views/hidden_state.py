"""A network reads a word: its state after each letter, those after one letter, and how long another first letter matters."""

import numpy as np

from rnnlab.views.kit import Panel, View, squares, style
from rnnlab.views.kit.state_colours import colours
from rnnlab.views.panels.bars import Bars, reach
from rnnlab.views.panels.letters import LetterAxis
from rnnlab.views.panels.state_map import StateMap
from rnnlab.views.panels.survival import Survival


def unit(H):
    """What the colours of these states are measured in: a power of ten, 1 as long as no value is above 10."""
    return 10.0 ** np.ceil(np.log10(reach(H)[1] / 10)).clip(0)


class StatesSoFar(StateMap):
    """The hidden state with the letters under it: `update(H, word, t, alike)`. Column t is framed, and so are the columns
    `alike`, from 0, of the same letter; what comes later is veiled. The scale follows the values.

    A click on a column or its letter reads up to it.
    """

    def __init__(self, axes):
        super().__init__(axes, time=LetterAxis)
        style.title(axes, "hidden state, letter by letter")
        self.veil = self.area(color="white", alpha=0.8, lw=0)
        frames = {"facecolors": "none", "edgecolors": style.BLACK, "linewidths": 1.4, "linestyles": "--", "clip_on": False}
        self.alike = self.polygons(**frames)
        self.now = self.area(facecolor="none", edgecolor=style.BLACK, lw=2.5, clip_on=False)

    def update(self, H, word, t, alike):
        super().update(H, along=(word, t), unit=unit(H))
        T = len(H)
        self.veil.set_xy(_rectangle(t / T, 1))
        self.now.set_xy(_rectangle(max(t - 1, 0) / T, t / T))
        self.alike.set_verts([_rectangle(i / T, (i + 1) / T) for i in alike if i != t - 1])
        matrix = self.spots[0]._replace(at=lambda i: {"step": i % T + 1})
        self.spots = [matrix, self.time.spots(lambda i: {"step": i + 1})]


class StatesAlike(Panel):
    """The states after one letter, side by side, a unit as high as its row of the hidden state:
    `update(H, alike, heading, names, lines)`. H (T, h): all states, which give the bars their scale; `alike`: up to three of
    their places, from 0, and what to call them. `lines`: up to three remarks below."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, 1), ylim=(1, 0), yticks=[], xticks=[])
        self.bars = Bars(self, lying=True, linewidth=0.4, edgecolor=style.GREY)
        self.zeros = self.line(color=style.BLACK, lw=1)
        self.heading = self.text(0, 1.03, va="bottom", fontsize=style.MEDIUM, fontweight="bold")
        self.names = [self.text(0, -0.02, va="top", fontsize=style.MEDIUM, fontweight="bold") for _ in range(3)]
        self.lines = [self.text(0, y, va="top", fontsize=style.MEDIUM, color=style.DARK) for y in (-0.13, -0.23, -0.33, -0.43)]

    def update(self, H, alike, heading, names, lines):
        h, (low, end), slot = H.shape[1], reach(H), 1 / max(len(alike), 1)
        states, zero = H[alike], slot * (np.arange(len(alike)) - 0.94 * low / (end - low) + 0.03)
        rows = np.tile(np.arange(h) / h, len(alike))
        paints = colours(states / unit(H)).swapaxes(0, 1).reshape(-1, 4) / 255
        lengths = states.ravel() * 0.94 * slot / (end - low)
        self.bars.set(lengths, rows + 0.15 / h, 0.7 / h, paints, zero=np.repeat(zero, h))
        self.zeros.set_data(np.repeat(zero, 3), np.tile([0, 1, np.nan], len(alike)))
        self.heading.set_text(heading)
        for i, (text, words) in enumerate(zip(self.names, [*names, "", "", ""])):
            text.set(x=i * slot, text=words)
        self.fill(self.lines, [f"bars: {style.signed(low)} to {style.signed(end)}", *lines])

        def says(row, i):
            return f"unit {row + 1} after letter {alike[i] + 1}: {style.signed(states[i, row])}"

        self.spots = [squares(self, (h, len(alike)), says)] if alike else []


class HiddenState(View):
    """The states and the difference below each other, so that a letter has one column in both; the states alike beside them."""

    def build(self):
        return {
            "states": StatesSoFar(self.axes(58, 34, 410, 196)),
            "alike": StatesAlike(self.axes(560, 34, 215, 196)),
            "survival": Survival(self.axes(58, 330, 410, 118)),
        }


def _rectangle(left, right):
    return np.array([(left, 0), (right, 0), (right, 1), (left, 1)])
