"""The gates of a cell while it reads: three gates and the memory, letter by letter, and what the memory still has of each."""

import numpy as np
from matplotlib import colormaps

from rnnlab.views.kit import Panel, Spots, View, squares, style
from rnnlab.views.panels.bars import Bars
from rnnlab.views.panels.letters import LetterAxis, places, quoted
from rnnlab.views.panels.state_map import StateMap

OPENNESS = colormaps["cividis"]  # dark is shut, bright is open
WATCHED = style.VERMILION
RIM = style.rim(5)  # without it the frame would not stand out on half-open gates
MARGIN = 84  # CSS pixels to the left of the strips, where their names are


class Strip:
    """What all strips have beside their picture: a name, what it does, and a frame around the step that is watched."""

    def __init__(self, panel):
        left, step = -MARGIN / panel.width, 16 / panel.height
        self.name = panel.text(left, 0.5 + step, va="center", fontsize=20, fontweight="bold")
        self.role = panel.text(left, 0.5 - step, va="center", color=style.DARK)
        look = {"facecolor": "none", "edgecolor": WATCHED, "lw": 2.5, "clip_on": False, "path_effects": RIM}
        self._frame = panel.area(**look)

    def set(self, name, role, T=1, watch=None):
        self.name.set_text(name)
        self.role.set_text(role)
        left, right = (np.nan, np.nan) if watch is None else ((watch - 1) / T, watch / T)
        self._frame.set_xy([(left, 0), (right, 0), (right, 1), (left, 1)])


class Gate(Panel):
    """One gate: `update(values, name, role, watch)`, values (T, h) from 0 (shut) to 1 (open), watch the framed step from 1.

    Of a gate that a cell has not, values are None.
    """

    def __init__(self, axes, *, key=False):
        super().__init__(axes)
        axes.set(xticks=[], yticks=[])
        self.picture = self.grid()
        self.strip = Strip(self)
        self.mean = self.text(1.24, 0.5, va="center", fontsize=style.MEDIUM)
        if key:
            self._add_key(axes)

    @staticmethod
    def _add_key(axes):
        key = style.dress(axes.inset_axes([1.04, -2.23, 0.05, 3.23]))  # as high as the three gates
        key.imshow(OPENNESS(np.linspace(1, 0, 64))[:, None], aspect="auto", extent=(0, 1, 0, 1))
        key.yaxis.tick_right()
        key.set(xticks=[], yticks=[0.04, 0.5, 0.96], yticklabels=["0 shut", "0.5", "1 open"])
        key.tick_params(length=0)

    def update(self, values, name, role, watch):
        if values is None:
            self.picture.set_data(np.full((1, 1, 4), 255, np.uint8))
            self.strip.set(name, role)
            self.mean.set_text("")
            self.spots = []
            return
        self.picture.set_data(OPENNESS(values.T, bytes=True))
        self.strip.set(name, role, len(values), watch)
        self.mean.set_text(f"mean {values.mean():.2f}")
        self.spots = [_column_squares(self, values, f"gate {name}", "{:.2f}".format)]


class Memory(StateMap):
    """The memory in the colours of the hidden state, the letters below it: `update(H, word, name, role, watch)`."""

    marks = (-3, 0, 3)

    def __init__(self, axes):
        super().__init__(axes, time=LetterAxis)
        style.title(axes, "")
        axes.set_ylabel("")
        self.strip = Strip(self)

    def update(self, H, word, name, role, watch):
        super().update(H, along=(word, len(word)))
        self.note.set_text("")
        self.size.set_text("")
        self.strip.set(name, role, len(H), watch)
        letters = self.time.spots(_watch)._replace(says=lambda t: f"step {t + 1}: {quoted(word[t])}")
        self.spots = [_column_squares(self, H, f"{role} {name}", style.signed), letters]


class Retention(Panel):
    """Bars: how much of what each step wrote is still in the memory at the end, retention (T,) from 0 to 1.

    `update(retention, watch, heading, share, outcome, note)`; NaN where nothing was written.
    """

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[])
        axes.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
        axes.grid(axis="y", color=style.LIGHT, lw=1)
        axes.set_axisbelow(True)
        self.heading = self.text(0, 1.06, va="bottom", fontsize=style.MEDIUM, fontweight="bold")
        self.bars = Bars(self, linewidth=0.5, edgecolor="white")
        self.share = self.text(1.04, 0.9, va="center", fontsize=26, fontweight="bold")
        self.outcome = self.headline(1.04, 0.42, va="center")
        self.note = self.text(1.04, 0.04, va="center", fontsize=style.MEDIUM)

    def update(self, retention, watch, heading, share, outcome, note):
        T = len(retention)
        paints = [style.BLUE] * T
        paints[watch - 1] = WATCHED
        self.bars.set(retention, (np.arange(T) + 0.12) / T, 0.76 / T, paints)
        self.fill((self.heading, self.share, self.note), (heading, share, note))
        self.share.set_color(outcome.colour)
        self.outcome.say(outcome)
        column = self.width / T / 2, self.height / 2
        self.spots = [Spots(places(T), np.full(T, 0.5), lambda t: _left(t, retention[t]), _watch, column)]


def _watch(t):
    return {"watch": t + 1}


def _column_squares(panel, values, name, words):
    """Spots for values (T, h), a column a step: a click watches that step. `words` puts a value in words."""

    def says(unit, t):
        return f"{name}, unit {unit + 1}, step {t + 1}: {words(values[t, unit])}"

    return squares(panel, values.T.shape, says, lambda unit, t: _watch(t))


def _left(t, share):
    if np.isnan(share):
        return f"step {t + 1} wrote nothing"
    return f"step {t + 1}: {style.number(100 * share)} % of what it wrote is left"


class GateView(View):
    """Three gates, the memory and what it kept, below each other, so that a letter has one column in all of them."""

    def build(self):
        left, width = MARGIN + 12, 460
        return {
            "write": Gate(self.axes(left, 12, width, 68), key=True),
            "keep": Gate(self.axes(left, 88, width, 68)),
            "show": Gate(self.axes(left, 164, width, 68)),
            "memory": Memory(self.axes(left, 240, width, 100)),
            "retention": Retention(self.axes(left, 398, width, 84)),
        }
