"""The essay's recurrent cell: one step, its gradient, and both over a whole sequence.

    essay    here     shape      meaning
    X        x        (n, d)     the input of one step; a row is an example
    H        state    (n, h)     the hidden state before the step
    W11      W_xh     (d, h)     input to hidden
    W12      W_hh     (h, h)     hidden to hidden
    B        b_h      (1, h)     bias of the hidden units
    Z        z        (n, h)     pre-activation
    H'       state    (n, h)     the hidden state after the step

The activation f is ReLU in the essay; here it can be chosen.
"""

from typing import NamedTuple

import numpy as np

from rnnlab.cells import form
from rnnlab.cells.activations import ACTIVATIONS, named
from rnnlab.cells.scans import indices

NAME = "RNN"
OPTIONS = {"activation": ACTIVATIONS}  # what `step` can be told, and the values it takes
VARIANTS = ({"activation": "tanh"},)  # beside other cells its units are theirs


class Params(NamedTuple):
    """The cell's parameters. Gradients come in the same form: `dparams.W_hh` is dL/dW_hh."""

    W_xh: np.ndarray  # (d, h)
    W_hh: np.ndarray  # (h, h)
    b_h: np.ndarray  # (1, h)


class Cache(NamedTuple):
    """What the backward pass needs, and what the views draw. Over a sequence each array has a leading time axis."""

    x: np.ndarray  # (n, d)
    h_prev: np.ndarray  # (n, h) state before the step
    z: np.ndarray  # (n, h) pre-activation
    h: np.ndarray  # (n, h) state after the step
    activation: str


def init(d, h, *, scheme="gaussian", weight_scale=1.0, rng):
    """Fresh parameters for input size `d` and hidden size `h`, biases at zero.

    `scheme` is a name in `rnnlab.initialization.SCHEMES`; `weight_scale` multiplies W_hh. The numbers drawn for a size are the
    leading block of one draw, so networks of neighbouring sizes share their weights.
    Raises ValueError or TypeError naming the argument.
    """
    return form.init(Params, d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)


def step(params, x, state, *, activation="relu"):
    """One step: h_t = f(x_t W_xh + h_{t-1} W_hh + b_h).

    x (n, d), state (n, h) -> state (n, h) and the cache for `step_grad`. Essay, statement 7.
    """
    params, x, state = form.checked(Params, params, x, state)
    with np.errstate(all="ignore"):
        z = x @ params.W_xh + state @ params.W_hh + params.b_h
        h = named(activation).function(z)
    return h, Cache(x, state, z, h, activation)


def step_grad(params, cache, dstate):
    """The gradient of one step. `dstate` (n, h) is dL/dh_t, all that arrives at the state after the step.

    Returns dparams (shaped like params), dx (n, d) and dstate_prev (n, h). Essay, statement 12.
    """
    params, cache, dstate = form.checked_back(Params, Cache, params, cache, dstate)
    with np.errstate(all="ignore"):
        dz = dstate * ACTIVATIONS[cache.activation].slope(cache.h)
        dparams = Params(W_xh=cache.x.T @ dz, W_hh=cache.h_prev.T @ dz, b_h=dz.sum(axis=0, keepdims=True))
        dx = dz @ params.W_xh.T
        dstate_prev = dz @ params.W_hh.T
    return dparams, dx, dstate_prev


def scan(params, X, state, *, activation="relu"):
    """`step` for every x in X (T, n, d): the states (T+1, n, h), the given one first, and the cache with a time axis.

    X may also be indices (T, n), see `rnnlab.cells.scans.indices`. The product X W_xh does not wait for the state, so it is
    done for all steps at once. Parameters with an axis in front, W_hh (S, h, h) and so on, are S networks that run side by
    side, on X (T, S, n, d). Arguments are not checked here: `rnnlab.bptt.unroll` does that once for the sequence.
    """
    function = ACTIVATIONS[activation].function
    with np.errstate(all="ignore"):
        Z = indices.product(X, params.W_xh, params.b_h)
        H = np.empty((len(X) + 1, *Z.shape[1:]), Z.dtype)
        H[0] = state
        carried, product = np.empty_like(H[0]), indices.small_product(H)
        for z, h_prev, h in zip(Z, H[:-1], H[1:], strict=True):
            product(h_prev, params.W_hh, out=carried)
            z += carried
            function(z, out=h)
    return H, Cache(X, H[:-1], Z, H[1:], activation)


def scan_grad(params, cache, dH):
    """`step_grad` for every step, last first.

    `dH` (T+1, n, h) is what arrives at each state from outside the recurrence. Returns dparams summed over
    time, dX (T, n, d), or None for indices, and the total dL/dh_t (T+1, n, h). Only the chain of states has
    to be followed one by one; the weights' gradients are one product each over all steps stacked.
    """
    with np.errstate(all="ignore"):
        slopes = ACTIVATIONS[cache.activation].slope(cache.h)
        W_back = np.ascontiguousarray(params.W_hh.mT)
        total = np.array(dH, dtype=cache.h.dtype)
        dZ = np.empty_like(slopes)
        carried, product = np.empty_like(total[0]), indices.small_product(total)
        for dh, slope, dz, dh_prev in zip(total[:0:-1], slopes[::-1], dZ[::-1], total[-2::-1], strict=True):
            np.multiply(dh, slope, out=dz)
            product(dz, W_back, out=carried)
            dh_prev += carried
        rows = indices.rows(dZ)
        dparams = Params(
            W_xh=indices.weight_gradient(cache.x, rows.mT, params.W_xh.shape[-2]),
            W_hh=indices.rows(cache.h_prev).mT @ rows,
            b_h=rows.sum(axis=-2, keepdims=True),
        )
        dX = indices.input_gradient(cache.x, rows.mT, params.W_xh)
    return dparams, dX, total
