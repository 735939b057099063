"""One quantity over the same training done twice, with clipping and without, on a fixed window of magnitudes."""

import numpy as np

from rnnlab.views.kit import Panel, style
from rnnlab.views.kit.key import Key
from rnnlab.views.panels.log_curve import LogCurve, decades, log10

CLIPPED = {"color": style.BLUE, "ls": "-"}
PLAIN = {"color": style.VERMILION_WORDS, "ls": (0, (2.2, 1))}  # dashed: both are seen where they are equal
SIGNS = {"clipped": ("●", "o"), "not clipped": ("▲", "^")}  # in words, and as a mark


class TwoRuns(Panel):
    """`update(clipped, plain, step, level)`: what each run measured at the steps 0, 1, …, and the step that is looked at.

    `window` has the powers of ten that are shown, with a number at every `every`; what lies outside, or is no number, is marked
    at the edge. `level` is a height to mark across, or None. With a word for it, such as "clip at", a key above the axes says
    which height that is; the key stands in the place of the legend, which another panel then has.
    """

    def __init__(self, axes, title, longest, *, window, every=2, level=""):
        super().__init__(axes)
        style.title(axes, title, pad=25)
        axes.set_xlim(0, longest)
        decades(axes, window, every=every)
        axes.set_xlabel("training step", labelpad=2)
        look = {"color": style.GREY, "lw": 1.8, "ls": ":"}
        self.level = self.line(**look)
        self.clipped, self.plain = (
            LogCurve(self, look["color"], lw=2.8, ls=look["ls"], dot=SIGNS[name][1], label=name)
            for name, look in (("clipped", CLIPPED), ("not clipped", PLAIN))
        )
        self.key, self._word, self._title = Key(self, **look) if level else None, level, title
        if not level:
            style.legend_above(axes, [self.clipped.past, self.plain.past])

    def update(self, clipped, plain, step, level=None):
        for course, values in ((self.clipped, clipped), (self.plain, plain)):
            course.set(np.arange(len(values)), log10(values), step)
        ends = [] if level is None else self.axes.get_xlim()
        self.level.set_data(ends, [log10(level) for _ in ends])
        if self.key:
            self.key.set("" if level is None else f"{self._word} {level:g}", line=level is not None)
        named = ((self.clipped, "clipped"), (self.plain, "not clipped"))
        self.spots = [course.spots(f"{name}: {self._title}") for course, name in named]
