"""One unit at a bench: what it reads, its gates, what it says at each step beside what is right, and its weights by hand."""

import itertools

import numpy as np

from rnnlab.views.kit import Panel, Spots, View, squares, style
from rnnlab.views.kit.time_axis import BELOW
from rnnlab.views.panels.bars import Bars
from rnnlab.views.panels.headlines import Headlines
from rnnlab.views.panels.letters import places
from rnnlab.views.panels.loss_curve import LossCurve

MARGIN = 104  # CSS pixels to the left of the tracks, where their names are
LEVELS = np.array([0.98, 0.75, 0.5, 0.25, 0.02])  # how far open a click can set a gate, from above
REACH = 8  # the weights go from −REACH to REACH; Adam's may lie outside
INSIDE = 6.7  # where the triangle of a weight that lies outside stands: beside a diamond at the edge
STOPS = np.arange(-REACH, REACH + 1.0, 2)  # what a click can set a weight to


class Track(Panel):
    """One quantity at each step, as bars: `update(values, name, role, mark)`, values (T,), mark the marked step, from 1."""

    def __init__(self, axes, low, high, marks=()):
        super().__init__(axes)
        axes.set(xlim=(0, 1), ylim=(low, high), xticks=[])
        axes.set_yticks(marks, [style.signed(mark) for mark in marks])
        axes.axhline(0, color=style.GREY, lw=1, zorder=0)
        self.bars, left, step = Bars(self), -MARGIN / self.width, 15 / self.height
        self.name = self.text(left, 0.5 + step, va="center", fontsize=20, fontweight="bold")
        self.role = self.text(left, 0.5 - step, va="center", color=style.DARK)

    def update(self, values, name, role, mark):
        T = len(values)
        paints = [style.VERMILION if t == mark - 1 else style.BLUE for t in range(T)]
        self.bars.set(values, (np.arange(T) + 0.1) / T, 0.8 / T, paints)
        self.name.set_text(name)
        self.role.set_text(role)
        self.spots = [squares(self, (1, T), lambda _, t: f"{name} at step {t + 1}: {style.signed(values[t])}")]


class Gate(Track):
    """A gate, and where a click would set it: `update(…, move)`, move(t, level) the settings that open it so far at place t."""

    def update(self, values, name, role, mark, move):
        super().update(values, name, role, mark)
        answers = lambda _, t: f"{name} at step {t + 1}: {values[t]:.2f} open", lambda row, t: move(t, LEVELS[row])
        self.spots = [squares(self, (len(LEVELS), len(values)), *answers)]


class Memory(Track):
    """The memory, what it says, and the number to keep, within a band of answers that are near enough:
    `update(…, says, right, near)`, says (T,)."""

    def __init__(self, axes):
        super().__init__(axes, -1.6, 1.6, (-1, 0, 1))
        self.near = self.area(facecolor=style.GREEN, alpha=0.25, edgecolor="none")
        self.artists.insert(0, self.artists.pop())  # under the bars
        self.right = self.line(color=style.GREEN, lw=3, ls="--")
        self.answers = self.line(color=style.BLACK, lw=2.2, marker="o", ms=2.5)
        below = {"va": "top", "fontsize": style.MEDIUM}
        self.marked = self.text(0, -BELOW / self.height, color=style.VERMILION_WORDS, **below)
        self.end = self.text(1, -BELOW / self.height, ha="right", **below)

    def update(self, values, name, role, mark, says, right, near):
        super().update(values, name, role, mark)
        T, left = len(values), (mark - 1) / len(values)
        self.near.set_xy([(x, right + part * near) for x, part in ((left, -1), (1, -1), (1, 1), (left, 1))])
        self.right.set_data([left, 1], [right, right])
        self.answers.set_data(places(T), np.clip(says, *self.axes.get_ylim()))
        self.marked.set(text=f"mark: {style.signed(right)}", x=min(left, 0.4))
        self.end.set_text(f"{style.counted(T - mark, 'step')} later")

        def told(_, t):
            return f"step {t + 1}: {name} is {style.signed(values[t])} and says {style.signed(says[t])}"

        self.spots = [squares(self, (1, T), told, lambda _, t: {"T": t + 1 - mark} if t >= mark else {})]


class Weights(Panel):
    """The weights, those in `settings`: `update(names, by_hand, now)`, dicts. A bar is a weight now, a diamond where the hand
    set it. A triangle says that a bar would go on beyond the edge."""

    def __init__(self, axes, settings):
        super().__init__(axes)
        style.title(axes, "weights")
        apart = [0, *(0.7 * (one[0] != other[0]) for one, other in itertools.pairwise(settings))]
        self.settings, self.rows = settings, np.arange(len(settings)) + np.cumsum(apart)
        tall = self.rows[-1] + 1.2
        axes.set(xlim=(-REACH, REACH), ylim=(tall - 0.6, -0.6), yticks=[])
        axes.set_xticks([-REACH, 0, REACH], [style.signed(end) for end in (-REACH, 0, REACH)])
        axes.axvline(0, color=style.GREY, lw=1, zorder=0)
        self.bars = Bars(self, lying=True, facecolor=style.BLUE)
        beyond = {"ls": "", "ms": 8, "color": "white", "mec": style.BLACK, "mew": 1.2}
        self.over, self.under = self.line(marker=">", **beyond), self.line(marker="<", **beyond)
        self.hand = self.line(ls="", marker="D", ms=7, color="white", mec=style.BLACK, mew=1.6, clip_on=False)
        self.names = [self.text(-0.06, 1 - (y + 0.6) / tall, ha="right", va="center") for y in self.rows]
        self.reach = self.width / len(STOPS) / 2, self.height / tall / 2

    def update(self, names, by_hand, now):
        weights = np.array([now[name] for name in self.settings])
        self.bars.set(np.clip(weights, -REACH, REACH), self.rows - 0.3, 0.6)
        for marks, side in ((self.over, 1), (self.under, -1)):
            rows = self.rows[side * weights > REACH]
            marks.set_data(np.full(len(rows), side * INSIDE), rows)
        self.hand.set_data([by_hand[name] for name in self.settings], self.rows)
        self.fill(self.names, (names[name] for name in self.settings))
        found = list(itertools.product(self.settings, STOPS.tolist()))

        def told(i):
            return f"{names[found[i][0]]}: {style.signed(by_hand[found[i][0]])} by hand, {style.signed(now[found[i][0]])} now"

        x, y = np.tile(STOPS, len(self.rows)), np.repeat(self.rows, len(STOPS))
        self.spots = [Spots(x, y, told, lambda i: dict([found[i]]), self.reach)]


class GateBench(View):
    """The words on top; what goes on step by step below each other; the weights and the loss at the right."""

    def build(self, longest, settings):
        left, width, right = MARGIN + 12, 388, 604
        loss = self.axes(right - 24, 384, 196, 72)  # so wide that any number has room beside the title
        return {
            "headlines": Headlines(self.axes(12, 4, 770, 60)),
            "inputs": Track(self.axes(left, 78, width, 42), -1.1, 1.1),
            "i": Gate(self.axes(left, 134, width, 54), 0, 1, (0, 1)),
            "f": Gate(self.axes(left, 206, width, 54), 0, 1, (0, 1)),
            "g": Track(self.axes(left, 278, width, 54), -1.1, 1.1),
            "memory": Memory(self.axes(left, 346, width, 122)),
            "weights": Weights(self.axes(right, 96, 172, 230), settings),
            "loss": LossCurve(loss, longest, window=(-8, 2), every=4, legend=False, words="loss"),
        }
