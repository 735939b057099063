"""Clip or not: the losses of two trainings, how long the gradients were, and where a clipped gradient points."""

import numpy as np

from rnnlab.views.kit import Canvas, Panel, Spots, View, squares, style
from rnnlab.views.kit.key import Key
from rnnlab.views.panels.headlines import Headlines
from rnnlab.views.panels.two_runs import TwoRuns

SHORTEST, LONGEST_NORM = -6, 4  # powers of ten of the histogram; what is further out lies in the bars at its ends
A_DECADE = 2  # bars
BARS = A_DECADE * (LONGEST_NORM - SHORTEST)
NAMED = 3  # steps of a bar that a line about it names
MARGIN = 0.03
LEAST, BESIDE_BAR = 6, 5  # CSS pixels: the least height of a bar that is there, and from a bar to the number beside it
INSIDE = 32  # CSS pixels: so much of that number is left of the panel's end at least
BESIDE = 206  # CSS pixels: where the row above the histogram has room beside its legend
KINDS = {  # way to clip -> look of its arrow: one is seen under the other
    "norm": {"color": style.BLUE, "lw": 7},
    "value": {"color": style.PLUM, "lw": 3},
}


class Norms(Panel):
    """`update(norms, shortened, threshold, words)`: the lengths before clipping of the steps so far, which of them were
    shortened, the threshold where lengths are compared with it, otherwise None, and words for the place of its key then."""

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "length of the gradient before clipping", pad=25)
        axes.set(xlim=(SHORTEST, LONGEST_NORM), ylim=(0, 1))
        exponents = range(SHORTEST, LONGEST_NORM + 1, 2)
        first, *between, last = (style.power(exponent) for exponent in exponents)
        axes.set_xticks(list(exponents), [f"≤ {first}", *between, f"≥ {last}"])
        axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
        self.short = self.polygons(facecolors=style.SKY, edgecolors=style.BLUE, lw=0.8, label="left as it is")
        self.long = self.polygons(facecolors=style.BLACK, edgecolors="white", lw=0.8, label="shortened")
        look = {"color": style.VERMILION, "lw": 2.2, "ls": "--"}
        self.threshold, self.key = self.line(**look), Key(self, BESIDE, **look)
        self.count = self.text(0, LEAST / self.height, va="bottom", fontsize=style.MEDIUM, fontweight="bold")
        style.legend_above(axes, [self.short, self.long])

    def update(self, norms, shortened, threshold, words=""):
        short, long = shares(norms, shortened)
        edges = np.linspace(SHORTEST, LONGEST_NORM, len(short) + 1)
        middle, top = _seen(short, long, LEAST / self.height)
        self.short.set_verts(_columns(edges, 0 * middle, middle))
        self.long.set_verts(_columns(edges, middle, top))
        last = np.flatnonzero(long)[-1:]  # beside the black bar furthest to the right stands how many steps all of them are
        self.count.set_text(style.counted(int(np.sum(shortened)), "step") if len(last) else "")
        self.count.set_position(self._place(int(last.sum()), top))
        by_length = threshold is not None
        self.key.set("threshold" if by_length else words, line=by_length)
        self.threshold.set_data([np.log10(threshold)] * 2 if by_length else [], [0, 1] if by_length else [])
        columns = squares(self, (1, len(short)), lambda _, bar: _told(bar, np.array(norms), np.array(shortened)))
        self.spots = [columns._replace(x=np.where(short + long > 0, columns.x, np.nan))]

    def _place(self, last, tops):
        """Where the words beside the last black bar begin: near the right end they stand above the bars that they cross."""
        x = min((last + 1) / len(tops) + BESIDE_BAR / self.width, 1 - INSIDE / self.width)
        return x, tops[int(x * len(tops)) :].max() + LEAST / self.height


class Dial(Canvas):
    """`update(norm, angles, words)`: the length of one gradient in words, the angle in degrees between it and what each way of
    clipping makes of it, and a line of words for each. A quarter of a circle: no clipping turns a gradient by more than 90°."""

    RADIUS, CENTRE = 164, (14, 96)

    def __init__(self, axes):
        super().__init__(axes)
        x, y = self.CENTRE
        arc = _way(np.linspace(0, 90, 91), self.RADIUS)
        axes.plot(x + arc[0], y + arc[1], color=style.LIGHT, lw=1.5)
        for degrees in (0, 30, 60, 90):
            mark = [self.CENTRE + _way(degrees, part * self.RADIUS) for part in (0.95, 1)]
            axes.plot(*np.transpose(mark), color=style.GREY, lw=1.5)
            place = self.CENTRE + _way(degrees, self.RADIUS + 8)
            self.write(place[0], place[1] - (5 if degrees else 6), f"{degrees}°", color=style.DARK)
        self.write(0, 314, "the longest gradient so far", fontsize=style.MEDIUM, fontweight="bold")
        self.length = self.words(size=style.MEDIUM)
        self.write(x, y - 26, "the gradient", color=style.DARK)
        self.gradient = self.line(color=style.BLACK, lw=12, solid_capstyle="butt")
        self.arrows = {kind: Arrow(self, **look) for kind, look in KINDS.items()}
        bold = {"size": style.MEDIUM, "weight": "bold"}
        self.words_of = {kind: self.words(color=look["color"], **bold) for kind, look in KINDS.items()}
        self.gradient.set_data([x, x + self.RADIUS - 10], [y, y])

    def update(self, norm, angles, words):
        self.length.put([(0, 293, norm)])
        for place, kind in enumerate(KINDS):
            self.arrows[kind].set(self.CENTRE, self.RADIUS - 4, angles[kind])
            self.words_of[kind].put([(0, 34 - 24 * place, words[kind])])
        self.spots = [*self._ways(angles, words), self._gradient(norm)]

    def _ways(self, angles, words):
        """The heads of the arrows and the lines of words: a click chooses this way to clip."""
        kinds, (x, y) = list(KINDS), self.CENTRE
        across, up = _way([angles[kind] for kind in KINDS], 0.95 * self.RADIUS)
        answers = lambda i: words[kinds[i]], lambda i: {"clip_by": kinds[i]}
        return Spots(x + across, y + up, *answers), Spots([85, 85], [39, 15], *answers, reach=(85, 12))

    def _gradient(self, norm):
        x, y = self.CENTRE
        return Spots([x + self.RADIUS / 2], [y], lambda i: f"the gradient {norm}", reach=(self.RADIUS / 2, 12))


class Arrow:
    """A line with a head, from a place in a direction; none for NaN."""

    def __init__(self, panel, *, color, lw):
        self.shaft = panel.line(color=color, lw=lw, solid_capstyle="butt")
        self.head = panel.line(ms=9 + 1.5 * lw, color=color, mec="white")

    def set(self, place, length, degrees):
        if np.isnan(degrees):
            self.shaft.set_data([], [])
            self.head.set_data([], [])
            return
        end = place + _way(degrees, 0.95 * length)
        self.shaft.set_data(*np.transpose([place, end]))
        self.head.set_data(*end[:, None])
        self.head.set_marker((3, 0, degrees - 90))


class ClipOrNot(View):
    """The words on top, the losses, the histogram below them, and the dial at the right."""

    height = 490

    def build(self, longest):
        return {
            "headlines": Headlines(self.axes(52, 4, 730, 60)),
            "loss": TwoRuns(self.axes(52, 120, 430, 114), "loss", longest, window=(-12, 2), every=4),
            "norms": Norms(self.axes(52, 334, 430, 124)),
            "dial": Dial(self.axes(540, 74, 246, 330)),
            "memory": Memory(self.axes(540, 416, 246, 66)),
        }


class Memory(Canvas):
    """`update(words, number)`: what became of the gradient on its way back through time."""

    def __init__(self, axes):
        super().__init__(axes)
        self.title, self.number = self.words(size=style.MEDIUM, weight="bold"), self.words(size=style.HUGE, weight="bold")

    def update(self, words, number):
        self.title.put([(0, 38, words)])
        self.number.put([(0, 8, number)])


def _way(degrees, length):
    """So far in a direction -> across and up."""
    angle = np.radians(degrees)
    return length * np.array([np.cos(angle), np.sin(angle)])


def shares(norms, shortened):
    """How the steps fall into the bars: the share that was left as it is, and the share that was shortened, (bars,) both."""
    place, shortened = _bar_of(norms), np.asarray(shortened, bool)
    steps = max(1, len(place))
    return tuple(np.bincount(place[which], minlength=BARS) / steps for which in (~shortened, shortened))


def _bar_of(norms):
    """The bar that each of these lengths falls into."""
    with np.errstate(all="ignore"):
        heights = np.nan_to_num(np.log10(np.asarray(norms, float)), nan=LONGEST_NORM)
        return np.clip((heights - SHORTEST) * A_DECADE, 0, BARS - 1).astype(int)


def _told(bar, norms, shortened):
    """Which steps a bar stands for, and how long their gradients were."""
    (steps,) = np.nonzero(_bar_of(norms) == bar)
    low, high = (style.number(pick(norms[steps])) for pick in (np.min, np.max))
    if len(steps) == 1:
        return f"step {steps[0]}: length {low}{', shortened' if shortened[steps[0]] else ''}"
    named = ", ".join([*(str(step) for step in steps[:NAMED]), *(["…"] if len(steps) > NAMED else [])])
    return f"{len(steps)} steps ({named}): length {low} to {high}, {shortened[steps].sum()} shortened"


def _seen(short, long, least):
    """How high the two parts of each column reach: a part that is there at all is at least so high, and no column passes 1."""
    lower, upper = (np.where(part > 0, np.maximum(part, least), 0) for part in (short, long))
    return np.minimum(lower, 1 - upper), np.minimum(lower + upper, 1)


def _columns(edges, bottoms, tops):
    """The corners of each column that has a height."""
    left, right = edges[:-1] + MARGIN, edges[1:] - MARGIN
    corners = np.stack([[left, bottoms], [left, tops], [right, tops], [right, bottoms]])
    return corners.transpose(2, 0, 1)[tops > bottoms]
