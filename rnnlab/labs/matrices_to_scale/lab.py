"""One step of the network in blocks: every matrix to scale, one operation after the other, and what a wrong size does."""

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.labs.matrices_to_scale.calculation import STAGES, Calculation
from rnnlab.labs.matrices_to_scale.notation import NAMES, Notation
from rnnlab.labs.matrices_to_scale.words import said
from rnnlab.lessons import matrices_to_scale as lesson
from rnnlab.views.matrices_to_scale import MatricesToScale

LAYOUTS = ("rows", "columns")
MISTAKES = ("none", "input weights", "state", "bias", "order of factors", "target")

START = {"n": 1, "d": 4, "h": 4, "o": 4, "seed": 0, "step": 1, "names": "ours", "examples": "rows", "mistake": "none"}
START |= {"row": 1, "column": 1}
APART = {**START, "n": 2, "d": 3, "o": 5}
READINGS = {
    "sum": "sum of the squared errors",
    "mean": "mean of the squared errors",
    "parameters": "numbers in the weights and biases",
}
PRESETS = {  # two in a row on the page, the longer name on the right
    "a batch": {**START, "n": 8},
    "four sizes that differ": APART,
    "columns": {**APART, "o": 4, "examples": "columns"},
    "PyTorch's way round": {**APART, "names": "PyTorch's"},
    "a wrong size": {**APART, "mistake": "input weights"},
    "wrong, and no error": {**APART, "n": 3, "h": 3, "mistake": "order of factors"},
    "the essay's": {**START, "names": "the essay's"},
}


@laboratory(MatricesToScale, PRESETS, READINGS)
def matrices_to_scale(
    *,
    n: controls.whole("examples n", 1, 8) = 1,
    d: controls.whole("input size d", 1, 16) = 4,
    h: controls.whole("hidden size h", 1, 16) = 4,
    o: controls.whole("output size o", 1, 8) = 4,
    seed: controls.whole("seed", 0, 99) = 0,
    step: clock(len(STAGES), first=1, label="step", interval=2000) = 1,
    names: controls.choice("names", NAMES) = "ours",
    examples: controls.choice("examples are", LAYOUTS) = "rows",
    mistake: controls.choice("mistake in", MISTAKES) = "none",
    row: controls.whole("entry row", 1, 16) = 1,
    column: controls.whole("entry column", 1, 16) = 1,
):
    """A lab on one step of the network, from the input to the loss, with every matrix drawn to scale.

    It opens on the story network, which has read "t" and reads "h" (`rnnlab.lessons.matrices_to_scale.example`, seed 0).
    n, d, h, o: examples, input, hidden and output size. step: 1 product, 2 sum, 3 ReLU, 4 readout, 5 loss; it gets no further
    than numpy does. names: "ours", "the essay's" or "PyTorch's". examples: whether "rows" or "columns" are examples. mistake:
    one of MISTAKES, what has a wrong size or stands in the wrong place. row, column: the entry of the stage's result that is
    written out, from 1; they get no further than the result does. Raises TypeError or ValueError naming the argument.
    """
    given = lesson.example(n, d, h, o, seed=seed)
    columns, swapped = examples == "columns", mistake == "order of factors"
    calculation = Calculation(
        found=lesson.attempt(given._replace(**_wrong(mistake, n, d, h, o, seed)), columns=columns, swapped=swapped),
        right=lesson.attempt(given, columns=columns),
        notation=Notation(names, columns),
        swapped=swapped,
    )
    step = min(step, calculation.furthest)
    row, column = calculation.nearest(row, column, step)
    calculation = calculation._replace(entry=(row - 1, column - 1))
    words = said(calculation, step)
    line, current, steps = calculation.overview(step)
    stage = {"title": words.title, "formula": words.formula, "foot": words.foot, "trouble": words.trouble}
    picture = {
        "overview": {"line": line, "current": current, "steps": steps},
        "stage": {"stages": calculation.stages(), "current": step - 1, **stage},
    }
    reached = {"step": step, "row": row, "column": column}
    return Result(picture, _readings(calculation, given), words.summary, reached, over=step == calculation.furthest)


def _readings(calculation, given):
    squares = calculation.found.values.get("q", np.array([np.nan]))
    weights = (given.W_xh, given.W_hh, given.b_h, given.W_hy, given.b_y)
    return {"sum": float(squares.sum()), "mean": float(squares.mean()), "parameters": float(sum(W.size for W in weights))}


def _wrong(mistake, n, d, h, o, seed):
    """The leaf that a mistake replaces: that of a network with one more input or one more unit, or of one example."""
    larger = n, d, h + 1, o
    found = {"input weights": ("W_xh", (n, d + 1, h, o)), "state": ("h_prev", larger), "bias": ("b_h", larger)}
    name, sizes = (found | {"target": ("target", (1, d, h, o))}).get(mistake, (None, None))
    return {name: getattr(lesson.example(*sizes, seed=seed), name)} if name else {}
