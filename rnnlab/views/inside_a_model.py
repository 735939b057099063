"""Inside a character model: what one unit holds at each character of a text, what the model expects next, and which units tell
most."""

import numpy as np

from rnnlab.views.kit import style
from rnnlab.views.kit.canvas import Canvas, centres, on_dark
from rnnlab.views.kit.spots import Spots, squares
from rnnlab.views.kit.view import Panel, View
from rnnlab.views.panels.bars import Bars
from rnnlab.views.panels.next_letters import NextLetters
from rnnlab.views.panels.written import named, seen

ROW = 40  # characters in a line
LONGEST = 2 * ROW  # characters of a prompt
SQUARE, TALL, LINE = 19, 30, 40  # CSS pixels: a character's width and height, and from line to line
AROUND = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])  # the corners of a frame
OTHERS = "#8f8f8f"  # the bars of units that are not looked at: 3.2 to 1 on white


class Coloured(Canvas):
    """`update(heading, text, values, unit, step, replaced)`: each character in the colour of the unit's value after it,
    (T,). One is framed; a click on another reads up to there. What stands for something unknown is underlined."""

    def __init__(self, axes):
        super().__init__(axes)
        self.top = axes.get_ylim()[1] - 36
        self.heading = self.words(size=style.HUGE, weight="bold", color=style.PLUM)
        self.values = self.squares(linewidths=0.4)
        self.dark = self.words(size=style.MEDIUM, ha="center", weight="bold", color=style.BLACK)
        self.light = self.words(size=style.MEDIUM, ha="center", weight="bold", color="white")
        self.now = self.line(color=style.BLACK, lw=2.6)
        self.replaced = self.line(ls="", marker="_", ms=style.points(SQUARE - 2), mew=3, color=style.VERMILION_WORDS)
        scale, left = np.array([[-1.0, -0.5, 0.0, 0.5, 1.0]]), axes.get_xlim()[1] - 5 * 22 - 34
        self.values_of_scale = left, self.top + 30, 22, 16, scale
        self.numbers = self.words()
        self.ends = [(left - 24, self.top + 18, "−1"), (left + 5 * 22 + 6, self.top + 18, "+1")]

    def update(self, heading, text, values, unit, step, replaced=()):
        self.heading.put([(0, self.top + 16, heading)])
        rows = [(0, self.top - LINE * row, SQUARE, TALL, values[None, row * ROW : (row + 1) * ROW]) for row in range(2)]
        self.values.put([*rows, self.values_of_scale])
        middles = np.concatenate([centres(*row) for row in rows if row[4].size])
        letters = [(x, y - 5, seen(letter)) for (x, y), letter in zip(middles, text, strict=True)]
        white = np.concatenate([on_dark(row[4]).ravel() for row in rows if row[4].size])
        self.dark.put([letter for letter, other in zip(letters, white, strict=True) if not other])
        self.light.put([letter for letter, other in zip(letters, white, strict=True) if other])
        self.numbers.put(self.ends)
        self.replaced.set_data(*(middles[sorted(replaced)] - (0, TALL / 2 - 1)).T)
        row, column = divmod(step - 1, ROW)
        left, top = SQUARE * column, self.top - LINE * row
        self.now.set_data(left + SQUARE * AROUND[:, 0], top - TALL * AROUND[:, 1])

        def says(i):
            return f"unit {unit} after character {i + 1}, {named(text[i])}: {values[i]:+.2f}".replace("-", "−")

        self.spots = [Spots(*middles.T, says, lambda i: {"step": i + 1}, reach=(SQUARE / 2, TALL / 2))]


class Ranking(Panel):
    """`update(scores, units, rank)`: what each unit tells, the most telling first, (h,), as parts of the largest, and which
    unit that is; one is marked. A click on another looks at that unit."""

    def __init__(self, axes, h):
        super().__init__(axes)
        style.title(axes, "what each unit tells")
        axes.set(xlim=(0.5, h + 0.5), ylim=(0, 1.08), yticks=[], xticks=sorted({1, h}))
        axes.set_xlabel("units, by rank", labelpad=0)
        self.bars = Bars(self)
        self.here = self.line(ls="", marker="v", ms=9, color=style.PLUM, clip_on=False)
        self.score = self.text(0.98, 0.9, ha="right", va="top", fontsize=style.MEDIUM, fontweight="bold", color=style.PLUM)

    def update(self, scores, units, rank):
        shares = scores / max(scores.max(), 1e-300)
        colours = [style.PLUM if place == rank else OTHERS for place in range(1, len(scores) + 1)]
        self.bars.set(shares, np.arange(len(scores)) + 0.55, np.full(len(scores), 0.9), colours)
        self.here.set_data([rank], [shares[rank - 1] + 0.05])
        self.score.set_text(f"no. {rank}: {style.number(float(scores[rank - 1]))} nats")

        def says(_, i):
            return f"unit {units[i]}, no. {i + 1}: tells {style.number(float(scores[i]))} nats about the next character"

        self.spots = [squares(self, (1, len(scores)), says, lambda _, i: {"unit": i + 1})]


class InsideAModel(View):
    """The coloured text on top, the next character at the left below it, the ranking of the units at the right."""

    height = 440

    def __init__(self, h):
        self.h = h
        super().__init__()

    def build(self):
        return {
            "coloured": Coloured(self.axes(8, 4, 776, 124)),
            "next": NextLetters(self.axes(8, 134, 470, 266), LONGEST),
            "ranking": Ranking(self.axes(526, 176, 250, 222), self.h),
        }
