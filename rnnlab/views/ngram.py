"""Models that count, one for each order: how unsure they are of the text they counted and of a new one, and what one writes."""

import numpy as np
from matplotlib.patches import Rectangle

from rnnlab.views.kit import NEAR, Canvas, Panel, Spots, View, squares, style
from rnnlab.views.panels.written import Written, percent

MOST = 6  # powers of two on the axis at least
LEAST = -1.0  # leaves room for a number under a point at 1


class Headline(Canvas):
    """`update(number, outcome)`: the number that counts, in large letters, and what it means."""

    def __init__(self, axes):
        super().__init__(axes)
        self.number = self.words(size=style.HUGE, weight="bold", color=style.VERMILION_WORDS)
        self.outcome = self.words(size=style.HUGE, weight="bold")

    def update(self, number, outcome):
        self.number.put([(4, 8, number)])
        self.outcome.say(398, 8, outcome)


class ByOrder(Panel):
    """`update(training, held_out, order, kinds)`: the perplexity of each order on two texts, (orders,) both, in powers of 2.

    The order that is looked at is marked, and its numbers are written out. The axis has room for `kinds` equally likely
    characters, which is as bad as it gets; beyond it a mark stands at the edge.
    """

    def __init__(self, axes, orders):
        super().__init__(axes)
        self.most = None
        style.title(axes, "perplexity, by order n", pad=25)
        axes.set(xlim=(0.6, orders + 0.4), xticks=range(1, orders + 1))
        axes.grid(axis="y", color=style.LIGHT, lw=0.8)
        axes.set_axisbelow(True)
        self.ground = self.moving(
            axes.add_patch(Rectangle((0, 0), 0.76, 1, transform=axes.get_xaxis_transform(), color="#f2f2f2", lw=0))
        )
        self.held_out = self.line(color=style.VERMILION_WORDS, lw=3, marker="s", ms=8, label="held-out text")
        self.training = self.line(color=style.BLUE, lw=3, marker="o", ms=8, ls="--", label="training text")
        self.over = [
            self.line(ls="", marker="^", ms=9, mfc="white", mec=line.get_color(), mew=2, clip_on=False)
            for line in (self.held_out, self.training)
        ]
        self.upper = self.text(0, 0, ha="center", fontsize=style.MEDIUM, fontweight="bold", color=style.VERMILION_WORDS)
        self.lower = self.text(0, 0, ha="center", va="top", fontsize=style.MEDIUM, fontweight="bold", color=style.BLUE)
        style.legend_above(axes, [self.held_out, self.training])

    def update(self, training, held_out, order, kinds):
        self._reach(max(MOST, int(np.ceil(np.log2(kinds)))))
        orders = np.arange(1, len(training) + 1)
        self.training.set_data(orders, self._height(training))
        self.held_out.set_data(orders, self._height(held_out))
        for marks, perplexities in zip(self.over, (held_out, training), strict=True):
            beyond = np.log2(perplexities) > self.most
            marks.set_data(orders[beyond], np.full(beyond.sum(), float(self.most)))
        self.ground.set_x(order - 0.38)
        around = order + np.array([-0.38, 0, 0.38])  # as wide as a number
        near = [np.interp(around, orders, self._height(perplexities)) for perplexities in (training, held_out)]
        high, low = np.max(near), np.min(near)
        over = high + 0.35 if high < self.most - 0.6 else high - 0.95  # at the upper edge there is no room above
        self._write(self.upper, order, over, held_out)
        self._write(self.lower, order, min(low - 0.35, over - 0.3), training)
        self.spots = [self._points("held-out text", held_out), self._points("training text", training)]

    def _reach(self, most):
        """The axis up to so many powers of two."""
        if most != self.most:
            self.most, self.frame_changed = most, True
            self.axes.set(ylim=(LEAST, most))
            self.axes.set_yticks(range(most + 1), [f"{2**power}" for power in range(most + 1)])

    def _points(self, name, perplexities):
        return Spots(
            np.arange(1, len(perplexities) + 1),
            self._height(perplexities),
            lambda i: f"order {i + 1}, {name}: perplexity {style.number(perplexities[i])}",
            lambda i: {"order": i + 1},
            reach=(2 * NEAR, 2 * NEAR),
        )

    def _height(self, perplexities):
        return np.minimum(np.log2(perplexities), self.most)

    def _write(self, text, order, height, perplexities):
        left, right = self.axes.get_xlim()
        middle = max(order, left + 0.55)  # so that the axis does not run through the first number
        text.set_position(((middle - left) / (right - left), (height - LEAST) / (self.most - LEAST)))
        text.set_text(_short(perplexities[order - 1]))


def _short(perplexity):
    """A number that has room over a point, also over the first one."""
    return f"{perplexity:.1f}" if perplexity < 1000 else style.number(perplexity)


class NeverSeen(Panel):
    """`update(shares, order)`: for each order the part of the contexts in the held-out text that training never showed."""

    TOP = 1.4  # leaves room for a number over a bar

    def __init__(self, axes, orders):
        super().__init__(axes)
        style.title(axes, "contexts new in the held-out text, %")
        axes.set(xlim=(0.6, orders + 0.4), ylim=(0, self.TOP), xticks=range(1, orders + 1))
        axes.set_xlabel("order n: looks at n − 1 characters back", labelpad=2)
        axes.set_yticks([0, 1], ["0", "100"])
        self.bars = [self.moving(axes.bar(order, 0, width=0.5, color=style.PLUM, lw=0)[0]) for order in range(1, orders + 1)]
        self.part_names = [
            self.text((order - 0.6) / (orders - 0.2), 0, ha="center", va="bottom", color=style.PLUM)
            for order in range(1, orders + 1)
        ]

    def update(self, shares, order):
        for place, (bar, text, share) in enumerate(zip(self.bars, self.part_names, shares, strict=True), start=1):
            bar.set_height(share)
            bar.set_alpha(1 if place == order else 0.65)
            text.set_y((share + 0.04) / self.TOP)
            text.set_text(f"{100 * share:.0f}")

        def says(_, place):
            return f"order {place + 1}: {percent(shares[place])} of the contexts are new"

        self.spots = [squares(self, (1, len(shares)), says, lambda _, place: {"order": place + 1})]


class NGram(View):
    """Perplexities and new contexts by order at the left, with one axis for both; what the chosen model writes at the right."""

    ORDERS = 8
    height = 440

    def build(self):
        return {
            "headline": Headline(self.axes(4, 4, 782, 34)),
            "by_order": ByOrder(self.axes(60, 92, 312, 200), self.ORDERS),
            "new": NeverSeen(self.axes(60, 344, 312, 50), self.ORDERS),
            "written": Written(self.axes(402, 46, 380, 386)),
        }
