"""Many networks at once: one measurement for twenty seeds in the time of a few.

The networks are those of `rnnlab.cells.rnn` with an axis of S networks in front of each parameter.
"""

import numpy as np

from rnnlab import losses, probes, readout, validation
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
    cell, out = validation.params(Model, models, "models")
    cell, out = _stacked(rnn.Params, cell), _stacked(readout.Params, out)
    validation.params(Task, task, "task")
    validation.choice("loss", task.loss, ["squared_error"])
    X = validation.array("X", task.X, ("T", "n", cell.W_xh.shape[1]))
    target = validation.array("target", task.target, (1, X.shape[1], "o"))
    validation.choice("activation", activation, ACTIVATIONS)
    with np.errstate(all="ignore"):
        H, cache = rnn.scan(cell, X[:, None], np.zeros((1, 1)), activation=activation)
        O = H[-1] @ out.W_hy + out.b_y
        target = np.broadcast_to(target[-1], O.shape)
        dH = np.zeros_like(H)
        dH[-1] = (
            losses.squared_error(O, target, reduction="sum")[1] / target[0].size @ out.W_hy.mT
        )  # the mean within each network
        *_, total = rnn.scan_grad(cell, cache, dH)
    return probes.log10_norm(total, axis=(2, 3)).T


def _stacked(kind, params):
    """The parameters of all networks as they are computed with."""
    parts = validation.params(kind, params)._asdict()
    return kind(*(validation.array(name, part, ("S", "rows", "columns")) for name, part in parts.items()))
