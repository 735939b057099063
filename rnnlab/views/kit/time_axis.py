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
        look = {"y": -BELOW / panel.height, "va": "top", "color": style.DARK}
        self._panel = panel
        self._numbers = [panel.text(x, ha=ha, **look) for x, ha in ((0, "left"), (0.5, "center"), (1, "right"))]

    def set(self, T):
        """Write the numbers for a sequence of T steps."""
        self._panel.fill(self._numbers, ("0", f"{T / 2:g}", f"T = {T}"))

    @staticmethod
    def named(t):
        """What to call step t."""
        return f"step {t}"

    @staticmethod
    def places(T):
        """The x of t = 0…T."""
        return np.linspace(0, 1, T + 1)
