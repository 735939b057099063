"""The size of the gradient at each step of a sequence, on a fixed window of magnitudes, with what bounds it.

The window is the same at every setting, so a steeper line means a faster gradient. What leaves the window, is zero, infinite
or not a number is marked at the edge where it left.
"""

import numpy as np
from matplotlib.colors import to_rgba

from rnnlab.views.kit import Panel, Spots, TimeAxis, style
from rnnlab.views.panels.log_curve import decades

WINDOW = 16  # decades up and down
MARK = WINDOW - 0.9  # where the marks at the edges sit


class GradientNorms(Panel):
    """`update(norms, bound, guide, band, dead, outcome)`; all magnitudes are log10 and belong to t = 0…T.

    `zero` says why a gradient is 0 where no step is dead.
    """

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "gradient ‖∂L/∂hₜ‖", pad=25, fontsize=10)  # the longest outcome needs the room
        decades(axes, (-WINDOW, WINDOW), every=8)
        axes.axhline(0, color=style.LIGHT, lw=1, zorder=0)
        self.time = TimeAxis(self, "time step t      (the gradient travels from right to left)")
        look = {"facecolor": to_rgba(style.SKY, 0.35), "edgecolor": style.SKY_LINES, "lw": 0.8}
        self.band = self.area(**look, label="18 of 20 seeds")
        self.bound = self.line(color=style.VERMILION, ls="--", lw=1.8, label="bound (γσ)ᵀ⁻ᵗ")
        self.guide = self.line(color=style.GREEN, ls=":", lw=2.4, label="guide ρᵀ⁻ᵗ")
        self.norms = self.line(color=style.BLUE, lw=3.2, label="network")
        marks = {"ls": "", "ms": 8, "clip_on": False}
        self.over = self.line(marker="^", color=style.BLACK, **marks)
        self.under = self.line(marker="v", color=style.BLACK, **marks)
        self.nan = self.line(marker="X", color=style.PURPLE, **marks)
        self.dead = self.line(marker="s", color=style.ORANGE, mec=style.BLACK, **marks)
        self.note = self.text(0.02, 0.11)
        self.outcome = self.headline(1.02, 1.1, ha="right", va="bottom")
        style.legend_above(axes, [self.norms, self.band, self.bound, self.guide])

    def update(self, norms, bound, guide, band, dead, outcome, zero="underflow"):
        T = len(norms) - 1
        x = self.time.places(T)
        self.time.set(T)
        for line, values in ((self.norms, norms), (self.bound, bound), (self.guide, guide)):
            line.set_data(x, inside(values))
        low, high = (inside(edge) for edge in band)
        self.band.set_xy(np.concatenate([np.stack([x, low], 1), np.stack([x[::-1], high[::-1]], 1)]))
        self._mark(x, norms, dead, zero)
        self.outcome.say(outcome)
        curves = {"gradient": norms, "bound": bound, "guide": guide}
        says = [(values, reader(name, values)) for name, values in curves.items()] + [(edge, _seeds(*band)) for edge in band]
        self.spots = [Spots(x, np.clip(values, -WINDOW, WINDOW), words) for values, words in says]

    def _mark(self, x, norms, dead, zero):
        """Put a mark on the edge for each step whose gradient cannot be drawn as a point of the line."""
        under, over = norms < -WINDOW, norms > WINDOW
        kinds = (
            (self.dead, dead, -MARK, "■ 0: every ReLU off at a later step"),
            (self.nan, np.isnan(norms), 0, "✖ not a number"),
            (self.over, over, MARK, "▲ above the window"),
            (self.under, under & ~dead, -MARK, "▼ below the window"),
        )
        words = []
        for line, where, y, word in kinds:
            line.set_data(x[where], np.full(int(where.sum()), y))
            words += [word] if where.any() else []
        if np.isposinf(norms).any():
            words.append("∞: overflow")
        if (np.isneginf(norms) & ~dead).any():
            words.append(f"0: {zero}")
        self.note.set_text("    ".join(words))


def reader(name, values):
    """What a pointer reads off a curve of log10 magnitudes over t."""
    return lambda t: f"{name} at t = {t}: {style.magnitude(values[t])}"


def _seeds(low, high):
    def says(t):
        ends = dict.fromkeys(style.magnitude(edge[t]) for edge in (low, high))  # once, where they are the same
        return f"18 of 20 seeds at t = {t}: {' to '.join(ends)}"

    return says


def inside(values):
    """log10 magnitudes moved to just outside the window where they are further out; NaN stays, and leaves a gap."""
    return np.clip(values, -2 * WINDOW, 2 * WINDOW)
