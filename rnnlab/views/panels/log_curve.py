"""The course of a training: one quantity at each step, strong up to the step that is looked at and pale after it.

The scale is fixed. Where the quantity leaves it, or is no number, a mark stands at the edge.
"""

import numpy as np

from rnnlab.views.kit import Spots, style

APART = 13  # CSS pixels of the axis for each mark at an edge, so that they can be told apart
BEYOND = 1 / 8  # of the scale: so far a line goes on outside it


class LogCurve:
    """A curve on a panel, whose axes have their limits already. `set` gives it its data.

    `edge` is the colour of the marks at the edges, that of the curve by default; `dot` marks the step looked at, unless it
    is None. `look` is that of the line.
    """

    def __init__(self, panel, color, *, lw=3, edge=None, dot="o", **look):
        self.panel = panel
        self.low, self.high = panel.axes.get_ylim()
        self.future = panel.line(color=color, lw=lw / 2, alpha=0.7)
        self.past = panel.line(color=color, lw=lw, **look)
        self.now = panel.line(marker=dot, ms=9, color=color, mec="white", clip_on=False) if dot else None
        marks = {"ls": "", "ms": 7, "color": edge or color, "clip_on": False}
        self.over, self.under = panel.line(marker="^", **marks), panel.line(marker="v", **marks)

    def set(self, steps, heights, step):
        """Show the heights at these steps, in rising order, as far as they go; `step` is the one looked at."""
        steps, heights = np.asarray(steps), np.asarray(heights, float)
        span = self.high - self.low
        with np.errstate(invalid="ignore"):
            shown = np.clip(heights, self.low - BEYOND * span, self.high + BEYOND * span)
            over, under = ~(heights <= self.high), heights < self.low  # NaN comes after infinity: the same mark
        done = int(np.searchsorted(steps, step, side="right"))
        self.past.set_data(steps[:done], shown[:done])
        self.future.set_data(steps[max(done - 1, 0) :], shown[max(done - 1, 0) :])
        self.over.set_data(*self._marks(steps[over], self.high - 0.03 * span))
        self.under.set_data(*self._marks(steps[under], self.low + 0.03 * span))
        self._known = steps, heights, shown
        if self.now:
            here = np.nan_to_num(shown[max(done - 1, 0) : done], nan=self.high)
            self.now.set_data(steps[max(done - 1, 0) : done], np.clip(here, self.low, self.high))

    def spots(self, name, value=style.magnitude):
        """What a pointer reads off the curve, and that a click on it goes to that step. `value` puts a height in words."""
        steps, heights, shown = self._known
        inside = np.clip(shown, self.low, self.high)
        answers = lambda i: f"{name} at step {int(steps[i])}: {value(heights[i])}", lambda i: {"step": int(steps[i])}
        return Spots(steps, inside, *answers)

    def _marks(self, steps, y):
        """A mark at the first of these steps in each share of the axis: they do not move while the training goes on."""
        left, right = self.panel.axes.get_xlim()
        shares = max(1, round(self.panel.width / APART))
        _, first = np.unique((steps - left) * shares // (right - left), return_index=True)
        return steps[first], np.full(len(first), y)


def log10(values):
    """The powers of ten of values of at least 0; zero is minus infinity."""
    with np.errstate(all="ignore"):
        return np.log10(np.asarray(values, float))


def decades(axes, window, *, every=2):
    """Make the axes' height that of these powers of ten, with a number at every `every`."""
    low, high = window
    exponents = range(low, high + 1, every)
    axes.set(ylim=window)
    axes.set_yticks(list(exponents), [style.power(exponent) for exponent in exponents])
