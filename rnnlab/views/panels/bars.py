"""Many bars as one artist: a separate artist for each would cost more than the rest of the picture."""

import numpy as np

from rnnlab.views.kit import style

FAR = 1e30  # what no axis reaches: a longer bar looks the same, and cannot overflow on its way to the canvas


def reach(values):
    """Where an axis for these values begins and ends: at 1, 2 or 5 times a power of ten, at least 1, and at its negative, or at
    0 where no value is below that."""
    known = values[np.isfinite(values)]
    largest = np.abs(known).max(initial=1.0)
    power = 10.0 ** np.floor(np.log10(largest))
    end = float(next((power * part for part in (1, 2, 5) if largest <= power * part), 10 * power))
    return -end if known.min(initial=0.0) < 0 else 0.0, end


def marks(low, end):
    """Where such an axis has marks, and what they say."""
    places = (low, 0.0, end) if low else (0.0, end)
    return places, [style.signed(place) for place in places]


class Bars:
    """Bars from zero to each of some values, registered with a panel. They stand when `lying` is false.

    `set(values, start, width)`: bar k takes the places from start_k to start_k + width, and begins at `zero`.
    """

    def __init__(self, panel, *, lying=False, **look):
        self._lying = lying
        self._drawn = panel.polygons(**look)

    def set(self, values, start, width, colours=None, zero=0.0):
        zero = np.zeros(len(values)) + zero
        ends = zero + np.clip(np.nan_to_num(values), -FAR, FAR)
        along = np.stack([zero, zero, ends, ends], axis=1)
        across = np.stack([start, start + width, start + width, start], axis=1)
        self._drawn.set_verts(np.stack([along, across] if self._lying else [across, along], axis=2))
        if colours is not None:
            self._drawn.set_facecolor(colours)
