"""Why this letter: over and under each letter of a text, what two models owe to it; how often they are right, and how far back
they look."""

import numpy as np

from rnnlab.views.kit import style
from rnnlab.views.kit.canvas import Canvas
from rnnlab.views.kit.spots import Spots
from rnnlab.views.kit.view import Panel, View
from rnnlab.views.panels.bars import Bars
from rnnlab.views.panels.written import named, percent, seen

LONGEST = 48  # characters of a text
LEFT, WIDE = 34, 15.4  # CSS pixels: where the first letter begins, and the room of each
LOWEST, HIGHEST = -5, 1  # log10 of the sizes that the logarithmic bars show
TOP = 1.2  # of the axis of shares: above 1 there is room for numbers
COLOURS = style.BLUE, style.VERMILION_WORDS  # of the two models


class Because(Canvas):
    """`update(text, place, headings, sizes, logarithmic)`: a text, its letter in question, and what two models owe to each
    letter before it, (2, place): bars upwards for the first, downwards for the second.

    A click on a letter, or on its bar, asks for that letter.
    """

    def __init__(self, axes):
        super().__init__(axes)
        self.middle, self.tall = self.height / 2, self.height / 2 - 48
        self.headings = [self.words(size=style.HUGE, weight="bold", color=colour) for colour in COLOURS]
        self.bars = [Bars(self, facecolor=colour) for colour in COLOURS]
        self.read = self.words(size=style.HUGE, ha="center", weight="bold", color=style.BLACK)
        self.unread = self.words(size=style.HUGE, ha="center", color="#9a9a9a")
        self.asked = self.rings()
        self.scale = self.words(ha="right")
        self.write(self.width, self.height - 20, "bars: length of ∂ log p / ∂x", ha="right", color=style.DARK)

    def update(self, text, place, headings, sizes, logarithmic):
        x = LEFT + WIDE * (np.arange(len(text)) + 0.5)
        letters = [(across, self.middle - 6, seen(letter)) for across, letter in zip(x, text, strict=True)]
        self.read.put(letters[: place + 1])
        self.unread.put(letters[place + 1 :])
        left, right = x[place] - 0.5 * WIDE - 1, x[place] + 0.5 * WIDE + 1
        self.asked.set_verts(
            [[(left, self.middle - 14), (right, self.middle - 14), (right, self.middle + 15), (left, self.middle + 15)]]
        )
        marks, parts = self._parts(sizes, logarithmic)
        for side, bars, heading, words, part in zip((1, -1), self.bars, self.headings, headings, parts, strict=True):
            bars.set(side * self.tall * part, x[:place] - 0.42 * WIDE, 0.84 * WIDE, zero=self.middle + 18 * side)
            heading.put([(LEFT, self.height - 20 if side > 0 else 6, words)])
        self.scale.put(
            (LEFT - 5, self.middle + side * (18 + self.tall * height) - 4, words) for height, words in marks for side in (1, -1)
        )

        def says(i):
            if i >= place:
                return f"{named(text[i])}: click, and it is asked why"
            first, second = (style.number(float(size)) for size in sizes[:, i])
            return f"{named(text[i])}, {place - i} back: gradient {first} above, {second} below"

        high = self.middle - 40
        self.spots = [Spots(x, np.full(len(x), self.middle), says, lambda i: {"place": i + 1}, (WIDE / 2, high))]

    def _parts(self, sizes, logarithmic):
        """What the axis says at which part of its height, and each size as a part of it."""
        if logarithmic:
            with np.errstate(divide="ignore"):
                parts = (np.log10(sizes) - LOWEST) / (HIGHEST - LOWEST)
            exponents = range(LOWEST, HIGHEST + 1, 2)
            marks = [((k - LOWEST) / (HIGHEST - LOWEST), style.power(k) if k else "1") for k in exponents]
        else:
            largest = sizes.max(initial=1e-300)
            parts, marks = sizes / largest, [(0, "0"), (1, style.number(float(largest)))]
        return marks, np.clip(parts, 0, 1)


class Accuracy(Panel):
    """`update(names, overall, shares)`: how often two models are right, (2,), and by letters of the word read, (2, k)."""

    def __init__(self, axes, k):
        super().__init__(axes)
        style.title(axes, "how often it is right, held-out text", pad=25)
        axes.set(xlim=(-0.6, k - 0.4), ylim=(0, TOP), yticks=[0, 0.5, 1], yticklabels=["0", "50 %", "100 %"])
        axes.set_xticks(range(k), [*map(str, range(k - 1)), f"{k - 1}+"])
        axes.set_xlabel("letters of the word that were read", labelpad=2)
        self.bars = [Bars(self, facecolor=colour) for colour in COLOURS]
        self.percents = [
            [
                self.text((place + 0.6 + 0.2 * side) / k, 0, ha="center", va="bottom", fontsize=style.SMALL, color=colour)
                for place in range(k)
            ]
            for side, colour in zip((-1, 1), COLOURS, strict=True)
        ]
        self.overall = [
            self.text(x, 1.03, va="bottom", fontsize=style.MEDIUM, fontweight="bold", color=colour)
            for x, colour in zip((0.02, 0.5), COLOURS, strict=True)
        ]

    def update(self, names, overall, shares):
        places = np.arange(shares.shape[1])
        for side, bars, texts, share in zip((-1, 0), self.bars, self.percents, shares, strict=True):
            bars.set(share, places + 0.4 * side, 0.38)
            for text, part in zip(texts, share, strict=True):
                text.set(text=f"{100 * part:.0f}", y=(part + 0.03) / TOP)
        for words, name, share in zip(self.overall, names, overall, strict=True):
            words.set_text(f"{name} {100 * share:.0f} %")
        self.spots = [
            Spots(places + 0.4 * side + 0.19, share / 2, _said(name, share), reach=(20, 40))
            for side, name, share in zip((-1, 0), names, shares, strict=True)
        ]


def _said(name, shares):
    return lambda i: (
        f"{name}, after {i} letters of the word{' or more' if i == len(shares) - 1 else ''}: right at {percent(shares[i])}"
    )


class Reach(Panel):
    """`update(names, reach)`: log10 of the mean size of the gradient 1, 2… letters back, (2, back)."""

    def __init__(self, axes, back):
        super().__init__(axes)
        style.title(axes, "how far back it looks, held-out text")
        axes.set(xlim=(0, back), ylim=(-8, 1), xticks=range(0, back, 10))
        axes.set_yticks(range(-8, 1, 4), [style.power(k) if k else "1" for k in range(-8, 1, 4)])
        axes.set_xlabel("letters back", labelpad=2)
        self.lines = [self.line(color=colour, lw=3, ls=ls) for colour, ls in zip(COLOURS, ("-", (0, (4, 1.5))), strict=True)]
        self.ends = [
            self.text(1.02, 0, va="center", fontsize=style.MEDIUM, fontweight="bold", color=colour) for colour in COLOURS
        ]

    def update(self, names, reach):
        back = np.arange(1, reach.shape[1] + 1)
        low, high = self.axes.get_ylim()
        heights = (np.clip(reach[:, -1], low, high) - low) / (high - low)
        apart = max(0.0, 0.16 - abs(heights[0] - heights[1])) / 2 * np.where(heights >= heights[::-1], 1, -1)
        if heights[0] == heights[1]:
            apart = np.array([0.08, -0.08])
        for line, end, name, sizes, y in zip(self.lines, self.ends, names, reach, heights + apart, strict=True):
            line.set_data(back, np.maximum(sizes, low))
            end.set(text=name, y=y)
        self.spots = [
            Spots(
                back,
                np.maximum(sizes, low),
                lambda i, name=name, sizes=sizes: f"{name}, {i + 1} back: {style.magnitude(sizes[i])}",
            )
            for name, sizes in zip(names, reach, strict=True)
        ]


class WhyThisLetter(View):
    """The letters with their bars on top; below them how often the models are right, and how far back they look."""

    def build(self, k, back):
        return {
            "because": Because(self.axes(4, 2, 782, 300)),
            "accuracy": Accuracy(self.axes(58, 356, 330, 98), k),
            "reach": Reach(self.axes(468, 340, 232, 114), back),
        }
