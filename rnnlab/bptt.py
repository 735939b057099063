"""Back-propagation through time: run a cell over a sequence, and send the gradient back along it.

A cell is a module. Its `step` and `step_grad` are what a learner reads; its `scan` and `scan_grad` are the same computation
written for a whole sequence, and are what runs here. The tests hold both to the same numbers.
"""

from typing import Any, NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.trees import tree_map


class Trace(NamedTuple):
    """What the forward pass leaves behind."""

    H: np.ndarray  # (T+1, n, h), H[0] the initial state
    cache: Any  # the cell's cache, every array with a leading time axis


class Gradients(NamedTuple):
    """What the backward pass finds."""

    params: Any  # dL/dparams, summed over time, in the form of the cell's Params
    X: np.ndarray  # (T, n, d), dL/dx_t
    H: np.ndarray  # (T+1, n, h), the total dL/dh_t: from the readout of step t and from all later steps


def unroll(cell, params, X, state=None, **options):
    """Run `cell` over X (T, n, d) from `state` (n, h), zeros when not given, and keep what the backward pass needs.

    `options` are those of the cell's `step`, such as activation="tanh". Overflow is data here: the states come back as inf or
    NaN, without a warning. Raises ValueError or TypeError for an empty sequence, sizes that do not fit, or weights that are
    not finite.
    """
    _check_cell(cell)
    d, h = cell.check_params(params)
    X = validation.array("X", X, ("T", "n", d), finite=True)
    state = np.zeros((X.shape[1], h), X.dtype) if state is None else state
    _, state = cell.check_step(params, X[0], state, **options)
    dtype = np.result_type(*params, X, state, np.float16)  # the widest that came in; whole numbers become floats
    H, cache = cell.scan(params, X.astype(dtype, copy=False), state.astype(dtype, copy=False), **options)
    return Trace(H, cache)


def backprop_through_time(cell, params, trace, dH):
    """Send the gradient back through the trace of `unroll`.

    `dH` (T, n, h) is dL/dh_t as it comes from the readout of each step, t = 1…T: zeros for a step whose output is not in the
    loss. The result's `.H` is the total, with what the later steps send back; `.H[0]` belongs to the initial state.
    """
    T, n, h = check_trace(cell, params, trace)
    dH = validation.array("dH", dH, (T, n, h))
    arriving = np.concatenate([np.zeros((1, n, h), trace.H.dtype), dH])
    return Gradients(*cell.scan_grad(params, trace.cache, arriving))


def contributions(cell, params, trace, grads):
    """What each step adds to the gradient of the parameters: a list of T dparams, whose sum is `grads.params`.

    The weights are the same at every step, so each step has a gradient for them: that of `cell.step_grad`, once the total
    dL/dh_t is known. `grads` is what `backprop_through_time` found for this trace.
    """
    T, n, h = check_trace(cell, params, trace)
    dH = validation.array("grads.H", validation.params(Gradients, grads, "grads").H, (T + 1, n, h))
    return [cell.step_grad(params, _at(trace.cache, t), dH[t + 1])[0] for t in range(T)]


def check_trace(cell, params, trace):
    """The sizes (T, n, h) of a trace, once it is known to be one that `cell` makes with `params`; otherwise an error."""
    _check_cell(cell)
    validation.params(Trace, trace, "trace")
    cell.check_cache(params, trace.cache)
    steps, n, h = trace.H.shape
    return steps - 1, n, h


def _at(cache, t):
    """The cache of one step, out of that of a sequence."""
    return tree_map(lambda part: part[t] if isinstance(part, np.ndarray) else part, cache)


def _check_cell(cell):
    if not hasattr(cell, "scan_grad"):
        raise TypeError(f"cell must be a module of rnnlab.cells, such as rnnlab.cells.rnn; got {type(cell).__name__}")
