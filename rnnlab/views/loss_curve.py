"""The loss at each training step so far, beside what the best constant answer scores."""

import numpy as np

from rnnlab.views import style
from rnnlab.views.view import Panel

LOWEST, HIGHEST = -4, 4  # log10 of the loss; what is outside is marked at the edge


class LossCurve(Panel):
    """`update(losses, step, baseline, note)`: all losses known, the step that is looked at, and a remark.

    A task may have no baseline: None, and `legend` false so that no word of it stands there either. `window` has the powers of
    ten that are shown, with a number at every `every`; of the marks at the edges only each `markevery`-th is drawn.
    """

    def __init__(self, axes, longest=200, *, window=(LOWEST, HIGHEST), every=2, legend=True, markevery=1):
        super().__init__(axes)
        self.lowest, self.highest = window
        axes.set_title("loss while training", pad=25 if legend else 7)
        axes.set_xlim(0, longest)
        axes.set_ylim(*window)
        exponents = range(self.lowest, self.highest + 1, every)
        axes.set_yticks(list(exponents), [style.power(exponent) for exponent in exponents])
        axes.set_xlabel("training step", labelpad=2)
        self.baseline = self.line(color=style.GREY, ls="--", lw=1.8, label="best constant answer")
        self.future = self.line(color=style.BLUE, lw=1.6, alpha=0.35)
        self.past = self.line(color=style.BLUE, lw=3, label="network")
        self.now = self.line(marker="o", ms=9, color=style.BLUE, mec="white", clip_on=False, zorder=5)
        marks = {"ls": "", "color": style.BLACK, "ms": 7, "clip_on": False, "markevery": markevery}
        self.over = self.line(marker="^", **marks)
        self.under = self.line(marker="v", **marks)
        above = 1.14 if legend else 1.03
        self.value = self.text(1, above, ha="right", va="bottom", fontsize=style.MEDIUM, fontweight="bold", color=style.BLUE)
        self.note = self.text(0.02, 0.05, fontsize=style.SMALL, color=style.DARK)
        if legend:
            style.legend_above(axes, [self.past, self.baseline])

    def update(self, losses, step, baseline, note):
        with np.errstate(all="ignore"):
            height = np.log10(np.asarray(losses, float))
            level = np.nan if baseline is None else np.log10(baseline)
        shown = np.clip(height, self.lowest - 1, self.highest + 1)
        steps = np.arange(len(shown))
        self.past.set_data(steps[: step + 1], shown[: step + 1])
        self.future.set_data(steps[step:], shown[step:])
        self.baseline.set_data(self.axes.get_xlim(), [level, level])
        above = ~(height <= self.highest)  # NaN comes after infinity: the same mark
        self.over.set_data(*_at(steps, above, self.highest - 0.2))
        self.under.set_data(*_at(steps, height < self.lowest, self.lowest + 0.2))
        self.now.set_data([step], [np.clip(np.nan_to_num(height[step], nan=self.highest), self.lowest, self.highest)])
        self.value.set_text(f"step {step}: {style.magnitude(height[step])}")
        self.note.set_text(note)


def _at(steps, where, y):
    return steps[where], np.full(int(where.sum()), y)
