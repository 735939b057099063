"""What a model writes, broken into lines; each letter tells how likely it was. And how characters look in print."""

import bisect
import itertools

import numpy as np

from rnnlab.views.kit import Canvas, Spots, style

LINE = 19  # CSS pixels from one line of a written text to the next
SHOWN_AS = {" ": "␣", "\n": "¶", "\t": "→"}
NAMED = {" ": "the space", "\n": "the end of the line", "\t": "the tab"}


class Written(Canvas):
    """`update(heading, text, share, back)`: what a model writes, broken into lines where it is too wide, as far as there is
    room.

    share(i) is the probability of the character at place i after those before it, of which a line about it names `back`; None
    where the text is not the model's. Spaces alone are drawn with their sign. The heading stands in the upper HEAD pixels.
    """

    HEAD = 26

    def __init__(self, axes):
        super().__init__(axes)
        top = self.height - self.HEAD
        axes.fill([0, self.width, self.width, 0], [0, 0, top, top], color="#f7f5ef", lw=0)
        self.heading = self.words(size=style.MEDIUM, weight="bold", color=style.BLACK)
        self.body = self.words(size=style.MEDIUM)

    def update(self, heading, text, share, back):
        self.heading.put([(0, self.height - 16, heading)])
        room = int((self.height - 40) // LINE)
        drawn = text if text.strip() else seen(text)  # nothing but spaces would look like nothing at all
        lines = broken(drawn, self.width - 24, self.body.width)[:room]
        self.body.put([(12, self.height - 48 - LINE * row, line) for row, line in enumerate(lines) if line.strip()])
        self.spots = [self._letters(text, drawn, lines, share, back)] if share else []

    def _letters(self, text, drawn, lines, share, back):
        widths = [np.array([self.body.width(letter) for letter in line]) for line in lines]
        x = np.concatenate([np.zeros(0), *(12 + np.cumsum(wide) - wide / 2 for wide in widths)])
        y = np.repeat(self.height - 43 - LINE * np.arange(len(lines)), [len(line) for line in lines])
        place = [i for start, line in zip(_starts(drawn, lines), lines, strict=True) for i in range(start, start + len(line))]

        def says(i):
            end = place[i]
            context = f" after “{seen(before)}”" if (before := text[max(0, end - back) : end]) else ""
            return f"{named(text[end])}{context}: {percent(share(end))}"

        return Spots(x, y, says, reach=(np.concatenate([np.zeros(0), *widths]) / 2, LINE / 2))


def broken(text, wide, width):
    """A text in lines that are at most `wide`: broken at spaces where that is possible. `width` measures one letter."""
    lines = []
    for line in text.split("\n"):
        while True:
            ends = list(itertools.accumulate(map(width, line)))
            fits = max(bisect.bisect_right(ends, wide), 1)
            if fits >= len(line):
                break
            space = line.rfind(" ", 0, fits + 1)
            cut = space if line[: max(space, 0)].strip() else fits
            lines.append(line[:cut])
            line = line[cut:].removeprefix(" ")
        lines.append(line)
    return lines


def _starts(text, lines):
    """Where in the text each of its lines begins: between two of them, at most a space or the end of a line is left out."""
    at = 0
    for line in lines:
        at = text.index(line, at)
        yield at
        at += len(line)


def seen(words):
    """Characters as they are drawn: a space and the end of a line have a sign."""
    return "".join(SHOWN_AS.get(character, character) for character in words)


def named(character):
    """A character as a sentence can name it."""
    return NAMED.get(character, f"“{character}”")


def percent(share):
    """A probability in print."""
    return f"{100 * share:.1f} %" if share >= 0.0005 else "below 0.1 %" if share > 0 else "0 %"
