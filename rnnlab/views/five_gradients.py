"""Five gradients, each found in two ways: the matrices above one another, an outcome, and the difference on a scale."""

import numpy as np

from rnnlab.views.kit import Canvas, Panel, Spots, View, entries, numbers, style

COLUMN, FIRST = 140, 160  # CSS pixels from the middle of one gradient to that of the next, and the first of them
CELL = 20
COLOURS = {False: style.GREEN_WORDS, True: style.VERMILION_WORDS, None: style.GREY}  # is it wrong? None: it is not looked at
OUTCOMES = {False: "✔ equal", True: "✘ wrong", None: "○ not yours"}
MARKS = {False: {"marker": "o", "ms": 9}, True: {"marker": "X", "ms": 12}, None: {"marker": "o", "ms": 9, "mfc": "white"}}
LOWEST, HIGHEST = -21.0, 1  # log10 of the error
ZERO = -20.0  # where an error of exactly 0 is drawn


class Pairs(Canvas):
    """`update(names, numerical, by_hand, differs, wrong, errors, way, headline)`.

    names: for each gradient, its name and a second line. numerical, by_hand: the matrices; colours are relative to the largest
    entry of each pair. differs: which entries of `by_hand` are off, as matrices of bool. wrong: for each gradient, True,
    False or None. errors: log10 of how much each is off. way: how the lower ones were found. headline: words for the top.
    """

    def __init__(self, axes, rows):
        super().__init__(axes)
        self.top, half = axes.get_ylim()[1], CELL * rows / 2
        self.middles = self.top - 78 - half, self.top - 88 - 3 * half
        self.foot = self.top - 112 - 4 * half
        for words, y in (("numerical", self.middles[0]), ("relative error", self.foot - 20)):
            self.write(8, y - 4, words, fontsize=style.MEDIUM, color=style.DARK)
        self.way = self.words(size=style.MEDIUM)
        self.matrices = self.squares()
        self.crosses = self.words_on_squares(size=style.MEDIUM, weight="bold")
        self.names = self.words(ha="center", size=style.HUGE, weight="bold", color=style.BLACK)
        self.sizes = self.words(ha="center")
        self.headline = self.words(size=style.HUGE, weight="bold")
        self.outcomes = self.words_by_kind(COLOURS, ha="center", size=13, weight="bold")
        self.errors = self.words(ha="center", size=style.MEDIUM)

    def update(self, names, numerical, by_hand, differs, wrong, errors, way, headline):
        self.way.put([(8, self.middles[1] - 4, way)])
        x = FIRST + COLUMN * np.arange(len(names))
        upper, lower = [], []
        for left, A, B in zip(x, numerical, by_hand, strict=True):
            largest = max(np.abs(A).max(), np.abs(B).max()) or 1
            upper.append(_place(left, self.middles[0], A / largest))
            lower.append(_place(left, self.middles[1], B / largest))
        self.matrices.put([*upper, *lower])
        self.crosses.put(
            cross
            for place, off in zip(lower, differs, strict=True)
            for cross, crossed in zip(numbers(place, "×".format), off.flat, strict=True)
            if crossed
        )
        self.names.put((left, self.top - 52, name) for left, (name, _) in zip(x, names, strict=True))
        self.sizes.put((left, self.top - 68, size) for left, (_, size) in zip(x, names, strict=True))
        self.errors.put((left, self.foot - 24, style.magnitude(error)) for left, error in zip(x, errors, strict=True))
        self.outcomes.put((here, left, self.foot, OUTCOMES[here]) for left, here in zip(x, wrong, strict=True))
        worst = next((kind for kind in (True, None) if kind in wrong), False)
        self.headline.put([(8, self.top - 24, headline)], color=COLOURS[worst])
        self.spots = [
            entries(self, item, _reader(A, f"{name}, {way}"))
            for way, items, matrices in (("numerical", upper, numerical), (way, lower, by_hand))
            for item, A, (name, _) in zip(items, matrices, names, strict=True)
        ]


class Errors(Panel):
    """`update(names, errors, wrong)`: log10 of the relative error of each gradient, and whether that is too much."""

    def __init__(self, axes, left, right, limit):
        super().__init__(axes)
        marks = (-16, -8, 0)
        axes.set(xlim=(left, right), ylim=(LOWEST, HIGHEST), xticks=[])
        axes.set_yticks([ZERO, *marks], ["0", *map(style.power, marks)])
        axes.axhline(limit, color=style.GREY, ls="--", lw=1.5)
        between = FIRST + COLUMN / 2  # no mark is there
        self.write(between, limit + 0.4, "wrong above", va="bottom", ha="center", color=style.DARK)
        self.dots = {wrong: self.line(ls="", color=COLOURS[wrong], clip_on=False, **look) for wrong, look in MARKS.items()}

    def update(self, names, errors, wrong):
        x = FIRST + COLUMN * np.arange(len(errors))
        heights = np.clip(np.nan_to_num(errors, nan=HIGHEST), ZERO, HIGHEST)
        for own, dots in self.dots.items():
            here = [state is own for state in wrong]
            dots.set_data(x[here], heights[here])

        def says(i):
            return f"{names[i]}: relative error {style.magnitude(errors[i])}, {OUTCOMES[wrong[i]]}"

        self.spots = [Spots(x, heights, says, reach=(COLUMN / 2, self.height))]


class FiveGradients(View):
    """The matrices above, the errors below in the same columns. `rows`: of the largest matrix; `limit`: log10 of the error that
    is too much."""

    def build(self, rows, limit):
        return {"pairs": Pairs(self.axes(0, 0, 790, 390), rows), "errors": Errors(self.axes(60, 398, 720, 94), 60, 780, limit)}


def _place(x, y, A):
    """Left, top, width and height of a square, and the matrix, whose middle is at x, y."""
    rows, columns = A.shape
    return x - CELL * columns / 2, y + CELL * rows / 2, CELL, CELL, A


def _reader(A, name):
    return lambda row, column: f"{name}, row {row + 1}, column {column + 1}: {style.signed(A[row, column])}"
