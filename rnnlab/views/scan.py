"""The scan as a tree: a column a step, a row a level, and below it the states that it has found beside those of a loop."""

import numpy as np

from rnnlab.views.kit import Canvas, Spots, View, style
from rnnlab.views.kit.canvas import short

LEFT, RIGHT = 86, 756  # where the columns begin and end, in CSS pixels
TOP, FOOT, TREE, LOOP = 392, 152, 104, 62  # the heights of the first and the last row of nodes, and of the two rows of states
ROOM = 40  # CSS pixels that a number takes
STATE, BLOCK = {"marker": "s", "color": style.BLUE}, {"marker": "o", "color": style.ORANGE}


class Tree(Canvas):
    """`update(a, b, H, joins, step, outcome, remark)`: the steps (T,), the states after them (T,), the nodes of the tree
    (`rnnlab.lessons.scan.joins`), the rounds that are done, and words."""

    def __init__(self, axes):
        super().__init__(axes)
        for y, words, colour in ((TREE, "tree: hₜ", style.BLUE), (LOOP, "loop: hₜ", style.VERMILION_WORDS)):
            self.write(8, y, words, fontsize=style.MEDIUM, color=colour, va="center")
        self.wires = self.segments(linewidths=1.6)
        look = {"ls": "", "ms": 9, "mec": style.BLACK, "mew": 0.8}
        self.waiting = self.line(ls="", marker="o", ms=7, color="white", mec=style.GREY)
        self.blocks, self.states = self.line(**look | BLOCK), self.line(**look | STATE)
        self.now = self.line(ls="", marker="o", ms=17, color="none", mec=style.VERMILION, mew=2.5)
        self.tree, self.loop = self.line(**look | STATE), self.line(**look | STATE | {"color": style.VERMILION})
        self.numbers, self.names = self.words(ha="center"), self.words()
        self.outcome, self.remark = self.words(size=style.HUGE, weight="bold"), self.words(size=style.MEDIUM)

    def update(self, a, b, H, joins, step, outcome, remark):
        x = LEFT + (np.arange(len(a)) + 0.5) * (RIGHT - LEFT) / len(a)
        drop = (TOP - FOOT) / joins[-1].level
        ends = np.array([(x[join.right], TOP - drop * join.level) for join in joins])
        found = np.zeros(len(a), int)  # the round of each state: that of the last join at its place
        for join in joins:
            found[join.right] = join.round
        self._draw_wires(x, ends, joins, step)
        self._draw_nodes(x, ends, joins, step)
        rows = ("tree", self.tree, TREE, found), ("loop", self.loop, LOOP, np.arange(len(a)))
        for _, marks, y, since in rows:
            marks.set_data(x[since <= step], np.full(int((since <= step).sum()), y))
        self._write(x, ends, joins, (a, b), H, rows, step)
        self.outcome.say(8, 474, outcome)
        self.remark.put([(8, 14, remark)])

        def given(i):
            return f"step {i + 1}: keep {short(a[i])} of the state, add {short(b[i])}"

        def node(i):
            return f"{told(joins[i])}, in round {joins[i].round}"

        reach = (RIGHT - LEFT) / len(a) / 2, 24
        self.spots = [
            Spots(x, np.full(len(x), TOP + 38), given, reach=reach),
            Spots(*ends.T, node, lambda i: {"step": joins[i].round}),
            *(_states(name, x, y, since, H) for name, _, y, since in rows),
        ]

    def _draw_wires(self, x, ends, joins, step):
        """A line to each node from the one above it, and from the one whose steps come first."""
        feet, wires = np.column_stack([x, np.full(len(x), TOP)]), []
        for join, end in zip(joins, ends, strict=True):
            wires += [(feet[join.left].copy(), end), (feet[join.right].copy(), end)]
            feet[join.right] = end
        rounds = np.array([join.round for join in joins])
        shades = np.where(rounds == step, style.VERMILION, np.where(rounds < step, style.GREY, style.LIGHT))
        self.wires.set_segments(wires)
        self.wires.set_color(np.repeat(shades, 2))

    def _draw_nodes(self, x, ends, joins, step):
        """The steps as they are given, on top, and the nodes that are done, new, or still to come."""
        rounds, state = np.array([join.round for join in joins]), np.array([join.first == 0 for join in joins])
        leaves = np.column_stack([x, np.full(len(x), TOP)])
        for marks, places in (
            (self.states, [leaves[:1], ends[(rounds <= step) & state]]),
            (self.blocks, [leaves[1:], ends[(rounds <= step) & ~state]]),
            (self.waiting, [ends[rounds > step]]),
            (self.now, [ends[rounds == step]]),
        ):
            marks.set_data(*np.concatenate(places).T)

    def _write(self, x, ends, joins, steps, H, rows, step):
        """Numbers and names, where there is room for them."""
        numbers, names = [], []
        if (RIGHT - LEFT) / len(x) >= ROOM:
            for y, row in zip((TOP + 45, TOP + 21), steps, strict=True):
                numbers += [(place, y, short(value)) for place, value in zip(x, row, strict=True)]
            numbers += [(x[k], y - 24, short(H[k])) for *_, y, since in rows for k in np.flatnonzero(since <= step)]
            names += [(8, TOP + 45, "keep aₜ"), (8, TOP + 21, "add bₜ")]
            names += [
                (end[0] + 11, end[1] + 9, block(join)) for end, join in zip(ends, joins, strict=True) if join.round <= step
            ]
        self.numbers.put(numbers)
        self.names.put(names)


def block(join):
    """The steps of a node, from 1."""
    return f"{join.first + 1}–{join.right + 1}"


def told(join):
    """A node in words."""
    a, b = map(short, join.pair)
    return f"h{style.below(join.right + 1)} = {b}" if join.first == 0 else f"steps {block(join)} as one: keep {a}, add {b}"


def _states(name, x, y, since, H):
    def says(i):
        return f"{name}: h{style.below(i + 1)} = {short(H[i])}, known from round {since[i]}"

    return Spots(x, np.full(len(x), y), says, lambda i: {"step": int(since[i])})


class Scan(View):
    """The tree, with all its room."""

    def build(self):
        return {"tree": Tree(self.axes(0, 0, 790, 500))}
