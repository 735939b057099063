"""Words as points: a map with an analogy in it, the words nearest to a - b + c, and how often such sums come out right."""

import numpy as np
from matplotlib.patches import FancyArrowPatch

from rnnlab.views.kit import Canvas, Panel, Spots, View, style
from rnnlab.views.kit.canvas import Kinds
from rnnlab.views.panels.bars import Bars

GROUPS = {  # name -> marker, colour, edge, size
    "royalty": ("*", style.ORANGE, style.OCHRE, 11),
    "people": ("o", style.SKY, style.BLUE, 7),
    "animals": ("^", style.GREEN, style.GREEN_WORDS, 7),
    "places": ("s", style.PURPLE, style.PLUM, 6),
    "other": (".", "#949494", "#949494", 4),
    "yours": ("D", style.VERMILION, style.VERMILION_WORDS, 8),
}
OTHER, YOURS = list(GROUPS).index("other"), list(GROUPS).index("yours")
KINDS = {"plain": ("", style.DARK, "normal"), "right": ("✔ ", style.GREEN_WORDS, "bold"), "asked": ("? ", style.GREY, "bold")}
HALO = style.rim(3)


class Headline(Canvas):
    """`update(words, outcome)`: the sum, and what came out; of that only the sign where no room is left."""

    def __init__(self, axes):
        super().__init__(axes)
        self.sum = self.words(size=style.HUGE, weight="bold", color=style.BLACK)
        self.outcome = self.words(size=style.HUGE, weight="bold")

    def update(self, words, outcome):
        self.sum.put([(4, 9, words)])
        left = 4 + self.sum.width(words + "  ")
        fits = left + self.outcome.width(outcome.headline) <= self.width
        self.outcome.say(left, 9, outcome if fits else outcome._replace(word=""))


class WordMap(Canvas):
    """`update(names, places, groups, cosines, corners, target, nearest, near, words, colour, caption)`.

    names, places (n, 2), groups (n,), the number of each word's group in GROUPS, and cosines (n,) to a - b + c: all words.
    corners (3, 2) are a, b and c, target (2,) is a - b + c, nearest (2,) the word nearest to it; words are a, b, c and that
    word. near has the places in names of those that are named too, where there is room. colour is that of the outcome; caption
    says what the map is spread over. A click on a noun makes it the word c, from which the step a - b starts.

    `groups` are the ones that the legend names.
    """

    SIDE, FOOT = 396, 34  # CSS pixels: the map is a square above the legend
    REACH = 0.95  # from the middle of the map to its edge; the vectors have length 1

    def __init__(self, axes, groups):
        super().__init__(axes)
        left, right, low, high = 1, self.SIDE - 1, self.FOOT, self.FOOT + self.SIDE - 2
        edge = axes.plot([left, right, right, left, left], [low, low, high, high, low], color=style.LIGHT, lw=1)[0]
        self.points = {
            name: self.line(marker=marker, ls="", ms=size, color=colour, mec=edge, mew=0.7)
            for name, (marker, colour, edge, size) in reversed(GROUPS.items())
        }
        self.sides = self.line(color=style.BLACK, ls=(0, (4, 3)), lw=1.4)
        self.arrows = [self._arrow() for _ in range(2)]
        self.asked = self.line(marker="o", ls="", ms=13, mfc="none", mec=style.BLACK, mew=1.8)
        self.nearest = self.line(marker="o", ls="", ms=17, mfc="none", mew=3)
        self.target = self.line(marker="P", ls="", ms=11, color=style.BLUE, mec="white", mew=1)
        for artist in self.artists:
            artist.set_clip_path(edge.get_path(), edge.get_transform())
        self.named = self.words(path_effects=HALO)
        self.yours = self.words(size=style.MEDIUM, weight="bold", color=style.VERMILION_WORDS, path_effects=HALO)
        self.labels = self.words(size=style.MEDIUM, weight="bold", color=style.BLACK, path_effects=HALO)
        self.found = self.words(size=style.MEDIUM, weight="bold", path_effects=HALO)
        self.caption = self.words(path_effects=HALO)
        self._legend({name: GROUPS[name] for name in groups} | {"sum": ("P", style.BLUE, style.BLUE, 9)})

    def _arrow(self):
        look = {"arrowstyle": "-|>", "mutation_scale": 16, "lw": 2.6, "color": style.BLACK, "shrinkA": 5, "shrinkB": 5}
        return self.moving(self.axes.add_patch(FancyArrowPatch((0, 0), (0, 0), **look)))

    def _legend(self, looks):
        x = 8
        for name, (marker, colour, edge, size) in looks.items():
            self.axes.plot([x], [16], marker=marker, ls="", ms=max(size, 7), color=colour, mec=edge, mew=0.7)
            self.write(x + 9, 12, name, color=style.DARK)
            x += 25 + self.named.width(name)

    def update(self, names, places, groups, cosines, corners, target, nearest, near, words, colour, caption):
        points = self._pixels(places)
        for number, name in enumerate(GROUPS):
            self.points[name].set_data(*points[groups == number].T)
        a, b, c = self._pixels(corners)
        target, nearest = self._pixels(target), self._pixels(nearest)
        for arrow, start, end in zip(self.arrows, (b, c), (a, target), strict=True):
            arrow.set_positions(start, end)
        self.sides.set_data(*np.stack([b, c, [np.nan, np.nan], a, target]).T)
        self.asked.set_data(*np.stack([a, b, c]).T)
        self.target.set_data(*target[:, None])
        self.nearest.set_data(*nearest[:, None])
        self.nearest.set_markeredgecolor(colour)
        self.found.set_facecolor(colour)
        self.caption.put([(8, self.FOOT + self.SIDE - 20, caption)])
        yours = [row for row, group in enumerate(groups) if group == YOURS]
        self._label(words, (a, b, c, nearest), target, names, points, yours, near)
        total = "the sum {} − {} + {}".format(*words[:3])
        self.spots = [self._all(names, points, groups, cosines), Spots(target[:1], target[1:], lambda _: total)]

    def _all(self, names, points, groups, cosines):
        """A spot for each word that lies in the map."""
        return Spots(
            *np.where(self._inside(points)[:, None], points, np.nan).T,
            lambda i: f"{names[i]}: cosine to the sum {_decimals(cosines[i])}",
            lambda i: {} if groups[i] == OTHER else {"c": names[i]},
        )

    def _pixels(self, places):
        middle = np.array([self.SIDE / 2, self.FOOT + self.SIDE / 2])
        return middle + np.asarray(places) * (self.SIDE / 2 / self.REACH)

    def _label(self, words, corners, target, names, points, yours, near):
        """Write words beside their points, each once: a, b, c and the nearest always, the others where they cover no other.
        None covers the cross of the sum or the ring of the nearest, where there is another place."""
        always = [
            (self.found if word == words[3] else self.labels, word, point, below)
            for word, point, below in zip(words, corners, (False, True, True, False), strict=True)
        ]
        others = [
            (artist, names[row], points[row], False)
            for artist, rows in ((self.yours, yours), (self.named, near))
            for row in rows
        ]
        written = {artist: [] for artist in (self.labels, self.found, self.yours, self.named)}
        boxes = {mark: (*(place - half), *(place + half)) for mark, place, half in (("+", target, 6), ("o", corners[3], 9))}
        boxes |= dict(self.caption.boxes())
        for artist, word, point, below in (*always[::-1], *others):
            must = artist in (self.labels, self.found)
            box, free = self._free(artist.width(word), point, below, boxes.values(), rows=4 if must else 1)
            if word not in boxes and (must or (free and self._inside(point))):
                boxes[word] = box
                written[artist].append((box[0], box[1] + 4, word))
        for artist, items in written.items():
            artist.put(items)

    def _free(self, width, point, below, taken, rows):
        """The first place for a word beside a point, of several, where it lies in the map and over no other word; and whether
        there is one. rows: how many places above and below are tried."""
        height = 17
        above = [(-width / 2, 12 + height * k) for k in range(rows)]
        under = [(-width / 2, -12 - height * (k + 1)) for k in range(rows)]
        first, second = (under, above) if below else (above, under)
        for x, y in [first[0], second[0], (13, -8), (-13 - width, -8), *first[1:], *second[1:]]:
            left, low = np.clip(
                [point[0] + x, point[1] + y], [4, self.FOOT + 4], [self.SIDE - 4 - width, self.FOOT + self.SIDE - 20]
            )
            box = left, low, left + width, low + height
            if not any(_overlap(box, other) for other in taken):
                return box, True
        return box, False

    def _inside(self, points):
        """Which places lie in the map."""
        return ((points >= (0, self.FOOT)) & (points <= (self.SIDE, self.FOOT + self.SIDE))).all(axis=-1)


class Ranking(Canvas):
    """`update(rows, notes)`: rows are (word, cosine, kind), the nearest first, kind one of KINDS; notes are two lines."""

    ROW, LEFT, LONG = 23, 112, 170  # CSS pixels: a row's height, where the bars start, and a bar of cosine 1
    TOP = 44  # above the rows

    def __init__(self, axes):
        super().__init__(axes)
        self.write(0, self.height - 16, "nearest to a − b + c", fontsize=style.MEDIUM, fontweight="bold")
        for cosine, words in enumerate(("cosine 0", "1")):
            x = self.LEFT + cosine * self.LONG
            axes.plot([x, x], [self.height - self.TOP + 4, self.height - self.TOP - 8 * self.ROW], color=style.LIGHT, lw=1)
            self.write(x, self.height - self.TOP + 8, words, color=style.DARK, ha="center")
        self.bars = Bars(self, lying=True, edgecolors=style.BLUE, lw=0.7)
        looks = {kind: {"color": colour, "weight": weight} for kind, (_, colour, weight) in KINDS.items()}
        self.names = Kinds({kind: self.words(size=style.MEDIUM, ha="right", **look) for kind, look in looks.items()})
        self.cosines = self.words(path_effects=HALO)
        self.notes = self.words()

    def update(self, rows, notes):
        feet = self.height - self.TOP - self.ROW * np.arange(1, len(rows) + 1)
        lengths = self.LONG * np.array([max(cosine, 0) for _, cosine, _ in rows])
        paints = [style.SKY if kind == "plain" else KINDS[kind][1] for _, _, kind in rows]
        self.bars.set(lengths, feet + 2, self.ROW - 6, paints, zero=self.LEFT)
        ends = self.LEFT + lengths
        named = zip(feet, rows, strict=True)
        self.names.put((kind, self.LEFT - 6, foot + 5, KINDS[kind][0] + word) for foot, (word, _, kind) in named)
        self.cosines.put([(end + 5, foot + 6, _decimals(row[1])) for end, foot, row in zip(ends, feet, rows, strict=True)])
        self.notes.put([(0, 21 - 17 * line, words) for line, words in enumerate(notes)])
        middle = (self.LEFT + self.LONG) / 2

        def says(row):
            return f"number {row + 1}, {rows[row][0]}: cosine {_decimals(rows[row][1])}"

        self.spots = [Spots(np.full(len(rows), middle), feet + self.ROW / 2, says, reach=(middle, self.ROW / 2))]


class Accuracy(Panel):
    """`update(curve, d, leave_out)`: curve maps d to the share of right answers without the query words, and with them.

    A click on a point of one of the two curves goes there.
    """

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "analogies solved", pad=25)
        axes.set(xlim=(0, 7), ylim=(0, 1.02))
        axes.set_xticks(range(8), [f"{2**power}" for power in range(8)])
        axes.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
        axes.set_xlabel("dimensions d", labelpad=2)
        self.allowed = self.line(color=style.VERMILION, ls="--", lw=2, label="allowed")
        self.without = self.line(color=style.BLUE, lw=3, label="query words left out")
        self.now = self.line(marker="o", ms=10, color=style.BLUE, mec="white", clip_on=False, zorder=5)
        self.value = self.headline(1, 1.32, ha="right", va="bottom")
        style.legend_above(axes, [self.without, self.allowed])

    def update(self, curve, d, leave_out):
        x = np.log2(list(curve))
        without, allowed = np.array(list(curve.values())).T
        self.without.set_data(x, without)
        self.allowed.set_data(x, allowed)
        height, colour = (curve[d][0], style.BLUE) if leave_out else (curve[d][1], style.VERMILION_WORDS)
        self.now.set_data([np.log2(d)], [height])
        self.now.set_color(colour)
        self.value.set_text(percent(height))
        self.value.set_color(colour)
        curves = ((without, True, "left out"), (allowed, False, "allowed"))
        self.spots = [self._curve(x, list(curve), *each) for each in curves]

    @staticmethod
    def _curve(x, d, shares, leave_out, words):
        def says(i):
            return f"d = {d[i]}, query words {words}: {percent(shares[i])} solved"

        return Spots(x, shares, says, lambda i: {"d": d[i], "leave_out": leave_out})


class Embedding(View):
    """The map is the largest; a line above all says what came out."""

    height = 486
    legend = tuple(name for name in GROUPS if name != "yours")

    def build(self, *given):
        return {
            "headline": Headline(self.axes(8, 4, 774, 36)),
            "map": WordMap(self.axes(8, 44, WordMap.SIDE + 2, WordMap.SIDE + WordMap.FOOT), self.legend),
            "ranking": Ranking(self.axes(436, 44, 344, 264)),
            **self.corner(self.axes(480, 368, 290, 76), *given),
        }

    def corner(self, axes):
        """The panel at the lower right, by name."""
        return {"accuracy": Accuracy(axes)}


def _overlap(box, other):
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def percent(share):
    """A share in print."""
    return f"{share:.0%}".replace("%", " %")


def _decimals(value):
    return f"{value:.2f}".replace("-", "−")
