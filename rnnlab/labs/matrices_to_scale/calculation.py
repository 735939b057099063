"""The calculation of one step as blocks to draw: what each stage computes, and where numpy stops."""

from typing import NamedTuple

import numpy as np

from rnnlab.labs.matrices_to_scale.notation import Notation
from rnnlab.lessons import matrices_to_scale
from rnnlab.views.panels.blocks import Block, short

STAGES = {"product": ("a", "c"), "sum": ("s", "z"), "ReLU": ("h",), "readout": ("p", "O"), "loss": ("e", "q", "L")}
STAGE = {name: place for place, names in enumerate(STAGES.values(), 1) for name in names}  # 1 to 5; the leaves have none
NODES = {node.name: node for node in matrices_to_scale.one_step()}
SPACE = " "  # in the overview, between two stages


class Calculation(NamedTuple):
    """One step, with its names. `right` is the same step without the mistake: it knows what was wanted."""

    found: matrices_to_scale.Attempt
    right: matrices_to_scale.Attempt
    notation: Notation
    swapped: bool = False

    def __getitem__(self, name):
        """A matrix by its name: as it was found, or as it should be if the calculation did not come so far."""
        return self.found.values.get(name, self.right.values[name])

    @property
    def furthest(self):
        """The last stage that can be shown: the one where numpy stops, or the loss."""
        return STAGE[self.found.stopped.name] if self.found.stopped else len(STAGES)

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
        """The whole calculation as one line, and which of its items, from the first to the last, are the stage."""

        def block(name):
            return self._block(name, step, (0, 0), self.misfits())

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
        line = [item for group in groups for item in (*group, SPACE)][:-1]
        return line, (first, first + len(groups[step - 1]) - 1)

    def stages(self):
        """What is drawn in large: the lines of every stage, with the entry outlined that the words below explain."""

        def block(name, step, mark=(1, 1)):
            return self._block(name, len(STAGES), mark, self.misfits() if self.stops(step) else {})

        def product(name, step):
            first, second = self.inputs(name)  # a row of one meets a column of the other
            return [block(first, step, (1, self[first].shape[1])), block(second, step, (self[second].shape[0], 1))]

        totals = [f"→  sum {short(self['L'])},  mean {short(self['q'].mean())}"] if "L" in self.found.values else []
        return (
            [[*product("a", 1), "=", block("a", 1)], [*product("c", 1), "=", block("c", 1)]],
            [[block("a", 2), "+", block("c", 2)], ["+", block("b_h", 2), "=", block("z", 2)]],
            [[block("z", 3), "→", block("h", 3)]],
            [product("p", 4), ["+", block("b_y", 4), "=", block("O", 4)]],
            [[block("target", 5), "−", block("O", 5)], ["squared", block("q", 5), *totals]],
        )

    def _block(self, name, step, mark, misfits):
        known = name in self.found.values and STAGE.get(name, 0) <= step
        values = self[name] if known else None
        return Block(self.words(name), self[name].shape, values, mark if known else (0, 0), misfits.get(name, ""))
