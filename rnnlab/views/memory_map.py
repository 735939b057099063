"""The picture of the memory map: a square for each network and length, and the training of the run that is looked at."""

import numpy as np
from matplotlib import colormaps

from rnnlab.views.kit import Canvas, Spots, View, style
from rnnlab.views.kit.grid import Grid
from rnnlab.views.panels.error_curves import ALWAYS_ONE, HIGHEST, ErrorCurves, words
from rnnlab.views.panels.log_curve import LogCurve

PAINT = colormaps["cividis"]
LIGHT = 0.467  # above this part of the colours, a number must be black
NAMES, TOP = 138, 56  # CSS pixels to the left of the squares and above them
WIDE, HIGH = 50, 38  # of a square, which is less high where there are many rows
FOOT = 30  # CSS pixels below the squares, for the words on their colours
NAME = 14  # points: as large as the longest name allows


def remembered(errors):
    """What part of the 1/6 of always saying 1 a network has got rid of, from 0 to 1; 0 for what is no number."""
    with np.errstate(all="ignore"):
        return np.clip(1 - np.nan_to_num(errors, nan=np.inf) / ALWAYS_ONE, 0, 1)


class Table(Canvas):
    """The table: `update(errors, learned, row, column, title)`, errors (networks, lengths), how many of the seeds learned it,
    and the place of the run looked at. A click on a square looks at that run."""

    def __init__(self, axes, networks, lengths, seeds):
        super().__init__(axes)
        self.networks, self.lengths, self.seeds = networks, lengths, seeds
        top = axes.get_ylim()[1] - TOP
        self._high = min(HIGH, (top - FOOT) / len(networks))
        self._foot = top - self._high * len(networks)
        place = NAMES, self._foot, WIDE * len(lengths), self._high * len(networks)
        ground = axes.inset_axes(place, transform=axes.transData)
        ground.set_axis_off()
        self.squares = self.moving(ground.add_artist(Grid()))
        names = {"fontsize": style.MEDIUM, "color": style.DARK, "va": "center"}
        for row, name in enumerate(networks):
            self.write(NAMES - 8, top - self._high * (row + 0.5), name, ha="right", **names)
        for column, T in enumerate(lengths):
            self.write(NAMES + WIDE * (column + 0.5), top + 12, f"{T}", ha="center", **names)
        self.write(NAMES - 8, top + 12, "length T", ha="right", **names)
        self.write(16, self._foot - 18, "yellow: knows the sum     blue: no better than saying 1", **names)
        self.numbers = self.words_on_squares(size=style.MEDIUM)
        edge = style.rim(7)  # some of the squares are as dark as the frame
        self.frame = self.line(color=style.VERMILION, lw=4, path_effects=edge, clip_on=False)
        self.title = self.text(1, 0.985, ha="right", va="top", fontsize=style.MEDIUM, fontweight="bold")

    def update(self, errors, learned, row, column, title):
        part = remembered(errors)
        self.squares.set_data(PAINT(part, bytes=True))
        places = np.ndindex(errors.shape)
        self.numbers.put((part[place] <= LIGHT, *self._middle(*place, 5), short(errors[place])) for place in places)
        x, y = self._middle(row + np.array([-0.5, -0.5, 0.5, 0.5, -0.5]), column + np.array([-0.5, 0.5, 0.5, -0.5, -0.5]))
        self.frame.set_data(x, y)
        self.title.set_text(title)
        self.spots = [self._runs(errors, learned)]

    def _runs(self, errors, learned):
        rows, columns = np.indices(errors.shape).reshape(2, -1)
        x, y = self._middle(rows, columns)

        def says(i):
            place = rows[i], columns[i]
            seeds = f"{learned[place]} of {style.counted(self.seeds, 'seed')} learned it"
            return f"{self.networks[rows[i]]}, T = {self.lengths[columns[i]]}: median error {words(errors[place])}, {seeds}"

        def at(i):
            return {"network": self.networks[rows[i]], "T": self.lengths[columns[i]]}

        return Spots(x, y, says, at, reach=(WIDE / 2, self._high / 2))

    def _middle(self, row, column, below=0):
        return NAMES + WIDE * (column + 0.5), self._foot + self._high * (len(self.networks) - row - 0.5) - below


class RunCurves(ErrorCurves):
    """A run's training: `update(stored, seed, every, step, live, name, values)`.

    stored (seeds, looks): the errors of all seeds after 0, every, 2·every… steps. live: those after 0, 1… steps of the run
    that is done again, empty if it is not. values are the two errors in words.
    """

    def __init__(self, axes, longest, seeds):
        super().__init__(axes, longest)
        axes.set_xticks(range(0, longest + 1, longest // 3))
        axes.set_xlabel("training step   (thin: other seeds)", labelpad=2)
        self.others = [self.line(color=style.GREY, lw=1, alpha=0.8) for _ in range(seeds - 1)]
        self.stored = LogCurve(self, style.BLUE)
        self.live = LogCurve(self, style.VERMILION_WORDS, dot="s", ls="--", lw=2.2)
        name, *values = 1 + np.array([66, 38, 13]) / self.height
        self.name = self.text(-0.17, name, va="bottom", fontsize=NAME, fontweight="bold")
        rows = {"va": "bottom", "fontsize": style.MEDIUM, "fontweight": "bold"}
        colours = style.BLUE, style.VERMILION_WORDS
        self.values = [self.text(-0.17, y, color=color, **rows) for y, color in zip(values, colours)]
        self.name_the_lines()

    def update(self, stored, seed, every, step, live, name, values):
        looks = every * np.arange(stored.shape[1])
        for line, errors in zip(self.others, np.delete(stored, seed, axis=0)):
            line.set_data(looks, np.minimum(errors, 1))
        self.stored.set(looks, stored[seed], step)
        self.live.set(np.arange(len(live)), live, step)
        chosen = self.stored.spots(f"seed {seed}: error", words), self.live.spots("trained again: error", words)
        others = (_course(other, looks, stored[other]) for other in range(len(stored)) if other != seed)
        self.spots = [*chosen, *others]
        self.name.set_text(name)
        self.fill(self.values, values)


def _course(seed, looks, errors):
    """The spots of another seed's curve: a click looks at it, at this step."""
    return Spots(
        looks,
        np.minimum(errors, HIGHEST),
        lambda i: f"seed {seed}: error at step {looks[i]}: {words(errors[i])}",
        lambda i: {"seed": seed, "step": int(looks[i])},
    )


class MemoryMap(View):
    """The table on the left, one run of it on the right."""

    height = 404

    def build(self, networks, lengths, *, longest, seeds):
        return {
            "table": Table(self.axes(0, 4, NAMES + WIDE * len(lengths) + 2, 396), networks, lengths, seeds),
            "run": RunCurves(self.axes(538, 96, 226, 262), longest, seeds),
        }


def short(error):
    """An error in at most five letters: .0015, .167, 1.24, 10⁴; '∞' and 'NaN' where it is that."""
    if not np.isfinite(error):
        return style.number(error)
    if error >= 0.9995:
        return f"{error:.3g}" if error < 999.5 else style.power(np.log10(error))
    return f"{error:.{4 if error < 0.00995 else 3}f}"[1:]
