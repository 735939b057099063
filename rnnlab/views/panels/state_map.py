"""The hidden state over time: a row a unit, a column a step.

The colour is squashed, h / (½ + |h|), so that small values differ visibly and the largest ones still have a colour. One scale
serves all networks: it never jumps while a slider moves.
"""

import numpy as np
from matplotlib import colormaps

from rnnlab.views import style
from rnnlab.views.time_axis import TimeAxis
from rnnlab.views.view import Panel

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
    return _TABLE[position].swapaxes(0, 1)


_TABLE = _colour_table()


class HiddenState(Panel):
    """`update(H)` with H (T, h), the states h_1…h_T of one example.

    `time` makes the axis of time. Its `set` gets the number of steps, or what is in `along` instead: a word, for letters.
    """

    marks = SCALE_MARKS  # on the scale beside it; a low panel has room for fewer

    def __init__(self, axes, time=TimeAxis):
        super().__init__(axes)
        self.picture = self.grid()
        axes.set_title("hidden state")
        axes.set_ylabel("unit")
        axes.set_yticks([])
        self.time = time(self)
        self.size = self.text(1, 1.03, ha="right", va="bottom", fontsize=style.SMALL, color=style.DARK)
        self.note = self.text(0.5, 0.5, ha="center", va="center", fontsize=style.MEDIUM, fontweight="bold")
        self._add_scale(axes)

    def _add_scale(self, axes):
        scale = axes.inset_axes([1.04, 0, 0.05, 1])
        scale.imshow(_TABLE[254::-1][:, None], aspect="auto", extent=(0, 1, -1, 1))
        scale.set_xticks([])
        scale.yaxis.tick_right()
        scale.set_yticks([float(squash(np.array(mark))) for mark in self.marks], [f"{mark}" for mark in self.marks])
        scale.tick_params(length=2)

    def update(self, H, along=None):
        self.picture.set_data(colours(H))
        self.time.set(*(along or (len(H),)))
        self.note.set_text("" if H.any() else "every unit is off")
        self.size.set_text(style.counted(H.shape[1], "unit"))
