"""Layers, steps and rows: a card for each row's state, and the gradient in colour on its way left and down.

Right of each layer stands what each row has given to its recurrent weights so far, and the sum.
"""

import numpy as np

from rnnlab.views.kit import CORNERS, Canvas, Spots, View, entries, style
from rnnlab.views.kit.canvas import short
from rnnlab.views.unrolled import roughly, shades

LEFT, RIGHT = 76, 500  # of the columns, CSS pixels
BOTTOM, TOP = 74, 372  # of the layers
SUMS, END = 536, 784  # where the matrices stand
CARD, DEPTH, SQUARE = 46, 7, 22  # the largest card, how far the one behind looks out, and the largest square of a matrix
COMPUTED, WAITING = (0.80, 0.89, 0.95, 1), (1, 1, 1, 1)
DARKEST = 3  # powers of ten
NUMBERED, APART = 7, 4  # columns at most where factors are written; CSS pixels between two of them


class Layers(Canvas):
    """`update(lengths, together, sums, gradients, forward, back, step, headline, remark)`.

    lengths (layers, T, n) and together (layers, T) are log10 of the gradient, measured by that at the top layer's last step;
    sums (layers, n, h, h) what the rows have given so far, and gradients (layers, h, h) what they give in the end. forward and
    back (layers, T) are the moments at which a state is computed and its gradient arrives, and `step` is the moment shown.
    """

    def __init__(self, axes):
        super().__init__(axes)
        self.write(8, 448, "layers, steps and rows", fontsize=style.MEDIUM, fontweight="bold")
        self.write(8, 428, "a card is one row's state after one step", color=style.DARK)
        self.write(8, 410, "purple: its gradient is shorter, orange: longer", color=style.DARK)
        self.write(SUMS, 388, "what the rows give to W_hh", color=style.DARK)
        self.write(8, 36, "input x", color=style.DARK)
        self.write(8, 6, "step", color=style.DARK)
        self.arrows = self.segments(colors=style.LIGHT, linewidths=1.4)
        self.inputs = self.line(ls="", marker="o", color="white", mec=style.GREY, mew=1.4, ms=9)
        self.loss = self.line(ls="", marker="D", color=style.VERMILION, mec=style.BLACK, mew=1.4, ms=10)
        self.cards = self.polygons()
        self.matrices = self.squares()
        self.names, self.steps, self.signs = self.words(size=style.MEDIUM), self.words(ha="center"), self.words(ha="center")
        self.left, self.whose = self.words(ha="center"), self.words()
        self.headline = self.words(ha="right", size=style.HUGE, weight="bold", color=style.VERMILION_WORDS)
        self.remark = self.words(ha="right")

    def update(self, lengths, together, sums, gradients, forward, back, step, headline, remark):
        layers, T, _ = lengths.shape
        x, y = _middles(LEFT, RIGHT, T), _middles(BOTTOM, TOP, layers)
        side = min(CARD, 0.62 * (RIGHT - LEFT) / T, 0.5 * (TOP - BOTTOM) / layers)
        self._draw_net(x, y)
        self._draw_cards(x, y, side, lengths, forward, back, step)
        self._put_factors(x, y - side / 2 - 17, together, back <= step)
        self.names.put((8, height - 5, f"layer {layer}") for layer, height in enumerate(y, 1))
        self.steps.put((place, 6, str(t)) for t, place in enumerate(x, 1))
        self.headline.put([(END, 446, headline)])
        self.remark.put([(END, 428, remark)])
        self._draw_sums(y, sums, gradients)
        self._add_spots(x, y, side, together, back, step)

    def _put_factors(self, x, feet, together, reached):
        """Below its card each factor that is reached, in letters so large that any two would stand apart."""
        words = [[f"× {roughly(factor)}" for factor in row] for row in together]
        room = (RIGHT - LEFT) / len(x) - APART
        zoom = min(1, room / max(self.left.width(factor) for row in words for factor in row))
        places = np.argwhere(reached) if len(x) <= NUMBERED else ()
        self.left.put(((x[t], feet[layer], words[layer][t]) for layer, t in places), zoom=zoom)

    def _draw_net(self, x, y):
        across = [[(x[0] - 24, height), (x[-1], height)] for height in y]
        up = [[(place, 40), (place, y[-1])] for place in x]
        self.arrows.set_segments([*across, *up, [(x[-1], y[-1]), (x[-1], TOP + 14)]])
        self.inputs.set_data(x, np.full(len(x), 40))
        self.loss.set_data([x[-1]], [TOP + 14])

    def _draw_cards(self, x, y, side, lengths, forward, back, step):
        """The cards of one place lie behind each other, the first row in front."""
        layers, T, n = lengths.shape
        layer, t, behind = np.indices((layers, T, n)).reshape(3, -1)
        row = n - 1 - behind
        depth = min(DEPTH, (0.96 * (RIGHT - LEFT) / T - side) / max(1, n - 1))
        middle = np.stack([x[t], y[layer]], axis=1) + depth * row[:, None]
        self.cards.set_verts(middle[:, None] + side * (CORNERS - 0.5))
        come, gone = (forward <= step)[layer, t], (back <= step)[layer, t]
        faces = np.where(come[:, None], COMPUTED, WAITING)
        faces[gone] = shades(lengths[layer, t, row], DARKEST)[gone]
        now = ((forward == step) | (back == step))[layer, t]
        self.cards.set(facecolors=faces, edgecolors=np.where(now, style.VERMILION, style.BLUE))
        self.cards.set_linewidths(np.where(now, 2.6, 1.0))

    def _draw_sums(self, y, sums, gradients):
        """row + row + … = sum, each layer in the colours of its own largest number."""
        layers, n, h, _ = sums.shape
        wide = (END - SUMS) / (n + 1)
        square = min((wide - 18) / h, SQUARE)
        with np.errstate(all="ignore"):
            scaled = np.concatenate([sums, sums.sum(axis=1, keepdims=True)], axis=1)
            colours = np.nan_to_num(2 * scaled / np.abs(gradients).max(axis=(1, 2))[:, None, None, None])
        tops = y + h * square / 2
        self.places = [
            (SUMS + i * wide, tops[layer], square, square, scaled[layer, i]) for layer in range(layers) for i in range(n + 1)
        ]
        self.matrices.put([(*place[:4], colours[divmod(k, n + 1)]) for k, place in enumerate(self.places)])
        signs = [*"+" * (n - 1), "="]
        self.signs.put((SUMS + i * wide - 9, height - 5, sign) for height in y for i, sign in enumerate(signs, 1))
        whose = [*(f"row {row + 1}" for row in range(n)), "sum"]
        self.whose.put((SUMS + i * wide, tops.max() + 6, words) for i, words in enumerate(whose))

    def _add_spots(self, x, y, side, together, back, step):
        layers, T = together.shape
        layer, t = np.indices((layers, T)).reshape(2, -1)

        def says(i):
            place = f"layer {layer[i] + 1}, step {t[i] + 1}"
            if back[layer[i], t[i]] > step:
                return f"{place}: no gradient yet; a click waits for it"
            return f"{place}: × {style.magnitude(together[layer[i], t[i]])} of the gradient at the top of the last step"

        cards = Spots(x[t], y[layer], says, lambda i: {"step": int(back[layer[i], t[i]])}, (side / 2 + 6, side / 2 + 6))
        count = len(self.places) // layers
        self.spots = [cards, *(entries(self, place, _entry(k, count, place[4])) for k, place in enumerate(self.places))]


class Stacked(View):
    """One canvas: the net, and the sums right of it."""

    height = 470

    def build(self):
        return {"layers": Layers(self.axes(0, 4, 790, 466))}


def _middles(low, high, count):
    return low + (np.arange(count) + 0.5) * (high - low) / count


def _entry(k, count, A):
    layer, row = divmod(k, count)
    whose = "all rows add" if row == count - 1 else f"row {row + 1} adds"
    return lambda i, j: f"layer {layer + 1}, ∂L/∂W_hh, row {i + 1}, column {j + 1}: {whose} {short(A[i, j])}"
