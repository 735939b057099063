"""The essay's update, W - η dL/dW, for many networks at once: what becomes of the error, step by step.

Every network has ReLU units, reads one short sequence and gives one number at its end. The loss is the essay's: the squared
error, summed, not averaged (statements 9 and 13). The formulas are those of `rnnlab.cells.rnn`, with an axis of networks in
front.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import validation

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


def descend(learning_rate, *, s, T, steps, seeds):
    """Update `seeds` networks `steps` times. Their weights start as N(0, s²), the biases as 0; inputs and target are N(0, 1).

    T is the length of the sequence, and the answer is scored at its last step. The numbers drawn for a seed do not depend on s
    or T. Overflow is data: the errors become infinite or NaN.
    """
    learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
    s = validation.real("s", s, low=0.0)
    T, steps = validation.whole("T", T), validation.whole("steps", steps)
    drawn = [_draw(np.random.default_rng(seed), T) for seed in range(validation.whole("seeds", seeds))]
    *weights, X, target = (np.stack(arrays) for arrays in zip(*drawn, strict=True))
    weights = [s * W for W in weights] + [np.zeros((seeds, 1, SIZE)), np.zeros((seeds, 1, 1))]
    errors, alive = [], []
    with np.errstate(all="ignore"):
        for _ in range(steps + 1):
            H, error = _forward(X.swapaxes(0, 1), target, *weights)
            errors.append(error[:, 0, 0])
            alive.append((H[-1] > 0).mean(axis=(1, 2)))
            weights = [W - learning_rate * dW for W, dW in zip(weights, _backward(X.swapaxes(0, 1), H, error, *weights))]
    return Descent(np.array(errors), np.array(alive))


def _draw(rng, T):
    """W_xh, W_hh and W_hy before they are scaled, the target, and the inputs, last: those of a shorter sequence come first."""
    W_xh, W_hh, W_hy = (rng.standard_normal((SIZE, size)) for size in (SIZE, SIZE, 1))
    target = rng.standard_normal((1, 1))
    return W_xh, W_hh, W_hy, rng.standard_normal((T, 1, SIZE)), target


def _forward(X, target, W_xh, W_hh, W_hy, b_h, b_y):
    """All states, the zero state first, and the error."""
    H = [np.zeros_like(b_h)]
    for x in X:
        H.append(np.maximum(x @ W_xh + H[-1] @ W_hh + b_h, 0))
    return H, H[-1] @ W_hy + b_y - target


def _backward(X, H, error, W_xh, W_hh, W_hy, b_h, b_y):
    """The gradients, in the order of the weights."""
    dO = 2 * error
    dz = dO @ W_hy.mT * (H[-1] > 0)
    dW_xh, dW_hh, db_h = 0.0, 0.0, 0.0
    for t in reversed(range(len(X))):
        dW_xh, dW_hh, db_h = dW_xh + X[t].mT @ dz, dW_hh + H[t].mT @ dz, db_h + dz
        dz = dz @ W_hh.mT * (H[t] > 0)
    return dW_xh, dW_hh, H[-1].mT @ dO, db_h, dO


def _fate(last, ratio):
    if not np.isfinite(last):
        return "overflows"
    if last**2 < CONVERGED:
        return "converges"
    if abs(ratio + 1) < 1e-9:
        return "bounces"
    return "grows" if abs(ratio) > 1 else "not yet"
