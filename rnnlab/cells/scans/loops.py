"""A cell over a whole sequence: one step after the other, for every cell that has no faster way of its own."""

import functools

import numpy as np

from rnnlab.cells import form
from rnnlab.cells.scans import indices
from rnnlab.trees import leaves, tree_map


def scan_of(cell):
    """The cell's own `scan`, or else the loop."""
    return getattr(cell, "scan", functools.partial(scan, cell))


def scan_grad_of(cell):
    """The cell's own `scan_grad`, or else the loop."""
    return getattr(cell, "scan_grad", functools.partial(scan_grad, cell))


def as_a_cells(fast, Params, Cache):
    """`scan` and `scan_grad` of a cell from those of the module `fast`, which name the parts of its Params and Cache."""

    def scan(params, X, state, **options):
        H, found = fast.scan(params, X, state, **options)
        return H, Cache(X, **found)

    def scan_grad(params, cache, dH, *dlast):
        dparams, *rest = fast.scan_grad(params, cache, dH, *dlast)
        return Params(**dparams), *rest

    return scan, scan_grad


def scan(cell, params, X, state, **options):
    """`cell.step` for every x in X (T, n, d), or for indices (T, n): the states h (T+1, n, h), the given one first, and the
    cache with a time axis."""
    H, caches = [leaves(state)[0]], []
    for t in range(len(X)):
        state, cache = cell.step(params, numbers(X, t, params), state, **options)
        H.append(cache.h)
        caches.append(cache)
    together = (np.stack(parts) if isinstance(parts[0], np.ndarray) else parts[0] for parts in zip(*caches, strict=True))
    return np.stack(H), cell.Cache(*together)._replace(x=X)


def scan_grad(cell, params, cache, dH, *dlast):
    """`cell.step_grad` for every step, last first. `dH` (T+1, n, h) is what arrives at each h_t from outside the recurrence,
    `dlast` (n, h) what arrives at the rest of the last state.

    Returns dparams summed over time, dX (T, n, d), or None for indices, and the total that arrives at each part of the states,
    (T+1, n, h). What h_t itself sends to the rest of its state is not counted there: it is on the way within a step.
    """
    totals = [np.array(dH, cache.h.dtype), *(np.zeros_like(dH, cache.h.dtype) for _ in form.state_fields(cell)[1:])]
    for total, last in zip(totals[1:], dlast, strict=False):
        total[-1] += last
    dparams, dX = None, []
    with np.errstate(all="ignore"):
        for t in reversed(range(len(cache.h))):
            moment = form.at(cache, t)._replace(x=numbers(cache.x, t, params))
            new, dx, before = cell.step_grad(params, moment, form.as_state(cell, [total[t + 1] for total in totals]))
            for total, part in zip(totals, leaves(before), strict=True):
                total[t] += part
            dX.insert(0, dx)
            dparams = new if dparams is None else tree_map(np.add, dparams, new)
    return dparams, None if indices.are(cache.x) else np.stack(dX), *totals


def numbers(X, t, params):
    """The input of step t, or of all for ..., as numbers: of indices, the one-hot vectors that they stand for."""
    return np.eye(len(params[0]), dtype=params[0].dtype)[X[t]] if indices.are(X) else X[t]
