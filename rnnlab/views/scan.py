"""The scan as a tree: a column a step, a row a level, and below it the states that it has found beside those of a loop."""

import numpy as np
from matplotlib.collections import LineCollection

from rnnlab.views.kit import style
from rnnlab.views.kit.canvas import Canvas, short
from rnnlab.views.kit.spots import Spots
from rnnlab.views.kit.view import View

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
        self.wires = self.moving(axes.add_collection(LineCollection([], linewidths=1.6), autolim=False))
        look = {"ls": "", "ms": 9, "mec": style.BLACK, "mew": 0.8}
        self.waiting = self.line(ls="", marker="o", ms=7, color="white", mec=style.GREY)
        self.blocks, self.states = self.line(**look | BLOCK), self.line(**look | STATE)
        self.now = self.line(ls="", marker="o", ms=17, color="none", mec=style.VERMILION, mew=2.5)
        self.tree, self.loop = self.line(**look | STATE), self.line(**look | STATE | {"color": style.VERMILION})
        self.numbers, self.names = self.words(ha="center"), self.words()
        self.outcome, self.remark = self.words(size=style.HUGE, weight="bold"), self.words(size=style.MEDIUM)

    def update(self, a, b, H, joins, step, outcome, remark):
        T, wide = len(a), (RIGHT - LEFT) / len(a)
        x, drop = LEFT + (np.arange(T) + 0.5) * wide, (TOP - FOOT) / joins[-1].level
        ends = np.array([(x[join.right], TOP - drop * join.level) for join in joins])
        rounds, state = np.array([join.round for join in joins]), np.array([join.first == 0 for join in joins])
        done, feet, wires, found = rounds <= step, np.column_stack([x, np.full(T, TOP)]), [], np.zeros(T, int)
        for join, end in zip(joins, ends, strict=True):
            wires += [(feet[join.left].copy(), end), (feet[join.right].copy(), end)]
            feet[join.right] = end
            found[join.right] = join.round  # the last one stays: then the place has its state
        self.wires.set_segments(wires)
        shades = np.where(rounds == step, style.VERMILION, np.where(done, style.GREY, style.LIGHT))
        self.wires.set_color(np.repeat(shades, 2))
        leaves = np.column_stack([x, np.full(T, TOP)])
        self.states.set_data(*np.concatenate([leaves[:1], ends[done & state]]).T)
        self.blocks.set_data(*np.concatenate([leaves[1:], ends[done & ~state]]).T)
        for marks, where in ((self.waiting, ~done), (self.now, rounds == step)):
            marks.set_data(*ends[where].T)
        rows = {self.tree: (TREE, found), self.loop: (LOOP, np.arange(T))}
        for marks, (y, since) in rows.items():
            marks.set_data(x[since <= step], np.full(int((since <= step).sum()), y))
        self._write(x, wide, ends[done], [join for join in joins if join.round <= step], (a, b), H, rows.values(), step)
        self.outcome.say(8, 474, outcome)
        self.remark.put([(8, 14, remark)])
        self.spots = [
            Spots(
                x,
                leaves[:, 1] + 38,
                lambda i: f"step {i + 1}: keep {short(a[i])} of the state, add {short(b[i])}",
                reach=(wide / 2, 24),
            ),
            Spots(*ends.T, lambda i: f"{told(joins[i])}, in round {rounds[i]}", lambda i: {"step": int(rounds[i])}),
            *(_states(name, x, y, since, H) for name, (y, since) in zip(("tree", "loop"), rows.values(), strict=True)),
        ]

    def _write(self, x, wide, ends, done, steps, H, rows, step):
        """Numbers and names, where there is room for them."""
        room = wide >= ROOM
        numbers = [
            (place, y, short(value)) for y, values in zip((TOP + 45, TOP + 21), steps) for place, value in zip(x, values)
        ]
        numbers += [
            (place, y - 24, short(value)) for y, since in rows for place, value, known in zip(x, H, since <= step) if known
        ]
        self.numbers.put(numbers if room else ())
        names = [(end[0] + 11, end[1] + 2, block(join)) for end, join in zip(ends, done, strict=True)]
        self.names.put([(8, TOP + 45, "keep aₜ"), (8, TOP + 21, "add bₜ"), *names] if room else ())


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
