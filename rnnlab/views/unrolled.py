"""The loop unrolled: a column a step, the same W_hh on every arrow, and what a loss sends back to each input.

The orange curves run from one loss to the inputs it depends on. Their thickness is the size of the gradient on a log scale:
nine pixels at the loss's own input, and two pixels less for each power of ten less. Below the columns stands what each step
adds to dL/dW_hh.
"""

import numpy as np
from matplotlib.collections import LineCollection

from rnnlab.views.kit import style
from rnnlab.views.kit.canvas import Canvas
from rnnlab.views.kit.spots import Spots
from rnnlab.views.kit.view import View

LEFT, RIGHT = 96, 784  # where the columns begin and end, in CSS pixels
LOSS, STATE, INPUT = 196, 122, 48  # the heights of the three rows
OWN, A_DECADE = 9.0, 2.0  # thickness of a curve in CSS pixels: at the loss's own input, and more for each power of ten
THINNEST, THICKEST = 0.6, 22.0
LENGTH = "#87949c"  # grey enough to be seen on white: 3.1 to 1
BEND = np.linspace(0, 1, 25)[:, None]


def places(T):
    """The middle of each step's column, in CSS pixels -> (T,)."""
    return LEFT + (np.arange(T) + 0.5) * (RIGHT - LEFT) / T


class Network(Canvas):
    """`update(T, t, influence, headline, remark)`: influence (T,) is log10 ‖dL_t/dx_k‖, -inf for inputs after t."""

    def __init__(self, axes):
        super().__init__(axes)
        self.write(8, 282, "the loop unrolled", fontsize=style.MEDIUM, fontweight="bold")
        self.write(8, 262, "blue: the same W_hh, at every step", fontsize=style.SMALL, color=style.BLUE)
        self.write(8, 244, "orange: ‖∂Lₜ/∂xₖ‖, a tenth is 2 pixels thinner", fontsize=style.SMALL, color=style.VERMILION_WORDS)
        for y, words, colour in (
            (LOSS, "loss Lₖ", style.DARK),
            (STATE, "state hₖ", style.BLUE),
            (INPUT, "input xₖ", style.DARK),
        ):
            self.write(8, y, words, fontsize=style.MEDIUM, color=colour, va="center")
        self.write(8, 8, "step k", fontsize=style.SMALL, color=style.DARK)
        self.write(LEFT - 13, STATE, "0", fontsize=style.MEDIUM, color=style.BLUE, va="center", ha="center")
        self.curves = self.moving(LineCollection([], colors=style.VERMILION_WORDS, alpha=0.7, capstyle="round"))
        self.upward = self.moving(LineCollection([], colors=style.GREY, linewidths=1.2))
        self.chain = self.line(color=style.BLUE, lw=2.4, solid_capstyle="butt")
        for collection in (self.upward, self.curves):
            axes.add_collection(collection, autolim=False)
        self.heads = self.line(ls="", marker=">", color=style.BLUE, mec="none")
        self.losses = self.line(ls="", marker="D", color="white", mec=style.GREY, mew=1.4)
        self.states = self.line(ls="", marker="s", color="#dcebf5", mec=style.BLUE, mew=1.8)
        self.inputs = self.line(ls="", marker="o", color="white", mec=style.GREY, mew=1.4)
        self.chosen = self.line(ls="", marker="D", color=style.VERMILION, mec=style.BLACK, mew=1.4)
        self.steps = self.words(ha="center")
        self.headline = self.words(ha="right", size=style.HUGE, weight="bold", color=style.VERMILION_WORDS)
        self.remark = self.words(ha="right")

    def update(self, T, t, influence, headline, remark):
        x = places(T)
        self._draw_columns(T, x)
        self.chosen.set_data([x[t - 1]], [LOSS])
        self.curves.set_segments([_curve(x[t - 1], end) for end in x])
        self.curves.set_linewidths(style.points(thickness(influence, influence[t - 1])))
        self.steps.put((place, 8, str(k)) for k, place in enumerate(x, 1))
        self.headline.put([(RIGHT, 278, headline)])
        self.remark.put([(RIGHT, 258, remark)])
        rows = {LOSS: self._loss, STATE: self._state, INPUT: self._input}
        self.spots = [_step_spots(x, height, says, 30) for height, says in rows.items()]
        self._shown = t, influence

    def _loss(self, k):
        return f"loss of step {k}: " + ("followed back" if k == self._shown[0] else "a click follows it back")

    @staticmethod
    def _state(k):
        return f"state after step {k}"

    def _input(self, k):
        t, influence = self._shown
        if k > t:
            return f"input {k}: comes after the loss of step {t}"
        return f"input {k}: gradient {style.magnitude(influence[k - 1])} from the loss of step {t}"

    def _draw_columns(self, T, x):
        half = np.clip(0.28 * (RIGHT - LEFT) / T, 5, 15)
        self.upward.set_segments([[(place, INPUT), (place, LOSS)] for place in x])
        self.chain.set_data([LEFT - 6, x[-1]], [STATE, STATE])
        self.heads.set_data(x - half - 3, np.full(T, STATE))
        self.heads.set_markersize(style.points(min(half, 10)))
        for row, y in ((self.losses, LOSS), (self.states, STATE), (self.inputs, INPUT)):
            row.set_data(x, np.full(T, y))
            row.set_markersize(style.points(half * (2 if row is self.states else 1.2)))
        self.chosen.set_markersize(style.points(half * 1.5))


class StepShares(Canvas):
    """`update(shares, lengths, size, remark)`: of what each step adds, the piece along the sum and the length, both (T,) and as
    fractions of the length of the sum. `size` says that length in words."""

    ZERO, TOP = 32, 84  # the height of the zero line, and of the tallest bar above it

    def __init__(self, axes):
        super().__init__(axes)
        self.write(8, 158, "what each step adds to ∂L/∂W_hh", fontsize=style.MEDIUM, fontweight="bold")
        self.write(8, 139, "■ along the sum: these make 100 %", fontsize=style.SMALL, color=style.BLUE)
        self.write(328, 158, "■ against the sum", fontsize=style.SMALL, color=style.VERMILION_WORDS)
        self.write(268, 139, "■", fontsize=style.SMALL, color=LENGTH)
        self.write(285, 139, "length of the step's piece", fontsize=style.SMALL, color=style.DARK)
        axes.plot([LEFT - 6, RIGHT], [self.ZERO] * 2, color=style.GREY, lw=1)
        self.hollow = self.moving(LineCollection([], colors=LENGTH, capstyle="butt"))
        self.pieces = self.moving(LineCollection([], capstyle="butt"))
        for collection in (self.hollow, self.pieces):
            axes.add_collection(collection, autolim=False)
        self.level = self.line(color=style.LIGHT, lw=1)
        self.scale = self.words(ha="right")
        self.percent = self.words(ha="center")
        self.size = self.words(ha="right", size=style.HUGE, weight="bold", color=style.BLUE)
        self.remark = self.words(ha="right")

    def update(self, shares, lengths, size, remark):
        x = places(len(shares))
        top = reach(shares, lengths)
        self._draw_bars(self.hollow, x, lengths / top, 0.8)
        self._draw_bars(self.pieces, x, shares / top, 0.55)
        self.pieces.set_color(np.where(shares < 0, style.VERMILION, style.BLUE))
        self.level.set_data([LEFT - 6, RIGHT], [self.ZERO + self.TOP] * 2)
        self.scale.put([(LEFT - 10, self.ZERO + self.TOP - 5, f"{100 * top:g} %"), (LEFT - 10, self.ZERO - 5, "0")])
        self.percent.put(self._numbers(x, shares, lengths / top))
        self.size.put([(RIGHT, 156, size)])
        self.remark.put([(RIGHT, 139, remark)])
        self.spots = [_step_spots(x, self.ZERO + self.TOP / 2, lambda k: _share(k, shares[k - 1], lengths[k - 1]), self.TOP)]

    def _draw_bars(self, bars, x, heights, width):
        tall = self.ZERO + self.TOP * np.nan_to_num(heights)
        bars.set_segments([[(place, self.ZERO), (place, end)] for place, end in zip(x, tall, strict=True)])
        bars.set_linewidths(style.points(width * (RIGHT - LEFT) / len(x)))

    def _numbers(self, x, shares, heights):
        """The share of each step in percent, above its bar, where the column is wide enough for it."""
        for place, share, height in zip(x, shares, heights, strict=True):
            text = str(round(100 * share)).replace("-", "−") if np.isfinite(share) else ""
            if self.percent.width(text) <= (RIGHT - LEFT) / len(x):
                yield place, self.ZERO + self.TOP * height + 3, text


class Unrolled(View):
    """The network above, the share of each step in the gradient below, in the same columns."""

    height = 480

    def build(self):
        return {"network": Network(self.axes(0, 4, 790, 300)), "shares": StepShares(self.axes(0, 304, 790, 176))}


def thickness(influence, own):
    """Log10 magnitudes as pixels: nine for that at the loss's own input, two more for each power of ten; none for zero."""
    with np.errstate(invalid="ignore"):
        wide = np.clip(OWN + A_DECADE * (influence - own), THINNEST, THICKEST)
    return np.where(np.isneginf(influence) | np.isnan(wide), 0, wide)


def reach(shares, lengths):
    """What the tallest bar stands for: the first of 10 %, 20 %, 50 %, 100 %, 200 %… that has room for all bars."""
    lowest = -3 * shares.min()  # below zero there is a third of the room
    tallest = np.nan_to_num([0.1, lengths.max(), lowest], posinf=1e300).max()
    decade = 10.0 ** np.floor(np.log10(tallest))
    return decade * next(size for size in (1, 2, 5, 10) if size * decade >= 0.999 * tallest)


def _step_spots(x, height, says, reach):
    """Spots in the steps' columns: says(k) for step k, and a click follows the loss of that step."""
    y, wide = np.full(len(x), height), (RIGHT - LEFT) / len(x) / 2
    return Spots(x, y, lambda i: says(i + 1), lambda i: {"t": i + 1}, (wide, reach))


def _share(k, share, length):
    if np.isnan(share):
        return f"step {k} adds nothing: the gradient is 0"
    piece = f"its piece is {style.number(100 * length)} % as long as the sum"
    return f"step {k} adds {style.signed(100 * share)} % of the sum; {piece}"


def _curve(start, end):
    """From the loss down to the row of states, along it, and down to the input: a cubic Bézier curve as 25 points."""
    corners = np.array([[start, LOSS], [start, STATE], [end, STATE], [end, INPUT]])
    return np.hstack([(1 - BEND) ** 3, 3 * BEND * (1 - BEND) ** 2, 3 * BEND**2 * (1 - BEND), BEND**3]) @ corners
