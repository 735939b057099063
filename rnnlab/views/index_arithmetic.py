"""A list of numbered words in rows, what a sum of numbers does there, and beside it the same sum of one-hot vectors."""

import numpy as np
from matplotlib.patches import FancyArrowPatch

from rnnlab.views.kit import Canvas, Spots, View, on_dark, squares, style
from rnnlab.views.panels.bars import Bars

ROW = 25  # CSS pixels
HEAD, FOOT = 46, 30  # above and below the rows; a sum that leaves the list ends there


class Rows(Canvas):
    """A canvas of rows, with a place for words above them and below."""

    def __init__(self, axes, rows):
        super().__init__(axes)
        self.rows, self.top = rows, FOOT + rows * ROW

    def foot(self, row):
        """The y of the foot of a row, the first one being 0; rows before and behind the list are next to it."""
        return self.top - (np.clip(row, -1, self.rows) + 1) * ROW

    def whole_rows(self, width, says, at):
        """Spots for the rows, so wide from the left."""
        y = self.foot(np.arange(self.rows)) + ROW / 2
        return Spots(np.full(self.rows, width / 2), y, says, at, (width / 2, ROW / 2))


class Headline(Canvas):
    """`update(outcome, sum)`: what comes out in words, and in numbers."""

    def __init__(self, axes):
        super().__init__(axes)
        self.outcome = self.words(size=style.HUGE, weight="bold", color=style.VERMILION_WORDS)
        self.sum = self.words(size=style.MEDIUM)

    def update(self, outcome, sum):
        self.outcome.put([(4, 34, outcome)])
        self.sum.put([(4, 8, sum)])


class Numbers(Rows):
    """`update(words, first, last)`: the words by their numbers; the sum leads from row `first` to row `last`.

    A click on a word makes it the second one of the sum.
    """

    TEXT, ARROW = 36, 150  # CSS pixels

    def __init__(self, axes, rows):
        super().__init__(axes, rows)
        self.ground = self.area(color="#fbe3d3", lw=0)
        self.names = self.words(size=style.MEDIUM)
        look = {"arrowstyle": "-|>", "mutation_scale": 18, "lw": 3, "color": style.VERMILION, "shrinkA": 0, "shrinkB": 0}
        self.arrow = self.moving(axes.add_patch(FancyArrowPatch((0, 0), (0, 0), **look)))
        self.start = self.line(marker="o", ms=9, color=style.VERMILION)
        self.nothing = self.words(weight="bold", color=style.VERMILION_WORDS)
        self.write(4, self.top + 24, "numbers", fontsize=style.MEDIUM, fontweight="bold")

    def update(self, words, first, last):
        numbers = [(8, self.foot(row) + 7, f"{row + 1}") for row in range(len(words))]
        self.names.put(numbers + [(self.TEXT, self.foot(row) + 7, word) for row, word in enumerate(words)])
        inside = 0 <= last < self.rows
        low = self.foot(last)
        self.ground.set_xy(
            [(2, low), (self.ARROW + 16, low), (self.ARROW + 16, low + ROW), (2, low + ROW)] if inside else [(0, 0)]
        )
        start, end = (self.ARROW, self.foot(first) + ROW / 2), (self.ARROW, low + ROW / 2)
        self.start.set_data([start[0]], [start[1]])
        self.arrow.set_positions(start, end)
        self.nothing.put([] if inside else [(8, low + 8, f"{last + 1}: no word".replace("-", "−"))])
        answers = lambda row: f"“{words[row]}” has the number {row + 1}", lambda row: {"second": words[row]}
        self.spots = [self.whole_rows(self.ARROW + 16, *answers)]


class OneHot(Rows):
    """`update(words, names, vectors, sign, remark)`: the vectors (3, rows) of two words and of their sum, the names above them.

    A click on an entry of one of the two words puts its 1 there: it takes the word of that row.
    """

    COLUMN = 74  # CSS pixels from one vector to the next

    def __init__(self, axes, rows):
        super().__init__(axes, rows)
        self.cells = self.squares()
        self.entries = self.words_on_squares(weight="bold")
        self.zeros = self.words(ha="center", color=style.GREY)
        self.names = self.words(ha="center", weight="bold")
        self.signs = self.words(size=style.HUGE, ha="center", weight="bold")
        self.remark = self.words(color=style.BLUE)
        self.write(0, self.top + 24, "one-hot vectors", fontsize=style.MEDIUM, fontweight="bold")

    def update(self, words, names, vectors, sign, remark):
        lefts = 14 + self.COLUMN * np.arange(3)
        self.cells.put([(left, self.top, ROW, ROW, vector[:, None]) for left, vector in zip(lefts, vectors, strict=True)])
        middles = lefts + ROW / 2
        self.names.put([(x, self.top + 5, name) for x, name in zip(middles, names, strict=True)])
        x, y = np.repeat(middles, self.rows), np.tile(self.foot(np.arange(self.rows)) + 8, len(vectors))
        values = [*zip(on_dark(vectors).flat, x, y, vectors.flat, strict=True)]
        self.entries.put((dark, *place, f"{value:.0f}".replace("-", "−")) for dark, *place, value in values if value)
        self.zeros.put((*place, "0") for _, *place, value in values if not value)
        between = middles[:-1] + self.COLUMN / 2
        self.remark.put([(0, 8, remark)])
        self.signs.put([(x, self.foot(self.rows // 2), mark) for x, mark in zip(between, (sign, "="), strict=True)])
        self.spots = [self._vector(words, *each) for each in zip(lefts, names, vectors, ("first", "second", None), strict=True)]

    def _vector(self, words, left, name, vector, control):
        def says(row, _):
            return f"{name}, entry {row + 1} for “{words[row]}”: {vector[row]:.0f}".replace("-", "−")

        place = (left, self.top, ROW, ROW * self.rows)
        return squares(self, (self.rows, 1), says, lambda row, _: {control: words[row]} if control else {}, place=place)


class Distances(Rows):
    """`update(words, word, by_number, one_hot)`: how far each row's word is from `word`, by number and by one-hot vector.

    A click on a row measures from its word, which is the first one of the sum.
    """

    LONG = 96  # CSS pixels: a bar of the largest distance
    SECOND = 150  # where the bars of the one-hot vectors start

    def __init__(self, axes, rows):
        super().__init__(axes, rows)
        self.bars = [Bars(self, lying=True, color=colour, lw=0) for colour in (style.VERMILION, style.BLUE)]
        self.title = self.words(size=style.MEDIUM, weight="bold", color=style.BLACK)
        self.values = self.words()
        self.write(0, self.top + 5, "by number", color=style.VERMILION_WORDS, fontweight="bold")
        self.write(self.SECOND, self.top + 5, "one-hot", color=style.BLUE, fontweight="bold")
        for x in (0, self.SECOND):
            axes.plot([x, x], [FOOT, self.top], color=style.GREY, lw=1)

    def update(self, words, word, by_number, one_hot):
        self.title.put([(0, self.top + 24, f"distance from “{word}”")])
        values, feet = [], self.foot(np.arange(self.rows))
        columns = (0, by_number, "{:.0f}"), (self.SECOND, one_hot, "{:.2f}")
        for bars, (start, distances, pattern) in zip(self.bars, columns, strict=True):
            lengths = distances * (self.LONG / (self.rows - 1 if start == 0 else np.sqrt(2)))
            bars.set(lengths, feet + 5, ROW - 10, zero=start)
            values += zip(start + lengths + 5, feet + 8, map(pattern.format, distances), strict=True)
        self.values.put(values)

        def says(row):
            return f"“{words[row]}” is {by_number[row]:.0f} away from “{word}” by number, and {one_hot[row]:.2f} one-hot"

        self.spots = [self.whole_rows(self.width, says, lambda row: {"first": words[row]})]


class IndexArithmetic(View):
    """Three panels whose rows are the same words, and a headline."""

    WORDS = 12
    height = 66 + HEAD + WORDS * ROW + FOOT

    def build(self):
        top, high = 66, HEAD + self.WORDS * ROW + FOOT
        return {
            "headline": Headline(self.axes(8, 4, 774, 62)),
            "numbers": Numbers(self.axes(8, top, 190, high), self.WORDS),
            "one_hot": OneHot(self.axes(230, top, 230, high), self.WORDS),
            "distances": Distances(self.axes(500, top, 284, high), self.WORDS),
        }
