"""A cell whose gates see the input alone, over a whole sequence: all gates at once, and then the linear recurrence.

A step is h' = a * h + b, where a is what it keeps of h, and b what the new state is when the old one is zero. With no state to
wait for, the steps are rows below each other that the cell's own `step` takes in one call.
"""

import functools

import numpy as np

from rnnlab import scan as recurrence
from rnnlab.cells.scans import indices, loops
from rnnlab.trees import tree_map


def as_a_cells(step, step_grad, kept):
    """`scan` and `scan_grad` of a cell, from its `step`, its `step_grad`, and `kept`, which finds a in a cache."""
    return functools.partial(_scan, step, kept), functools.partial(_scan_grad, step_grad, kept)


def _scan(step, kept, params, X, state):
    T, n = X.shape[:2]
    _, cache = step(params, indices.rows(loops.numbers(X, ..., params)), np.zeros((T * n, state.shape[1]), state.dtype))
    cache = tree_map(lambda part: indices.steps(part, T), cache)
    H = recurrence.loop(kept(cache), cache.h, state)
    return H, cache._replace(x=X, h_prev=H[:-1], h=H[1:])


def _scan_grad(step_grad, kept, params, cache, dH):
    total = recurrence.totals(kept(cache), dH.astype(cache.h.dtype, copy=False))
    rows = tree_map(indices.rows, cache._replace(x=loops.numbers(cache.x, ..., params)))
    dparams, dx, _ = step_grad(params, rows, indices.rows(total[1:]))
    return dparams, None if indices.are(cache.x) else indices.steps(dx, len(dH) - 1), total
