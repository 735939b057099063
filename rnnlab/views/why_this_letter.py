"""Why this letter: over and under each letter of a text, what two models owe to it; how often they are right, and how far back
they look."""

import numpy as np

from rnnlab.views.character_training import spread
from rnnlab.views.kit import CORNERS, Canvas, Panel, Spots, View, style
from rnnlab.views.panels.bars import Bars
from rnnlab.views.panels.letters import UNREAD
from rnnlab.views.panels.log_curve import decades
from rnnlab.views.panels.written import named, percent, seen

LONGEST = 48  # characters of a text
LEFT, WIDE = 42, 15.4  # CSS pixels: where the first letter begins, behind what the axis says, and the room of each
LOWEST, HIGHEST = -5, 1  # log10 of the sizes that the logarithmic bars show
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
        self.unread = self.words(size=style.HUGE, ha="center", color=UNREAD)
        self.asked = self.rings()
        self.scale = self.words(ha="right")
        self.write(self.width, self.height - 20, "bars: length of ∂ log p / ∂x", ha="right", color=style.DARK)

    def update(self, text, place, headings, sizes, logarithmic):
        x = LEFT + WIDE * (np.arange(len(text)) + 0.5)
        letters = [(across, self.middle - 6, seen(letter)) for across, letter in zip(x, text, strict=True)]
        self.read.put(letters[: place + 1])
        self.unread.put(letters[place + 1 :])
        self.asked.set_verts([(x[place], self.middle) + (CORNERS - 0.5) * (WIDE + 2, 29)])
        marks, parts = self._parts(sizes, logarithmic)
        for side, bars, heading, words, part in zip((1, -1), self.bars, self.headings, headings, parts, strict=True):
            bars.set(side * self.tall * part, x[:place] - 0.42 * WIDE, 0.84 * WIDE, zero=self.middle + 18 * side)
            heading.put([(LEFT, self.height - 20 if side > 0 else 6, words)])
        self.scale.put(
            (LEFT - 4, self.middle + side * (18 + self.tall * height) - 4, words) for height, words in marks for side in (1, -1)
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
            rounded = float(f"{largest:.{2 if largest >= 0.01 else 1}g}")  # more digits have no room
            parts, marks = sizes / largest, [(0, "0"), (1, style.number(rounded))]
        return marks, np.clip(parts, 0, 1)


class Accuracy(Canvas):
    """`update(names, overall, shares)`: how often two models are right, (2,), and by letters of the word read, (2, k)."""

    FOOT, TALL = 34, 88  # CSS pixels: below the bars, and the height of one for always

    def __init__(self, axes):
        super().__init__(axes)
        self.write(0, self.height - 12, "how often it is right, held-out text", fontsize=style.MEDIUM, fontweight="bold")
        self.write(self.width / 2, 0, "letters of the word that were read", ha="center", color=style.DARK)
        self.bars = [Bars(self, facecolor=colour) for colour in COLOURS]
        self.numbers = [self.words(ha="center", color=colour) for colour in COLOURS]
        self.overall = [self.words(size=style.MEDIUM, ha="center", weight="bold", color=colour) for colour in COLOURS]
        self.places = self.words(ha="center")

    def update(self, names, overall, shares):
        k, rows = shares.shape[1], zip((-1, 1), self.bars, self.numbers, self.overall, names, overall, shares, strict=True)
        self.spots, wide = [], self.width / k
        labels = [*map(str, range(k - 1)), f"{k - 1} or more"]
        middles = wide * (np.arange(k) + 0.5)
        self.places.put([(x, self.FOOT - 15, label) for x, label in zip(middles, labels, strict=True)])
        for side, bars, numbers, words, name, share, parts in rows:
            x, tall = middles + 0.2 * wide * side, self.TALL * parts
            bars.set(tall, x - 0.19 * wide, 0.38 * wide, zero=self.FOOT)
            numbers.put([(*place, f"{100 * part:.0f}") for *place, part in zip(x, self.FOOT + tall + 3, parts, strict=True)])
            words.put([(self.width * (0.4 + 0.2 * side), self.height - 32, f"{name} {100 * share:.0f} %")])

            def says(i, name=name, parts=parts):
                return f"{name}, {labels[i]} letters of the word read: right at {percent(parts[i])}"

            self.spots.append(Spots(x, np.full(k, self.FOOT + 40), says, reach=(0.19 * wide, 40)))


class Reach(Panel):
    """`update(names, reach)`: the mean log10 of the gradient's size 1, 2… letters back, (2, back)."""

    def __init__(self, axes, back):
        super().__init__(axes)
        style.title(axes, "how far back it looks, held-out text")
        decades(axes, (-8, 1), every=4)
        axes.set(xlim=(0, back), xticks=range(0, back, 10))
        axes.set_xlabel("letters back", labelpad=2)
        self.lines = [self.line(color=colour, lw=3, ls=ls) for colour, ls in zip(COLOURS, ("-", (0, (4, 1.5))), strict=True)]
        name = {"va": "center", "fontsize": style.MEDIUM, "fontweight": "bold"}
        self.ends = [self.text(1.02, 0, color=colour, **name) for colour in COLOURS]

    def update(self, names, reach):
        low, high = self.axes.get_ylim()
        back, shown = np.arange(1, reach.shape[1] + 1), np.clip(reach, low, high)
        self.spots = []
        ends = spread((shown[:, -1] - low) / (high - low), 16 / self.height)
        for line, end, name, sizes, heights, y in zip(self.lines, self.ends, names, reach, shown, ends, strict=True):
            line.set_data(back, heights)
            end.set(text=name, y=y)

            def says(i, name=name, sizes=sizes):
                return f"{name}, {i + 1} back: {style.magnitude(sizes[i])}"

            self.spots.append(Spots(back, heights, says))


class WhyThisLetter(View):
    """The letters with their bars on top; below them how often the models are right, and how far back they look."""

    def build(self, back):
        return {
            "because": Because(self.axes(4, 2, 782, 300)),
            "accuracy": Accuracy(self.axes(38, 322, 350, 174)),
            "reach": Reach(self.axes(468, 340, 232, 114), back),
        }
