"""A panel to place things on by the pixel, with many numbers and many matrices on it at little cost.

A text artist costs the better part of a millisecond at every tick, and so does a patch. Here all texts of one size and colour
are one outline, whose letters are made once, and all matrices are one collection of squares.
"""

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.patches import PathPatch

from rnnlab.views.kit import outlines, style
from rnnlab.views.kit.spots import squares
from rnnlab.views.kit.state_colours import colours
from rnnlab.views.kit.view import Panel

CORNERS = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
DARK_GROUND = 0.179  # relative luminance: below it white letters have more contrast than black ones, at least 4.5 to 1


class Canvas(Panel):
    """A panel whose axes run from 0 to its width and height in CSS pixels, upwards, with no frame."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, self.width), ylim=(0, self.height))
        axes.set_axis_off()

    def words(self, **look):
        """An empty set of texts, registered."""
        return self.moving(Words(self.axes, **look))

    def words_by_kind(self, colours, **look):
        """An empty set of texts for each kind, {kind: colour}, registered."""
        return Kinds({kind: self.words(color=colour, **look) for kind, colour in colours.items()})

    def words_on_squares(self, **look):
        """The same for texts on squares: white ones for dark squares, which are of the kind True, and black ones for others."""
        return self.words_by_kind({False: style.BLACK, True: "white"}, ha="center", **look)

    def squares(self, **look):
        """An empty set of matrices, registered."""
        return self.moving(Squares(self.axes, **look))

    def rings(self):
        """An empty set of black outlines that stand out on any colour, registered. `set_verts` takes their corners."""
        return self.polygons(facecolors="none", edgecolors=style.BLACK, linewidths=2, path_effects=style.rim(4.2))


class Words(PathPatch):
    """Texts of one size and colour. `put` takes (x, y, text), y at the foot of the letters. `size` is in points."""

    def __init__(self, axes, *, size=style.SMALL, color=style.DARK, ha="left", weight="normal", **look):
        super().__init__(outlines.NOTHING, facecolor=color, edgecolor="none", lw=0, clip_on=False, **look)
        axes.add_patch(self)
        self.items, self.ha, self.weight, self.zoom = (), ha, weight, 1.0
        self.scale = style.pixels(size)  # CSS pixels

    def get_fontsize(self):
        """The letters' size in points."""
        return self.scale / style.pixels(1)

    def set_fontsize(self, size):
        """Set the size in points, for texts that come later."""
        self.scale = style.pixels(size)

    def put(self, items, zoom=1.0, color=None):
        """Show these texts, and no others, in letters so many times as large; in this colour, if one is given."""
        self.items, self.zoom = tuple(items), zoom
        if color:
            self.set_facecolor(color)
        self.set_path(outlines.outline(self.items, weight=self.weight, ha=self.ha, scale=zoom * self.scale))

    def say(self, x, y, outcome):
        """Show an `Outcome`, its sign and word in its colour, and nothing else."""
        self.put([(x, y, outcome.headline)], color=outcome.colour)

    def width(self, text):
        """How many CSS pixels a text takes."""
        return self.scale * outlines.width(text, self.weight)

    def boxes(self):
        """The rectangle of each text, (left, bottom, right, top), with it: what tests look at."""
        scale = self.zoom * self.scale
        for x, y, text in self.items:
            wide = self.zoom * self.width(text)
            left = x - outlines.BEFORE[self.ha] * wide
            yield text, (left, y - 0.24 * scale, left + wide, y + 0.76 * scale)


class Kinds(dict):
    """Texts that are told apart by their look: kind -> `Words`. `put` takes (kind, x, y, text)."""

    def put(self, items, **look):
        """Show these texts, each in the look of its kind, and no others; `look` is as `Words.put` takes it."""
        items = tuple(items)
        for own, words in self.items():
            words.put([(x, y, text) for kind, x, y, text in items if kind == own], **look)


class Squares(PolyCollection):
    """Matrices as coloured squares, in the colours of the hidden state. `put` takes (left, top, width, height, A): the size of
    one square, and the matrix."""

    def __init__(self, axes, *, edgecolors=style.GREY, linewidths=0.4, **look):
        super().__init__([], edgecolors=edgecolors, linewidths=linewidths, **look)
        axes.add_collection(self, autolim=False)
        self.items = ()

    def put(self, items):
        """Show these matrices, and no others."""
        self.items = [item for item in items if item[4].size]
        self.set_verts(np.concatenate([_grid(*item) for item in self.items]) if self.items else [])
        paints = [colours(A).swapaxes(0, 1).reshape(-1, 4) for *_, A in self.items]
        self.set_facecolor(np.concatenate(paints) / 255 if paints else "none")


def centres(left, top, width, height, A):
    """The middle of each square of a matrix, row by row -> (entries, 2)."""
    return _grid(left, top, width, height, A).mean(axis=1)


def square(left, top, width, height, A, row, column):
    """The corners of one square of a matrix -> (4, 2)."""
    return _grid(left, top, width, height, A)[row * A.shape[1] + column]


def entries(panel, place, says, at=None):
    """Spots for a matrix that is placed as `Squares.put` takes it: says(row, column), at(row, column)."""
    left, top, width, height, A = place
    rows, columns = A.shape
    return squares(panel, A.shape, says, at, place=(left, top, columns * width, rows * height))


def on_dark(A):
    """Which entries of a matrix have so dark a square that their number must be white -> (rows, columns) of bool."""
    grounds = colours(A).swapaxes(0, 1)[..., :3] / 255
    linear = np.where(grounds <= 0.04045, grounds / 12.92, ((grounds + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722) < DARK_GROUND


def numbers(place, words):
    """A text for each entry of a matrix that is placed as `Squares.put` takes it, as `Canvas.words_on_squares` takes them.
    `words` makes a text of an entry."""
    A = place[-1]
    for (x, y), value, dark in zip(centres(*place), A.flat, on_dark(A).flat, strict=True):
        yield dark, x, y - 5, words(value)


def short(value):
    """A number in at most five characters: 0.53, –1.20, 12.3, –123; beyond that a power of ten."""
    size = abs(value)
    if not np.isfinite(value):
        words = "NaN" if np.isnan(value) else "∞"
    elif size >= 999.5:
        words = style.power(np.log10(size))
    else:
        words = f"{size:.2f}" if size < 9.995 else f"{size:.1f}" if size < 99.95 else f"{size:.0f}"
    return ("–" if value < 0 and words.strip("0.") else "") + words


def _grid(left, top, width, height, A):
    """The corners of every square -> (entries, 4, 2)."""
    rows, columns = np.indices(A.shape).reshape(2, -1, 1)
    return np.stack([left + width * (columns + CORNERS[:, 0]), top - height * (rows + CORNERS[:, 1])], axis=2)
