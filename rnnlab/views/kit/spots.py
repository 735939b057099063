"""What of a panel can be pointed at: points of a curve, squares of a matrix, nodes of a graph.

A hand in the picture asks the same two things of all of them: what is here, in words, and which settings does a click mean.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

NEAR = 12  # CSS pixels to each side of a point in which a pointer means it


def nothing(place):
    """The answer of spots that no click moves."""
    return {}


class Spots(NamedTuple):
    """`x` and `y` are the middles, in the data's coordinates. `says(i)` gives a line about the one at place i, and `at(i)` the
    settings that a click on it means. `reach`: CSS pixels from the middle to each side, across and up, that belong to it."""

    x: np.ndarray
    y: np.ndarray
    says: Callable[[int], str]
    at: Callable[[int], dict] = nothing
    reach: tuple = (NEAR, NEAR)

    def places(self):
        """All that have a place -> (spots, 2)."""
        places = np.stack([np.asarray(self.x, float), np.asarray(self.y, float)], axis=1)
        return places[np.isfinite(places).all(axis=1)]

    def size(self, place):
        """How many pixels of the page belong to one, about."""
        across, up = (np.broadcast_to(reach, len(self.x))[place] for reach in self.reach)
        return round(float(across * up))

    def nearest(self, x, y, scale):
        """Which of them a pointer at (x, y) means -> how many CSS pixels away, infinity for none, and its place.

        scale: CSS pixels for a unit, across and up.
        """
        if not len(self.x):
            return np.inf, -1
        with np.errstate(invalid="ignore", over="ignore"):
            across, up = np.abs((np.asarray(self.x, float) - x) * scale[0]), np.abs((np.asarray(self.y, float) - y) * scale[1])
            away = np.where((across <= self.reach[0]) & (up <= self.reach[1]), np.hypot(across, up), np.inf)
        place = int(np.argmin(away))
        return float(away[place]), place


def squares(panel, shape, says, at=None, *, place=None):
    """Spots for a matrix (rows, columns), its first row on top: says(row, column), at(row, column).

    It fills the panel, or the place (left, top, width, height) on one whose unit is a CSS pixel.
    """
    rows, columns = shape
    row, column = np.indices(shape).reshape(2, -1)
    (left, right), (low, high) = panel.axes.get_xlim(), panel.axes.get_ylim()
    left, top, width, height = place or (left, high, right - left, high - low)
    wide, tall = place[2:] if place else (panel.width, panel.height)
    return Spots(
        left + width * (column + 0.5) / columns,
        top - height * (row + 0.5) / rows,
        lambda i: says(*divmod(i, columns)),
        (lambda i: at(*divmod(i, columns))) if at else nothing,
        (wide / columns / 2, tall / rows / 2),
    )


def step_from(places, x, y, key):
    """Where an arrow key leads from (x, y) -> the place, or None where nothing lies that way. Home and End: first and last.

    places (parts, 2) in CSS pixels, downwards.
    """
    if not len(places):
        return None
    if key in ("Home", "End"):
        return places[0 if key == "Home" else -1]
    way = {"ArrowRight": (1, 0), "ArrowLeft": (-1, 0), "ArrowDown": (0, 1), "ArrowUp": (0, -1)}[key]
    along, aside = (places - (x, y)) @ np.array(way), np.abs((places - (x, y)) @ np.array(way[::-1]))
    ahead = along > 0.5
    # What lies straight ahead comes before what is nearer and aside of the way.
    return places[np.argmin(np.where(ahead, along + 3 * aside, np.inf))] if ahead.any() else None
