"""The hidden state over time: a row a unit, a column a step, in the colours of `rnnlab.views.kit.state_colours`."""

import numpy as np

from rnnlab.views.kit import Panel, TimeAxis, squares, style
from rnnlab.views.kit.state_colours import SCALE_MARKS, TABLE, colours, squash


class StateMap(Panel):
    """`update(H)` with H (T, h), the states h_1…h_T of one example.

    `time` makes the axis of time. Its `set` gets the number of steps, or what is in `along` instead: a word, for letters. The
    colours are those of H / `unit`, and the scale beside it says so.
    """

    marks = SCALE_MARKS  # on the scale beside it; a low panel has room for fewer

    def __init__(self, axes, time=TimeAxis):
        super().__init__(axes)
        self.picture = self.grid()
        style.title(axes, "hidden state")
        axes.set(ylabel="unit", yticks=[])
        self.time = time(self)
        self.size = self.text(1, 1.03, ha="right", va="bottom", color=style.DARK)
        self.note = self.text(0.5, 0.5, ha="center", va="center", fontsize=style.MEDIUM, fontweight="bold")
        self.unit, self.scale = 1.0, self._add_scale(axes)

    def _add_scale(self, axes):
        scale = style.dress(axes.inset_axes([1.04, 0, 0.05, 1]))
        scale.imshow(TABLE[254::-1][:, None], aspect="auto", extent=(0, 1, -1, 1))
        scale.set_xticks([])
        scale.yaxis.tick_right()
        scale.set_yticks([float(squash(np.array(mark))) for mark in self.marks], [f"{mark}" for mark in self.marks])
        scale.tick_params(length=2)
        return scale

    def update(self, H, along=None, unit=1.0):
        if unit != self.unit:
            self.unit, self.frame_changed = unit, True
            self.scale.set_yticklabels([f"{mark * unit:g}" for mark in self.marks])
        self.picture.set_data(colours(H / unit))
        self.time.set(*(along or (len(H),)))
        self.note.set_text("" if H.any() else "every unit is off")
        self.size.set_text(style.counted(H.shape[1], "unit"))
        self.spots = [squares(self, H.T.shape, lambda unit, t: self._says(H, unit, t))]

    def _says(self, H, unit, t):
        return f"unit {unit + 1} after {self.time.named(t + 1)}: {style.signed(H[t, unit])}"
