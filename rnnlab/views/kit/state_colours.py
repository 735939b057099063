"""The colours of states and weights: one scale for all networks, which never jumps while a slider moves.

The value is squashed, h / (½ + |h|), so that small values differ visibly and the largest ones still have a colour.
"""

import numpy as np
from matplotlib import colormaps

OFF, OVERFLOW, NAN = 255, 256, 257  # places in the colour table behind the 255 of the ordinary scale
SCALE_MARKS = (-3, -1, 0, 1, 3)


def _colour_table():
    """Purple below zero, orange above it, white for small, and three colours for what is not an ordinary number."""
    ordinary = colormaps["PuOr_r"](np.linspace(0, 1, 255), bytes=True)
    special = np.array([[255, 255, 255, 255], [0, 0, 0, 255], [230, 0, 120, 255]], np.uint8)
    return np.concatenate([ordinary, special])


def squash(H):
    """Any number to the range -1…1: 0.5 to 0.5, 1 to 0.67, 3 to 0.86, infinity to 1."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(H), np.sign(H), H / (0.5 + np.abs(H)))


def colours(H):
    """H (steps, h) -> picture (h, steps, 4) in bytes."""
    position = np.rint(127 + 127 * np.nan_to_num(squash(H))).astype(int)
    position[H == 0] = OFF
    position[np.isinf(H)] = OVERFLOW
    position[np.isnan(H)] = NAN
    return TABLE[position].swapaxes(0, 1)


TABLE = _colour_table()
