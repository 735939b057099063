"""The readout O = H W_hy + b_y: what the network says, from what it holds in its state. Essay, statement 8."""

from typing import NamedTuple

import numpy as np

from rnnlab import initialization, validation


class Params(NamedTuple):
    """The readout's parameters (the essay's W21 and B2). Gradients come in the same form."""

    W_hy: np.ndarray  # (h, o)
    b_y: np.ndarray  # (1, o)


def init(h, o, *, rng):
    """Fresh parameters: W_hy from N(0, 1/h), b_y at zero. The leading block of one draw, as in the cells."""
    h, o = initialization.size("h", h), initialization.size("o", o)
    return Params(initialization.nested_normal(rng, h, o) / np.sqrt(h), np.zeros((1, o)))


def readout(params, H):
    """H (..., h) -> O (..., o). H may be one step (n, h) or a sequence (T, n, h)."""
    params = check_params(params, complex=True)
    H = validation.array("H", H, (..., len(params.W_hy)), complex=True)
    with np.errstate(all="ignore"):
        return H @ params.W_hy + params.b_y[0]


def readout_grad(params, H, dO):
    """dO (..., o), the gradient of the loss with respect to O -> dparams and dH (..., h)."""
    params = check_params(params)
    h, o = params.W_hy.shape
    H = validation.array("H", H, (..., h))
    dO = validation.array("dO", dO, (*H.shape[:-1], o))
    rows, drows = H.reshape(-1, h), dO.reshape(-1, o)
    with np.errstate(all="ignore"):
        dparams = Params(W_hy=rows.T @ drows, b_y=drows.sum(axis=0, keepdims=True))
        return dparams, dO @ params.W_hy.T


def check_params(params, *, complex=False):
    """Well-formed parameters as they are computed with; otherwise an error that names the field."""
    validation.params(Params, params)
    W_hy = validation.array("W_hy", params.W_hy, ("h", "o"), finite=True, complex=complex)
    return Params(W_hy, validation.array("b_y", params.b_y, (1, W_hy.shape[1]), finite=True, complex=complex))
