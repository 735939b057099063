"""The calculation of one step as blocks to draw: what each stage computes, and where numpy stops."""

from typing import NamedTuple

import numpy as np

from rnnlab.labs.matrices_to_scale.notation import Notation
from rnnlab.lessons import matrices_to_scale
from rnnlab.views.panels.blocks import Block, short

STAGES = {"product": ("a", "c"), "sum": ("s", "z"), "ReLU": ("h",), "readout": ("p", "O"), "loss": ("e", "q", "L")}
RESULTS = (("a", "c"), ("z",), ("h",), ("O",), ("q",))  # what each stage comes to, and is looked at entry by entry
STAGE = {name: place for place, names in enumerate(STAGES.values(), 1) for name in names}  # 1 to 5; the leaves have none
NODES = {node.name: node for node in matrices_to_scale.one_step()}
SPACE = " "  # in the overview, between two stages
LETTERS = {"W_xh": ("the␣", "")} | dict.fromkeys(("x", "O", "target"), ("", "the␣"))  # of rows and of columns


class Calculation(NamedTuple):
    """One step, with its names. `right` is the same step without the mistake: it knows what was wanted.

    `entry` is the one that is explained: its row and its column, from 0.
    """

    found: matrices_to_scale.Attempt
    right: matrices_to_scale.Attempt
    notation: Notation
    swapped: bool = False
    entry: tuple = (0, 0)

    def __getitem__(self, name):
        """A matrix by its name: as it was found, or as it should be if the calculation did not come so far."""
        return self.found.values.get(name, self.right.values[name])

    @property
    def furthest(self):
        """The last stage that can be shown: the one where numpy stops, or the loss."""
        return STAGE[self.found.stopped.name] if self.found.stopped else len(STAGES)

    def value(self, name):
        """The chosen entry of a matrix, or the nearest to it: what is added to each example has one row or column only."""
        row, column = self.entry
        return self[name].take(row, axis=0, mode="clip").take(column, mode="clip")

    def nearest(self, row, column, step):
        """The row and the column, from 1, or the last that a result of the stage has."""
        rows, columns = np.max([self[name].shape for name in RESULTS[step - 1]], axis=0).tolist()
        return min(row, rows), min(column, columns)

    def stops(self, step):
        """Does numpy refuse at this stage?"""
        return self.found.stopped is not None and step == self.furthest

    def accident(self, step):
        """The first node, at this stage or before, that is wrong although numpy did not complain; None if there is none."""
        for name in STAGE:
            if STAGE[name] <= step and name in self.found.values and not np.array_equal(self[name], self.right.values[name]):
                return name
        return None

    def inputs(self, name):
        """The names of a node's inputs, in the order in which they are written."""
        return matrices_to_scale.order(NODES[name], columns=self.notation.columns, swapped=self.swapped)

    def words(self, name):
        """What to call a matrix."""
        if name in ("a", "c", "p"):
            return " ".join(self.notation[factor] for factor in self.inputs(name))
        return f"({self.notation['target']} − {self.notation['O']})²" if name == "q" else self.notation[name]

    def misfits(self):
        """Which side of which matrix does not fit, where numpy stops: name -> "rows" or "columns"."""
        if not self.found.stopped:
            return {}
        first, second = self.inputs(self.found.stopped.name)
        if self.found.stopped.operation == "product":
            return {first: "columns", second: "rows"}
        rows_fit = self[first].shape[0] == self[second].shape[0] or 1 in (self[first].shape[0], self[second].shape[0])
        side = "columns" if rows_fit else "rows"
        return {"a" if first == "s" else first: side, second: side}  # s is not drawn; a is one of the two that make it

    def overview(self, step):
        """The whole calculation as one line; from which to which of its items the stage goes; and the step of each item."""

        def block(name):
            return self._block(name, step, None, self.misfits())

        def product(name):
            return [block(factor) for factor in self.inputs(name)]

        groups = (
            [*product("a"), "+", *product("c")],
            ["+", block("b_h"), "=", block("z")],
            ["→", block("h")],
            [*product("p"), "+", block("b_y"), "=", block("O")],
            [block("target"), "→", block("q")],
        )
        first = sum(len(group) + 1 for group in groups[: step - 1])
        line, steps = zip(*((item, place) for place, group in enumerate(groups, 1) for item in (*group, SPACE)))
        return list(line[:-1]), (first, first + len(groups[step - 1]) - 1), steps[:-1]

    def stages(self):
        """What is drawn in large: the lines of every stage, with the entry outlined that the words below explain."""
        row, column = self.entry

        def block(name, step, mark=None):
            mark = mark or self._share(name, RESULTS[step - 1][0])
            return self._block(name, len(STAGES), mark, self.misfits() if self.stops(step) else {})

        def product(name, step):
            first, second = self.inputs(name)  # a row of one meets a column of the other
            return [block(first, step, (row, None)), block(second, step, (None, column))]

        totals = [f"→  sum {short(self['L'], 3)},  mean {short(self['q'].mean(), 3)}"] if "L" in self.found.values else []
        return (
            [[*product("a", 1), "=", block("a", 1)], [*product("c", 1), "=", block("c", 1)]],
            [[block("a", 2), "+", block("c", 2)], ["+", block("b_h", 2), "=", block("z", 2)]],
            [[block("z", 3), "→", block("h", 3)]],
            [product("p", 4), ["+", block("b_y", 4), "=", block("O", 4)]],
            [[block("target", 5), "−", block("O", 5)], ["squared", block("q", 5), *totals]],
        )

    def _share(self, name, result):
        """Where the chosen entry of a result comes from in another matrix: from all of a side that is added to each example."""
        sides = zip(self.entry, self[name].shape, self[result].shape, strict=True)
        return tuple(None if size == 1 < wanted else place for place, size, wanted in sides)

    def _block(self, name, step, mark, misfits):
        known, shape = name in self.found.values and STAGE.get(name, 0) <= step, self[name].shape
        letters = LETTERS.get(name, ("", ""))[:: -1 if self.notation.columns else 1]
        if not known:
            return Block(self.words(name), shape, wrong=misfits.get(name, ""), letters=letters)
        if mark:
            mark = tuple(place if place is None else min(place, size - 1) for place, size in zip(mark, shape, strict=True))
        return Block(self.words(name), shape, self[name], mark, misfits.get(name, ""), letters)
