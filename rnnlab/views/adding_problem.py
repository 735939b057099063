"""The picture of the adding problem: two networks' errors, their answers beside the right ones, and one of the sequences."""

import numpy as np
from matplotlib.markers import TICKDOWN

from rnnlab.views.kit import Panel, Spots, TimeAxis, View, squares, style
from rnnlab.views.panels.error_curves import ErrorCurves, words
from rnnlab.views.panels.log_curve import LogCurve

LOOKS = {"first": (style.BLUE, "●", "o", "-"), "second": (style.VERMILION_WORDS, "■", "s", "--")}
SPREAD = 0.25  # the answers go from -SPREAD to 2 + SPREAD; what is outside stands at the edge


class Outcomes(Panel):
    """A row for each network, in large letters: `update(first, second)`, each (name, error, words), or None."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set_axis_off()
        self.rows = {}
        for (name, (colour, *_)), y in zip(LOOKS.items(), (0.72, 0.2)):
            places = ((0, "left"), (0.405, "right"), (0.435, "left"))
            self.rows[name] = [self.headline(x, y, ha=ha, va="center", color=colour) for x, ha in places]

    def update(self, **networks):
        for name, network in networks.items():
            said = (f"{LOOKS[name][1]} {network[0]}", words(network[1]), network[2]) if network else ("", "", "")
            self.fill(self.rows[name], said)


class Errors(ErrorCurves):
    """The curves: `update(first, second, step, names)`, each the errors after 0, 1… steps; empty for no network."""

    def __init__(self, axes, longest):
        super().__init__(axes, longest)
        style.title(axes, "error: mean of the last 50 batches")
        self.curves = {name: LogCurve(self, colour, dot=marker, ls=ls) for name, (colour, _, marker, ls) in LOOKS.items()}
        self.name_the_lines()

    def update(self, first, second, step, names):
        for name, errors in (("second", second), ("first", first)):
            self.curves[name].set(np.arange(len(errors)), errors, step)
        self.spots = [self.curves[place].spots(f"{name}: error", words) for place, name in zip(LOOKS, names)]


class Answers(Panel):
    """What the networks answer, over what is right: `update(sums, names, first, second)`, arrays of one size; empty for no
    network."""

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "answers to new sequences")
        axes.set(xlim=(0, 2), ylim=(-SPREAD, 2 + SPREAD), xticks=[0, 1, 2], yticks=[0, 1, 2])
        axes.set_xlabel("the right sum", labelpad=2)
        axes.plot([0, 2], [0, 2], color=style.GREY, lw=1.2, zorder=0)
        axes.axhline(1, color=style.GREY, ls="--", lw=1.8, zorder=0)
        self.dots = {}
        for name, (colour, _, marker, _) in reversed(LOOKS.items()):
            fill = colour if name == "first" else "none"
            look = {"ls": "", "ms": 5, "color": colour, "mfc": fill, "alpha": 0.8, "clip_on": False}
            self.dots[name] = self.line(marker=marker, **look)

    def update(self, sums, names, **networks):
        for name, said in networks.items():
            heights = np.clip(np.nan_to_num(said, nan=np.inf), -SPREAD, 2 + SPREAD)
            self.dots[name].set_data(sums[: len(said)], heights)
        self.spots = [self._dots(place, name, networks[place], sums) for place, name in zip(LOOKS, names)]

    def _dots(self, place, name, said, sums):
        def says(i):
            return f"{name} says {said[i]:.2f} where {sums[i]:.2f} is right".replace("-", "−")

        return Spots(*self.dots[place].get_data(), says)


class WholeSteps(TimeAxis):
    """A time axis whose mark in the middle stands at a whole step."""

    def __init__(self, panel):
        super().__init__(panel)
        panel.axes.set_xticks([0, 1], ["", ""])
        self._mark = panel.line(ls="", marker=TICKDOWN, ms=3.5, mew=0.8, color=style.GREY, clip_on=False)

    def set(self, T):
        super().set(T)
        self._numbers[1].set(text=f"{T // 2}", x=T // 2 / T)
        self._mark.set_data([T // 2 / T], [0])


class Sequence(Panel):
    """One sequence, its two marked numbers and what they add up to: `update(numbers, marked, total, first, second)`.

    numbers (T,); marked has two places; total is a text, and so are the networks' answers.
    """

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "one of the sequences")
        axes.set(ylim=(0, 1.3), yticks=[0, 1])
        self.time = WholeSteps(self)
        axes.set_xlabel("")
        self.numbers, self.marked = (self.segments(color=color, lw=lw) for color, lw in ((style.GREY, 1.5), (style.BLACK, 4)))
        self.tips = self.line(ls="", marker="v", ms=8, color=style.BLACK, clip_on=False)
        self.total = self.headline(0.6, 1.08, ha="right", va="bottom")
        places = (("first", 0.7), ("second", 0.87))
        self.answers = {name: self.headline(x, 1.08, va="bottom", color=LOOKS[name][0]) for name, x in places}

    def update(self, numbers, marked, total, **networks):
        T = len(numbers)
        self.time.set(T)
        x = (np.arange(T) + 0.5) / T
        self.numbers.set_segments(_stems(x, numbers))
        self.numbers.set_linewidth(np.clip(250 / T, 1.5, 12))
        self.marked.set_segments(_stems(x[marked], numbers[marked]))
        self.tips.set_data(x[marked], numbers[marked] + 0.16)
        self.total.set_text(total)
        for name, answer in networks.items():
            self.answers[name].set_text(answer)

        def says(_, t):
            return f"step {t + 1}: {numbers[t]:.2f}, {'' if t in marked else 'not '}marked"

        self.spots = [squares(self, (1, T), says)]


def _stems(x, heights):
    """Upright lines from zero -> (k, 2, 2)."""
    return np.stack([np.stack([x, np.zeros_like(x)], axis=1), np.stack([x, heights], axis=1)], axis=1)


class AddingProblem(View):
    """The outcomes on top; errors and answers beside each other; one sequence below."""

    height = 474

    def build(self, longest):
        return {
            "outcomes": Outcomes(self.axes(16, 6, 760, 62)),
            "errors": Errors(self.axes(44, 98, 440, 222), longest),
            "answers": Answers(self.axes(540, 98, 236, 222)),
            "sequence": Sequence(self.axes(44, 392, 732, 54)),
        }
