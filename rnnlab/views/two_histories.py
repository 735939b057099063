"""Two texts that end with the same letter, and what a network without a past and one with a past make of that letter."""

import numpy as np

from rnnlab.views.kit import Panel, Spots, View, squares, style
from rnnlab.views.panels.bars import Bars, marks, reach
from rnnlab.views.panels.letters import Letters, places, quoted

FIRST = {"facecolor": style.BLUE, "edgecolor": style.BLUE, "linewidth": 0.5}
SECOND = {"facecolor": "#ffe3a8", "edgecolor": "#a86f00", "linewidth": 1.2}
LAST = 0.775  # where the last letter stands
PITCH = 12.6  # CSS pixels from letter to letter
USUAL = (-0.5, 1.3)  # the axis of outputs that are near 0 and 1


class Histories(Panel):
    """The two texts, one below the other, so that their last letters meet: `update(first, second, last)`.

    A click on a letter makes it the last one of both.
    """

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.set_axis_off()
        self.pitch = PITCH / self.width
        for name, y, look in (("A", 0.6, FIRST), ("B", 0.06, SECOND)):
            axes.fill([0.065, LAST, LAST, 0.065], [y, y, y + 0.34, y + 0.34], color="#f3f3f3", lw=1)
            axes.fill([0, 0.02, 0.02, 0], [y + 0.02, y + 0.02, y + 0.32, y + 0.32], **look)
            self.write(0.03, y + 0.15, name, fontsize=style.HUGE, fontweight="bold", va="center")
        box = np.array([-0.75, 0.75, 0.75, -0.75]) * self.pitch
        axes.fill(LAST + box, [-0.05, -0.05, 1.05, 1.05], facecolor="#fef3ea", edgecolor=style.VERMILION, lw=2, clip_on=False)
        self.write(LAST + 0.025, 0.5, "the same\nlast letter", fontsize=style.MEDIUM, color=style.VERMILION_WORDS, va="center")
        self.first, self.second = (Letters(self, size=style.HUGE) for _ in range(2))

    def update(self, first, second, last):
        self.spots = []
        for name, letters, history, y in (("A", self.first, first, 0.67), ("B", self.second, second, 0.13)):
            x = LAST - self.pitch * np.arange(len(history), -1, -1)
            x[:-1] -= 0.6 * self.pitch  # some room before the box
            letters.put(history + last, x, y, [*[style.DARK] * len(history), style.VERMILION_WORDS])
            self.spots.append(self._letters(name, history + last, x, y + 0.1))

    def _letters(self, name, text, x, y):
        def says(i):
            place = f"history {name}, letter {i + 1}" if i + 1 < len(text) else "the last letter of both"
            return f"{place}: {quoted(text[i])}"

        def at(i):
            return {} if text[i].isspace() else {"last": text[i]}

        return Spots(x, np.full(len(x), y), says, at, (PITCH / 2, 0.17 * self.height))


class Pairs(Panel):
    """Two rows of numbers as bars in pairs, both (k,): `put(first, second, named)`, where named(i) is what pair i is called."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, 1), xticks=[])
        self.first, self.second = Bars(self, **FIRST), Bars(self, **SECOND)
        self.zero = self.moving(axes.axhline(0, color=style.GREY, lw=1))

    def put(self, first, second, named):
        places = max(len(first), 1)
        left, width = np.arange(len(first)) / places, 0.4 / places
        self.first.set(first, left + 0.25 * width, width)
        self.second.set(second, left + 1.25 * width, width)

        def says(_, i):
            return f"{named(i)}: A {style.signed(first[i])}, B {style.signed(second[i])}"

        self.spots = [squares(self, (1, len(first)), says)] if len(first) else []


class StatePair(Pairs):
    """Two states of one network, unit by unit: `update(first, second, difference, outcome, limits)`; first and second (h,),
    limits (low, high) those of the axis."""

    def __init__(self, axes, title, formula):
        super().__init__(axes)
        style.title(axes, title, pad=30)
        self.write(1, 1.34, formula, transform=axes.transAxes, ha="right", fontsize=style.MEDIUM, color=style.DARK)
        axes.set(xlabel="unit of the state", ylim=(0, 0.5))  # no axis is so short: the first that comes has its marks set
        self.outcome = self.headline(0, 1.04, va="bottom")
        self.difference = self.headline(1, 1.04, ha="right", va="bottom")

    def update(self, first, second, difference, outcome, limits):
        self.limits(y=limits)
        if self.frame_changed:
            self.axes.set_yticks(*marks(*limits))
        self.put(first, second, lambda i: f"unit {i + 1}")
        self.outcome.say(outcome)
        self.difference.set(text=f"‖A−B‖ = {difference}", color=outcome.colour)


class GuessPair(Pairs):
    """What two states say comes next, letter by letter: `update(letters, first, second, says, limits)`; first and second
    (letters,), or (0,) where the network has learned no guess; limits (low, high) those of the axis, as `usual_or_wider` has
    them."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(ylim=USUAL)
        axes.set_yticks([0, 1], ["0", "1"])
        axes.set_xlabel("its guess: the next letter", labelpad=24)
        self.names = Letters(self, size=style.HUGE)
        self.guess = self.headline(0.5, 1.03, ha="center", va="bottom")

    def update(self, letters, first, second, says, limits):
        self.guess.set_text(says)
        self.limits(y=limits)
        if self.frame_changed:
            low, high = (0.0 if limits[0] == USUAL[0] else limits[0]), (1.0 if limits[1] == USUAL[1] else limits[1])
            self.axes.set_yticks(*marks(low, high))
        known = len(first) > 0
        if known != self.axes.axison:
            self.frame_changed = True
            self.axes.axison = known
            self.zero.set_visible(known)
        self.put(first, second, lambda i: f"next {quoted(letters[i])}")
        self.names.put(letters if known else "", places(len(letters))[: len(first)], -20 / self.height, style.BLACK)


def usual_or_wider(values):
    """Where an axis for some outputs begins and ends: as usual, or as far as they reach."""
    (low, high), (least, most) = reach(values), USUAL
    if np.all((values >= least) & (values <= most)):
        return USUAL
    return min(low, least), max(high, most)


class TwoHistories(View):
    """The texts above, the network without a past on the left, the one with a past on the right; below each, its guesses."""

    def build(self):
        panels = {"histories": Histories(self.axes(20, 14, 750, 62))}
        formulas = {"memoryless": "f(x W_xh + b_h)", "recurrent": "f(x W_xh + h W_hh + b_h)"}
        for left, (name, formula) in zip((46, 440), formulas.items(), strict=True):
            panels[name] = StatePair(self.axes(left, 160, 335, 120), name, formula)
            panels[f"guess_{name}"] = GuessPair(self.axes(left, 340, 335, 96))
        return panels
