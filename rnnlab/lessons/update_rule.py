"""The essay's update, W - η dL/dW, for many networks at once: what becomes of the error, step by step.

Every network has ReLU units, reads one short sequence and gives one number at its end. The loss is the essay's: the squared
error, summed, not averaged (statements 9 and 13). The networks run side by side, with an axis of them in front of each array.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import readout, validation
from rnnlab.cells import rnn
from rnnlab.lessons.five_gradients import by_functions
from rnnlab.trees import tree_map

SIZE = 8  # input and hidden size
CONVERGED = 1e-6  # a loss below this
FATES = ("converges", "bounces", "grows", "overflows", "not yet")


class Descent(NamedTuple):
    """What happened. After 0, 1, … updates, for each network (steps+1, networks)."""

    errors: np.ndarray  # e = O - T, the output's error
    alive: np.ndarray  # the fraction of ReLUs that are on at the end of the sequence

    @property
    def losses(self):
        """e²."""
        with np.errstate(all="ignore"):
            return self.errors**2

    @property
    def fates(self):
        """The word of FATES for each network, from its last updates."""
        with np.errstate(all="ignore"):
            before, last = self.errors[-2:]
            ratio = last / before
        return [_fate(e, r) for e, r in zip(last, ratio, strict=True)]


def descend(learning_rate, *, s, T, steps, seeds, first=0, of=None):
    """Update the networks of `seeds` seeds, from `first` on, `steps` times.

    Their weights start as N(0, s²), the biases as 0; inputs and target are N(0, 1). T is the length of the sequence, and the
    answer is scored at its last step. The numbers drawn for a seed do not depend on s or T. of: whose gradients are subtracted,
    if not the package's: functions for `rnnlab.lessons.five_gradients.by_functions`. Overflow is data: the errors become
    infinite or NaN.
    """
    learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
    s = validation.real("s", s, low=0.0)
    T, steps = validation.whole("T", T), validation.whole("steps", steps)
    seeds, first = validation.whole("seeds", seeds), validation.whole("first", first, low=0)
    drawn = [_draw(np.random.default_rng(seed), T) for seed in range(first, first + seeds)]
    W_xh, W_hh, W_hy, X, target = (np.stack(arrays) for arrays in zip(*drawn, strict=True))
    cell = rnn.Params(s * W_xh, s * W_hh, np.zeros((seeds, 1, SIZE)))
    out, X = readout.Params(s * W_hy, np.zeros((seeds, 1, 1))), X.swapaxes(0, 1)
    errors, alive = [], []
    with np.errstate(all="ignore"):
        for _ in range(steps + 1):
            H, cache = rnn.scan(cell, X, np.zeros((1, SIZE)), activation="relu")
            error = H[-1] @ out.W_hy + out.b_y - target
            errors.append(error[:, 0, 0])
            alive.append((H[-1] > 0).mean(axis=(1, 2)))
            if of is None:
                grads = _backward(cell, out, H, cache, 2 * error)
            else:
                along = X, H, cache.z, error[None] + target, target[None]
                each = [by_functions(of, *_network(k, cell, out), *(A[:, k] for A in along)) for k in range(seeds)]
                grads = tree_map(lambda *parts: np.stack(parts), *each)
            cell, out = tree_map(lambda W, dW: W - learning_rate * dW, (cell, out), grads)
    return Descent(np.array(errors), np.array(alive))


def _draw(rng, T):
    """W_xh, W_hh and W_hy before they are scaled, the target, and the inputs, last: those of a shorter sequence come first."""
    W_xh, W_hh, W_hy = (rng.standard_normal((SIZE, size)) for size in (SIZE, SIZE, 1))
    target = rng.standard_normal((1, 1))
    return W_xh, W_hh, W_hy, rng.standard_normal((T, 1, SIZE)), target


def _network(k, *parameters):
    return tree_map(lambda W: W[k], parameters)


def _backward(cell, out, H, cache, dO):
    """The gradients of the cell and of the readout, from that of the answer at the last step."""
    dH = np.zeros_like(H)
    dH[-1] = dO @ out.W_hy.mT
    dcell, *_ = rnn.scan_grad(cell, cache, dH)
    return dcell, readout.Params(H[-1].mT @ dO, dO)


def _fate(last, ratio):
    if not np.isfinite(last):
        return "overflows"
    if last**2 < CONVERGED:
        return "converges"
    if abs(ratio + 1) < 1e-9:
        return "bounces"
    return "grows" if abs(ratio) > 1 else "not yet"
