"""Truncated back-propagation: which ways back a window keeps, and how far the gradient is off without the rest.

On the left a row is a loss and a column an input. The shade says how much of the gradient reaches that input, measured by what
the loss's own input gets: blue where the window keeps it, orange where it cuts it off. On the right the truncated gradient is
compared with the full one, for every window, and below that four trainings show what the cut costs.
"""

import numpy as np
from matplotlib import colormaps

from rnnlab.views.kit import Panel, Spots, TimeAxis, View, squares, style
from rnnlab.views.panels.log_curve import LogCurve

FAINTEST, DARKEST = -4, 1  # powers of ten at the ends of the shades
PALEST = 0.12  # of the colour map: no colour is for no gradient at all
NOTHING, PINK = (255, 255, 255, 0), (230, 0, 120, 255)
KEPT, CUT = colormaps["Blues"], colormaps["Oranges"]
SIDE = 320  # CSS pixels of the table


def cells(influence, window):
    """log10 ‖dL_t/dx_k‖ (T, T) -> a picture (T, T, 4) in bytes. Each row is measured by its own diagonal."""
    t, k = np.indices(influence.shape)
    with np.errstate(invalid="ignore"):
        left = influence - np.diagonal(influence)[:, None]
    shade = PALEST + (1 - PALEST) * (np.clip(np.nan_to_num(left), FAINTEST, DARKEST) - FAINTEST) / (DARKEST - FAINTEST)
    picture = np.where((t - k < window)[..., None], KEPT(shade, bytes=True), CUT(shade, bytes=True))
    picture[np.isnan(left)] = PINK
    picture[np.isneginf(influence)] = NOTHING
    return picture


class WaysBack(Panel):
    """`update(influence, window, delay, outcome)`: the table, and where in it the answers are."""

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "which inputs a loss is followed back to", pad=26)
        axes.set(xticks=[], yticks=[], xlabel="input of step k", ylabel="loss of step t")
        axes.spines[:].set_visible(True)
        self.picture = self.grid()
        self.border = self.line(color=style.BLACK, lw=2.2)
        self.inside = self.line(ls="", marker="o", color=style.BLACK, mec="white")
        self.outside = self.line(ls="", marker="X", color=style.BLACK, mec="white")
        for row, words in enumerate(("empty: no way from", "this loss to this input,", "or no answer yet")):
            self.write(0.97, 0.96 - 0.06 * row, words, transform=axes.transAxes, ha="right", va="top", color=style.DARK)
        self.write(0, -0.015, "1", ha="left", va="top", transform=axes.transAxes, color=style.DARK)
        self.write(-0.02, 1, "1", ha="right", va="top", transform=axes.transAxes, color=style.DARK)
        self.last_input = self.text(1, -0.015, ha="right", va="top", color=style.DARK)
        self.last_loss = self.text(-0.02, 0, ha="right", va="bottom", color=style.DARK)
        self.outcome = self.headline(0, 1.025, va="bottom")

    def update(self, influence, window, delay, outcome):
        T = len(influence)
        self.picture.set_data(cells(influence, window))
        self.border.set_data(*_staircase(T, window))
        self._mark(T, window, delay)
        self.last_input.set_text(f"T = {T}")
        self.last_loss.set_text(f"{T}")
        self.outcome.say(outcome)
        self.spots = [squares(self, influence.shape, _reader(influence, window, delay), _just_kept)]

    def _mark(self, T, window, delay):
        """A mark on each input that holds the answer for a loss: a dot where the window reaches it, otherwise a cross."""
        k = np.arange(T - delay)
        x, y = (k + 0.5) / T, 1 - (k + delay + 0.5) / T
        for line, shown in ((self.inside, delay < window), (self.outside, delay >= window)):
            line.set_data(x if shown else [], y if shown else [])
            line.set_markersize(style.points(min(0.6 * SIDE / T, 14)))


class Angle(Panel):
    """`update(values, window, outcome)`: how far off each window's gradient is, in degrees, and the present window."""

    HIGHEST = 90

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "angle to full gradient", pad=8)
        axes.set_ylim(0, self.HIGHEST)
        axes.set_yticks([0, 45, 90], ["0°", "45°", "90°"])
        self.time = TimeAxis(self, "window: steps that each loss is followed through")
        self.now = self.line(color=style.GREY, lw=1.2, ls="--")
        self.values = self.line(color=style.BLUE, lw=2.4, marker="o", ms=3.5)
        self.over = self.line(ls="", marker="^", ms=7, color=style.BLACK, clip_on=False)
        self.here = self.line(ls="", marker="o", ms=11, mec="white", clip_on=False)
        self.outcome = self.headline(1, 1.03, ha="right", va="bottom")

    def update(self, values, window, outcome):
        T = len(values)
        x = self.time.places(T)[1:]
        self.time.set(T)
        self.values.set_data(x, values)
        over = values > self.HIGHEST
        self.over.set_data(x[over], np.full(int(over.sum()), 0.97 * self.HIGHEST))
        self.now.set_data([x[window - 1]] * 2, [0, self.HIGHEST])
        self.here.set_data([x[window - 1]], [min(values[window - 1], self.HIGHEST)])
        self.here.set_color(outcome.colour)
        self.outcome.say(outcome)
        column = self.width / T / 2, self.height
        says, at = lambda i: f"window {i + 1}: {style.number(values[i])}° off the full gradient", lambda i: {"window": i + 1}
        self.spots = [Spots(x, np.minimum(values, self.HIGHEST), says, at, column)]


class Training(Panel):
    """`update(courses, step, outcome)`: the error after each training step so far, for a window of 1, for the present one, for
    the first that reaches the answer, and for all steps."""

    HIGHEST = 1.5
    LOOKS = (  # told apart without their colours too
        ("1", {"color": style.ORANGE, "ls": (0, (1.5, 1.5)), "dot": "v", "lw": 2.5}),
        ("yours", {"color": style.VERMILION, "ls": "-", "dot": "s", "lw": 4}),
        ("just enough", {"color": style.BLUE, "ls": (0, (5, 2)), "dot": "o", "lw": 3}),
        ("all", {"color": style.BLACK, "ls": (0, (6, 2, 1.5, 2)), "dot": "D", "lw": 1.5}),
    )

    def __init__(self, axes, longest):
        super().__init__(axes)
        style.title(axes, "error while training, by window", pad=46)
        axes.set(xlim=(0, longest), ylim=(0, self.HIGHEST))
        axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
        axes.set_xlabel("training step", labelpad=2)
        axes.axhline(1, color=style.GREY, ls="--", lw=1, zorder=0)
        self.curves = [LogCurve(self, **look, label=name) for name, look in self.LOOKS]
        style.legend_above(axes, [curve.past for curve in self.curves])
        self.outcome = self.headline(0, 1.14, va="bottom")

    def update(self, courses, step, outcome):
        for curve, errors in zip(self.curves, courses, strict=True):
            curve.set(np.arange(len(errors)), errors, step)
        self.outcome.say(outcome)
        names = (f"error with window {name}" if name == "1" else f"error, {name}" for name, _ in self.LOOKS)
        self.spots = [curve.spots(name, style.number) for curve, name in zip(self.curves, names, strict=True)]


class Shades(Panel):
    """What the shades mean; it never changes."""

    def __init__(self, axes):
        super().__init__(axes)
        ramp = np.linspace(PALEST, 1, 128)
        axes.imshow(np.stack([KEPT(ramp), CUT(ramp)]), aspect="auto", extent=(FAINTEST, DARKEST, 0, 2))
        exponents = range(FAINTEST, DARKEST + 1)
        axes.set_xticks(list(exponents), [style.power(exponent) for exponent in exponents])
        axes.set_yticks([1.5, 0.5], ["kept", "cut"])
        axes.tick_params(length=2)

    def update(self):
        pass


class Truncated(View):
    """The table of ways back, its shades, the angle for each window, and the trainings."""

    height = 490

    def build(self, longest):
        return {
            "ways_back": WaysBack(self.axes(64, 62, SIDE, SIDE)),
            "shades": Shades(self.axes(104, 424, SIDE - 40, 34)),
            "angle": Angle(self.axes(452, 40, 322, 110)),
            "training": Training(self.axes(452, 284, 322, 164), longest),
        }


def _just_kept(t, k):
    """The smallest window that keeps a square of the table, in row t and column k from 0."""
    return {"window": t - k + 1} if k <= t else {}


def _reader(influence, window, delay):
    def says(t, k):
        if k > t:
            return f"input {k + 1} comes after the loss of step {t + 1}"
        if np.isneginf(influence[t, k]):
            return f"loss {t + 1} to input {k + 1}: {'no answer yet' if t < delay else 'no gradient'}"
        with np.errstate(invalid="ignore"):
            left = style.magnitude(influence[t, k] - influence[t, t])
        answer = ", the answer" if t - k == delay else ""
        way = f"gradient of loss {t + 1} at input {k + 1}{answer}"
        return f"{way}: {left} of that at input {t + 1}, {'kept' if t - k < window else 'cut off'}"

    return says


def _staircase(T, window):
    """The edge between what is kept and what is cut, as x and y of its corners; empty when nothing is cut."""
    last = T - window
    corners = [(k, cut + window) for cut in range(last + 1) for k in (cut, min(cut + 1, last))] if last > 0 else []
    k, t = np.array(corners, float).reshape(-1, 2).T
    return k / T, 1 - t / T
