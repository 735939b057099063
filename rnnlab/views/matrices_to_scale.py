"""The whole step in small, and the part that is being computed in large, every matrix to scale."""

import numpy as np

from rnnlab.views.kit import NEAR, Spots, View, style
from rnnlab.views.panels.blocks import Block, Blocks, size_words

BAND = "#ecf3f9"  # so pale that red words on it can be read
LARGEST = 40  # CSS pixels of a cell
MARGIN = 10


class Overview(Blocks):
    """`update(line, current, steps)`: the whole calculation in one line, the items from which to which are now computed, and
    the step of each item. A click on a matrix goes to its step."""

    def __init__(self, axes):
        super().__init__(axes, small=True)
        self.band = self.area(color=BAND, lw=0)
        self.artists.insert(0, self.artists.pop())  # under the matrices
        self.under = self.line(color=style.BLUE, lw=4, solid_capstyle="butt")

    def update(self, line, current, steps):
        cell = self.largest_cell([line], self.width - 2 * MARGIN, self.height - 12, LARGEST)
        placed = self.put([line], cell, MARGIN, 2)
        places = MARGIN + self.places(line, cell)
        first, last = current
        left, right = places[first] - 4, places[last + 1] - (0 if last + 1 == len(line) else self.gap) + 4
        self.band.set_xy([(left, 0), (right, 0), (right, self.height), (left, self.height)])
        self.under.set_data([left, right], [1.5, 1.5])
        self.spots = [self._matrices(placed, cell, [step for item, step in zip(line, steps) if isinstance(item, Block)])]

    def _matrices(self, placed, cell, steps):
        """A spot for each matrix, as high as the panel: its squares are too small to be pointed at."""
        half = np.array([block.shape[1] * cell / 2 for block, *_ in placed])
        middles = np.array([x for _, x, _ in placed]) + half

        def says(i):
            block = placed[i][0]
            return f"{block.name}, {size_words(block.shape)}" + (": not computed yet" if block.values is None else "")

        reach = np.maximum(half, NEAR), self.height / 2
        return Spots(middles, np.full(len(placed), reach[1]), says, lambda i: {"step": steps[i]}, reach)


class Stage(Blocks):
    """`update(stages, current, title, formula, foot, trouble)`.

    stages: the lines of every stage, so that all are drawn with one cell size; current: the one that is shown. formula and foot
    are two lines of words each. trouble: whether to write in red.
    """

    TOP = 64  # below the headline
    FOOT = 40

    def __init__(self, axes):
        super().__init__(axes)
        self.title = self.words(size=style.HUGE, weight="bold")
        self.formula = self.words(size=style.HUGE, color=style.BLACK)
        self.foot = self.words(size=style.MEDIUM)

    def update(self, stages, current, title, formula, foot, trouble):
        room = self.width - 2 * MARGIN, self.height - self.TOP - self.FOOT
        cell = min(self.largest_cell(lines, *room, LARGEST) for lines in stages)
        self.spots = self.entries(self.put(stages[current], cell, MARGIN, self.TOP), cell)
        colours = (style.VERMILION_WORDS,) * 2 if trouble else (style.BLUE, style.DARK)
        self.title.put([(MARGIN, self.height - 24, title)], color=colours[0])
        self.formula.put([(150, self.height - 24 - 28 * row, words) for row, words in enumerate(formula)])
        self.foot.put([(MARGIN, 25 - 20 * row, words) for row, words in enumerate(foot)], color=colours[1])


class MatricesToScale(View):
    """The overview on top, the stage below it."""

    def build(self):
        return {"overview": Overview(self.axes(0, 0, 788, 64)), "stage": Stage(self.axes(0, 68, 788, 432))}
