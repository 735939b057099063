"""The computational graph: a place for each node, with its value above and its gradient below, and an arrow for each edge.

The layout is solved here once, by hand, and never moves. The way from the inputs to the loss runs from left to right in the
middle row; the weights come in from above, and the state before from below.
"""

from functools import partial

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle

from rnnlab.views.kit import Canvas, Spots, entries, numbers, style
from rnnlab.views.kit.canvas import short, square

COLUMN, FIRST = 78, 44  # CSS pixels from one column to the next, and where the first has its middle
TOPS = (22, 137, 283)  # of the three rows, from the upper edge of the picture
CELL, LARGEST, GAP = 11, 4, 4  # side of a square, squares in a row, space between value and gradient
KEY = 487  # the foot of the key, from the upper edge too
NUMBER = (42, 22)  # width and height of a matrix of one entry, with the number in it
HALF = CELL * LARGEST
FRAME = 2  # between the largest matrix and the border of its place

PLACES = {  # name -> column, row
    "W_xh": (1, 0), "b_h": (3, 0), "W_hy": (5, 0), "b_y": (6, 0), "target": (7, 0),
    "x": (0, 1), "a": (1, 1), "s": (2, 1), "z": (3, 1), "h": (4, 1),
    "p": (5, 1), "O": (6, 1), "e": (7, 1), "q": (8, 1), "L": (9, 1),
    "h_prev": (0, 2), "c": (1, 2), "W_hh": (2, 2),
}  # fmt: skip
PARAMETERS = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")
HALVES = [(name, gradient) for name in PLACES for gradient in (False, True)]
PAPER, TINT, FRAMES = "#f6f6f6", "#fdf3d7", "#8a8a8a"
FORWARD, BACKWARD, CHANGED = style.BLUE, style.VERMILION_WORDS, style.GREEN_WORDS
AROUND, DASHES = 3, (0, (2.5, 1.2))  # of what is drawn around a changed place, so many CSS pixels from its border


class GraphNodes(Canvas):
    """`update(labels, values, gradients, now, needed, active, backward, heading, chosen, changed, says, at)`.

    labels: name -> (upper line, lower line). values, gradients: name -> matrix, for the nodes that have theirs already. now:
    the node looked at, or None. needed: what enters its equation, as pairs of a name and whether its gradient is meant. active:
    the edges in use, as pairs of names, and `backward` whether against their direction. heading: two short texts. chosen: an
    entry that gets a ring, (name, row, column), or None. changed: the nodes with other values than before. says, at: what is
    in a half, and what a click there means, asked with a name and whether its gradient is meant, and for an entry its row and
    column.
    """

    def __init__(self, axes, edges):
        super().__init__(axes)
        for name in PLACES:
            self._add_place(name)
        axes.add_collection(PolyCollection([self._arrow(*edge) for edge in edges], facecolors=FRAMES, lw=0))
        self._add_key()
        self.active = self.polygons(lw=0)
        self.matrices = self.squares()
        self.numbers = self.words_on_squares()
        self.needed = self.polygons(facecolors="none", edgecolors=style.BLACK, linewidths=1.8)
        middles = np.array([np.mean(self._half(*half), axis=0) for half in HALVES])
        self.halves = Spots(*middles.T, says=None, reach=(HALF / 2 + FRAME, (HALF + GAP / 2 + FRAME) / 2))
        self.border = self.line(lw=3.2, solid_joinstyle="miter")
        self.changed = self.line(lw=1.8, ls=DASHES, color=CHANGED)
        self.ring = self.rings()
        self.labels = self.words(ha="center")
        self.heading = self.words(ha="right", weight="bold", size=style.HUGE)
        self.count = self.words(ha="right", size=style.MEDIUM)

    def update(self, labels, values, gradients, now, needed, active, backward, heading, chosen, changed, says, at):
        placed = [*self._placed(values, above=True), *self._placed(gradients, above=False)]
        matrices = [place for _, _, place in placed]
        self.matrices.put(matrices)
        self.numbers.put(number for place in matrices if place[4].size == 1 for number in numbers(place, short))
        self.needed.set_verts([self._half(name, gradient) for name, gradient in needed])
        self.labels.put(item for name, lines in labels.items() for item in self._label(name, lines))
        colour = BACKWARD if backward else FORWARD
        self.active.set_verts([self._arrow(*(edge[::-1] if backward else edge)) for edge in active])
        self.active.set_facecolor(colour)
        self.border.set_data(*(self._border(now) if now else ([], [])))
        self.border.set_color(colour)
        self.changed.set_data(_one_line(self._border(name, AROUND) for name in changed))
        self.ring.set_verts([square(*place, *chosen[1:]) for name, _, place in placed if chosen and name == chosen[0]])
        self.heading.put([(780, self.height - 42, heading[0])], color=colour)
        self.count.put([(780, self.height - 66, heading[1])])
        # Of a square first its own words, and then those of the half in which it lies.
        self.spots = [entries(self, place, partial(says, *half), partial(at, *half)) for *half, place in placed]
        self.spots.append(self.halves._replace(says=lambda i: says(*HALVES[i]), at=lambda i: at(*HALVES[i])))

    def _placed(self, arrays, *, above):
        """Each matrix as (name, whether a gradient, place as `Squares.put` takes it)."""
        for name, A in arrays.items():
            x, top = self._corner(name)
            middle = top - HALF
            rows, columns = A.shape
            width, height = (CELL, CELL) if A.size > 1 else NUMBER
            top = middle + height * rows if above else middle - GAP
            yield name, not above, (x - width * columns / 2, top, width, height, A)

    def _label(self, name, lines):
        """Above its place in the upper row, below it in the others, so that no label lies on an arrow."""
        x, top = self._corner(name)
        y = top + 9 if PLACES[name][1] == 0 else top - 2 * HALF - GAP - 19
        return [(x, y - 15 * place, line) for place, line in enumerate(lines) if line]

    def _corner(self, name):
        """The middle of the upper border of a node's place."""
        column, row = PLACES[name]
        return FIRST + COLUMN * column, self.height - TOPS[row]

    def _border(self, name, away=0):
        """The border of a node's place as a closed line, so many pixels outside of it."""
        x, top = self._corner(name)
        aside = HALF / 2 + FRAME + away
        above, below = top + FRAME + away, top - 2 * HALF - GAP - FRAME - away
        return [x - aside, x + aside, x + aside, x - aside, x - aside], [above, above, below, below, above]

    def _half(self, name, gradient):
        """The corners of the upper or the lower half of a place."""
        xs, ys = self._border(name)
        middle = (ys[0] + ys[2]) / 2
        low, high = (ys[2], middle) if gradient else (middle, ys[0])
        return [(xs[0], low), (xs[1], low), (xs[1], high), (xs[0], high)]

    def _add_place(self, name):
        xs, ys = self._border(name)
        paper = TINT if name in PARAMETERS else PAPER
        box = Rectangle((xs[0], ys[2]), xs[1] - xs[0], ys[0] - ys[2], facecolor=paper, edgecolor=FRAMES, lw=1)
        self.axes.add_patch(box)
        middle = self._corner(name)[1] - HALF - GAP / 2
        self.axes.plot(xs[:2], [middle, middle], color=FRAMES, lw=1)

    def _add_key(self):
        low = self.height - KEY
        self.write(16, low + 37, "upper half: the value", color=style.DARK)
        self.write(16, low + 20, "lower half: the gradient ∂L/∂…", color=style.DARK)
        self.axes.add_patch(Rectangle((16, low), 13, 13, facecolor=TINT, edgecolor=FRAMES, lw=1))
        self.write(35, low + 2, "a parameter, to be trained", color=style.DARK)

    def _arrow(self, start, end):
        """The outline of an arrow from the border of one place to that of another."""
        (x0, y0), (x1, y1) = self._exit(start, end), self._exit(end, start)
        along = np.array([x1 - x0, y1 - y0])
        length = np.hypot(*along)
        along = along / length
        across = np.array([-along[1], along[0]])
        shape = [(0, 1.5), (length - 9, 1.5), (length - 9, 5), (length, 0), (length - 9, -5), (length - 9, -1.5), (0, -1.5)]
        return [np.array([x0, y0]) + a * along + b * across for a, b in shape]

    def _exit(self, start, end):
        """Where an arrow leaves `start` for `end`: in the middle of a side, or at a corner if the way is slanting."""
        (x, top), (column, row), (other, other_row) = self._corner(start), PLACES[start], PLACES[end]
        sideways, down = np.sign(other - column), np.sign(other_row - row)
        half_width, half_height = HALF / 2 + FRAME + 2, HALF + GAP / 2 + FRAME + 2
        return x + sideways * half_width, top - HALF - GAP / 2 - down * half_height


def _one_line(borders):
    """Several borders as the (x, y) of one line, with a gap after each."""
    gap = np.full((2, 1), np.nan)
    return np.hstack([gap, *(part for border in borders for part in (border, gap))])
