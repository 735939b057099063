"""The gradient taken apart by how far back it reaches, and cut off after a window.

The loss of step t reaches the weights through step t itself, through step t-1, and so on to step 1. Back-propagation through
time adds up all of these; the truncated version adds up the nearest few. The window is the number of steps that each loss is
followed through: t, t-1, …, t-window+1. With window 1 no gradient passes from step to step; with window T nothing is cut.

This is BPTT(h) of Williams and Peng (1990) with h = window, and the truncated BPTT of Sutskever (2013, section 2.8.6) with
k₁ = 1 and k₂ = window. For speed one often cuts the sequence into blocks of k steps instead, k₁ = k₂ = k. Then a loss that
comes early in its block is followed less far.
"""

import itertools

import numpy as np

from rnnlab import bptt, probes, validation
from rnnlab.bptt import Gradients
from rnnlab.trees import tree_map


def by_distance(cell, params, trace, dH, *, window=None):
    """The parts of the gradient that went 0, 1, 2, … steps back from the step of their loss: a list of T `Gradients`.

    The arguments are those of `bptt.backprop_through_time`, and the sum of all parts is its result; with a `window`, only the
    first so many parts are computed. In the part of distance j, `.params` is what all losses give to the parameters through
    the step j before their own. `.dX[t-1]` is dL_{t+j}/dx_t and `.dH[t]` is dL_{t+j}/dh_t, zeros where there is no step t+j.
    The initial state has no step of its own: `.dH[0]` is dL_{j+1}/dh_0, what step 1 passes on. There
    is one cell, its state is one array, and its inputs are numbers, not indices.
    """
    params, trace = bptt.check_plain(cell, params, trace)
    T, n, h = trace.cache.h.shape
    arriving = validation.array("dH", dH, (T, n, h)).astype(trace.H.dtype, copy=False)
    window = T if window is None else min(validation.whole("window", window), T)
    parts = []
    for steps in range(T, T - window, -1):  # one step fewer each time: only so many losses have a step that far back
        dparams, dx, passed = cell.step_grad(params, _as_one_step(trace.cache, steps), arriving.reshape(steps * n, h))
        passed = passed.reshape(steps, n, h)
        dX = _filled_up(dx.reshape(steps, n, -1), T)
        parts.append(Gradients(dparams, dX, _filled_up(np.concatenate([passed[:1], arriving]), T + 1)))
        arriving = passed[1:]  # what step t passes on is what arrives at step t-1
    return parts


def truncated_backprop_through_time(cell, params, trace, dH, *, window):
    """`bptt.backprop_through_time` with each loss followed through `window` steps only; from T on nothing is cut."""
    window = validation.whole("window", window)
    return running_sums(by_distance(cell, params, trace, dH, window=window))[-1]


def running_sums(parts):
    """The truncated gradients for windows 1, 2, …: the sums of the first parts of `by_distance`, as a list."""
    with np.errstate(all="ignore"):
        return list(itertools.accumulate(parts, lambda total, part: tree_map(np.add, total, part)))


def influence(parts):
    """log10 ‖dL_t/dx_k‖ for every t and k, from all parts of `by_distance` -> (T, T), with t = row + 1 and k = column + 1.

    The norm is over the batch and the components of the input. It is -inf where k > t: no loss depends on a later input.
    """
    table = np.full((len(parts), len(parts)), -np.inf)
    for distance, part in enumerate(parts):
        inputs = np.arange(len(parts) - distance)
        table[inputs + distance, inputs] = probes.log10_norm(part.dX, axis=(1, 2))[inputs]
    return table


def _as_one_step(cache, steps):
    """The first steps of a cache with a time axis as one step of a larger batch: then step_grad does them all at once."""

    def rows(array):
        return array[:steps].reshape(-1, array.shape[-1]) if isinstance(array, np.ndarray) else array

    return tree_map(rows, cache)


def _filled_up(array, length):
    """The array with zeros behind it, up to `length`."""
    return np.concatenate([array, np.zeros((length - len(array), *array.shape[1:]), array.dtype)])
