"""The linear recurrent unit: an RNN without an activation whose eigenvalues are its parameters.

Units stand in pairs, the real and the imaginary part of one complex number c. With an eigenvalue λ of its own, a step is

    λ = exp(-exp(ν) + iθ)           |λ| < 1, whatever ν is
    γ = √(1 - |λ|²)                 so that c stays as large as what comes in
    c' = λ c + γ * (x B)            B is W_xh, a pair of columns for each c

To turn and shrink a pair is a 2×2 matrix, and all of them are the blocks of one W_hh: h' = h W_hh + γ * (x W_xh). So it is
written here, to be seen as an RNN. As λ c it would cost h where the matrix costs h², and `rnnlab.scan` could run it as a tree.
With an odd h, the last unit has no partner, and its λ is real.

Orvieto, Smith, Gu, Fernando, Gulcehre, Pascanu and De 2023, "Resurrecting Recurrent Neural Networks for Long Sequences",
section 3. There log θ is learned in place of θ, γ begins as here and is learned too, a readout Re(C c) follows, which is what a
readout of pairs is, and then a nonlinear layer, in a stack of several. Alone, as here, nothing ever multiplies two inputs.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.cells import form, rnn

NAME = "LRU"


class Params(NamedTuple):
    """The cell's parameters. Gradients come in the same form: `dparams.W_xh` is dL/dW_xh."""

    W_xh: np.ndarray  # (d, h)
    nu_theta: np.ndarray  # (1, h), ν and θ of each pair side by side


class Cache(NamedTuple):
    """What the backward pass needs, and what the views draw. Over a sequence each array has a leading time axis."""

    x: np.ndarray  # (n, d)
    h_prev: np.ndarray  # (n, h) state before the step
    h: np.ndarray  # (n, h) state after the step


def init(d, h, *, scheme="gaussian", weight_scale=1.0, r_min=0.9, r_max=0.999, rng):
    """Fresh parameters for input size `d` and hidden size `h`, with eigenvalues all over the ring r_min ≤ |λ| ≤ r_max.

    The ring is the paper's for long sequences. `scheme` is that of `rnnlab.cells.rnn.init`, for W_xh; `weight_scale`, the
    factor on recurrent weights, finds none here. Raises ValueError or TypeError naming the argument.
    """
    r_max = validation.real("r_max", r_max, 1e-6, 1 - 1e-6)
    r_min = validation.real("r_min", r_min, 0.0, r_max)
    fresh = form.init(Params, d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    of_unit = np.random.default_rng(rng.integers(2**63)).random((1, fresh.nu_theta.size))  # those of a size lead the next one's
    nu = np.log(-0.5 * np.log(r_max**2 - of_unit * (r_max**2 - r_min**2)))  # evenly over the ring's area
    return fresh._replace(nu_theta=np.where(np.arange(of_unit.size) % 2 == 0, nu, 2 * np.pi * of_unit))


def as_rnn(params):
    """The same network as an `rnn.Params`: W_hh (h, h) with a block for each pair, γ * W_xh, and no bias."""
    _, a, b, gamma = _ring(params)
    h = params.nu_theta.size
    return rnn.Params(np.repeat(gamma, 2)[:h] * params.W_xh, blocks(a, b)[:h, :h], np.zeros((1, h), a.dtype))


def blocks(a, b):
    """The matrix (2 pairs, 2 pairs) with the eigenvalues a ± ib, (pairs,) each: for row vectors, a block for each pair."""
    matrix, pairs = np.zeros((len(a), 2, len(a), 2), a.dtype), np.arange(len(a))
    matrix[pairs, :, pairs, :] = np.stack([a, b, -b, a], axis=1).reshape(-1, 2, 2)
    return matrix.reshape(2 * len(a), -1)


def _as_rnn_grad(params, dplain):
    """The gradient of params, from that of what `as_rnn` makes of them."""
    decay, a, b, gamma = _ring(params)
    h, pairs, odd = params.nu_theta.size, np.arange(len(a)), params.nu_theta.size % 2
    blocks = np.pad(dplain.W_hh, (0, odd)).reshape(len(a), 2, -1, 2)[pairs, :, pairs, :]
    da, db = blocks[:, 0, 0] + blocks[:, 1, 1], blocks[:, 0, 1] - blocks[:, 1, 0]
    dgamma = np.pad((dplain.W_xh * params.W_xh).sum(axis=0), (0, odd)).reshape(-1, 2).sum(axis=1)
    dnu = decay * (dgamma * (a * a + b * b) / gamma - da * a - db * b)
    dtheta = db * a - da * b
    return Params(np.repeat(gamma, 2)[:h] * dplain.W_xh, np.stack([dnu, dtheta], axis=1).reshape(1, -1)[:, :h])


def _ring(params):
    """Of each pair: exp(ν), the real and the imaginary part of λ, and γ. A unit without a partner has θ = 0."""
    nu, theta = np.pad(params.nu_theta[0], (0, params.nu_theta.size % 2)).reshape(-1, 2).T
    decay = np.exp(nu)
    return decay, np.exp(-decay) * np.cos(theta), np.exp(-decay) * np.sin(theta), np.sqrt(-np.expm1(-2 * decay))


def step(params, x, state):
    """One step: h_t = h_{t-1} W_hh + γ * (x_t W_xh), with W_hh and γ as at the top of this file.

    x (n, d), state (n, h) -> state (n, h) and the cache for `step_grad`.
    """
    params, x, h_prev = form.checked(Params, params, x, state)
    with np.errstate(all="ignore"):
        plain = as_rnn(params)
        h = x @ plain.W_xh + h_prev @ plain.W_hh
    return h, Cache(x, h_prev, h)


def step_grad(params, cache, dstate):
    """The gradient of one step. `dstate` (n, h) is dL/dh_t, all that arrives at the state after the step.

    Returns dparams (shaped like params), dx (n, d) and dstate_prev (n, h).
    """
    params, cache, dh = form.checked_back(Params, Cache, params, cache, dstate)
    with np.errstate(all="ignore"):
        plain = as_rnn(params)
        dplain = rnn.Params(cache.x.T @ dh, cache.h_prev.T @ dh, None)
        return _as_rnn_grad(params, dplain), dh @ plain.W_xh.T, dh @ plain.W_hh.T


def scan(params, X, state):
    """`step` for every x in X (T, n, d), or for indices (T, n), as the RNN that it is."""
    with np.errstate(all="ignore"):
        plain = as_rnn(params)
    H, cache = rnn.scan(plain, X, state, activation="linear")
    return H, Cache(X, cache.h_prev, cache.h)


def scan_grad(params, cache, dH):
    """`step_grad` for every step: dparams, dX (T, n, d), or None for indices, and the total dL/dh_t (T+1, n, h)."""
    with np.errstate(all="ignore"):
        plain = rnn.Cache(cache.x, cache.h_prev, cache.h, cache.h, "linear")
        dplain, dX, total = rnn.scan_grad(as_rnn(params), plain, dH)
        return _as_rnn_grad(params, dplain), dX, total
