"""The error on the adding problem while networks train, on one fixed scale, with the two errors that mean something."""

import numpy as np

from rnnlab.views import style
from rnnlab.views.view import Panel

HIGHEST = 0.3  # what is above, or no number, is marked at the edge
ALWAYS_ONE, ONE_NUMBER = 1 / 6, 1 / 12
ABOVE = {"ls": "", "marker": "^", "ms": 7, "clip_on": False}


class ErrorCurves(Panel):
    """Axes for curves; subclasses add them with `curve`, in the order in which they are drawn."""

    def __init__(self, axes, longest):
        super().__init__(axes)
        axes.set(xlim=(0, longest), ylim=(0, HIGHEST), yticks=[0, 0.1, 0.2, 0.3])
        axes.set_xlabel("training step", labelpad=2)
        level = {"transform": axes.get_yaxis_transform(), "fontsize": style.SMALL, "color": style.DARK, "ha": "right"}
        for height, words, look in (
            (ALWAYS_ONE, "1/6: always saying 1", {"ls": "--", "lw": 1.8}),
            (ONE_NUMBER, "1/12: knowing one number", {"ls": ":", "lw": 2.2}),
        ):
            axes.axhline(height, color=style.GREY, zorder=0, **look)
            axes.text(0.95, height + 0.005, words, va="bottom", **level)

    def curve(self, color, **look):
        """An empty curve, registered."""
        return Curve(self, color, **look)


class Curve:
    """The error of one network: strong up to the step looked at, pale after it, a mark for what is above the scale."""

    def __init__(self, panel, color, *, marker="o", lw=3, **look):
        self.future = panel.line(color=color, lw=lw / 2, alpha=0.4, **look)
        self.past = panel.line(color=color, lw=lw, **look)
        self.above = panel.line(color=color, **ABOVE)
        self.now = panel.line(marker=marker, ms=10, color=color, mec="white", clip_on=False, zorder=5)

    def set(self, errors, step, every=1):
        """`errors` after 0, every, 2·every… training steps, and the step that is looked at; no errors, no curve."""
        steps, place = every * np.arange(len(errors)), step // every
        with np.errstate(invalid="ignore"):
            shown = np.minimum(errors, 2 * HIGHEST)
        self.past.set_data(steps[: place + 1], shown[: place + 1])
        self.future.set_data(steps[place:], shown[place:])
        outside = np.flatnonzero(~(shown <= HIGHEST))  # NaN is outside too
        outside = outside[:: max(1, len(outside) // 12)]
        self.above.set_data(steps[outside], np.full(len(outside), 0.97 * HIGHEST))
        here = np.nan_to_num(shown[place : place + 1], nan=HIGHEST)
        self.now.set_data(steps[place : place + 1], np.minimum(here, HIGHEST))


def words(error):
    """An error in print: 0.167, 0.0042; '10⁴', '∞', 'NaN' where it is that."""
    if 0.00005 <= error < 1000:
        return f"{error:.{4 if error < 0.00995 else 3}f}"
    return style.number(error)
