"""Eigenvalues on the disc, the state that they make of one input, and the gradient on its way back, each beside its formula."""

import numpy as np

from rnnlab.views.kit import Panel, Spots, View, style
from rnnlab.views.panels.log_curve import LogCurve, decades
from rnnlab.views.panels.spectrum import TURN

REACH = 1.25  # half-width of the disc's picture
LONGEST = 100  # steps


class Disc(Panel):
    """`update(eigenvalues, powers, step, outcome, told)`: (pairs,), where they have come to, (T+1, pairs), and what it means.

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
        self.outcome = self.headline(0, -0.05, va="top")
        self.told = [self.text(0, y, fontsize=style.MEDIUM, va="top", color=style.DARK) for y in (-0.16, -0.24, -0.32)]

    def update(self, eigenvalues, powers, step, outcome, told):
        self.outcome.say(outcome)
        self.fill(self.told, told)
        alone = powers[: (step + 1) * (len(eigenvalues) == 1), 0]
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
        return {"radius": min(round(float(np.hypot(x, y)), 2), 1.2), "angle": round(float(np.degrees(np.arctan2(abs(y), x))))}

    def says(self, x, y):
        """An eigenvalue, a power, or what a click would do."""
        meant = self.at(x, y)
        place = f"put λ here: modulus {meant['radius']:g}, angle {meant['angle']}°" if meant else ""
        return super().says(x, y) or place


def _named(value):
    return f": modulus {style.number(abs(value))}, angle {style.signed(round(float(np.degrees(np.angle(value)))))}°"


class BesideFormula(Panel):
    """`update(formula, network, step, note, each)`: two curves over 0…T steps, of which one says what the other should be, and
    thin ones behind them, each (T+1, pairs). `value` puts a height in words."""

    def __init__(self, axes, title, name, value):
        super().__init__(axes)
        style.title(axes, title, pad=25)
        axes.set(xlim=(0, LONGEST), xticks=[0, LONGEST / 2, LONGEST])
        axes.axhline(0, color=style.LIGHT, lw=1, zorder=0)
        self.name, self.value = name, value
        self.pairs = self.segments(colors=style.LIGHT, linewidths=1)
        self.formula = self.line(color=style.ORANGE, lw=7, label="formula")
        self.network = LogCurve(self, style.BLUE, edge=style.BLACK, lw=1.6, marker="o", ms=3.5, label="the network")
        self.note = self.headline(1, 1.03, ha="right", va="bottom")
        style.legend_above(axes, [self.formula, self.network.past])

    def update(self, formula, network, step, note, each):
        steps, (low, high) = np.arange(len(network)), self.axes.get_ylim()
        shown = np.clip(np.column_stack([formula, each]), 2 * low - high, 2 * high - low).T
        self.pairs.set_segments([np.column_stack([steps, curve]) for curve in shown[1:]])
        self.formula.set_data(steps, shown[0])
        self.network.set(steps, network, step)
        self.note.set_text(note)
        self.spots = [self.network.spots(self.name, self.value)]


class LinearRecurrence(View):
    """The disc on the left with what it means below, the state and the gradient on the right."""

    def build(self):
        state, gradient = self.axes(390, 56, 380, 150), self.axes(390, 282, 380, 160)
        state.set(ylim=(-1.5, 1.5), yticks=[-1, 0, 1], yticklabels=["−1", "0", "1"])
        decades(gradient, (-8, 4), every=4)
        gradient.set_xlabel("steps t:  forward in the upper picture, back in this one")
        return {
            "disc": Disc(self.axes(16, 56, 310, 310)),
            "state": BesideFormula(state, "state λᵗ, t steps after one input", "state", style.signed),
            "gradient": BesideFormula(gradient, "gradient |λ|ᵗ, t steps back", "gradient on its way back", style.magnitude),
        }
