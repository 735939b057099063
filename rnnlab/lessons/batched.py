"""Many networks at once: one measurement for twenty seeds in the time of a few.

The formulas are those of `rnnlab.cells.rnn` and `rnnlab.readout` with an axis of S networks in front of each parameter. Only
the gradient of the states is followed; no weight gets one.
"""

import numpy as np

from rnnlab import losses, probes, validation
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.tasks import Task
from rnnlab.training import Model
from rnnlab.trees import tree_map


def stack(models):
    """Models of the same size as one: every array with an axis in front."""
    return tree_map(lambda *arrays: np.stack(arrays), *models)


def gradient_norms(models, task, *, activation="relu"):
    """log10 ‖dL/dh_t‖ of each network on a task that is scored at its last step: stacked models -> (S, T+1)."""
    cell, readout = validation.params(Model, models, "models")
    validation.params(Task, task, "task")
    function, slope, _ = ACTIVATIONS[validation.choice("activation", activation, ACTIVATIONS)]
    with np.errstate(all="ignore"):
        Z = task.X[:, None] @ cell.W_xh + cell.b_h  # (T, S, n, h)
        H = np.zeros((len(Z) + 1, *Z.shape[1:]))
        for t, z in enumerate(Z):
            H[t + 1] = function(z + H[t] @ cell.W_hh)
        O = H[-1] @ readout.W_hy + readout.b_y
        target = np.broadcast_to(task.target[-1], O.shape)
        dO = losses.squared_error(O, target, reduction="sum")[1] / target[0].size  # the mean within each network
        dH = np.empty_like(H)
        dH[-1] = dO @ readout.W_hy.mT
        W_back = np.ascontiguousarray(cell.W_hh.mT)
        for t in reversed(range(len(Z))):
            dH[t] = (dH[t + 1] * slope(H[t + 1])) @ W_back
    return probes.log10_norm(dH, axis=(2, 3)).T
