"""How likely each of some characters comes next, as bars with their percentages; a click on one writes it behind the text."""

import numpy as np

from rnnlab.views.kit import Canvas, Spots, style
from rnnlab.views.panels.bars import Bars
from rnnlab.views.panels.written import named, percent, seen

MOST = 12  # characters among which the next one is shown


class NextLetters(Canvas):
    """`update(heading, note, read, letters, shares)`: how likely each of some characters comes next, (k,). A click on one
    writes it behind what was `read`; None: there is more of the text, and a click would lose the rest.

    plain_shares (k,) are marked beside the bars: those at temperature 1. right: the character that does come next, or None.
    `longest`: the most characters that the text may have. The letters stand in the FOOT pixels below the axes.
    """

    FOOT = 30

    def __init__(self, axes, longest):
        super().__init__(axes)
        self.longest = longest
        self.wide, self.high = axes.get_xlim()[1] / MOST, axes.get_ylim()[1] - 66
        self.heading = self.words(size=style.HUGE, weight="bold", color=style.BLUE)
        self.note = self.words()
        self.bars = Bars(self, facecolor=style.BLUE)
        edge = style.rim(4, style.BLACK)  # orange alone is too light on white
        self.marks = self.line(ls="", marker="_", ms=24, mew=2.4, color=style.ORANGE, path_effects=edge)
        self.right = self.words(size=style.MEDIUM, ha="center", weight="bold", color=style.GREEN_WORDS)
        self.letters = self.words(size=style.HUGE, ha="center", weight="bold", color=style.BLACK)
        self.percents = self.words(ha="center")
        axes.plot([0, axes.get_xlim()[1]], [0, 0], color=style.GREY, lw=1, clip_on=False)

    def update(self, heading, note, read, letters, shares, plain_shares=None, right=None):
        self.heading.put([(0, self.high + 44, heading)])
        self.note.put([(0, self.high + 24, note)])
        middle = self.wide * (np.arange(len(letters)) + 0.5)
        self.bars.set(self.high * shares, middle - 0.36 * self.wide, 0.72 * self.wide)
        self.letters.put([(x, -24, seen(letter)) for x, letter in zip(middle, letters, strict=True)])
        tops = shares
        if plain_shares is not None:
            self.marks.set_data(middle, self.high * plain_shares)
            tops = np.maximum(shares, plain_shares)
        parts = [f"{100 * share:.0f}" if share >= 0.005 else "" for share in shares]
        above = [(x, self.high * top + 7) for x, top in zip(middle, tops, strict=True)]
        self.percents.put([(*place, part) for place, part in zip(above, parts, strict=True)])
        self.right.put([(x, y + 15, "▼") for (x, y), letter in zip(above, letters, strict=True) if letter == right])

        def says(i):
            now, plainly = percent(shares[i]), percent(shares[i] if plain_shares is None else plain_shares[i])
            return f"next {named(letters[i])}: {now}" + (f", at temperature 1: {plainly}" if plainly != now else "")

        def at(i):
            if read is None or len(read) >= self.longest or not letters[i].isprintable():  # the end of a line cannot be typed
                return {}
            return {"prompt": read + letters[i], "step": len(read) + 1}

        low, high = -self.FOOT, self.high
        self.spots = [Spots(middle, np.full(len(middle), (low + high) / 2), says, at, (self.wide / 2, (high - low) / 2))]
