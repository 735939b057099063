"""How long a difference in the first letter survives: the distance of two states over time, in magnitudes."""

import numpy as np

from rnnlab.views.kit import Panel, Spots, style
from rnnlab.views.panels.letters import LetterAxis, places

LOWS, HIGHS = (0, -5, -9), (3, 6)  # log10: where the window may begin and end; few, for a new one takes time
LOWEST, HIGHEST = LOWS[-1], HIGHS[-1]  # what is outside is marked at the edge


class Survival(Panel):
    """`update(norms, word, twin, t, outcome, lines)`.

    norms (T,): log10 of the distance after t = 1…T letters of the word and of its twin, which has another first letter. The
    part after letter t is pale. `lines` are up to three remarks for the margin. A click on a point or a letter reads up to it.
    """

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "difference ‖hₜ − h′ₜ‖ if the first letter is another")
        axes.axhline(0, color=style.LIGHT, lw=1, zorder=0)
        self.word, self.twin = LetterAxis(self), LetterAxis(self, line=1)
        self.future = self.line(color=style.BLUE, lw=1.6, alpha=0.7, marker="o", ms=3)
        self.past = self.line(color=style.BLUE, lw=3, marker="o", ms=5)
        self.now = self.line(marker="o", ms=11, color=style.BLUE, mec="white", clip_on=False)
        marks = {"ls": "", "color": style.BLACK, "ms": 7, "clip_on": False}
        self.over = self.line(marker="^", **marks)
        self.under = self.line(marker="v", **marks)
        self.outcome = self.headline(1.06, 0.8)
        self.lines = [self.text(1.06, y, fontsize=style.MEDIUM, color=style.DARK) for y in (0.54, 0.34, 0.14)]
        self.note = self.text(1.06, -0.1, color=style.DARK)

    def update(self, norms, word, twin, t, outcome, lines):
        x, (low, high) = places(len(norms)), window(norms)
        self.limits(y=(low, high))
        if self.frame_changed:
            marks = [mark for mark in range(low, high + 1) if mark % (1 if high - low < 5 else 3) == 0]
            self.axes.set_yticks(marks, [style.power(mark) for mark in marks])
        shown = np.clip(norms, LOWEST - 1, HIGHEST + 1)
        self.past.set_data(x[:t], shown[:t])
        self.future.set_data(x[max(t - 1, 0) :], shown[max(t - 1, 0) :])
        self.now.set_data(x[t - 1 : t], np.clip(shown[t - 1 : t], LOWEST, HIGHEST)) if t else self.now.set_data([], [])
        self.word.set(word, t)
        self.twin.set(twin, t, first=style.VERMILION_WORDS)
        self._mark(x, norms)
        self.outcome.say(outcome)
        self.fill(self.lines, lines)
        points = Spots(x, np.clip(shown, LOWEST, HIGHEST), lambda i: self._says(norms, i), _step)
        self.spots = [points, self.word.spots(_step), self.twin.spots(_step)]

    def _says(self, norms, i):
        return f"difference after {self.word.named(i + 1)}: {style.magnitude(norms[i])}"

    def _mark(self, x, norms):
        over, under = norms > HIGHEST, norms < LOWEST
        self.over.set_data(x[over], np.full(int(over.sum()), HIGHEST - 0.5))
        self.under.set_data(x[under], np.full(int(under.sum()), LOWEST + 0.5))
        words = [f"▲ above {style.power(HIGHEST)}"] if over.any() else []
        words += [f"▼ below {style.power(LOWEST)}, or 0"] if under.any() else []
        self.note.set_text(",  ".join(words))


def window(norms):
    """From where to where a curve of log10 numbers is shown."""
    low = next((low for low in LOWS if norms.min() >= low), LOWEST)
    return low, next((high for high in HIGHS if norms.max() <= high), HIGHEST)


def _step(i):
    """The settings that go to the i-th letter, from 0."""
    return {"step": i + 1}
