"""The loop unrolled: a column a step, and a gradient that goes back along the states.

It starts below a loss. Each hop writes its factor over the arrow. The bars on top compare the gradient at a state with that at
the start, on a log scale: down is shorter, up is longer. From each state it drops into the input, in the same colours, and into
the recurrent weights: the bars at the bottom are what each step adds to their gradient.
"""

import functools

import numpy as np
from matplotlib import colormaps

from rnnlab.views.kit import Canvas, Spots, View, style

LEFT, RIGHT = 96, 784  # where the columns begin and end, in CSS pixels
BARS, LOSS, STATE, INPUT, STEP = 322, 282, 238, 194, 166  # the foot of the upper bars' room, and the heights of the rows
ROOM = 92  # for the upper bars, CSS pixels
DECADES = (0, 1, 2, 4, 8, 16, 32, 64)  # powers of ten for which there may be room, above the start and below it
LEVEL = 0.15  # powers of ten that need no room of their own
ZERO, TOP, LOW = 34, 70, 24  # of the lower bars: the line they stand on, the longest one, and the longest one down
SHADES, PALEST = colormaps["PuOr_r"], 0.3  # purple for shorter, orange for longer, as for the values of a state


def places(T):
    """The middle of each step's column, in CSS pixels -> (T,)."""
    return LEFT + (np.arange(T) + 0.5) * (RIGHT - LEFT) / T


class WayBack(Canvas):
    """`update(states, inputs, shares, t, at, together, letters, headline, remark, weights)`.

    states and inputs (T,) are log10 ‖dL/dh_k‖ and ‖dL/dx_k‖, shares (T,) what each step adds to dL/dW_hh, as fractions. They
    start at step t and are shown back to step `at`. together: whether all losses are followed. letters: those read and one
    more, or "". weights: the title of the shares, and the length of their sum.
    """

    def __init__(self, axes):
        super().__init__(axes)
        self.write(8, 462, "the gradient on its way back", fontsize=style.MEDIUM, fontweight="bold")
        self.write(8, 442, "bars: its length at each state, against the start", color=style.DARK)
        rows = (LOSS, "loss Lₖ", style.DARK), (STATE, "state hₖ", style.BLUE), (INPUT, "input xₖ", style.DARK)
        for y, words, colour in rows:
            self.write(8, y, words, fontsize=style.MEDIUM, color=colour, va="center")
        self.write(8, STEP, "step k", color=style.DARK)
        axes.plot([LEFT - 6, RIGHT], [ZERO] * 2, color=style.GREY, lw=1)
        self.level, self.chain = self.line(color=style.GREY, lw=1), self.line(color=style.BLUE, lw=1.2)
        look = {"colors": style.LIGHT, "capstyle": "butt"}
        self.upward, self.bars, self.way, self.shares = (self.segments(**look, linewidths=width) for width in (1.2, 1, 4, 1))
        self.losses = self.line(ls="", marker="D", color="white", mec=style.GREY, mew=1.4)
        self.followed = self.line(ls="", marker="D", color=style.VERMILION, mec=style.BLACK, mew=1.4)
        look = {"edgecolors": style.BLUE, "linewidths": 1.4}
        self.states, self.inputs = (self.moving(axes.scatter([], [], marker=marker, **look)) for marker in "so")
        self.heads = self.line(ls="", marker="<", color=style.BLACK, mec="none")
        self.pulse = self.line(ls="", marker="o", color="none", mec=style.VERMILION, mew=3.5)
        self.factors = self.words(ha="center", size=style.MEDIUM, weight="bold")
        self.scale, self.letters, self.steps = self.words(ha="right"), self.words(), self.words(ha="center")
        large = {"size": style.HUGE, "weight": "bold", "ha": "right"}
        self.headline, self.remark = self.words(color=style.VERMILION_WORDS, **large), self.words(ha="right")
        self.title, self.size = self.words(size=style.MEDIUM, weight="bold"), self.words(color=style.BLUE, **large)

    def update(self, states, inputs, shares, t, at, together, letters, headline, remark, weights):
        k, x = np.arange(1, len(states) + 1), places(len(states))
        seen = (k >= at) & (k <= t)
        with np.errstate(invalid="ignore"):
            left, received = (np.where(seen, along - along[start(along, t) - 1], np.nan) for along in (states, inputs))
            factors = np.nan_to_num(states[:-1] - states[1:], nan=-np.inf)  # none of none is none
        most = self._draw_bars(x, left)
        self._draw_columns(x, left, received, most)
        self._draw_way(x, t, at, factors, received)
        self._draw_shares(x, np.where(seen, np.nan_to_num(shares), 0), seen)
        self.followed.set_data(x[(k == t) | (together & (k <= t))], np.full(t if together else 1, LOSS))
        self._name(x, letters)
        title, size = weights
        self.headline.put([(RIGHT, 456, headline)])
        self.remark.put([(RIGHT, 438, remark)])
        self.title.put([(8, 138, title)])
        self.size.put([(RIGHT, 136, size)])
        self._add_spots(x, t, at, states, inputs, shares)

    def _draw_bars(self, x, left):
        """Bars from the line of the start. Returns how many powers of ten the darkest shade stands for."""
        down, up = room(-left), room(left)
        down += up == down == 0
        foot, decade = BARS + ROOM * down / (down + up), ROOM / (down + up)
        ends = foot + decade * np.clip(np.nan_to_num(left, neginf=-down), -down, max(up, LEVEL))
        _stand(self.bars, x, foot, ends)
        self.bars.set_color(shades(left, max(down, up)))
        self.level.set_data([LEFT - 6, RIGHT], [foot, foot])
        marks = sorted({-down, 0, up})
        self.scale.put((LEFT - 10, foot - 5 + decade * power, f"× {style.magnitude(power)}") for power in marks)
        return max(down, up)

    def _draw_columns(self, x, left, received, most):
        half = np.clip(0.28 * (RIGHT - LEFT) / len(x), 5, 15)
        self.upward.set_segments([[(place, INPUT), (place, LOSS)] for place in x])
        self.chain.set_data([LEFT - 6, x[-1]], [STATE, STATE])
        for row in (self.losses, self.followed):
            row.set_markersize(style.points(half * 1.2))
        self.losses.set_data(x, np.full(len(x), LOSS))
        for marks, values, y, size in ((self.states, left, STATE, 2), (self.inputs, received, INPUT, 1.5)):
            marks.set_offsets(np.column_stack([x, np.full(len(x), y)]))
            marks.set_sizes([style.points(half * size) ** 2])
            marks.set_facecolor(shades(values, most))

    def _draw_way(self, x, t, at, factors, received):
        """The hops so far, each with its factor where there is room, what drops into the inputs, and the pulse."""
        hops, wide = np.arange(at - 1, t - 1), (RIGHT - LEFT) / len(x)  # hop k is from the state at place k + 1 to that at k
        middle = (x[hops] + x[hops + 1]) / 2
        drops = [[(x[k], STATE), (x[k], INPUT)] for k in range(at - 1, t)]
        self.way.set_segments([[(x[k + 1], STATE), (x[k], STATE)] for k in hops] + drops)
        self.way.set_color(np.concatenate([shades(factors[hops], 1.0), shades(received[at - 1 : t], 2.0)]))
        self.heads.set_data(middle, np.full(len(hops), STATE))
        self.heads.set_markersize(style.points(np.clip(0.15 * wide, 4, 9)))
        self.pulse.set_data([x[at - 1]], [STATE])
        self.pulse.set_markersize(style.points(np.clip(0.8 * wide, 16, 40)))
        words = [f"× {roughly(factors[k])}" for k in hops]
        fits = all(self.factors.width(each) < 0.95 * wide for each in words)
        shown = list(zip(middle, words, strict=True))[: None if fits else 1]  # otherwise the last hop alone
        self.factors.put((max(place, LEFT + 24), STATE + 20, each) for place, each in shown)

    def _draw_shares(self, x, shares, seen):
        """Bars as long as the shares, measured by the largest, with their percents."""
        up, down = (np.max(way * shares, initial=1e-9) for way in (1, -1))
        ends = ZERO + shares * min(TOP / up, LOW / down)
        _stand(self.shares, x, ZERO, ends)
        self.shares.set_color(np.where(shares < 0, style.VERMILION, style.BLUE)[:, None].ravel())
        percents = [f"{100 * share:.0f}".replace("-0", "0").replace("-", "−") for share in shares]
        fits = [self.steps.width(text) <= (RIGHT - LEFT) / len(x) and now for text, now in zip(percents, seen, strict=True)]
        self._percents = [
            (place, max(end, ZERO) + 3, text) for place, end, text, fit in zip(x, ends, percents, fits, strict=True) if fit
        ]

    def _name(self, x, letters):
        """The numbers of the steps; for a text, its letters at the inputs, and at the losses what was to be said."""
        signs, aside = letters.replace(" ", "␣"), np.clip(0.21 * (RIGHT - LEFT) / len(x), 4, 11) + 4
        self.letters.put((place + aside, INPUT - 5, sign) for place, sign in zip(x, signs))
        wanted = [(place, LOSS + 16, f"wants {sign}") for place, sign in zip(x, signs[1:]) if len(x) <= 12]
        self.steps.put([*((place, STEP, str(k)) for k, place in enumerate(x, 1)), *self._percents, *wanted])

    def _add_spots(self, x, t, at, states, inputs, shares):
        """A line for each part of each column; a click follows the loss of its step."""

        def there(kind, along, i):
            if not at <= i + 1 <= t:
                return f"{kind} {i + 1}: " + (f"comes after the loss of step {t}" if i >= t else "not reached yet")
            first = start(along, t)
            with np.errstate(invalid="ignore"):
                left = style.magnitude(along[i] - along[first - 1])
            return f"{kind} {i + 1}: gradient {style.magnitude(along[i])}, × {left} of that at {kind} {first}"

        def loss(i):
            return f"loss of step {i + 1}: " + ("followed back" if i + 1 == t else "a click follows it back")

        def share(i):
            adds = "nothing" if np.isnan(shares[i]) else f"{style.signed(100 * shares[i])} % of the sum"
            return f"step {i + 1} adds {adds}"

        state, received = functools.partial(there, "state", states), functools.partial(there, "input", inputs)
        rows = (
            (BARS + ROOM / 2, state, 46),
            (LOSS, loss, 20),
            (STATE, state, 20),
            (INPUT, received, 20),
            (ZERO + TOP / 2, share, TOP),
        )
        wide = (RIGHT - LEFT) / len(x) / 2
        self.spots = [Spots(x, np.full(len(x), y), says, lambda i: {"t": i + 1}, (wide, up)) for y, says, up in rows]


class Unrolled(View):
    """One canvas: the way back, and what drops out of it."""

    height = 484

    def build(self):
        return {"network": WayBack(self.axes(0, 0, 790, 484))}


def start(along, t):
    """The step, from 1, that the others are measured by: t, or if t gets nothing, the last before it that gets something."""
    return int(np.max(np.flatnonzero(~np.isneginf(along[:t])), initial=-1)) + 1 or t


def room(left):
    """For how many powers of ten there must be room above the start: the first of DECADES that holds all of these."""
    most = np.max(left, initial=0, where=np.isfinite(left))
    return next((decades for decades in DECADES if most <= decades + (LEVEL if decades == 0 else 1e-9)), DECADES[-1])


def shades(left, most):
    """Log10 magnitudes as colours (…, 4): purple for a shorter gradient, orange for a longer one; white for none."""
    part = np.clip(np.nan_to_num(left) / most, -1, 1)
    colours = SHADES(0.5 + 0.5 * (np.sign(part) * PALEST + (1 - PALEST) * part))
    colours[np.isnan(left) | np.isneginf(left)] = 1
    return colours


def roughly(log10):
    """A factor in two digits; one that would be long so, in one digit and a power of ten."""
    return f"{10**log10:.2g}" if -3 < log10 < 2 else style.magnitude(log10)


def _stand(bars, x, foot, ends):
    bars.set_segments([[(place, foot), (place, end)] for place, end in zip(x, ends, strict=True)])
    bars.set_linewidths(style.points(0.55 * (RIGHT - LEFT) / len(x)))
