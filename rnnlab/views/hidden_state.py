"""A network reads a word: its state letter by letter, the state it is in now, and how long another first letter matters."""

import numpy as np

from rnnlab.views.kit import style
from rnnlab.views.kit.spots import squares
from rnnlab.views.kit.state_colours import colours
from rnnlab.views.kit.view import Panel, View
from rnnlab.views.panels.bars import MARKS, Bars
from rnnlab.views.panels.letters import LetterAxis
from rnnlab.views.panels.state_map import StateMap
from rnnlab.views.panels.survival import Survival


class StatesSoFar(StateMap):
    """The hidden state with the letters under it: `update(H, word, t)`. Column t is framed, and what comes later is veiled.

    A click on a column or its letter reads up to it.
    """

    def __init__(self, axes):
        super().__init__(axes, time=LetterAxis)
        style.title(axes, "hidden state, letter by letter")
        self.veil = self.moving(axes.fill([0], [0], color="white", alpha=0.8, lw=0)[0])
        self.now = self.moving(axes.fill([0], [0], facecolor="none", edgecolor=style.BLACK, lw=2.5, clip_on=False)[0])

    def update(self, H, word, t):
        super().update(H, along=(word, t))
        T = len(H)
        self.veil.set_xy(_rectangle(t / T, 1))
        self.now.set_xy(_rectangle(max(t - 1, 0) / T, t / T))
        matrix = self.spots[0]._replace(at=lambda i: {"step": i % T + 1})
        self.spots = [matrix, self.time.spots(lambda i: {"step": i + 1})]


class StateNow(Panel):
    """One state as bars, a unit as high as its row of the hidden state: `update(h, heading)`, h (h,)."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(-1, 1), ylim=(1, 0), yticks=[])
        axes.set_xticks(*MARKS)
        axes.set_xlabel("value", labelpad=2)
        self.bars = Bars(self, lying=True, linewidth=0.4, edgecolor=style.GREY)
        self.moving(axes.axvline(0, color=style.BLACK, lw=1))
        self.heading = self.text(0, 1.03, va="bottom", fontsize=style.MEDIUM, fontweight="bold")

    def update(self, h, heading):
        rows = np.arange(len(h)) / len(h)
        self.bars.set(h, rows + 0.15 / len(h), 0.7 / len(h), colours(h[None])[:, 0] / 255)
        self.heading.set_text(heading)
        self.spots = [squares(self, (len(h), 1), lambda unit, _: f"unit {unit + 1} now: {style.signed(h[unit])}")]


class HiddenState(View):
    """The states and the difference below each other, so that a letter has one column in both; the state of now beside them."""

    def build(self):
        return {
            "states": StatesSoFar(self.axes(58, 34, 410, 196)),
            "now": StateNow(self.axes(575, 34, 195, 196)),
            "survival": Survival(self.axes(58, 326, 410, 122)),
        }


def _rectangle(left, right):
    return np.array([(left, 0), (right, 0), (right, 1), (left, 1)])
