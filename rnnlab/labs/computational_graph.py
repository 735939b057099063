"""One step of the network as a graph: walked forward for the values, and backward for the gradients."""

import re

import numpy as np

from rnnlab import initialization
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.labs.kit.memo import remembering
from rnnlab.lessons import computational_graph as lesson
from rnnlab.views.computational_graph import ComputationalGraph
from rnnlab.views.panels.graph_nodes import BACKWARD, FORWARD, PARAMETERS

STEP = lesson.one_step()
FORWARD_ORDER = [node for node in STEP if node.operation]
BACKWARD_ORDER = STEP[::-1]
LAST = len(FORWARD_ORDER) + len(BACKWARD_ORDER)
NODES = {node.name: node for node in STEP}
NAMES = {"the essay's": {node.name: node.essay for node in STEP}, "ours": {node.name: node.name for node in STEP}}
NAME = re.compile(r"\{(∂?)(\w+)\}")  # as `graph` writes a node, or its gradient
TERM = re.compile(r"\[\{\w+\} > 0\]|\{∂?\w+\}ᵀ?")  # what is a matrix in the words of an operation

PRESETS = {  # two in a row on the page, the longer name on the right
    "forward pass": {"step": len(FORWARD_ORDER)},
    "through the ReLU": {"step": LAST - STEP.index(NODES["z"])},
    "dL/dO": {"step": LAST - STEP.index(NODES["O"])},
    "recurrent weights": {"step": LAST - STEP.index(NODES["W_hh"])},
    "all gradients": {"step": LAST},
    "numbers, not matrices": {"n": 1, "d": 1, "h": 1, "o": 1, "seed": 7},
}


@laboratory(lambda: ComputationalGraph(lesson.edges(STEP)), PRESETS)
def computational_graph(
    *,
    n: controls.whole("examples n", 1, 4) = 2,
    d: controls.whole("input size d", 1, 4) = 3,
    h: controls.whole("hidden size h", 1, 4) = 4,
    o: controls.whole("output size o", 1, 4) = 2,
    seed: controls.whole("seed", 0, 99) = 0,
    names: controls.choice("names", NAMES) = "the essay's",
    first: controls.switch("zero state before") = False,
    step: clock(LAST, label="step of the walk", interval=1200) = 0,
):
    """A lab on the graph of one step: every node with its value, its gradient and its formula.

    n, d, h, o: examples, input, hidden and output size, from 1 to 4. names: "the essay's" or "ours". first: whether this is the
    first step of a sequence, where the state before is zero. step: how far the walk has come, first forward through the
    operations, then backward through all nodes. Raises TypeError or ValueError naming the argument.
    """
    return remembering(measure)


def measure(memo, *, names, step, **network):
    """What the lab measures: all values and gradients, and how many of them the walk has reached."""
    values, gradients = memo(_both_passes, *network.values())
    back = step > len(FORWARD_ORDER)
    order = BACKWARD_ORDER if back else FORWARD_ORDER
    number = step - len(FORWARD_ORDER) if back else step
    now = order[number - 1] if step else None
    reached = Reached(now, back, values, gradients, NAMES[names])
    walked = {node.name for node in order[:number]}
    picture = {
        "nodes": {
            "labels": {node.name: reached.label(node) for node in STEP},
            "values": {name: A for name, A in values.items() if back or not NODES[name].operation or name in walked},
            "gradients": {name: A for name, A in gradients.items() if back and name in walked},
            "now": now and now.name,
            "needed": reached.needed(),
            "active": reached.edges(),
            "backward": back,
            "heading": ("◀ backward" if back else "forward ▶", f"{number} of {len(order)}"),
        },
        "equation": {
            "formula": reached.formula(),
            "below": reached.multiplied_out(),
            "terms": reached.terms(),
            "colour": BACKWARD if back else FORWARD,
        },
    }
    readings = {"loss": values["L"].item()} | {f"d{name}": _size(gradients[name]) for name in PARAMETERS}
    where = f"{'Backward' if back else 'Forward'}, {number} of {len(order)}: " if step else ""
    return Result(picture, readings, where + reached.summary(), reached={})


class Reached:
    """The node that the walk has reached, and the words for it."""

    def __init__(self, node, back, values, gradients, names):
        self.node, self.back, self.values, self.gradients = node, back, values, gradients
        self.names = names | {f"∂{name}": f"∂L/∂{own}" for name, own in names.items()}

    def label(self, node):
        """Name and shape, and under it the formula."""
        rows, columns = self.values[node.name].shape
        words = re.sub(" ([·+−]) ", r"\1", self._said(lesson.value_words(node)))
        return f"{self.names[node.name]}  {rows}×{columns}", f"= {words}" if words else ""

    def edges(self):
        """The edges that bring what is needed here."""
        if self.node is None:
            return []
        if self.back:
            return [(self.node.name, user.name) for user, _ in lesson.uses(STEP, self.node.name)]
        return [(source, self.node.name) for source in self.node.inputs]

    def needed(self):
        """What enters the equation: (name, whether its gradient is meant)."""
        return [(name, gradient == "∂") for gradient, name in NAME.findall(self._words())]

    def formula(self):
        """The equation in one line."""
        return "The leaves are given." if self.node is None else f"{self._result()} = {self._said(self._words())}"

    def multiplied_out(self):
        """A gradient with no other gradient left in it, if that is any shorter to say than to follow."""
        words = lesson.MULTIPLIED_OUT.get(self.node.name) if self.back else None
        return f"= {self._said(words)}" if words else ""

    def terms(self):
        """The equation as words and matrices in turn."""
        if self.node is None:
            return []
        found = (self.gradients if self.back else self.values)[self.node.name]
        terms, end, words = [(self._result(), found), ("=", None)], 0, self._words()
        for match in TERM.finditer(words):
            terms += [(words[end : match.start()].strip(), None), (self._said(match[0]), self._matrix(match[0]))]
            end = match.end()
        terms.append((words[end:].strip(), None))
        return [(said, A) for said, A in terms if said or A is not None]

    def summary(self):
        """The picture in words."""
        if self.node is None:
            return "Step 0: the leaves of the graph have their values, and nothing is computed yet."
        found = (self.gradients if self.back else self.values)[self.node.name]
        zeros = found.size - np.count_nonzero(found)
        said = f"{self.formula()}, of shape {found.shape[0]}×{found.shape[1]}"
        said += f" like {self.names[self.node.name]} itself." if self.back else "."
        if zeros:
            said += f" {zeros} of its {found.size} entries are 0." if found.size > 1 else " It is 0."
        return f"{said} The loss is {self.values['L'].item():.3g}."

    def _words(self):
        if self.node is None:
            return ""
        return lesson.gradient_words(STEP, self.node.name) if self.back else lesson.value_words(self.node)

    def _result(self):
        return self.names[("∂" if self.back else "") + self.node.name]

    def _said(self, words):
        """Words with names in the place of braces."""
        return NAME.sub(lambda match: self.names[match[1] + match[2]], words)

    def _matrix(self, term):
        """What a term stands for: "{x}ᵀ", "{∂z}" or "[{z} > 0]"."""
        gradient, name = NAME.search(term).groups()
        A = (self.gradients if gradient else self.values)[name]
        return (A > 0).astype(float) if term.startswith("[") else A.T if term.endswith("ᵀ") else A


def _both_passes(n, d, h, o, seed, first):
    rng = np.random.default_rng(seed)
    draw = initialization.nested_normal
    leaves = {
        "x": draw(rng, n, d),
        "W_xh": initialization.input_weights(d, h, rng=rng),
        "W_hh": initialization.recurrent_weights(h, rng=rng),
        "b_h": 0.5 * draw(rng, 1, h),
        "W_hy": draw(rng, h, o) / np.sqrt(h),
        "b_y": 0.5 * draw(rng, 1, o),
        "h_prev": (0.0 if first else 1.0) * np.maximum(draw(rng, n, h), 0),  # after a ReLU, no state is below zero
        "target": np.eye(o)[np.arange(n) % o],  # one letter an example
    }
    values = lesson.forward(STEP, leaves)
    return values, lesson.backward(STEP, values)


def _size(A):
    return float(np.linalg.norm(A))
