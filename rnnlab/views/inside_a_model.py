"""Inside a character model: all its units at each character of a text, which of them answer to a stretch of it and where else
they do, and what comes next."""

import numpy as np

from rnnlab.views.kit import Canvas, Panel, Spots, View, on_dark, squares, style
from rnnlab.views.kit.state_colours import colours
from rnnlab.views.panels.next_letters import NextLetters
from rnnlab.views.panels.written import Written, named, seen

LONGEST = 48  # characters of a prompt
WIDE, TALL, LINE = 15.8, 28, 19  # CSS pixels: a character's square, and from line to line
MATCHES = 6  # other places that are shown
AROUND = 16  # characters before and after such a place
CORNERS = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])  # of a frame


class Coloured(Canvas):
    """`update(heading, text, values, unit, step, length, replaced)`: each character in the colour of one unit's value after it,
    (T,). The last `length` of the first `step` are framed; a click on another makes it the last one.

    What stands for something that was typed and is not known is underlined.
    """

    def __init__(self, axes):
        super().__init__(axes)
        self.heading = self.words(size=style.HUGE, weight="bold", color=style.PLUM)
        self.values = self.squares(linewidths=0.4)
        self.letters = self.words_on_squares(size=style.MEDIUM, weight="bold")
        self.frame = self.line(color=style.BLACK, lw=2.6, clip_on=False)
        self.replaced = self.line(ls="", marker="_", ms=style.points(WIDE - 2), mew=3, color=style.VERMILION_WORDS)
        scale, left = np.array([[-1.0, -0.5, 0.0, 0.5, 1.0]]), self.width - 5 * 22 - 34
        self.scale = left, self.height, 22, 16, scale
        self.ends = [(left - 24, self.height - 13, "−1"), (left + 5 * 22 + 6, self.height - 13, "+1")]
        self.numbers = self.words()

    def update(self, heading, text, values, unit, step, length, replaced=()):
        self.heading.put([(0, self.height - 17, heading)])
        self.values.put([(0, TALL, WIDE, TALL, values[None]), self.scale])
        self.numbers.put(self.ends)
        x = WIDE * (np.arange(len(text)) + 0.5)
        letters = zip(on_dark(values[None])[0], x, text, strict=True)
        self.letters.put((dark, across, TALL / 2 - 5, seen(letter)) for dark, across, letter in letters)
        self.replaced.set_data(x[sorted(replaced)], np.full(len(replaced), 1.0))
        self.frame.set_data(WIDE * (step - length + length * CORNERS[:, 0]), TALL * CORNERS[:, 1])

        def says(i):
            return f"unit {unit} after character {i + 1}, {named(text[i])}: {values[i]:+.2f}".replace("-", "−")

        self.spots = [Spots(x, np.full(len(x), TALL / 2), says, lambda i: {"step": i + 1}, reach=(WIDE / 2, TALL / 2))]


class AllUnits(Panel):
    """`update(H, units, rank, answering, step, length)`: every unit's value after each character, (T, h), the most telling unit
    on top. The stretch is framed, one unit is marked, and so are those that answer. A click chooses a unit and a character."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set_axis_off()
        self.image = self.grid()
        self.frame = self.line(color=style.BLACK, lw=2, clip_on=False)
        self.here, self.answering = (self.line(ls="", marker=sign, ms=8, color=style.PLUM, clip_on=False) for sign in "<_")
        axes.set(xlim=(0, LONGEST), ylim=(0, 1))

    def update(self, H, units, rank, answering, step, length):
        shown = np.zeros((len(units), LONGEST, 4), np.uint8)
        shown[:, : len(H)] = colours(H[:, units])
        self.image.set_data(shown)
        self.frame.set_data(step - length + length * CORNERS[:, 0], CORNERS[:, 1])
        height = 1 - (np.arange(len(units)) + 0.5) / len(units)
        self.here.set_data([len(H) + 1.6], [height[rank - 1]])
        self.answering.set_data(np.full(len(answering), len(H) + 0.5), height[answering])

        def says(row, column):
            if column >= len(H):
                return ""
            value = f"{H[column, units[row]]:+.2f}".replace("-", "−")
            return f"unit {units[row]}, no. {row + 1}, after character {column + 1}: {value}"

        self.spots = [squares(self, (len(units), LONGEST), says, lambda row, column: {"unit": row + 1, "step": column + 1})]


class Elsewhere(Canvas):
    """`update(heading, note, places)`: other places of a text, each as what stands before it, itself and what comes after.

    Heading and note stand in the upper HEAD pixels."""

    HEAD = 40

    def __init__(self, axes):
        super().__init__(axes)
        self.heading = self.words(size=style.MEDIUM, weight="bold", color=style.PLUM)
        self.note, self.after = self.words(), self.words(size=style.MEDIUM)
        self.before = self.words(size=style.MEDIUM, ha="right")
        self.itself = self.words(size=style.MEDIUM, weight="bold", color=style.PLUM)

    def update(self, heading, note, places):
        self.heading.put([(0, self.height - 14, heading)])
        self.note.put([(0, self.height - 32, note)])
        middle, rows = 0.43 * self.width, self.height - 56 - LINE * np.arange(len(places))
        parts = [[seen(part) for part in place] for place in places]
        self.before.put([(middle - 3, y, before) for y, (before, _, _) in zip(rows, parts, strict=True)])
        self.itself.put([(middle, y, itself) for y, (_, itself, _) in zip(rows, parts, strict=True)])
        ends = [middle + 3 + self.itself.width(itself) for _, itself, _ in parts]
        self.after.put([(x, y, self._fitting(after, x)) for x, y, (_, _, after) in zip(ends, rows, parts, strict=True)])
        x = np.full(len(places), self.width / 2)
        self.spots = [Spots(x, rows + 5, lambda i: f"{''.join(parts[i])}", reach=(self.width / 2, LINE / 2))]

    def _fitting(self, after, x):
        """As much of what comes after a place as there is room for from x on."""
        while self.after.width(after) > self.width - x:
            after = after[:-1]
        return after


class InsideAModel(View):
    """The coloured text over all units, below them the next character and the other places, and at the foot how it goes on."""

    height = 512

    def build(self):
        return {
            "coloured": Coloured(self.axes(8, 2, 776, 54)),
            "units": AllUnits(self.axes(8, 60, round(WIDE * LONGEST), 170)),
            "next": NextLetters(self.axes(8, 238, 386, 170), LONGEST),
            "elsewhere": Elsewhere(self.axes(414, 238, 370, 184)),
            "written": Written(self.axes(8, 442, 776, 66)),
        }
