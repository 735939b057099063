"""Many bars as one artist: a separate artist for each would cost more than the rest of the picture."""

import numpy as np
from matplotlib.collections import PolyCollection

from rnnlab.views.hidden_state import SCALE_MARKS, squash

MARKS = [float(squash(np.array(mark))) for mark in SCALE_MARKS], [f"{mark}" for mark in SCALE_MARKS]  # where, and what


class Bars:
    """Bars from zero to each of some values, on the squashed scale of the hidden state, registered with a panel.

    They stand when `lying` is false. `set(values, start, width)`: bar k takes the places from start_k to start_k + width.
    """

    def __init__(self, panel, *, lying=False, **look):
        self._lying = lying
        self._drawn = PolyCollection([], **look)
        panel.axes.add_collection(panel.moving(self._drawn), autolim=False)

    def set(self, values, start, width, colours=None):
        ends, zero = np.nan_to_num(squash(values)), np.zeros(len(values))
        along = np.stack([zero, zero, ends, ends], axis=1)
        across = np.stack([start, start + width, start + width, start], axis=1)
        self._drawn.set_verts(np.stack([along, across] if self._lying else [across, along], axis=2))
        if colours is not None:
            self._drawn.set_facecolor(colours)
