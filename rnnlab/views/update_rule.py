"""What an update does to the error: the way across the bowl of the loss, the error step by step, and many seeds."""

import math

import numpy as np

from rnnlab.views.kit import Canvas, Panel, Spots, View, style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.panels.loss_curve import LossCurve

TRAIL = 8  # steps whose way is shown
EDGE, TOP, FAR = 1.1, 1.2, 1e3  # of the bowl: where an arrow leaves it at the side and above; no point lies beyond
SMALLEST, LARGEST = -3, 3  # log10 of the errors that can be told apart in the panel over time
ABOVE, BELOW = style.VERMILION, style.BLUE  # zero
LOOKS = {
    "converges": Outcome("✔", "converges", style.GREEN_WORDS),
    "bounces": Outcome("↔", "bounces", style.VERMILION_WORDS),
    "grows": Outcome("▲", "grows", style.VERMILION_WORDS),
    "overflows": Outcome("∞", "overflows", style.BLACK),
    "not yet": Outcome("…", "not yet", style.GREY),
}


class Bowl(Panel):
    """`update(errors, step, fate, note)`: e² over e, with the last steps up to `step` and the next one.

    The picture zooms by factors of two so that the steps done fill it; the numbers under it say how far. The next one may lie
    outside: then an arrow leaves the picture, and words say how far it goes.
    """

    def __init__(self, axes):
        super().__init__(axes)
        x = np.linspace(-1.15, 1.15, 93)
        axes.set(xlim=(-1.15, 1.15), ylim=(-0.06, 1.5), xticks=[-1, 0, 1], xticklabels=["", "0", ""], yticks=[])
        axes.set_xlabel("error e = O − T", labelpad=2)
        style.title(axes, "loss e²")
        axes.spines["left"].set_visible(False)
        axes.plot(x, x**2, color=style.GREY, lw=2, zorder=1)
        axes.axvline(0, color=style.LIGHT, lw=1, zorder=0)
        self.trail = self.line(color=style.SKY_LINES, lw=1.6, marker="o", ms=5)
        self.hop = self.line(color=style.VERMILION, lw=3.5)
        self.next = self.line(marker="o", ms=10, mfc="white", mec=style.VERMILION, mew=3)
        self.away = self.line(marker="^", ms=13, color=style.VERMILION)
        self.now = self.line(marker="o", ms=12, color=style.BLUE, mec="white")
        ends = {"va": "top", "ha": "center", "color": style.DARK}
        self.ends = [self.text(x, -0.025, **ends) for x in (0.15 / 2.3, 2.15 / 2.3)]
        words = {"ha": "center", "va": "top", "fontsize": style.MEDIUM}
        self.note, self.outside = self.text(0.5, 0.97, **words), self.text(0.5, 0.89, color=style.VERMILION_WORDS, **words)
        self.fate = self.headline(1, 1.02, ha="right")

    def update(self, errors, step, fate, note):
        shown = errors[max(0, step - TRAIL) : step + 2]
        last = min(step, TRAIL)  # the place of `step` among those shown
        scale = _reach(shown[: last + 1])
        with np.errstate(all="ignore"):
            x = np.clip(shown / scale, -FAR, FAR)
        y = x**2
        self.trail.set_data(x[: last + 1], y[: last + 1])
        self._hop(x[last:], y[last:], shown[-1])
        self.now.set_data(x[last : last + 1], y[last : last + 1])
        self.next.set_data(x[last + 1 :], y[last + 1 :])
        for text, sign in zip(self.ends, ("−", ""), strict=True):
            text.set_text(sign + style.number(scale) if np.isfinite(shown[: last + 1]).any() else "")
        self.note.set_text(note if np.isfinite(errors[step]) else "no longer a number")
        self.fate.say(LOOKS[fate])
        steps = np.arange(step - last, step - last + len(shown))
        self.spots = [_walk(x[::-1], y[::-1], steps[::-1], errors)]  # of errors at one place the latest is meant

    def _hop(self, x, y, e):
        """The way to the next error, e, or an arrow to where it leaves the picture."""
        out = len(x) > 1 and bool(abs(x[1]) > EDGE)
        if out:
            part = min((TOP - y[0]) / (y[1] - y[0]), (np.sign(x[1]) * EDGE - x[0]) / (x[1] - x[0]))
            x, y = x[0] + np.array([0, part]) * (x[1] - x[0]), y[0] + np.array([0, part]) * (y[1] - y[0])
        self.hop.set_data(x, y)
        self.away.set_data(x[1:] if out else [], y[1:] if out else [])
        self.outside.set_text(f"next: {style.signed(e) if np.isfinite(e) else 'beyond all numbers'}" if out else "")


class SignedErrors(Panel):
    """`update(errors, step)`: the error after each update, above or below zero by its sign, on a scale of powers of ten."""

    def __init__(self, axes, longest):
        super().__init__(axes)
        edge = LARGEST - SMALLEST
        axes.set(xlim=(0, longest), ylim=(-edge - 0.4, edge + 0.4))
        style.title(axes, "error e after each update")
        marks = range(SMALLEST + 2, LARGEST + 1, 2)
        ticks = [sign * (mark - SMALLEST) for sign in (-1, 1) for mark in marks]
        words = [("−" if sign < 0 else "") + f"{10.0**mark:g}" for sign in (-1, 1) for mark in marks]
        axes.set_yticks([*ticks, 0], [*words, "0"])
        axes.axhline(0, color=style.GREY, lw=1, zorder=0)
        self.way = self.line(color=style.SKY_LINES, lw=1)
        looks = {"ls": "", "clip_on": False}
        self.dots = [self.line(marker="o", ms=4, color=color, **looks) for color in (ABOVE, BELOW)]
        self.edges = [self.line(marker=m, ms=5, color=c, **looks) for m, c in (("^", ABOVE), ("v", BELOW))]
        self.end = self.line(marker="X", ms=10, color=style.BLACK, **looks)
        self.now = self.line(marker="o", ms=11, mfc="none", mec=style.BLACK, mew=2, clip_on=False)
        self.note = self.text(1, 1.03, ha="right")

    def update(self, errors, step):
        y, steps = _signed(errors), np.arange(len(errors))
        edge = LARGEST - SMALLEST
        inside = np.abs(y) <= edge
        drawn = np.nan_to_num(np.clip(y, -edge, edge), nan=edge)
        self.way.set_data(steps, np.clip(y, -edge - 1, edge + 1))
        for sign, dots, marks in zip((1, -1), self.dots, self.edges, strict=True):
            for artist, which in ((dots, inside & (sign * y > 0)), (marks, ~inside & (sign * y > 0))):
                artist.set_data(steps[which], drawn[which])
        first = np.flatnonzero(np.isnan(y))[:1]
        self.end.set_data(first, drawn[first])
        self.now.set_data([step], drawn[[step]])
        self.note.set_text("✖ not a number" if len(first) else "▲▼ > 1000" if not inside.all() else "")
        self.spots = [_walk(steps, drawn, steps, errors)]


class Seeds(Canvas):
    """`update(fates, seed, of)`: a sign for what becomes of each seed, how many of each kind there are, and a word before."""

    def __init__(self, axes):
        super().__init__(axes)
        self.count = self.words(size=style.MEDIUM, weight="bold")
        colours = {fate: look.colour for fate, look in LOOKS.items()}
        self.signs = self.words_by_kind(colours, size=style.HUGE, ha="center", weight="bold")
        self.key = self.words_by_kind(colours, weight="bold")
        self.border = self.line(color=style.BLACK, lw=2)

    def update(self, fates, seed, of):
        self.count.put([(12, 44, of)])
        x = 118 + 33.5 * np.arange(len(fates))
        self.signs.put((fate, place, 42, LOOKS[fate].sign) for place, fate in zip(x, fates, strict=True))
        left = 104
        for fate, look in LOOKS.items():
            words = f"{look.headline}: {fates.count(fate)}"
            self.key[fate].put([(left, 12, words)])
            left += self.key[fate].width(words) + 26
        self.spots = [Spots(x, np.full(len(x), 49), lambda k: f"seed {k}: {fates[k]}", lambda k: {"seed": k}, (16, 24))]
        here = x[seed]
        self.border.set_data(here + 15 * np.array([-1, 1, 1, -1, -1]), 49 + 15 * np.array([-1, -1, 1, 1, -1]))


class UpdateRule(View):
    """The bowl at the left, over time at the right, the seeds below."""

    def build(self, longest):
        return {
            "bowl": Bowl(self.axes(16, 34, 330, 350)),
            "errors": SignedErrors(self.axes(420, 34, 354, 190), longest),
            "loss": LossCurve(self.axes(420, 272, 354, 112), longest, window=(-8, 8), every=4, legend=False),
            "seeds": Seeds(self.axes(0, 424, 790, 76)),
        }


def _walk(x, y, steps, errors):
    """Spots for these steps of the way, each at the error after so many updates; a click goes there."""

    def says(i):
        step = int(steps[i])
        with np.errstate(all="ignore"):
            loss = style.number(errors[step] ** 2)
        return f"after {style.counted(step, 'update')}: error {style.signed(errors[step])}, loss {loss}"

    return Spots(x, y, says, lambda i: {"step": int(steps[i])})


def _reach(errors):
    """Half the width of the bowl: 1 or 2, 4, 8…, ½, ¼…, the first that holds all these errors."""
    largest = np.abs(errors[np.isfinite(errors)]).max(initial=0)
    return 2.0 ** math.ceil(math.log2(min(max(largest, 1e-12), 1e300)))


def _signed(errors):
    """The power of ten counted from the smallest that is shown, with the sign of the error: 0 for what is smaller."""
    with np.errstate(all="ignore"):
        return np.sign(errors) * np.maximum(np.log10(np.abs(errors)) - SMALLEST, 0)
