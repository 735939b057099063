"""Eigenvalues on the disc, the state that they make of one input, and the gradient on its way back, each beside its formula."""

import numpy as np
from matplotlib.collections import LineCollection

from rnnlab.views.kit import style
from rnnlab.views.kit.spots import Spots
from rnnlab.views.kit.time_axis import TimeAxis
from rnnlab.views.kit.view import Panel, View
from rnnlab.views.panels.log_curve import decades

REACH = 1.25  # half-width of the disc's picture
FORMULA = {"color": style.ORANGE, "lw": 7, "solid_capstyle": "round"}
NETWORK = {"color": style.BLUE, "lw": 1.6, "marker": "o", "ms": 4}
TURN = np.exp(2j * np.pi * np.linspace(0, 1, 181))


class Disc(Panel):
    """`update(eigenvalues, powers, step)`: (pairs,), and where they have come to, (T+1, pairs).

    A click puts the eigenvalue there; of several, it is the radius and the largest angle of their ring.
    """

    pinnable = False

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "eigenvalue λ, and its powers λᵗ", pad=25)
        axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        axes.axhline(0, color=style.LIGHT, lw=1, zorder=0)
        axes.axvline(0, color=style.LIGHT, lw=1, zorder=0)
        axes.fill(TURN.real, TURN.imag, facecolor="#eef3f7", edgecolor=style.BLACK, lw=1.6, zorder=0)
        self.write(0.02, 1.01, "○ radius 1     click: put λ there", transform=axes.transAxes, va="bottom")
        self.way = self.line(color=style.ORANGE, lw=2, marker="o", ms=4)
        self.now = self.line(ls="", marker="o", ms=8, color=style.ORANGE, mec=style.BLACK)
        self.mirrored = self.line(ls="", marker="o", ms=7, color="white", mec=style.BLUE, mew=1.6)
        self.values = self.line(ls="", marker="o", ms=10, color=style.BLUE, mec="white", mew=1)

    def update(self, eigenvalues, powers, step):
        alone = powers[: step + 1, 0] if len(eigenvalues) == 1 else powers[:0, 0]
        now = powers[step]
        self.way.set_data(alone.real, alone.imag)
        self.now.set_data(now.real, now.imag)
        self.values.set_data(eigenvalues.real, eigenvalues.imag)
        self.mirrored.set_data(eigenvalues.real, -eigenvalues.imag)
        self.spots = [Spots(eigenvalues.real, eigenvalues.imag, lambda i: f"λ{_named(eigenvalues[i])}")]
        self.spots.append(Spots(now.real, now.imag, lambda i: f"after {style.counted(step, 'step')}{_named(now[i])}"))

    def at(self, x, y):
        """Where a click puts λ, at the sliders' notches: above the axis, for its conjugate is below."""
        if max(abs(x), abs(y)) > REACH:
            return {}
        return {"radius": round(float(np.hypot(x, y)), 2), "angle": round(float(np.degrees(np.arctan2(abs(y), x))))}

    def says(self, x, y):
        """An eigenvalue, a power, or what a click would do."""
        meant = self.at(x, y)
        place = f"put λ here: modulus {meant['radius']:g}, angle {meant['angle']}°" if meant else ""
        return super().says(x, y) or place


def _named(value):
    return f": modulus {style.number(abs(value))}, angle {style.signed(round(float(np.degrees(np.angle(value)))))}°"


class BesideFormula(Panel):
    """`update(formula, network, step, T, note)`: two curves over 0…T steps, of which one says what the other should be.

    `name` is that of the curve for a pointer, `value` puts a height in words. A click goes to that step.
    """

    def __init__(self, axes, title, name, value):
        super().__init__(axes)
        style.title(axes, title, pad=25)
        axes.axhline(0, color=style.LIGHT, lw=1, zorder=0)
        self.name, self.value = name, value
        self.formula = self.line(**FORMULA, label="formula")
        self.network = self.line(**NETWORK, label="the network")
        self.now = self.line(ls="", marker="o", ms=11, color=style.BLUE, mec="white", mew=1.5, clip_on=False)
        marks = {"ls": "", "ms": 8, "color": style.BLACK, "clip_on": False}
        self.over, self.under = self.line(marker="^", **marks), self.line(marker="v", **marks)
        self.note = self.headline(1, 1.03, ha="right", va="bottom")
        style.legend_above(axes, [self.formula, self.network])

    def update(self, formula, network, step, T, note):
        x, (low, high) = TimeAxis.places(T), self.axes.get_ylim()
        span = high - low
        for line, heights in ((self.formula, formula), (self.network, network)):
            line.set_data(x, np.clip(heights, low - span, high + span))
        self.network.set_markersize(4 if T <= 60 else 2.5)
        for marks, outside, y in (
            (self.over, network > high, high - span / 30),
            (self.under, network < low, low + span / 30),
        ):
            where = outside & ~np.concatenate([[False], outside[:-1]])  # once, where it leaves the picture
            marks.set_data(x[where], np.full(int(where.sum()), y))
        self.now.set_data(x[step : step + 1], np.clip(network[step : step + 1], low, high))
        self.note.set_text(note)
        words = [
            f"{self.name.format(t)}: {self.value(network[t])}; by the formula {self.value(formula[t])}" for t in range(T + 1)
        ]
        self.spots = [Spots(x, np.clip(network, low, high), words.__getitem__, lambda t: {"step": t})]


class Response(BesideFormula):
    """The state: `update(formula, network, step, T, note, each)`, where each (T+1, pairs) is the formula's for each pair."""

    def __init__(self, axes):
        super().__init__(axes, "state λᵗ, t steps after one input", "state after {} steps", style.signed)
        axes.set(xlim=(0, 1), ylim=(-1.5, 1.5), xticks=[0, 0.5, 1], xticklabels=[])
        axes.set_yticks([-1, 0, 1], ["−1", "0", "1"])
        look = {"colors": style.LIGHT, "linewidths": 1, "zorder": 0.5}
        self.pairs = self.moving(axes.add_collection(LineCollection([], **look), autolim=False))
        self.artists.insert(0, self.artists.pop())

    def update(self, each, T, **curves):
        x = TimeAxis.places(T)
        self.pairs.set_segments([np.stack([x, np.clip(one, -2, 2)], axis=1) for one in each.T] if each.shape[1] > 1 else [])
        super().update(T=T, **curves)


class Gradient(BesideFormula):
    """The gradient's length in powers of ten."""

    def __init__(self, axes):
        super().__init__(axes, "gradient |λ|ᵗ, t steps back", "gradient {} steps back", style.magnitude)
        decades(axes, (-8, 4), every=4)
        self.time = TimeAxis(self, "steps t:  above they go forward, here back")

    def update(self, T, **curves):
        self.time.set(T)
        super().update(T=T, **curves)


class LinearRecurrence(View):
    """The disc on the left with what it means below, the state and the gradient on the right."""

    def build(self):
        return {
            "disc": Disc(self.axes(16, 46, 310, 310)),
            "words": Words(self.axes(16, 372, 310, 110)),
            "state": Response(self.axes(390, 46, 380, 160)),
            "gradient": Gradient(self.axes(390, 268, 380, 170)),
        }


class Words(Panel):
    """What the picture comes to: `update(outcome, lines)`."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set_axis_off()
        self.outcome = self.headline(0, 0.9, va="top")
        self.lines = [self.text(0, y, fontsize=style.MEDIUM, va="top", color=style.DARK) for y in (0.58, 0.36, 0.14)]

    def update(self, outcome, lines):
        self.outcome.say(outcome)
        for text, words in zip(self.lines, lines, strict=True):
            text.set_text(words)
