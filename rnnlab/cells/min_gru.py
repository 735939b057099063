"""minGRU: a GRU whose gate and candidate see the input alone, so that the recurrence is linear in the state.

    z = σ(x W_xz + b_z)             update gate: how much of the candidate is written
    g = x W_xh + b_h                candidate
    h' = (1 - z) * h + z * g        hidden state

Feng, Tung, Ahmed, Bengio and Hajimirsadeghi 2024, "Were RNNs All We Needed?", section 3.1, whose z is 1 - z in our GRU. What a
step does to h is known before h is: h' = a * h + b, which `rnnlab.scan` runs as a loop or as a tree. There is no W_h.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.cells import form
from rnnlab.cells.activations import sigmoid
from rnnlab.cells.scans import linear

NAME = "minGRU"
GATES = {"z": form.Gate("update gate", form.WRITES)}


class Params(NamedTuple):
    """The cell's parameters, two for each product. Gradients come in the same form: `dparams.W_xz` is dL/dW_xz."""

    W_xz: np.ndarray  # (d, h), like every W_x
    b_z: np.ndarray  # (1, h), like every b
    W_xh: np.ndarray
    b_h: np.ndarray


class Cache(NamedTuple):
    """What the backward pass needs, and what the views draw. Over a sequence each array has a leading time axis."""

    x: np.ndarray  # (n, d)
    h_prev: np.ndarray  # (n, h), like all that follow; state before the step
    z: np.ndarray  # update gate
    g: np.ndarray  # candidate
    h: np.ndarray  # state after the step


def init(d, h, *, scheme="gaussian", weight_scale=1.0, forget_bias=0.0, rng):
    """Fresh parameters for input size `d` and hidden size `h`, biases at zero but for the gate's, b_z = -forget_bias.

    Above 0 the gate starts shut and the state is kept. `scheme` is that of `rnnlab.cells.rnn.init`; `weight_scale`, the factor
    on recurrent weights, finds none here. Raises ValueError or TypeError naming the argument.
    """
    forget_bias = validation.real("forget_bias", forget_bias)
    fresh = form.init(Params, d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    return fresh._replace(b_z=np.full_like(fresh.b_z, -forget_bias))


def step(params, x, state):
    """One step: the formulas at the top of this file.

    x (n, d), state (n, h) -> state (n, h) and the cache for `step_grad`.
    """
    params, x, h_prev = form.checked(Params, params, x, state)
    with np.errstate(all="ignore"):
        z = sigmoid(x @ params.W_xz + params.b_z)
        g = x @ params.W_xh + params.b_h
        h = (1 - z) * h_prev + z * g
    return h, Cache(x, h_prev, z, g, h)


def step_grad(params, cache, dstate):
    """The gradient of one step. `dstate` (n, h) is dL/dh_t, all that arrives at the state after the step.

    Returns dparams (shaped like params), dx (n, d) and dstate_prev (n, h). No weight matrix is on the way.
    """
    params, cache, dh = form.checked_back(Params, Cache, params, cache, dstate)
    x, h_prev, z, g, _ = cache
    with np.errstate(all="ignore"):
        dz_z, dz_h = dh * (g - h_prev) * z * (1 - z), dh * z
        db_z, db_h = dz_z.sum(axis=0, keepdims=True), dz_h.sum(axis=0, keepdims=True)
        dparams = Params(x.T @ dz_z, db_z, x.T @ dz_h, db_h)
        return dparams, dz_z @ params.W_xz.T + dz_h @ params.W_xh.T, dh * (1 - z)


scan, scan_grad = linear.as_a_cells(step, step_grad, lambda cache: 1 - cache.z)
