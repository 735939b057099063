"""The picture of the computational graph: the nodes with what they hold so far, the equation of the node looked at, and the
loss over one number that something is added to."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from rnnlab.views.kit import Panel, Spots, View, style
from rnnlab.views.panels.equation import Equation
from rnnlab.views.panels.graph_nodes import BACKWARD, CHANGED, FORWARD, GraphNodes

ACROSS = 2.0  # so much is added at most, up or down
LEFT = -0.85  # of the words beside the curve, in widths of the axes


class LossOverNumber(Panel):
    """`update(entry, value, by, losses, slopes, course, kinks)`: the loss over one number, and the tangent where it stood.

    entry: the number in words. value: what it was, and `by` what is added. losses, slopes: the loss and the number's gradient,
    before and now. course: (what is added, the loss then), arrays. kinks: (what is added, the loss then, words). Without
    arguments there is no such number, and the panel is empty.

    The tangent is that before the nudge, and stays: a prediction is made from the gradient before one moves, and the way from
    the dot to the tangent is how wrong it was. Its slope is the gradient that the graph shows with nothing added.
    """

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "loss")
        axes.set(xlim=(-1.03 * ACROSS, 1.03 * ACROSS), xticks=[-2, -1, 0, 1, 2], xticklabels=["−2", "−1", "0", "+1", "+2"])
        axes.yaxis.set_major_locator(MaxNLocator(4))
        self.tangent = self.line(color=BACKWARD, lw=1.8, ls="--")
        self.gap = self.line(color=style.GREY, lw=1.5, ls=":")
        self.course = self.line(color=style.BLACK, lw=2.2)
        self.kinks = self.line(ls="", marker="D", ms=7, color=style.BLACK, mfc="white", mew=1.5)
        self.start = self.line(ls="", marker="o", ms=7, color=BACKWARD, mfc="white", mew=1.8)
        self.now = self.line(ls="", marker="o", ms=10, color=FORWARD, mec="white", clip_on=False)
        self.slope = self.text(1, 1.03, ha="right", va="bottom", fontsize=style.MEDIUM, color=BACKWARD)
        self.below = self.text(0.5, -0.45, ha="center", color=style.DARK)
        looks = [{"fontweight": "bold"}, {}, *[{"color": FORWARD}] * 2, {"color": BACKWARD}, {"color": CHANGED}, {}]
        places = [(LEFT, 0.98 - 0.225 * line) for line in range(len(looks))]
        self.words = [self.text(*place, fontsize=style.MEDIUM, **look) for place, look in zip(places, looks, strict=True)]

    def update(self, entry="", **tried):
        for artist in self.artists:
            artist.set_data([], []) if isinstance(artist, Line2D) else artist.set_text("")
        self.spots = ()
        if self.axes.get_visible() != bool(entry):
            self.axes.set_visible(bool(entry))
            self.frame_changed = True
        if entry:
            self._show(entry, **tried)

    def _show(self, entry, value, by, losses, slopes, course, kinks):
        (before, now), slope = losses, slopes[0]
        predicted = before + slope * by
        self._draw(course, kinks, [before - slope, before + slope])
        self.tangent.set_data([-ACROSS, ACROSS], [before - ACROSS * slope, before + ACROSS * slope])
        self.gap.set_data([by, by], [now, predicted])
        self.start.set_data([0], [before])
        self.now.set_data([by], [now])
        self.slope.set_text(_slopes(slopes, by))
        self.below.set_text(f"added to {entry}")
        self.fill(self.words, _told(entry, value, by, losses, predicted, bool(kinks)))
        at, heights, words = zip(*kinks, strict=True) if kinks else ((), (), ())
        self.spots = [
            Spots([by], [now], lambda i: f"now, {_with(by)}: loss {style.number(now)}", lambda i: {"nudge": by}, (8, 8)),
            Spots(at, heights, lambda i: f"{_with(at[i])} {words[i]}", lambda i: _notch(at[i], course[0]), (8, 8)),
            self._along(*course, before, slope),
        ]

    def _draw(self, course, kinks, beside):
        """The curve with its kinks, on axes that have room for what is `beside` it too."""
        at, heights = np.array([kink[:2] for kink in kinks]).reshape(-1, 2).T
        x, y = np.concatenate([course[0], at]), np.concatenate([course[1], heights])
        order = np.argsort(x)
        self.course.set_data(x[order], y[order])
        self.kinks.set_data(at, heights)
        low, high = min(*y, *beside), max(*y, *beside)
        room = max(0.1 * (high - low), 0.02 * high)  # a curve that is flat shall look flat
        self.limits(y=(low - room, high + room))

    def _along(self, x, losses, before, slope):
        """The curve to point at: a click anywhere above or below it adds so much."""

        def says(i):
            return f"{_with(x[i])}: loss {style.number(losses[i])}, tangent {style.signed(before + slope * x[i])}"

        notch = (x[1] - x[0]) * self._per_unit()[0]
        return Spots(x, losses, says, lambda i: {"nudge": float(x[i])}, reach=(0.51 * notch, self.height))


def _notch(by, notches):
    """The nearest of what can be added."""
    return {"nudge": float(notches[np.abs(notches - by).argmin()])}


def _with(by):
    return f"with {style.signed(by)} added"


def _slopes(slopes, by):
    before, now = (style.signed(slope) for slope in slopes)
    return f"slope {before}" + (f", at the dot {now}" if by else "")


def _told(entry, value, by, losses, predicted, kinks):
    """What the nudge did, in seven lines."""
    before, now = (style.number(loss) for loss in losses)
    switching = "◇ here a ReLU switches" if kinks else ""
    if not by:
        return entry, f"is {style.signed(value)}", f"loss {now}", "", "", "", switching
    change = f"{style.signed(value)} {'−' if by < 0 else '+'} {style.number(abs(by))} = {style.signed(value + by)}"
    true, foreseen = (style.signed(loss - losses[0]) for loss in (losses[1], predicted))
    changes = f"true change = {true}", f"slope × nudge = {foreseen}"
    return entry, change, f"loss {before} → {now}", *changes, "dashed: what it changes", switching


class ComputationalGraph(View):
    """The equation stands where the graph has no nodes; with a number chosen its matrices give way to the loss over it."""

    def build(self, edges):
        return {
            "nodes": GraphNodes(self.axes(0, 0, self.width, self.height), edges),
            "equation": Equation(self.axes(250, 276, 538, 224)),
            "loss": LossOverNumber(self.axes(492, 340, 282, 100)),
        }
