"""minLSTM: an LSTM whose gates and candidate see the input alone, and whose memory is its hidden state.

    i' = σ(x W_xi + b_i)            input gate
    f' = σ(x W_xf + b_f)            forget gate
    i, f = i' / (f' + i'), f' / (f' + i')       so that they add up to 1 and h keeps its size
    g = x W_xh + b_h                candidate
    h' = f * h + i * g              hidden state

Feng, Tung, Ahmed, Bengio and Hajimirsadeghi 2024, "Were RNNs All We Needed?", section 3.2. As in minGRU, h' = a * h + b with
an a and a b that are known before h is. There is no W_h.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.cells import form
from rnnlab.cells.activations import sigmoid
from rnnlab.cells.scans import linear

NAME = "minLSTM"
GATES = {"i": form.Gate("input gate", form.WRITES), "f": form.Gate("forget gate", form.KEEPS)}


class Params(NamedTuple):
    """The cell's parameters, two for each product. Gradients come in the same form: `dparams.W_xf` is dL/dW_xf."""

    W_xi: np.ndarray  # (d, h), like every W_x
    b_i: np.ndarray  # (1, h), like every b
    W_xf: np.ndarray
    b_f: np.ndarray
    W_xh: np.ndarray
    b_h: np.ndarray


class Cache(NamedTuple):
    """What the backward pass needs, and what the views draw. Over a sequence each array has a leading time axis."""

    x: np.ndarray  # (n, d)
    h_prev: np.ndarray  # (n, h), like all that follow; state before the step
    z_i: np.ndarray  # what goes into the gates
    z_f: np.ndarray
    i: np.ndarray  # input gate, as a part of both
    f: np.ndarray  # forget gate, the other part
    g: np.ndarray  # candidate
    h: np.ndarray  # state after the step


def init(d, h, *, scheme="gaussian", weight_scale=1.0, forget_bias=1.0, rng):
    """Fresh parameters for input size `d` and hidden size `h`, biases at zero but for the forget gate's, `forget_bias`.

    `scheme` is that of `rnnlab.cells.rnn.init`; `weight_scale`, the factor on recurrent weights, finds none here.
    Raises ValueError or TypeError naming the argument.
    """
    forget_bias = validation.real("forget_bias", forget_bias)
    fresh = form.init(Params, d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    return fresh._replace(b_f=np.full_like(fresh.b_f, forget_bias))


def step(params, x, state):
    """One step: the formulas at the top of this file.

    x (n, d), state (n, h) -> state (n, h) and the cache for `step_grad`.
    """
    params, x, h_prev = form.checked(Params, params, x, state)
    p = params
    with np.errstate(all="ignore"):
        z_i, z_f = x @ p.W_xi + p.b_i, x @ p.W_xf + p.b_f
        i, f = _shared(z_i, z_f)
        g = x @ p.W_xh + p.b_h
        h = f * h_prev + i * g
    return h, Cache(x, h_prev, z_i, z_f, i, f, g, h)


def _shared(z_i, z_f):
    """σ(z_i) and σ(z_f) as parts of their sum. By way of logarithms, for both may be too small to be divided by."""
    apart = _log_sigmoid(z_i) - _log_sigmoid(z_f)
    return sigmoid(apart), sigmoid(-apart)


def _log_sigmoid(z):
    smaller = np.where(z.real > 0, -z, z)  # e to this cannot overflow
    return (z + smaller) / 2 - np.log1p(np.exp(smaller))


def step_grad(params, cache, dstate):
    """The gradient of one step. `dstate` (n, h) is dL/dh_t, all that arrives at the state after the step.

    Returns dparams (shaped like params), dx (n, d) and dstate_prev (n, h): no weight matrix lies on the way back.
    """
    params, cache, dh = form.checked_back(Params, Cache, params, cache, dstate)
    x, h_prev, z_i, z_f, i, f, g, _ = cache
    with np.errstate(all="ignore"):
        dapart = dh * (g - h_prev) * i * f  # i + f = 1: what one gate wins the other loses
        dz_i, dz_f, dz_h = dapart * sigmoid(-z_i), -dapart * sigmoid(-z_f), dh * i
        dparams = Params(*(part for dz in (dz_i, dz_f, dz_h) for part in (x.T @ dz, dz.sum(axis=0, keepdims=True))))
        return dparams, dz_i @ params.W_xi.T + dz_f @ params.W_xf.T + dz_h @ params.W_xh.T, dh * f


scan, scan_grad = linear.as_a_cells(step, step_grad, lambda cache: cache.f)
