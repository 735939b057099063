"""The loss at each training step so far, beside what the best constant answer scores."""

import numpy as np

from rnnlab.views.kit import NEAR, Panel, Spots, style
from rnnlab.views.panels.log_curve import LogCurve, decades, log10

LOWEST, HIGHEST = -4, 4  # log10 of the loss; what is outside is marked at the edge


class LossCurve(Panel):
    """`update(losses, step, baseline, note)`: all losses known, the step that is looked at, and a remark.

    A task may have no baseline: None, and `legend` false so that no word of it stands there either. `window` has the powers of
    ten that are shown, with a number at every `every`; `words` are the title.
    """

    def __init__(self, axes, longest=200, *, window=(LOWEST, HIGHEST), every=2, legend=True, words="loss while training"):
        super().__init__(axes)
        style.title(axes, words, pad=25 if legend else 7)
        axes.set_xlim(0, longest)
        decades(axes, window, every=every)
        axes.set_xlabel("training step", labelpad=2)
        self.baseline = self.line(color=style.GREY, ls="--", lw=1.8, label="best constant answer")
        self.course = LogCurve(self, style.BLUE, edge=style.BLACK, label="network")
        above = 1.14 if legend else 1.03
        self.value = self.text(1, above, ha="right", va="bottom", fontsize=style.MEDIUM, fontweight="bold", color=style.BLUE)
        self.note = self.text(0.02, 0.05, color=style.DARK)
        if legend:
            style.legend_above(axes, [self.course.past, self.baseline])

    def update(self, losses, step, baseline, note):
        height = log10(losses)
        self.course.set(np.arange(len(height)), height, step)
        level = np.nan if baseline is None else log10(baseline)
        self.baseline.set_data(self.axes.get_xlim(), [level, level])
        self.value.set_text(f"step {step}: {style.magnitude(height[step])}")
        self.note.set_text(note)
        middle, reach = sum(self.axes.get_xlim()) / 2, (self.width / 2, NEAR)
        known = Spots([middle], [level], lambda _: f"best constant answer: {style.magnitude(level)}", reach=reach)
        self.spots = [self.course.spots("loss"), known]
