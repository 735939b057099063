"""What one network cannot show: the same measurement on many seeds, and what is typical of them.

Every network here reads N(0, 1) inputs of size 8 and has ReLU units unless said otherwise; magnitudes are log10.
"""

import numpy as np

from rnnlab import bptt, probes, validation
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS

INPUT_SIZE = 8


def gradient_change(scheme, weight_scale=1.0, *, h, T, seeds, activation="relu"):
    """log10 ‖dL/dh_0‖/‖dL/dh_T‖ of each seed: how much the gradient changes on its way back through T steps -> (seeds,).

    A gradient of N(0, 1) arrives at the last state alone.
    """
    T = validation.whole("T", T)
    return np.array([_change(rng, scheme, weight_scale, h, T, activation) for rng in _generators(seeds)])


def squared_growth(weight_scale, *, h, T=20, seeds):
    """By what the squared gradient is multiplied at each step back, W_hh from N(0, g²/h): (the median seed, the mean of seeds).

    For a large layer it is g²/2, since half of the ReLUs are off (He, Zhang, Ren and Sun 2015, section 2.2).
    """
    squared = 2 * gradient_change("gaussian", weight_scale, h=h, T=T, seeds=seeds)
    with np.errstate(under="ignore"):
        return float(10 ** (np.median(squared) / T)), float(np.mean(10**squared) ** (1 / T))


def jacobian_norms(weight_scale, *, scheme="orthogonal", activation="tanh", h=32, T=50, d=16, seeds):
    """log10 of the largest singular value of dh_T/dh_0, for each seed -> (seeds,). The inputs are of size d."""
    T = validation.whole("T", T)
    return np.array([_jacobian(rng, weight_scale, scheme, activation, h, T, d) for rng in _generators(seeds)])


def power_norms(W, exponents):
    """‖W^k‖, the largest singular value, for each k in `exponents` -> {k: norm}."""
    h = validation.array("W", W, ("h", "h"), finite=True).shape[0]
    W = validation.array("W", W, (h, h))
    return {k: float(np.linalg.norm(np.linalg.matrix_power(W, validation.whole("k", k, low=0)), 2)) for k in exponents}


def _generators(seeds):
    return map(np.random.default_rng, range(validation.whole("seeds", seeds)))


def _change(rng, scheme, weight_scale, h, T, activation):
    params = rnn.init(INPUT_SIZE, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    trace = bptt.unroll(rnn, params, rng.standard_normal((T, 1, INPUT_SIZE)), activation=activation)
    dH = np.zeros_like(trace.H[1:])
    dH[-1] = rng.standard_normal((1, h))
    norms = probes.gradient_norms(bptt.backprop_through_time(rnn, params, trace, dH).H)
    return norms[0] - norms[-1]


def _jacobian(rng, weight_scale, scheme, activation, h, T, d):
    params = rnn.init(d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    trace = bptt.unroll(rnn, params, rng.standard_normal((T, 1, d)), activation=activation)
    return probes.jacobian_product(params.W_hh, ACTIVATIONS[activation].slope(trace.cache.h[:, 0]))
