"""The loss at each training step so far, beside what the best constant answer scores."""

import numpy as np

from rnnlab.views import style
from rnnlab.views.view import Panel

LOWEST, HIGHEST = -4, 4  # log10 of the loss; what is outside is marked at the edge


class LossCurve(Panel):
    """`update(losses, step, baseline, note)`: all losses known, the step that is looked at, and a remark."""

    def __init__(self, axes, longest=200):
        super().__init__(axes)
        axes.set_title("loss while training", pad=25)
        axes.set_xlim(0, longest)
        axes.set_ylim(LOWEST, HIGHEST)
        exponents = range(LOWEST, HIGHEST + 1, 2)
        axes.set_yticks(list(exponents), [style.power(exponent) for exponent in exponents])
        axes.set_xlabel("training step", labelpad=2)
        self.baseline = self.line(color=style.GREY, ls="--", lw=1.8, label="best constant answer")
        self.future = self.line(color=style.BLUE, lw=1.6, alpha=0.35)
        self.past = self.line(color=style.BLUE, lw=3, label="network")
        self.now = self.line(marker="o", ms=9, color=style.BLUE, mec="white", clip_on=False, zorder=5)
        marks = {"ls": "", "color": style.BLACK, "ms": 7, "clip_on": False}
        self.over = self.line(marker="^", **marks)
        self.under = self.line(marker="v", **marks)
        self.value = self.text(1, 1.14, ha="right", va="bottom", fontsize=style.MEDIUM, fontweight="bold", color=style.BLUE)
        self.note = self.text(0.02, 0.05, fontsize=style.SMALL, color=style.DARK)
        style.legend_above(axes, [self.past, self.baseline])

    def update(self, losses, step, baseline, note):
        with np.errstate(all="ignore"):
            height = np.log10(np.asarray(losses, float))
            level = np.log10(baseline)
        shown = np.clip(height, LOWEST - 1, HIGHEST + 1)
        steps = np.arange(len(shown))
        self.past.set_data(steps[: step + 1], shown[: step + 1])
        self.future.set_data(steps[step:], shown[step:])
        self.baseline.set_data(self.axes.get_xlim(), [level, level])
        self.over.set_data(*_at(steps, ~(height <= HIGHEST), HIGHEST - 0.2))  # NaN comes after infinity: the same mark
        self.under.set_data(*_at(steps, height < LOWEST, LOWEST + 0.2))
        self.now.set_data([step], [np.clip(np.nan_to_num(height[step], nan=HIGHEST), LOWEST, HIGHEST)])
        self.value.set_text(f"step {step}: {style.magnitude(height[step])}")
        self.note.set_text(note)


def _at(steps, where, y):
    return steps[where], np.full(int(where.sum()), y)
