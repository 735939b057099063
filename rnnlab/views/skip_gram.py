"""Words as points while a network learns them, and the course of that: how often such sums come out right, beside counting."""

import numpy as np

from rnnlab.views.embedding import GROUPS, Embedding, percent
from rnnlab.views.kit import NEAR, Panel, Spots, style
from rnnlab.views.panels.log_curve import LogCurve


class Course(Panel):
    """`update(steps, shares, right, step, counted)`: the share of right answers at each look so far, whether the sum that is
    asked came out right there, the step looked at, and the share that counting comes to. A click on the curve goes there."""

    RIGHT = -0.1  # the height of the marks

    def __init__(self, axes, longest):
        super().__init__(axes)
        style.title(axes, "analogies solved", pad=25)
        axes.set(xlim=(0, longest), ylim=(2 * self.RIGHT, 1.02))
        axes.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
        axes.set_xlabel("updates", labelpad=2)
        self.counted = self.line(color=style.DARK, ls="--", lw=1.8, label="counting")
        self.course = LogCurve(self, style.BLUE, label="training")
        self.right = self.line(marker="s", ls="", ms=5, color=style.GREEN, label="this sum ✔")
        self.value = self.headline(1, 1.32, ha="right", va="bottom", color=style.BLUE)
        style.legend_above(axes, [self.course.past, self.counted, self.right])

    def update(self, steps, shares, right, step, counted):
        self.course.set(steps, shares, step)
        self.counted.set_data(self.axes.get_xlim(), [counted, counted])
        here = np.asarray(right) & (steps <= step)
        self.right.set_data(steps[here], np.full(here.sum(), self.RIGHT))
        self.value.set_text(percent(shares[int(np.searchsorted(steps, step))]))
        middle, reach = sum(self.axes.get_xlim()) / 2, (self.width / 2, NEAR)
        level = Spots([middle], [counted], lambda _: f"vectors found by counting: {percent(counted)} solved", reach=reach)
        self.spots = [self.course.spots("analogies solved", percent), level]


class SkipGram(Embedding):
    """The picture of word vectors, with the course of a training in the corner."""

    legend = tuple(name for name in GROUPS if name != "other")

    def corner(self, axes, longest):
        return {"course": Course(axes, longest)}
