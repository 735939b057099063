"""The picture of one head of attention: the weight of each step, the roads to the answer, and what both kinds of road cost."""

import numpy as np

from rnnlab.views.adding_problem import Errors, Sequence
from rnnlab.views.kit import Panel, Spots, View, squares, style
from rnnlab.views.panels.bars import Bars

HEAD, STATE = style.BLUE, style.VERMILION_WORDS
ANSWER, CHAIN = 1.9, -0.3  # how high the answer stands over the weights, which end at 1, and the recurrent road below them


class Weights(Panel):
    """`update(weights, numbers, marked, outcome)`: for each step a bar as high as its weight, (T,), and a line to the answer as
    thick; below them the road of a recurrent state, from the first of the two `marked` steps to the end."""

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "weight of each step")
        axes.set(xlim=(0, 1), ylim=(-0.65, ANSWER + 0.1), xticks=[])
        axes.set_yticks([0, 0.5, 1], ["0", "½", "1"])
        axes.spines["bottom"].set_visible(False)
        axes.spines["left"].set_bounds(0, 1)
        axes.axhline(0, color=style.GREY, lw=style.FRAME)
        axes.plot([0.5], [ANSWER], marker="o", ms=12, color=HEAD, clip_on=False)
        self.write(0.52, ANSWER, "the answer: 1 step from each input", va="center", color=HEAD, fontsize=style.MEDIUM)
        self.roads = self.segments(color=HEAD, alpha=0.7)
        self.bars = Bars(self)
        self.tips = self.line(ls="", marker="v", ms=8, color=style.BLACK)
        self.chain = self.line(color=STATE, marker="o", clip_on=False)
        self.length = self.text(1, 0, ha="right", va="bottom", color=STATE, fontsize=style.MEDIUM)
        self.outcome = self.headline(1, 1.03, ha="right", va="bottom")

    def update(self, weights, numbers, marked, outcome):
        T = len(weights)
        x = (np.arange(T) + 0.5) / T
        self.roads.set_segments([[(place, 1), (0.5, ANSWER)] for place in x])
        self.roads.set_linewidth(0.3 + 9 * weights)
        self.bars.set(weights, x - 0.35 / T, 0.7 / T, [style.BLACK if t in marked else HEAD for t in range(T)])
        self.tips.set_data(x[marked], weights[marked] + 0.14)
        way = x[marked[0] :]
        self.chain.set_data(way, np.full(len(way), CHAIN))
        self.chain.set_markersize(min(7, 250 / T))
        self.length.set_text(f"a recurrent state: {style.counted(len(way), 'step')} from the first mark to the answer")
        self.outcome.say(outcome)

        def says(_, t):
            return f"step {t + 1}: weight {weights[t]:.3f}; number {numbers[t]:.2f}, {'' if t in marked else 'not '}marked"

        steps = Spots(*self.chain.get_data(), lambda i: f"the state after step {marked[0] + i + 1}: {i + 1} of {len(way)}")
        self.spots = [squares(self, (1, T), says), steps]


class Costs(Panel):
    """A row for each cost, of the head and of a recurrent state: `update(rows)`, each (head, state, what it means)."""

    ROWS, COLUMN = ("steps to the first mark", "work, if every step asks", "kept for the next step"), 0.76

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, 1), ylim=(len(self.ROWS) - 0.5, -0.5))
        axes.set_axis_off()
        columns = (self.COLUMN, HEAD), (1, STATE)
        for (x, colour), words in zip(columns, ("attention", "recurrence")):
            self.write(x, -0.6, words, color=colour, fontsize=style.MEDIUM, fontweight="bold", ha="right", va="bottom")
        self.numbers = []
        for row, words in enumerate(self.ROWS):
            self.write(0, row, words, va="center")
            y = 1 - (row + 0.5) / len(self.ROWS)
            self.numbers.append([self.headline(x, y, color=colour, ha="right", va="center") for x, colour in columns])

    def update(self, rows):
        for labels, (head, state, _) in zip(self.numbers, rows, strict=True):
            self.fill(labels, (head, state))
        self.spots = [squares(self, (len(rows), 1), lambda row, _: rows[row][2])]


class Attention(View):
    """The weights and the roads above the sequence that is read; below it the error while training, and the costs."""

    height = 490

    def build(self, longest):
        return {
            "weights": Weights(self.axes(44, 30, 732, 190)),
            "sequence": Sequence(self.axes(44, 252, 732, 46)),
            "errors": Errors(self.axes(44, 352, 270, 95), longest),
            "costs": Costs(self.axes(336, 368, 440, 96)),
        }
