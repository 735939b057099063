"""Formulas whose matrices are drawn as blocks of square cells, all of one size: sides that must match can be seen to match.

A formula is a list of lines; a line is a list of `Block`s and, between them, signs such as "+".
"""

import functools
from typing import NamedTuple

import numpy as np

from rnnlab.views.kit import Canvas, Spots, numbers, squares, style

GAP = 6  # CSS pixels between two items of a line
LABEL = 19  # above a block
BETWEEN = 8  # between two lines
LETTER, SPACED = 15, 19  # beside a row or above a column; cells narrower than the second have no room for letters
READABLE = 30  # a cell this wide has room for a number
APART = 4  # CSS pixels at least between two numbers
SMALLEST = 0.8  # times the usual size, of numbers in narrow cells


class Block(NamedTuple):
    """A matrix to be drawn: its values, or None as long as they are not known."""

    name: str
    shape: tuple  # rows, columns
    values: np.ndarray | None = None
    mark: tuple | None = None  # the row and the column, from 0, of the entry that is outlined; None for either: all of them
    wrong: str = ""  # "rows" or "columns": the side that does not fit
    letters: tuple = ("", "")  # what its rows and its columns stand for, one sign each, from the first


class Blocks(Canvas):
    """A panel that draws formulas; a `small` one with thinner lines, smaller words, and without shapes and letters.

    `put` draws, and `entries` is what can be pointed at then. A click on an entry of a marked block moves the mark there: the
    settings are called "row" and "column" and count from 1.
    """

    def __init__(self, axes, *, small=False):
        super().__init__(axes)
        self.sizes, self.gap = not small, GAP - small
        label, sign = (style.SMALL, style.MEDIUM) if small else (style.MEDIUM, style.HUGE)
        self.grounds = self.squares(linewidths=0.2 if small else 0.4)
        self.edges = self.line(color=style.GREY, lw=1, solid_joinstyle="miter")
        self.waiting = self.line(color=style.GREY, lw=1, ls=":")
        self.marks = self.line(color=style.BLACK, lw=2.4, solid_joinstyle="miter")
        self.wrong = self.line(color=style.VERMILION, lw=3.5 if small else 6, solid_capstyle="butt")
        self.names = self.words(size=label, weight="bold", color=style.BLACK)
        self.shapes = self.words()
        self.bad = self.words(size=label, weight="bold", color=style.VERMILION_WORDS)
        self.letters = self.words(size=style.MEDIUM, ha="center", weight="bold", color=style.BLUE)
        self.numbers = self.words_on_squares()
        self.signs = self.words(size=sign, weight="bold", color=style.DARK)

    def largest_cell(self, lines, width, height, most):
        """The largest cell, at most `most` CSS pixels, with which the lines fit into a rectangle. It is whole drawn pixels."""
        for pixels in range(int(most * self.density), 1, -1):
            cell = pixels / self.density
            high = sum(self._above(line) + _rows(line) * cell for line in lines) + BETWEEN * (len(lines) - 1)
            if high <= height and max(self.places(line, cell)[-1] for line in lines) <= width:
                return cell
        return 1 / self.density

    def places(self, line, cell):
        """Where each item of a line starts, from 0, and at the end where the line ends."""
        widths = [self._width(item, cell) + self.gap for item in line]
        return np.cumsum([0, *widths]) - np.array([0] * len(line) + [self.gap])

    def put(self, lines, cell, left, top):
        """Draw the lines under one another; `top` is measured from the top of the panel. Returns (block, left, top) of each."""
        placed, signs = [], []
        for line in lines:
            low = top + self._above(line)
            for item, x in zip(line, left + self.places(line, cell)):
                if isinstance(item, Block):
                    placed.append((item, x + LETTER * self._lettered(item, 0), low))
                else:
                    middle = low + cell * min(item.shape[0] for item in line if isinstance(item, Block)) / 2
                    signs.append((x, self.height - middle - 0.36 * self.signs.scale, item))
            top = low + _rows(line) * cell + BETWEEN
        self.signs.put(signs)
        self._put_blocks(placed, cell)
        self._put_labels(placed)
        self.letters.put(letter for each in placed if self.sizes for letter in self._letters(*each, cell))
        self._put_numbers(cell)
        return placed

    def entries(self, placed, cell):
        """Spots for every entry of the blocks that `put` has placed, and for those that are not known as a whole."""
        return [self._entries(*each, cell) for each in placed]

    def _entries(self, block, x, y, cell):
        wide, high = _size(block.shape, cell)
        if block.values is None:
            words = f"{block.name}, {size_words(block.shape)}: not computed"
            return Spots([x + wide / 2], [self.height - y - high / 2], lambda _: words, reach=(wide / 2, high / 2))

        def says(row, column):
            return f"{block.name}, row {row + 1}, column {column + 1}: {style.signed(block.values[row, column])}"

        def at(*place):
            marked = zip(("row", "column"), place, block.mark or (None, None))
            return {name: number + 1 for name, number, mark in marked if mark is not None}

        return squares(self, block.shape, says, at, place=(x, self.height - y, wide, high))

    def _put_blocks(self, placed, cell):
        known = [(block, x, y) for block, x, y in placed if block.values is not None]
        self.grounds.put([(x, self.height - y, cell, cell, block.values) for block, x, y in known])
        self._outline(self.edges, [(x, y, *_size(block.shape, cell)) for block, x, y in known])
        self._outline(self.waiting, [(x, y, *_size(block.shape, cell)) for block, x, y in placed if block.values is None])
        self._outline(self.marks, [_marked(*each, cell) for each in placed if each[0].mark])
        sides = []
        for block, x, y in placed:
            wide, high = _size(block.shape, cell)
            if block.wrong == "columns":
                sides += [(x, y + high), (x + wide, y + high), (np.nan, np.nan)]
            elif block.wrong:
                sides += [(x, y), (x, y + high), (np.nan, np.nan)]
        self._trace(self.wrong, sides)

    def _put_labels(self, placed):
        names, bad, shapes = [], [], []
        for block, x, y in placed:
            foot = self.height - y + 5 + LETTER * self._lettered(block, 1)
            (bad if block.wrong else names).append((x, foot, block.name))
            if self.sizes:
                shapes.append((x + self.names.width(block.name) + GAP, foot, size_words(block.shape)))
        for words, items in ((self.names, names), (self.bad, bad), (self.shapes, shapes)):
            words.put(items)

    def _letters(self, block, x, y, cell):
        """The letters of a block: those of its rows at the left, those of its columns above. ␣ lies lower than others."""
        rows, columns = (letters[:size] for letters, size in zip(block.letters, block.shape, strict=True))
        top = self.height - y
        places = [(x - LETTER / 2 - 1, top - (row + 0.5) * cell - 5, letter) for row, letter in enumerate(rows)]
        places += [(x + (column + 0.5) * cell, top + 4, letter) for column, letter in enumerate(columns)]
        return [(x, y + 4 * (letter == "␣"), letter) for x, y, letter in places if cell >= SPACED]

    def _lettered(self, block, side):
        return self.sizes and bool(block.letters[side])

    def _above(self, line):
        """The room that a line needs above its squares."""
        return LABEL + LETTER * any(self._lettered(item, 1) for item in line if isinstance(item, Block))

    def _put_numbers(self, cell):
        zoom = min(max((cell - APART) / self.numbers[False].width("-0.00"), SMALLEST), 1.0)
        fitting = functools.partial(self._fitting, room=(cell - APART) / zoom)
        readable = self.grounds.items if cell >= READABLE else ()
        self.numbers.put((number for place in readable for number in numbers(place, fitting)), zoom=zoom)

    def _fitting(self, value, room):
        """A number, with as many digits less as keep it from touching its neighbour, unless that made it 0."""
        width = self.numbers[False].width
        fits = [words for digits in (2, 1, 0) if width(words := short(value, digits)) <= room + 1e-9]
        return fits[0] if fits and fits[0] != "0" else short(value)

    def _outline(self, line, boxes):
        corners = []
        for x, y, wide, high in boxes:
            corners += [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y), (np.nan, np.nan)]
        self._trace(line, corners)

    def _trace(self, line, corners):
        x, y = np.array(corners).reshape(-1, 2).T
        line.set_data(x, self.height - y)

    def _width(self, item, cell):
        if not isinstance(item, Block):
            return self.signs.width(item)
        shape = GAP + self.shapes.width(size_words(item.shape)) if self.sizes else 0
        return LETTER * self._lettered(item, 0) + max(item.shape[1] * cell, self.names.width(item.name) + shape)


def size_words(shape):
    """A shape in print: '2×3'."""
    return "×".join(map(str, shape))


def short(value, digits=2):
    """A number as it stands in a cell: at most two digits behind the point, and none that says nothing."""
    words = f"{value:.{digits if abs(value) < 10 else 1}f}"
    words = words.rstrip("0").rstrip(".") if "." in words else words
    return "0" if words == "-0" else words


def _marked(block, x, y, cell):
    """The rectangle of what is outlined in a block."""
    (row, rows), (column, columns) = (
        (0, size) if place is None else (place, 1) for place, size in zip(block.mark, block.shape, strict=True)
    )
    return x + column * cell, y + row * cell, *_size((rows, columns), cell)


def _rows(line):
    return max(item.shape[0] for item in line if isinstance(item, Block))


def _size(shape, cell):
    rows, columns = shape
    return columns * cell, rows * cell
