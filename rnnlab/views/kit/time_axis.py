"""A time axis whose length a slider may change at every notch without the frame being drawn again.

The axes run from 0 to 1, for t = 0 to T. The marks stay where they are; the numbers under them are texts that move with T.
"""

import numpy as np

from rnnlab.views.kit import style

BELOW = 20 / 3  # CSS pixels from the axis to the numbers: a little under the marks


class TimeAxis:
    """Puts t = 0…T on the x axis of a panel. `places(T)` gives the x of each t."""

    def __init__(self, panel, label="time step t"):
        panel.axes.set_xlim(0, 1)
        panel.axes.set_xticks([0, 0.5, 1], ["", "", ""])
        panel.axes.set_xlabel(label, labelpad=13)
        numbers = {"va": "top", "fontsize": style.SMALL, "color": style.DARK}
        below = -BELOW / panel.height
        self._zero = panel.text(0, below, ha="left", **numbers)
        self._middle = panel.text(0.5, below, ha="center", **numbers)
        self._last = panel.text(1, below, ha="right", **numbers)

    def set(self, T):
        """Write the numbers for a sequence of T steps."""
        self._zero.set_text("0")
        self._middle.set_text(f"{T / 2:g}")
        self._last.set_text(f"T = {T}")

    @staticmethod
    def named(t):
        """What to call step t."""
        return f"step {t}"

    @staticmethod
    def places(T):
        """The x of t = 0…T."""
        return np.linspace(0, 1, T + 1)
