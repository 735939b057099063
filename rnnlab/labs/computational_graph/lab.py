"""One step of the network as a graph: walked forward for the values, and backward for the gradients."""

import numpy as np

from rnnlab.labs.computational_graph import walk
from rnnlab.labs.computational_graph.nudge import NOTCH, Nudge, curve
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import computational_graph as lesson
from rnnlab.lessons import matrices_to_scale
from rnnlab.views.computational_graph import ACROSS, ComputationalGraph
from rnnlab.views.panels.graph_nodes import BACKWARD, FORWARD, PARAMETERS

NOTHING = "nothing"
CHOICE = [(NOTHING, NOTHING), *((f"{walk.NODES[name].essay} ({name})", name) for name in walk.ENTRIES)]
SIZES = {"n": 1, "d": 4, "h": 4, "o": 4, "seed": 0}
SURPRISE = {**SIZES, "truth": "␣"}

PRESETS = {  # two in a row on the page, the longer name on the right
    "forward pass": {"step": len(walk.FORWARD_ORDER)},
    "through the ReLU": {"step": walk.STEPS["z", True]},
    "dL/dO": {"step": walk.STEPS["O", True]},
    "recurrent weights": {"step": walk.STEPS["W_hh", True]},
    "all gradients": {"step": walk.LAST},
    "numbers, not matrices": {"n": 1, "d": 1, "h": 1, "o": 1, "seed": 0},
    "a surprise": {**SURPRISE, "step": walk.LAST},
    "nudge a weight": {**SURPRISE, "step": walk.STEPS["W_xh", True], "of": "W_xh", "row": 2, "column": 4, "nudge": 0.25},
    "past a kink": {**SURPRISE, "step": walk.STEPS["W_xh", True], "of": "W_xh", "row": 2, "column": 4, "nudge": -1.5},
}

READINGS = {
    "loss": "loss L",
    **{f"d{name}": f"length of ∂L/∂{name}" for name in PARAMETERS},
    "loss_before": "loss without the nudge",
    "slope": "gradient of the chosen number without the nudge: the tangent's slope",
    "slope_now": "gradient of the chosen number with the nudge",
    "predicted": "loss that the tangent predicts for the nudge",
    "changed": "nodes whose values the nudge changes",
}


@laboratory(lambda: ComputationalGraph(lesson.edges(walk.STEP)), PRESETS, READINGS)
def computational_graph(
    memo,
    *,
    n: controls.whole("examples n", 1, 4) = 1,
    d: controls.whole("input size d", 1, 4) = 4,
    h: controls.whole("hidden size h", 1, 4) = 4,
    o: controls.whole("output size o", 1, 4) = 4,
    seed: controls.whole("seed", 0, 99) = 0,
    names: controls.choice("names", walk.NAMES) = "the essay's",
    truth: controls.choice("right letter", walk.LETTERS) = "e",
    first: controls.switch("zero state before") = False,
    of: controls.choice("nudge one of", CHOICE) = NOTHING,
    row: controls.whole("its row", 1, 4) = 1,
    column: controls.whole("its column", 1, 4) = 1,
    nudge: controls.real("add to it", -ACROSS, ACROSS, NOTCH) = 0.0,
    step: clock(walk.LAST, label="step of the walk", interval=1200) = 0,
):
    """A lab on the graph of one step: every node with its value, its gradient and its formula.

    It opens on the story network, which has read "t" and reads "h" (`rnnlab.lessons.matrices_to_scale.example`, seed 0).
    n, d, h, o: examples, input, hidden and output size, from 1 to 4. names: "the essay's" or "ours". truth: the letter that is
    right for the first example, one of the first o of "the␣"; those of further examples follow it. first: whether this is the
    first step of a sequence, where the state before is zero. of, row, column: a number to try, row and column from 1: an entry
    of "x", "h_prev", "W_xh", "W_hh", "b_h", "W_hy" or "b_y", or "nothing". Beyond the end of that matrix, its last row or
    column is taken. nudge: what is added to the number, from -2 to 2; everything is computed with it. step: how far the walk
    has come, first forward through the operations, then backward through all nodes. Raises TypeError or ValueError naming the
    argument.
    """
    network = n, d, h, o, seed, truth, first
    before = memo(_both_passes, *network)
    tried = None if of == NOTHING else _nudge(memo, network, before, names, (of, row, column), nudge)
    values, gradients = tried.now if tried else before
    back = step > len(walk.FORWARD_ORDER)
    order = walk.BACKWARD_ORDER if back else walk.FORWARD_ORDER
    number = step - len(walk.FORWARD_ORDER) if back else step
    reached = walk.Reached(order[number - 1] if step else None, back, values, gradients, walk.NAMES[names])
    pointing = {"chosen": tried and tried[:3], "at": reached.at}
    picture = {
        "nodes": pointing | _nodes(reached, order[:number], len(order), tried),
        "equation": pointing | _equation(reached, tried),
        "loss": tried.picture() if tried else {},
    }
    readings = {"loss": values["L"].item()} | {f"d{name}": _size(gradients[name]) for name in PARAMETERS}
    where = f"{'Backward' if back else 'Forward'}, {number} of {len(order)}: " if step else ""
    summary = " ".join(filter(None, (where + reached.summary(), _answer(truth, o))))
    if not tried:
        return Result(picture, readings, summary, reached={})
    clamped = {"row": tried.row + 1, "column": tried.column + 1}
    return Result(picture, readings | tried.readings(), f"{summary} {tried.summary(reached.loss_is_known)}", reached=clamped)


def _answer(truth, o):
    """Which letter is right, where the output is too small to have the one that was chosen."""
    place = walk.LETTERS.index(truth)
    return "" if place < o else f"An output of size {o} has no “{truth}”: “{walk.LETTERS[place % o]}” is taken as right."


def _nudge(memo, network, before, names, chosen, by):
    """The entry that is chosen, or the last of its row or column, with so much added to it."""
    of, row, column = chosen
    rows, columns = before[0][of].shape
    entry = of, min(row, rows) - 1, min(column, columns) - 1
    now = memo(_both_passes, *network, entry, by, apart="nudged")
    return Nudge(*entry, by, memo(_curve, *network, entry), walk.NAMES[names], before, now)


def _nodes(reached, walked, steps, tried):
    """What the panel of the graph takes, besides what is pointed at. walked: the nodes of this way so far, of so many steps."""
    names, back = {node.name for node in walked}, reached.back
    return {
        "labels": {node.name: reached.label(node) for node in walk.STEP},
        "values": {name: A for name, A in reached.values.items() if back or not walk.NODES[name].operation or name in names},
        "gradients": {name: A for name, A in reached.gradients.items() if back and name in names},
        "now": reached.node and reached.node.name,
        "needed": reached.needed(),
        "active": reached.edges(),
        "backward": back,
        "heading": ("◀ backward" if back else "forward ▶", f"{len(walked)} of {steps}"),
        "changed": tried.changed if tried else [],
        "says": reached.says,
    }


def _equation(reached, tried):
    """What the panel of the equation takes. With a number chosen, the loss over it stands in the place of the matrices."""
    return {
        "formula": reached.formula(),
        "below": "" if tried else reached.multiplied_out(),
        "terms": [] if tried else reached.terms(),
        "sources": [] if tried else reached.sources(),
        "colour": BACKWARD if reached.back else FORWARD,
    }


def _both_passes(n, d, h, o, seed, truth, first, entry=None, nudge=0.0):
    """Values and gradients, with the nudge added to an entry, (name, row, column)."""
    leaves = _leaves(n, d, h, o, seed, truth, first)
    values = lesson.forward(walk.STEP, lesson.nudged(leaves, *entry, nudge) if entry else leaves)
    return values, lesson.backward(walk.STEP, values)


def _curve(n, d, h, o, seed, truth, first, entry):
    return curve(walk.STEP, _leaves(n, d, h, o, seed, truth, first), *entry)


def _leaves(n, d, h, o, seed, truth, first):
    leaves = matrices_to_scale.example(n, d, h, o, seed=seed)._asdict()
    right = (walk.LETTERS.index(truth) + np.arange(n)) % o
    return leaves | {"target": np.eye(o)[right], "h_prev": leaves["h_prev"] * (not first)}


def _size(A):
    return float(np.linalg.norm(A))
