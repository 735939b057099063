"""Letters in a picture, drawn as outlines: forty of them cost less than one text does, so a word may change at every tick."""

import functools

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from rnnlab.views.kit import Spots, style
from rnnlab.views.kit.spots import nothing

LINE, HALF = 18, 5  # CSS pixels: from line to line, and half the height of a letter
SPACE = "␣"  # what is drawn for a space
UNREAD = "#737373"  # as pale as words may be
ADVANCE = 0.602  # width of every letter in DejaVu Sans Mono, as a part of its size


class Letters(PathCollection):
    """A word on a panel, registered with it."""

    def __init__(self, panel, *, size=style.MEDIUM):
        super().__init__(
            [],
            offsets=np.zeros((0, 2)),
            offset_transform=panel.axes.transAxes,
            transform=Affine2D().scale(1 / 72) + panel.axes.figure.dpi_scale_trans,  # outlines are in points
            linewidths=0,
            clip_on=False,
        )
        self.set_fontsize(size)
        panel.axes.add_collection(panel.moving(self), autolim=False)

    def get_fontsize(self):
        """The letters' size in points."""
        return self._size

    def set_fontsize(self, size):
        """Set the size in points, for letters that come later."""
        self._size = size

    def put(self, word, x, y, colours):
        """Draw `word`, the foot of each letter at its x and at the height y, in the axes' own coordinates (0 to 1)."""
        self.set_paths([_outline(letter, self._size) for letter in word])
        self.set_offsets(np.column_stack([x, np.full(len(word), y)]))
        self.set_facecolor(colours)


class LetterAxis:
    """A time axis of letters: the axes run from 0 to 1 with a column for each step, and its letter under it."""

    def __init__(self, panel, *, line=0):
        """Letters for a panel, in the first line under it or, with `line` = 1, in the second."""
        panel.axes.set_xlim(0, 1)
        panel.axes.set_xticks([])
        self._panel, self._word = panel, ""
        self._letters = Letters(panel)
        self._below = -(17 + LINE * line) / panel.height

    def set(self, word, read, *, first=None):
        """Write `word`; the letters after the first `read` ones are grey. `first` is the first letter's own colour, if any."""
        colours = [style.BLACK if place < read else UNREAD for place in range(len(word))]
        self._letters.put(word, places(len(word)), self._below, [first or colours[0], *colours[1:]])
        self._word = word

    def named(self, t):
        """What to call step t."""
        return f"letter {t}, {quoted(self._word[t - 1])}"

    def spots(self, at=nothing):
        """What can be pointed at: each letter by its name. `at` gets its place from 0, as in `Spots`."""
        low, high = self._panel.axes.get_ylim()
        x = places(len(self._word))
        y = low + (high - low) * (self._below + HALF / self._panel.height)
        reach = self._panel.width / len(self._word) / 2, LINE / 2
        return Spots(x, np.full(len(x), y), lambda i: self.named(i + 1), at, reach)


def quoted(letter):
    """A letter within a sentence."""
    return "a space" if letter == " " else f"“{letter}”"


def places(T):
    """The x of the middle of each column, t = 1…T."""
    return (np.arange(T) + 0.5) / T


@functools.cache
def _outline(letter, size):
    """The letter's outline in points, its foot's middle at (0, 0)."""
    return TextPath((-ADVANCE * size / 2, 0), SPACE if letter == " " else letter, size=size, prop=_font())


@functools.cache
def _font():
    return FontProperties(family="DejaVu Sans Mono", weight="bold")
