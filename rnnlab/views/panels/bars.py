"""Many bars as one artist: a separate artist for each would cost more than the rest of the picture."""

import numpy as np
from matplotlib.collections import PolyCollection

from rnnlab.views.kit.state_colours import SCALE_MARKS, squash

MARKS = [float(squash(np.array(mark))) for mark in SCALE_MARKS], [f"{mark}" for mark in SCALE_MARKS]  # where, and what


def plain(values):
    """The scale of bars that are as long as their values."""
    return values


class Bars:
    """Bars from zero to each of some values, on the squashed scale of the hidden state, registered with a panel.

    `plain` is another `scale`. They stand when `lying` is false. `set(values, start, width)`: bar k takes the places from
    start_k to start_k + width.
    """

    def __init__(self, panel, *, lying=False, scale=squash, **look):
        self._lying, self._scale = lying, scale
        self._drawn = PolyCollection([], **look)
        panel.axes.add_collection(panel.moving(self._drawn), autolim=False)

    def set(self, values, start, width, colours=None):
        ends, zero = np.nan_to_num(self._scale(values)), np.zeros(len(values))
        along = np.stack([zero, zero, ends, ends], axis=1)
        across = np.stack([start, start + width, start + width, start], axis=1)
        self._drawn.set_verts(np.stack([along, across] if self._lying else [across, along], axis=2))
        if colours is not None:
            self._drawn.set_facecolor(colours)
