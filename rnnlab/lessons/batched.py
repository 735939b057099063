"""Many networks at once: one measurement for twenty seeds in the time of a few.

The networks are those of `rnnlab.cells.rnn` with an axis of S networks in front of each parameter.
"""

import numpy as np

from rnnlab import losses, probes, validation
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.tasks import Task
from rnnlab.training import Model
from rnnlab.trees import tree_map


def stack(models):
    """Models of the same size as one: every array with an axis in front."""
    return tree_map(lambda *arrays: np.stack(arrays), *models)


def gradient_norms(models, task, *, activation="relu"):
    """log10 ‖dL/dh_t‖ of each network on a task with one squared error, at its end: stacked models -> (S, T+1)."""
    cell, readout = validation.params(Model, models, "models")
    validation.params(Task, task, "task")
    validation.choice("loss", task.loss, ["squared_error"])
    validation.array("target", task.target, (1, "n", "o"))
    validation.choice("activation", activation, ACTIVATIONS)
    with np.errstate(all="ignore"):
        H, cache = rnn.scan(cell, task.X[:, None], np.zeros((1, 1)), activation=activation)
        O = H[-1] @ readout.W_hy + readout.b_y
        target = np.broadcast_to(task.target[-1], O.shape)
        dH = np.zeros_like(H)
        dH[-1] = (
            losses.squared_error(O, target, reduction="sum")[1] / target[0].size @ readout.W_hy.mT
        )  # the mean within each network
        *_, total = rnn.scan_grad(cell, cache, dH)
    return probes.log10_norm(total, axis=(2, 3)).T
