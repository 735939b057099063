"""An equation between matrices, written out with all its numbers."""

from rnnlab.views.kit import Canvas, entries, numbers, style
from rnnlab.views.kit.canvas import short, square

WIDEST, HIGH = 46, 25  # CSS pixels of one number
AIR = 7  # on both sides of what stands between two matrices


class Equation(Canvas):
    """`update(formula, below, terms, sources, colour, chosen, at)`: the equation, a smaller line under it, its terms in order.

    A term is (words, matrix), or (words, None) for what stands between matrices. sources: for each matrix (name, whether a
    gradient, whether transposed), which is what `at` is asked with, and the row and column there. chosen: an entry that gets a
    ring, (name, row, column), or None.
    """

    def __init__(self, axes):
        super().__init__(axes)
        self.formula = self.words(size=style.HUGE, weight="bold")
        self.below = self.words(size=style.MEDIUM)
        self.matrices = self.squares(edgecolors=style.LIGHT, linewidths=1)
        self.names = self.words(size=style.MEDIUM, ha="center", weight="bold")
        self.between = self.words(size=style.MEDIUM, ha="center", weight="bold")
        self.numbers = self.words_on_squares()
        self.ring = self.rings()

    def update(self, formula, below, terms, sources, colour, chosen, at):
        self.formula.put([(0, self.height - 20, formula)], color=colour)
        self.below.put([(0, self.height - 44, below)])
        placed = list(self._placed(terms))
        matrices = [(place, words, A) for place, words, A in placed if A is not None]
        self.matrices.put([(*place, A) for place, _, A in matrices])
        self.names.put([(left + width * A.shape[1] / 2, top + 6, words) for (left, top, width, _), words, A in matrices])
        self.between.put([(*place, words) for place, words, A in placed if A is None])
        self.numbers.put(number for place, _, A in matrices for number in numbers((*place, A), short))
        placed = [((*place, A), words, source) for (place, words, A), source in zip(matrices, sources, strict=True)]
        rings = [(place, _turned(source, *chosen[1:])) for place, _, source in placed if chosen and chosen[0] == source[0]]
        self.ring.set_verts([square(*place, *entry) for place, entry in rings])
        self.spots = [entries(self, place, _reader(words, place[4]), _mover(source, at)) for place, words, source in placed]

    def _placed(self, terms):
        """Each term with its place: (left, top, width, height) for a matrix, (x, y) for words."""
        columns = sum(A.shape[1] for _, A in terms if A is not None)
        signs = sum(self.between.width(words) + 2 * AIR for words, A in terms if A is None)
        width = min(WIDEST, (self.width - signs - 4) / max(columns, 1))
        tallest = max((A.shape[0] for _, A in terms if A is not None), default=0)
        x, middle = 0, self.height - 84 - HIGH * tallest / 2
        for words, A in terms:
            if A is None:
                wide = self.between.width(words) + 2 * AIR
                yield (x + wide / 2, middle - 5), words, A
                x += wide
            else:
                # A name wider than its matrix must not run into the next one.
                wide = max(width * A.shape[1], self.names.width(words))
                yield (x + (wide - width * A.shape[1]) / 2, middle + HIGH * A.shape[0] / 2, width, HIGH), words, A
                x += wide


def _reader(words, A):
    return lambda row, column: f"{words} row {row + 1}, column {column + 1}: {style.signed(A[row, column])}"


def _mover(source, at):
    return lambda row, column: at(*source[:2], *_turned(source, row, column))


def _turned(source, row, column):
    """Row and column in the matrix as it is, from those in the equation, or the other way."""
    return (column, row) if source[2] else (row, column)
