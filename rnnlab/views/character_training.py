"""A character model while it learns: its loss beside those of models that count, the numbers of now, and what it writes."""

import bisect
import itertools

import numpy as np

from rnnlab.views.kit import Canvas, Panel, Spots, View, style
from rnnlab.views.panels.log_curve import LogCurve
from rnnlab.views.panels.written import LINE, Written, seen

HIGHEST, FAR = 4.0, 8.0  # nats: the axis ends at the first, or where all is seen, but no further than the second
LENGTHS = (200, 500, 1000, 2000, 5000, 10_000)  # updates on the axis: the first that has room for all
APART = 15  # CSS pixels between the names of two dashed lines, so that both can be read
CLOSE = 2.5  # CSS pixels: lines that are no further apart have one name
ROWS = 4  # lines that it wrote on the way
WINDOW = 0.4  # nats that the enlarged part shows: the held-out loss turns within a tenth
HELD_OUT, TRAINING = style.VERMILION_WORDS, style.BLUE


class Losses(Panel):
    """`update(training, looks, step, baselines)`: nats per character.

    training (k,) after each update, smoothed; looks (2, m), after how many updates the held-out text was tried, and its loss;
    baselines (orders,), what n-gram models of order 1, 2… score on it. What came after `step` is pale.
    """

    def __init__(self, axes, orders):
        super().__init__(axes)
        style.title(axes, "loss, nats per character", pad=25)
        axes.set(xlim=(0, LENGTHS[0]), ylim=(0, HIGHEST), yticks=range(5))
        axes.tick_params(labelbottom=False)  # the axis below has the same numbers
        self.baselines = [self.line(color=style.GREY, ls="--", lw=1.3) for _ in range(orders)]
        self.names = [self.text(1.012, 0, va="center", color=style.DARK) for _ in range(orders)]
        self.curves = [
            LogCurve(self, TRAINING, dot=None, label="training text"),
            LogCurve(self, HELD_OUT, lw=2.4, dot=None, marker="s", ms=5, label="held-out text"),
        ]
        style.legend_above(axes, [*(curve.past for curve in self.curves), self.baselines[0]])
        axes.get_legend().get_texts()[-1].set_text("n-gram models, held-out text")

    def update(self, training, looks, step, baselines):
        worst = np.nan_to_num([looks[1][0], *baselines], nan=0.0).max()  # the first look is that of a guess: log of the kinds
        top = np.ceil(np.clip(worst, HIGHEST, FAR))
        if top != self.axes.get_ylim()[1]:
            self.axes.set_yticks(np.arange(top + 1))
        self.limits(x=(0, _end(training, step)), y=(0, top))
        for curve in self.curves:
            curve.high = top
        self.curves[0].set(np.arange(1, len(training) + 1), training, step)
        self.curves[1].set(*looks, step)
        end = self.axes.get_xlim()[1]
        for line, level in zip(self.baselines, baselines, strict=True):
            line.set_data([0, end], [level, level])
        unit = top / self.height
        groups = together(baselines, CLOSE * unit)
        places = spread([baselines[group].mean() for group in groups], APART * unit, top - 8 * unit)
        for name, group, place in itertools.zip_longest(self.names, groups, places):
            name.set(text="n = " + _orders(group) if group else "", y=(place or 0.0) / top)
        courses = (curve.spots(f"{curve.past.get_label()}: loss", short) for curve in self.curves)
        self.spots = [*courses, self._counted(baselines, groups, places)]

    def _counted(self, baselines, groups, places):
        """The names of the dashed lines, at the right of the axes."""

        def says(i):
            return f"n-gram model of order {_orders(groups[i])}: loss {short(baselines[groups[i]].mean())}"

        return Spots(np.full(len(places), 1.05 * self.axes.get_xlim()[1]), places, says, reach=(24, 8))


class Turn(Panel):
    """`update(training, looks, step, baselines)`: the held-out loss around its lowest value up to `step`, enlarged.

    The arguments are those of `Losses`. A ring marks the lowest, and a click on it goes there.
    """

    def __init__(self, axes, orders):
        super().__init__(axes)
        style.title(axes, "held-out text, enlarged")
        axes.set(xlim=(0, LENGTHS[0]), ylim=(0, WINDOW))
        axes.set_xlabel("updates", labelpad=2)
        self.baselines = [self.line(color=style.GREY, ls="--", lw=1.3) for _ in range(orders)]
        self.names = [self.text(1.012, 0, va="center", color=style.DARK) for _ in range(orders)]
        self.future = self.line(color=HELD_OUT, lw=1.2, alpha=0.7)
        self.past = self.line(color=HELD_OUT, lw=3, marker="s", ms=5)
        self.ring = self.line(ls="", marker="o", ms=17, mfc="none", mec=style.DARK, mew=2.5)
        self.words = self.text(0, 0.94, va="top", fontsize=style.MEDIUM, fontweight="bold", color=style.DARK)

    def update(self, training, looks, step, baselines):
        steps, losses = np.asarray(looks, float)
        done = int(np.searchsorted(steps, step, side="right"))
        known = np.where(np.isfinite(losses[:done]), losses[:done], np.inf)
        lowest = int(np.argmin(known))
        bottom = np.floor(10 * known[lowest] - 0.2) / 10 if np.isfinite(known[lowest]) else self.axes.get_ylim()[0]
        end = _end(training, step)
        self.limits(x=(0, end), y=(bottom, bottom + WINDOW))
        self.past.set_data(steps[:done], losses[:done])
        self.future.set_data(steps[done - 1 :], losses[done - 1 :])
        self._mark(steps[lowest], known[lowest], end)
        for order, (line, name, level) in enumerate(zip(self.baselines, self.names, baselines, strict=True), start=1):
            inside = 0.02 < (level - bottom) / WINDOW < 0.98
            line.set_data([0, end], [level, level])
            name.set_y((level - bottom) / WINDOW)
            name.set_text(f"n = {order}" if inside else "")

    def _mark(self, step, loss, end):
        """The ring, and its words where the curve is not."""
        steps, losses = np.array([[step], [loss]] if np.isfinite(loss) else [[], []])
        self.ring.set_data(steps, losses)
        self.words.set_text(f"lowest: {short(loss)} after {step:,.0f}" if len(steps) else "")
        self.words.set(**{"x": step / end, "ha": "left"} if step < 0.5 * end else {"x": min(step / end, 0.74), "ha": "center"})
        says = f"lowest held-out loss: {short(loss)}, after {step:,.0f} updates"
        self.spots = [Spots(steps, losses, lambda _: says, lambda _: {"step": int(step)}, reach=(16, 16))]


class Diary(Canvas):
    """`update(lines)`: what it wrote after some numbers of updates, {updates: line}, under each other. A click goes there."""

    def __init__(self, axes):
        super().__init__(axes)
        self.when = self.words(size=style.MEDIUM, weight="bold", color=style.DARK, ha="right")
        self.lines = self.words(size=style.MEDIUM)

    def update(self, lines):
        rows = self.height - 14 - LINE * np.arange(len(lines))
        steps, said = list(lines), [line.replace("\n", seen("\n")) for line in lines.values()]
        ends = [list(itertools.accumulate(map(self.lines.width, line))) for line in said]
        self.when.put([(56, y, f"{step:,}:") for y, step in zip(rows, steps, strict=True)])
        self.lines.put(
            [(64, y, line[: bisect.bisect(end, self.width - 70)]) for y, line, end in zip(rows, said, ends, strict=True)]
        )
        middle = np.full(len(rows), self.width / 2)
        says, at = lambda i: f"what it wrote after {steps[i]:,} updates", lambda i: {"step": steps[i]}
        self.spots = [Spots(middle, rows + 5, says, at, reach=(self.width / 2, LINE / 2))]


class Now(Canvas):
    """`update(outcome, numbers, notes)`: what is going on, two large numbers with their names, and small remarks.

    numbers is {"held out": "1.45", "training": "0.87"}, in the colours of the curves; notes are lines of text.
    """

    def __init__(self, axes):
        super().__init__(axes)
        self.outcome = self.words(size=style.HUGE, weight="bold")
        self.large = [self.words(size=26, weight="bold", color=colour) for colour in (HELD_OUT, TRAINING)]
        self.small = self.words(size=style.MEDIUM)

    def update(self, outcome, numbers, notes):
        self.outcome.say(0, self.height - 20, outcome)
        for place, (words, number) in enumerate(zip(self.large, numbers.values(), strict=True)):
            words.put([(0, self.height - 86 - 72 * place, number)])
        named = [(0, self.height - 50 - 72 * place, name) for place, name in enumerate(numbers)]
        self.small.put(named + [(0, self.height - 192 - 20 * row, note) for row, note in enumerate(notes)])


def _end(training, step):
    """The last update on both axes."""
    reached = min(max(len(training), step), LENGTHS[-1])
    return next(length for length in LENGTHS if length >= reached)


def short(nats):
    """A loss in print."""
    return f"{round(nats, 2) + 0.0:.2f}" if nats < 100 else style.number(nats)  # 0.00, not -0.00


def together(levels, close):
    """The places of the levels in groups, from the lowest on: neighbours that are no further apart than `close` are one."""
    order = np.argsort(levels, kind="stable")
    near = np.diff(np.asarray(levels)[order]) <= close
    return [group.tolist() for group in np.split(order, np.flatnonzero(~near) + 1)]


def _orders(group):
    """The orders of lines that lie on each other: 5, or 3–5."""
    orders = sorted(place + 1 for place in group)
    if 1 < len(orders) == orders[-1] - orders[0] + 1:
        return f"{orders[0]}–{orders[-1]}"
    return ", ".join(map(str, orders))


def spread(levels, apart, top=np.inf):
    """Places near the levels, none closer to another than `apart`: what would overlap stands around its mean, in order. None is
    above `top`."""
    order, room = np.argsort(levels, kind="stable"), apart * np.arange(len(levels))
    groups = []  # what touches is one group: less the room for all below, its places are equal, and those of groups rise
    for height in np.asarray(levels)[order] - room:
        groups.append([height])
        while len(groups) > 1 and np.mean(groups[-1]) < np.mean(groups[-2]):
            upper = groups.pop()
            groups[-1] += upper
    heights = np.concatenate([np.full(len(group), np.mean(group)) for group in groups])
    places = np.empty(len(levels))
    places[order] = np.minimum(heights, top - room[-1]) + room
    return places


class CharacterTraining(View):
    """The losses, the numbers of now at the right, and below what the model wrote on the way, and writes now."""

    height = 540

    ORDERS = 5

    def build(self):
        return {
            "losses": Losses(self.axes(34, 54, 450, 116), self.ORDERS),
            "turn": Turn(self.axes(34, 208, 450, 118), self.ORDERS),
            "now": Now(self.axes(552, 8, 236, 320)),
            "diary": Diary(self.axes(4, 366, 782, 6 + ROWS * LINE)),
            "written": Written(self.axes(4, 448, 782, 92)),
        }
