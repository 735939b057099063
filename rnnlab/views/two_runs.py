"""One quantity over the same training done twice, with clipping and without, on a fixed window of magnitudes."""

import numpy as np

from rnnlab.views import style
from rnnlab.views.course import Course, decades, log10
from rnnlab.views.view import Panel

CLIPPED = {"color": style.BLUE, "ls": "-"}
PLAIN = {"color": style.VERMILION, "ls": (0, (2.2, 1))}  # dashed: both are seen where they are equal
SIGNS = {"clipped": ("●", "o"), "not clipped": ("▲", "^")}  # in words, and as a mark


class TwoRuns(Panel):
    """`update(clipped, plain, step, level)`: what each run measured at the steps 0, 1, …, and the step that is looked at.

    `window` has the powers of ten that are shown, with a number at every `every`; what lies outside, or is no number, is marked
    at the edge. `level` is a height to mark across, or None.
    """

    def __init__(self, axes, title, longest, *, window, every=2, legend=True):
        super().__init__(axes)
        axes.set_title(title, pad=25 if legend else 7)
        axes.set_xlim(0, longest)
        decades(axes, window, every=every)
        axes.set_xlabel("training step", labelpad=2)
        self.level = self.line(color=style.GREY, lw=1.8, ls=":")
        self.clipped, self.plain = (
            Course(self, look["color"], lw=2.8, ls=look["ls"], dot=SIGNS[name][1], label=name)
            for name, look in (("clipped", CLIPPED), ("not clipped", PLAIN))
        )
        if legend:
            style.legend_above(axes, [self.clipped.past, self.plain.past])

    def update(self, clipped, plain, step, level=None):
        for course, values in ((self.clipped, clipped), (self.plain, plain)):
            course.set(np.arange(len(values)), log10(values), step)
        ends = [] if level is None else self.axes.get_xlim()
        self.level.set_data(ends, [log10(level) for _ in ends])
