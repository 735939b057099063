"""The gated recurrent unit: one state, which is kept or rewritten unit by unit.

    r = σ(x W_xr + h W_hr + b_r)                reset gate: how much of the old state the candidate sees
    z = σ(x W_xz + h W_hz + b_z)                update gate: how much of the old state is kept
    g = tanh(x W_xh + (r * h) W_hh + b_h)       candidate, where the reset gate acts before the product: reset="before"
    g = tanh(x W_xh + r * (h W_hh) + b_h)       candidate, where it acts after the product: reset="after"
    h' = z * h + (1 - z) * g                    hidden state

Both conventions are in use, and they are different networks. Cho et al. 2014 reset before the product, and so does Dive into
Deep Learning, section 10.2, whose letters these are. cuDNN, and with it PyTorch, reset after it. PyTorch also has a second bias
within the brackets, r * (h W_hh + b), which is zero here.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.cells import form
from rnnlab.cells.activations import sigmoid
from rnnlab.cells.scans import gru as fast
from rnnlab.cells.scans import loops

NAME = "GRU"
RESETS = ("before", "after")
OPTIONS = {"reset": RESETS}  # what `step` can be told, and the values it takes
VARIANTS = tuple({"reset": reset} for reset in RESETS)
GATES = {"r": form.Gate("reset gate", "looks back"), "z": form.Gate("update gate", form.KEEPS)}


class Params(NamedTuple):
    """The cell's parameters, three for each gate. Gradients come in the same form: `dparams.W_hz` is dL/dW_hz."""

    W_xr: np.ndarray  # (d, h), like every W_x
    W_hr: np.ndarray  # (h, h), like every W_h
    b_r: np.ndarray  # (1, h), like every b
    W_xz: np.ndarray
    W_hz: np.ndarray
    b_z: np.ndarray
    W_xh: np.ndarray
    W_hh: np.ndarray
    b_h: np.ndarray


class Cache(NamedTuple):
    """What the backward pass needs, and what the views draw. Over a sequence each array has a leading time axis."""

    x: np.ndarray  # (n, d)
    h_prev: np.ndarray  # (n, h), like all that follow; state before the step
    r: np.ndarray  # reset gate
    z: np.ndarray  # update gate
    g: np.ndarray  # candidate
    inner: np.ndarray  # what the candidate takes from the old state: r * h_prev with reset="before", h_prev W_hh with "after"
    h: np.ndarray  # state after the step
    reset: str


def init(d, h, *, scheme="gaussian", weight_scale=1.0, rng):
    """Fresh parameters for input size `d` and hidden size `h`, biases at zero.

    `scheme` and `weight_scale` are those of `rnnlab.cells.rnn.init`, used for each gate with numbers of its own.
    Raises ValueError or TypeError naming the argument.
    """
    return form.init(Params, d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)


def step(params, x, state, *, reset="before"):
    """One step: the formulas at the top of this file.

    `reset` says where the reset gate acts, "before" or "after" the product.

    x (n, d), state (n, h) -> state (n, h) and the cache for `step_grad`.
    """
    params, x, h_prev = form.checked(Params, params, x, state)
    validation.choice("reset", reset, RESETS)
    p = params
    with np.errstate(all="ignore"):
        r = sigmoid(x @ p.W_xr + h_prev @ p.W_hr + p.b_r)
        z = sigmoid(x @ p.W_xz + h_prev @ p.W_hz + p.b_z)
        if reset == "before":
            inner = r * h_prev
            g = np.tanh(x @ p.W_xh + inner @ p.W_hh + p.b_h)
        else:
            inner = h_prev @ p.W_hh
            g = np.tanh(x @ p.W_xh + r * inner + p.b_h)
        h = z * h_prev + (1 - z) * g
    return h, Cache(x, h_prev, r, z, g, inner, h, reset)


def step_grad(params, cache, dstate):
    """The gradient of one step. `dstate` (n, h) is dL/dh_t, all that arrives at the state after the step.

    Returns dparams (shaped like params), dx (n, d) and dstate_prev (n, h).
    """
    params, cache, dh = form.checked_back(Params, Cache, params, cache, dstate)
    p, (x, h_prev, r, z, g, inner, _, reset) = params, cache
    with np.errstate(all="ignore"):
        dz_z = dh * (h_prev - g) * z * (1 - z)
        dz_h = dh * (1 - z) * (1 - g * g)
        if reset == "before":
            dinner = dz_h @ p.W_hh.T
            dr, dh_prev, dW_hh = dinner * h_prev, dinner * r, inner.T @ dz_h
        else:
            dinner = dz_h * r
            dr, dh_prev, dW_hh = dz_h * inner, dinner @ p.W_hh.T, h_prev.T @ dinner
        dz_r = dr * r * (1 - r)
        dparams = Params(
            *(x.T @ dz_r, h_prev.T @ dz_r, dz_r.sum(axis=0, keepdims=True)),
            *(x.T @ dz_z, h_prev.T @ dz_z, dz_z.sum(axis=0, keepdims=True)),
            *(x.T @ dz_h, dW_hh, dz_h.sum(axis=0, keepdims=True)),
        )
        dx = dz_r @ p.W_xr.T + dz_z @ p.W_xz.T + dz_h @ p.W_xh.T
        dh_prev = dh_prev + dh * z + dz_r @ p.W_hr.T + dz_z @ p.W_hz.T
    return dparams, dx, dh_prev


scan, scan_grad = loops.as_a_cells(fast, Params, Cache)
