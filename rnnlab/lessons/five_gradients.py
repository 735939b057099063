"""Backward passes with a usual mistake in them, to see which gradients it spoils.

Each is a cell that can stand in for `rnnlab.cells.rnn` in `rnnlab.bptt`: forward it is right, and backward it goes step by step
through a `step_grad` that is wrong in one place.
"""

from types import SimpleNamespace

import numpy as np

from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.trees import tree_map


def by_steps(step_grad=rnn.step_grad, *, accumulate=True):
    """`rnn`, with a `scan` and a `scan_grad` that are plain loops over `rnn.step` and the given `step_grad`."""

    def scan(params, X, state, **options):
        H, caches = [state], []
        for x in X:
            state, cache = rnn.step(params, x, state, **options)
            H.append(state)
            caches.append(cache)
        *arrays, activations = zip(*caches, strict=True)
        return np.stack(H), rnn.Cache(*map(np.stack, arrays), activations[0])

    def scan_grad(params, cache, dH):
        dparams, dX, total = None, np.empty_like(cache.x), dH.copy()
        for t in reversed(range(len(dX))):
            moment = rnn.Cache(*(array[t] for array in cache[:-1]), cache.activation)
            new, dX[t], dstate_prev = step_grad(params, moment, total[t + 1])
            total[t] += dstate_prev
            dparams = tree_map(np.add, dparams, new) if dparams and accumulate else new
        return dparams, dX, total

    return SimpleNamespace(**{**vars(rnn), "step_grad": step_grad, "scan": scan, "scan_grad": scan_grad})


def transpose_missing(params, cache, dstate):
    """W_hh where its transpose belongs."""
    dparams, dx, _ = rnn.step_grad(params, cache, dstate)
    return dparams, dx, dstate * ACTIVATIONS[cache.activation].slope(cache.h) @ params.W_hh


def mask_missing(params, cache, dstate):
    """The slope of the activation forgotten."""
    return rnn.step_grad(params, cache._replace(activation="linear"), dstate)


def mask_of_the_step_before(params, cache, dstate):
    """The slope of the activation at the old state where that at the new one belongs."""
    return rnn.step_grad(params, cache._replace(h=cache.h_prev), dstate)


def state_after_for_state_before(params, cache, dstate):
    """The new state where the old one belongs."""
    return rnn.step_grad(params, cache._replace(h_prev=cache.h), dstate)


def nothing_from_the_next_step(params, cache, dstate):
    """Every step on its own: what the later steps send back is thrown away."""
    dparams, dx, dstate_prev = rnn.step_grad(params, cache, dstate)
    return dparams, dx, np.zeros_like(dstate_prev)


def bias_forgotten(params, cache, dstate):
    """No gradient for b_h."""
    dparams, dx, dstate_prev = rnn.step_grad(params, cache, dstate)
    return dparams._replace(b_h=np.zeros_like(dparams.b_h)), dx, dstate_prev


CELLS = {
    "h_t for h_{t-1}": by_steps(state_after_for_state_before),
    "mask missing": by_steps(mask_missing),
    "mask of the step before": by_steps(mask_of_the_step_before),
    "transpose missing": by_steps(transpose_missing),
    "nothing from the next step": by_steps(nothing_from_the_next_step),
    "assigned, not accumulated": by_steps(accumulate=False),
    "bias forgotten": by_steps(bias_forgotten),
}
