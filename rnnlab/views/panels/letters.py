"""Letters in a picture, drawn as outlines: forty of them cost less than one text does, so a word may change at every tick."""

import functools

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from rnnlab.views.kit import style

SPACE = "␣"  # what is drawn for a space
UNREAD = "#9a9a9a"
ADVANCE = 0.602  # width of every letter in DejaVu Sans Mono, as a part of its size


class Letters:
    """A word on a panel, registered with it."""

    def __init__(self, panel, *, size=style.MEDIUM):
        self._size = size
        self._drawn = PathCollection(
            [],
            offsets=np.zeros((0, 2)),
            offset_transform=panel.axes.transAxes,
            transform=Affine2D().scale(1 / 72) + panel.axes.figure.dpi_scale_trans,  # outlines are in points
            linewidths=0,
            clip_on=False,
        )
        panel.axes.add_collection(panel.moving(self._drawn), autolim=False)

    def set(self, word, x, y, colours):
        """Draw `word`, the foot of each letter at its x and at the height y, in the axes' own coordinates (0 to 1)."""
        self._drawn.set_paths([_outline(letter, self._size) for letter in word])
        self._drawn.set_offsets(np.column_stack([x, np.full(len(word), y)]))
        self._drawn.set_facecolor(colours)


class LetterAxis:
    """A time axis of letters: the axes run from 0 to 1 with a column for each step, and its letter under it."""

    def __init__(self, panel, *, line=0):
        """Letters for a panel, in the first line under it or, with `line` = 1, in the second."""
        panel.axes.set_xlim(0, 1)
        panel.axes.set_xticks([])
        self._letters = Letters(panel)
        self._below = -(17 + 18 * line) / panel.height

    def set(self, word, read, *, first=None):
        """Write `word`; the letters after the first `read` ones are grey. `first` is the first letter's own colour, if any."""
        colours = [style.BLACK if place < read else UNREAD for place in range(len(word))]
        self._letters.set(word, places(len(word)), self._below, [first or colours[0], *colours[1:]])


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
