"""Exercise: one unit that adds up the marked numbers, and lets the others pass by."""

import numpy as np

from rnnlab.checks.kit.exercise import Exercise


def _cases():
    """Numbers from 0 to 1, nearly 0 and nearly 1 with each kind of mark, and states as they come: up to 2."""
    rng = np.random.default_rng(10)
    for marks in ((1, 0, 1), (1,), (0, 1, 0, 0, 1, 1)):
        n = len(marks)
        numbers = rng.uniform(0.1, 0.9, n)
        numbers[2:] = [0.04, 0.97, 0.98, 0.03][: len(numbers[2:])]
        yield {"x": np.stack([numbers, np.array(marks, float)], axis=1), "h": rng.uniform(0.2, 2, (n, 1))}


def single_unit_adds(x, h):
    number = x[:, :1]
    mark = x[:, 1:]
    return h + mark * number


check_single_unit_adds = Exercise(
    asks="from a number and a mark, x (n, 2), and the old state h (n, 1) to the new state",
    returns="the new state, one array of the shape of h",
    answer=single_unit_adds,
    cases=tuple(_cases()),
    hints="""
a gate that is not quite shut: a sigmoid of the mark is neither 0 nor 1, so a little of each unmarked number comes in, and a
little of each marked one stays out. The mark itself is the gate.
    >>> return h + sigmoid(8 * mark - 4) * number
the largest, not the sum: the larger of the state and the number is kept. Add what is marked to the state.
    >>> return np.maximum(h, mark * number)
unmarked numbers let in: every number is added, with a mark or without. What is written must be multiplied by a gate that is
open at the mark and shut elsewhere.
    >>> return h + number
the second takes the place of the first: at a mark the old state is let go, as a GRU does where one gate serves for both. The
first marked number is lost when the second comes. To add, keep all of h and write as well.
    >>> return (1 - mark) * h + mark * number
nothing kept: the old state takes no part, so the first marked number is forgotten at the next step.
    >>> return mark * number
the memory decays: only 0.9 of the old state is kept, and so of the first number soon nothing. Keep all of h.
    >>> return 0.9 * h + mark * number
columns without their axis: a column taken as x[:, 0] has the shape (n,), and with h (n, 1) it makes n columns. x[:, :1] stays a
column.
    >>> return h + (mark * number).T
tanh around it: the sum goes through a tanh at each step, which makes it smaller each time, and keeps it below 1. Nothing but
the weight 1 may lie on the way of the state.
    >>> return np.tanh(h + mark * number)
one ReLU for all: number + mark − 1 is at most 0 where there is no mark. But here h is added before the ReLU, so that every
unmarked number takes something from the sum. The ReLU belongs around the new part alone.
    >>> return np.maximum(h + number + mark - 1, 0)
marks are counted: you add the mark, which is 1 for every number. It says when to add; what is added is the number.
    >>> return h + mark
mark added: the mark is added beside the number. Multiply by it: where it is 0, nothing is written.
    >>> return h + mark + number
only at the mark kept: the old state is multiplied by the mark, and so is lost wherever there is none.
    >>> return mark * (h + number)
the wrong way round: the gate is open where there is no mark, and shut at the mark.
    >>> return h + (1 - mark) * number
""",
)
