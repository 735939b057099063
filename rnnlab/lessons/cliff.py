"""The cliff: the loss of the smallest recurrent network there is, seen as a landscape over its two parameters.

One sigmoid unit, one weight w, one bias b, and no input: h_t = σ(w h_{t-1} + b) from a fixed h_0, and the loss is
(h_T - 0.7)². This is the network of Pascanu, Mikolov and Bengio 2013, section 2.3, figure 6. They write x_t = w σ(x_{t-1}) + b
with x_0 = 0.5; our h_t is their σ(x_t).
"""

import math
from typing import NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.cells.activations import sigmoid

TARGET = 0.7
START_Z = 0.5
START = (1 + math.tanh(START_Z / 2)) / 2  # h_0 = σ(0.5)


class Slope(NamedTuple):
    """The loss at one point of the landscape, and its gradient there."""

    loss: float
    dw: float
    db: float

    @property
    def norm(self):
        """The gradient's length."""
        return math.hypot(self.dw, self.db)


class Path(NamedTuple):
    """A walk by gradient descent: what held after 0, 1, … steps, each (steps+1,)."""

    w: np.ndarray
    b: np.ndarray
    losses: np.ndarray
    norms: np.ndarray  # the gradient's length, before clipping

    @property
    def distances(self):
        """How far each point is from the first."""
        with np.errstate(all="ignore"):
            return np.hypot(self.w - self.w[0], self.b - self.b[0])


def landscape(w, b, *, T):
    """The loss after T steps over a grid: w (columns,), b (rows,) -> (rows, columns), in the precision of w and b."""
    w, b = validation.array("w", w, ("columns",)), validation.array("b", b, ("rows",))
    T, b = validation.whole("T", T), b[:, None]
    h = np.full(np.broadcast_shapes(w.shape, b.shape), START, np.result_type(w, b, np.float32))
    z = np.empty_like(h)
    with np.errstate(all="ignore"):
        for _ in range(T):
            np.multiply(h, w, out=z)
            z += b
            sigmoid(z, out=h)
        return (h - TARGET) ** 2


def loss_and_gradient(w, b, *, T):
    """The loss at (w, b) after T steps, and its gradient by hand -> Slope.

    Back through a step, dL/dz_t = dL/dh_t · h_t (1 - h_t). It adds dL/dz_t · h_{t-1} to dL/dw and dL/dz_t to dL/db, and it
    passes on dL/dh_{t-1} = dL/dz_t · w: what is multiplied T times is w h_t (1 - h_t).
    """
    return _slope(validation.real("w", w), validation.real("b", b), validation.whole("T", T))


def descend(w, b, *, T, learning_rate, threshold=None, steps):
    """Walk downhill from (w, b): each step is -learning_rate · gradient -> Path.

    With a `threshold`, a gradient that is longer is first shortened to it, as in `rnnlab.optim.clip_by_global_norm`. Overflow
    is data: a path may become infinite or NaN.
    """
    w, b, T = validation.real("w", w), validation.real("b", b), validation.whole("T", T)
    learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
    threshold = math.inf if threshold is None else validation.real("threshold", threshold, low=0.0)
    points = []
    for _ in range(validation.whole("steps", steps) + 1):
        slope = _slope(w, b, T)
        points.append((w, b, slope.loss, slope.norm))
        factor = learning_rate * (threshold / slope.norm if slope.norm > threshold else 1.0)
        w, b = w - factor * slope.dw, b - factor * slope.db
    return Path(*np.array(points).T)


def foot(w):
    """The bias at which, for this weight, the unit stays at h_0 for ever: for w above 4.3 the cliff runs along this line.

    There w h_0 (1 - h_0) is larger than 1, so h_0 is a point of balance that every small push leaves: with a little more bias
    the unit goes up and stays up, with a little less it goes down. After many steps nothing lies in between.
    """
    return START_Z - validation.real("w", w) * START


def _slope(w, b, T):
    """Plain numbers, not arrays: for one unit this takes a tenth of the time."""
    states = [START]
    for _ in range(T):
        states.append((1 + math.tanh((w * states[-1] + b) / 2)) / 2)
    dw = db = 0.0
    dh = 2 * (states[-1] - TARGET)
    for t in range(T, 0, -1):
        dz = dh * states[t] * (1 - states[t])
        dw, db, dh = dw + dz * states[t - 1], db + dz, dz * w
    return Slope((states[-1] - TARGET) ** 2, dw, db)
