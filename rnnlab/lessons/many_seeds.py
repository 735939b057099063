"""What one network cannot show: the same measurement on many seeds, and what is typical of them.

Every network here reads N(0, 1) inputs of size 8 and has ReLU units unless said otherwise; magnitudes are log10.
"""

import numpy as np

from rnnlab import bptt, probes, tasks, training, validation
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS

INPUT_SIZE = 8
LEARNED = 0.1  # a squared error below this counts as learned; the best constant answer scores 1


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


def difference_change(weight_scale=1.0, *, h, T, seeds, activation="relu"):
    """log10 ‖h_T - h'_T‖/‖h_1 - h'_1‖ of the median seed, for two sequences that differ in the first input alone.

    How much of what the first input changed in the state is left T - 1 steps later.
    """
    T = validation.whole("T", T)
    return float(np.median([_difference(rng, weight_scale, h, T, activation) for rng in _generators(seeds)]))


def power_norms(W, exponents):
    """‖W^k‖, the largest singular value, for each k in `exponents` -> {k: norm}. Overflow is data: infinity or NaN."""
    W = validation.array("W", W, ("h", "h"), finite=True)
    validation.check_shape("W", W, (len(W), len(W)))
    with np.errstate(all="ignore"):
        return {k: _norm(np.linalg.matrix_power(W, validation.whole("k", k, low=0))) for k in exponents}


def recall_history(weight_scale, *, T, learning_rate, clip=None, clip_by="norm", seed=0, longest=60):
    """Sixteen tanh units that learn to say at the end of T steps what the first input was: a `training.History`, not yet begun.

    The task is `tasks.recall_first`, the same for every seed. Inputs are of size 4, and all but the first are N(0, 0.3²).
    """
    task = tasks.recall_first(T, 4, noise=0.3, rng=np.random.default_rng(0))
    model = training.init(4, 16, 1, weight_scale=weight_scale, rng=_generator(seed))
    options = {"activation": "tanh", "learning_rate": learning_rate, "clip": clip, "clip_by": clip_by, "longest": longest}
    return training.History(model, task, **options)


def learned_while_clipped(clip, *, weight_scale, T=20, learning_rate=0.05, steps=60, seeds):
    """Train `recall_history` of each seed: how many have learned in the end, and the share of all steps that were clipped.

    A `clip` of None is training without clipping.
    """
    histories = [
        recall_history(weight_scale, T=T, learning_rate=learning_rate, clip=clip, seed=seed)
        for seed in range(validation.whole("seeds", seeds))
    ]
    for history in histories:
        history.extend(validation.whole("steps", steps))
    learned = sum(history.losses[steps] < LEARNED for history in histories)
    return learned, float(np.mean([history.clipped(steps) for history in histories]))


def _generator(seed):
    return np.random.default_rng(validation.whole("seed", seed, low=0))


def _generators(seeds):
    return map(np.random.default_rng, range(validation.whole("seeds", seeds)))


def _norm(W):
    """The largest singular value; where an entry is no finite number, there is no decomposition to ask for it."""
    largest = np.abs(W).max()
    return float(np.linalg.norm(W, 2) if np.isfinite(largest) else largest)


def _change(rng, scheme, weight_scale, h, T, activation):
    params = rnn.init(INPUT_SIZE, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    trace = bptt.unroll(rnn, params, rng.standard_normal((T, 1, INPUT_SIZE)), activation=activation)
    dH = np.zeros_like(trace.H[1:])
    dH[-1] = rng.standard_normal((1, h))
    return probes.change(probes.gradient_norms(bptt.backprop_through_time(rnn, params, trace, dH).dH))


def _difference(rng, weight_scale, h, T, activation):
    params = rnn.init(INPUT_SIZE, h, weight_scale=weight_scale, rng=rng)
    X = np.repeat(rng.standard_normal((T, 1, INPUT_SIZE)), 2, axis=1)
    X[0, 1] = rng.standard_normal(INPUT_SIZE)
    H = bptt.unroll(rnn, params, X, activation=activation).H
    with np.errstate(invalid="ignore"):  # two states may both be infinite
        norms = probes.log10_norm(H[1:, 0] - H[1:, 1], axis=1)
        return norms[-1] - norms[0]


def _jacobian(rng, weight_scale, scheme, activation, h, T, d):
    params = rnn.init(d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    trace = bptt.unroll(rnn, params, rng.standard_normal((T, 1, d)), activation=activation)
    return probes.jacobian_product(params.W_hh, ACTIVATIONS[activation].slope(trace.cache.h[:, 0]))
