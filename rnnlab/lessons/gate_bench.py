"""One unit with gates, whose weights are set by hand: it is to keep one marked number. Adam may go on from there.

Each step is +1 or −1, as in `rnnlab.tasks.recall_marked`, and the mark is always at step MARK. The readout is fixed, so that a
memory of 1 says 1. Ten of the cell's weights are free, those in WEIGHTS; the others are zero and stay it, but for the bias of
the LSTM's output gate, which stands open.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import bptt, optim, readout, training, validation
from rnnlab.cells import form, gru, lstm
from rnnlab.tasks import Task
from rnnlab.trees import tree_map

CELLS = {cell.NAME: cell for cell in (lstm, gru)}
PARTS = {"i": ("mark", "bias"), "f": ("number", "mark", "h", "bias"), "g": ("number", "mark", "h", "bias")}
WEIGHTS = tuple(f"{letter}_{part}" for letter, parts in PARTS.items() for part in parts)
LETTERS = {"LSTM": {"i": "i", "f": "f", "g": "c"}, "GRU": {"i": "r", "f": "z", "g": "h"}}  # of the weights in each cell
ROWS = {"number": ("W_x", 0), "mark": ("W_x", 1), "h": ("W_h", 0), "bias": ("b_", 0)}  # the array and the row of each part
MARK = 5  # the step with the mark, from 1
LONGEST = 100  # steps to keep the number
SEQUENCES, RIGHT = 100, 95  # of so many sequences so many must be right at a step for the number to count as kept there
NEAR = 0.5  # an answer is right that is nearer to its number than to 0
OPEN = 6.0  # the bias of a gate that stands open
SEED, BATCH, RATE, CLIP, STEPS = 2, 32, 0.05, 1.0, 400  # of the training, after the first, which is that of the SEQUENCES


class Reading(NamedTuple):
    """What the unit makes of the SEQUENCES."""

    task: Task
    trace: bptt.Trace
    says: np.ndarray  # (MARK + T, SEQUENCES), the answer that it would give after each step
    right: np.ndarray  # (T + 1,), how many of them are right, from the mark to the end

    @property
    def kept(self):
        """How many steps after the mark the number is still known, T at most; −1: it never is."""
        return int(np.flatnonzero(self.right >= RIGHT).max(initial=-1))


def model(cell, weights):
    """The network of one unit with these weights, a dict with names of WEIGHTS; what is not named is 0. -> training.Model

    Raises TypeError or ValueError naming the argument.
    """
    kind = CELLS[validation.choice("cell", cell, CELLS)].Params
    params = kind(*(np.zeros((2 if name.startswith("W_x") else 1, 1)) for name in kind._fields))
    scale = 1.0
    if kind is lstm.Params:
        params.b_o[:] = OPEN
        scale = (1 + np.exp(-OPEN)) / np.tanh(1)
    for name, value in weights.items():
        _row(cell, params, validation.choice("weights", name, WEIGHTS))[:] = validation.real(name, value)
    return training.Model(params, readout.Params(np.full((1, 1), scale), np.zeros((1, 1))))


def weights(cell, model):
    """The ten weights of such a network, by name."""
    return {name: float(_row(cell, model.cell, name)[0]) for name in WEIGHTS}


def history(cell, weights, T):
    """The training by Adam of the ten weights, from these on, to keep the number for T steps: a `training.History`."""
    T, start = validation.whole("T", T, high=LONGEST), model(cell, weights)
    free = tree_map(np.zeros_like, model(cell, {}))
    for name in WEIGHTS:
        _row(cell, free.cell, name)[:] = 1.0

    def rule(params, grads, *state):
        return optim.adam(params, tree_map(np.multiply, grads, free), *state)

    options = {"optimizer": rule, "learning_rate": RATE, "clip": CLIP, "longest": STEPS}
    return training.History(start, lambda rng: _task(T, BATCH, rng), **options)


def read(cell, model, T):
    """What such a network makes of the SEQUENCES, whose numbers are always the same: a `Reading`."""
    task = _task(validation.whole("T", T, high=LONGEST), SEQUENCES, np.random.default_rng(SEED))
    module = CELLS[validation.choice("cell", cell, CELLS)]
    trace = bptt.unroll(module, form.check_params(module.Params, model.cell), task.X)
    says = readout.readout(model.readout, trace.H[1:])[:, :, 0]
    return Reading(task, trace, says, (np.abs(says[MARK - 1 :] - task.target[0, :, 0]) < NEAR).sum(axis=1))


def _task(T, n, rng):
    """A batch of the task: a shorter one begins as a longer one does."""
    numbers = np.where(rng.random((MARK + LONGEST, n)) < 0.5, -1.0, 1.0)[: MARK + T]
    X = np.stack([numbers, np.zeros_like(numbers)], axis=2)
    X[MARK - 1, :, 1] = 1.0
    return Task(X, X[MARK - 1, :, :1][None], baseline=1.0)


def _row(cell, params, name):
    """Where a weight stands: a view (1,) into one of the arrays."""
    letter, part = name.split("_")
    array, row = ROWS[part]
    return getattr(params, array + LETTERS[cell][letter])[row]
