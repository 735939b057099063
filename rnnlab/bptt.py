"""Back-propagation through time: run a cell over a sequence, and send the gradient back along it.

A cell is a module. Its `step` and `step_grad` are what a learner reads; its `scan` and `scan_grad` are the same computation
written for a whole sequence, and are what runs here; the tests hold both to the same numbers. A cell without them is run by a
plain loop.

Layers on top of each other are a list of cells, lowest first, and a list of their parameters: the states of one layer are the
inputs of the next.
"""

import itertools
from typing import Any, NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.cells import form
from rnnlab.cells.scans import indices, loops
from rnnlab.trees import leaves, tree_map


class Trace(NamedTuple):
    """What the forward pass leaves behind.

    Of several layers, `H` is that of the top one, which the readout sees; `cache` and `state` have one entry a layer.
    """

    H: np.ndarray  # (T+1, n, h), H[0] the initial state
    cache: Any  # the cell's cache, every array with a leading time axis
    state: Any = None  # the last state, in the form that the cell takes it: from here the next sequence can go on
    layers: tuple = ()  # of several layers, the trace of each


class Gradients(NamedTuple):
    """What the backward pass finds.

    Of several layers, `params` has one entry a layer, `dX` belongs to the lowest one, `dH` and `dC` to the top one.
    """

    params: Any  # dL/dparams, summed over time, in the form of the cell's Params
    dX: np.ndarray | None  # (T, n, d), dL/dx_t; of indices None
    dH: np.ndarray  # (T+1, n, h), the total dL/dh_t: from the readout of step t and from all later steps
    dC: np.ndarray | None = None  # (T+1, n, h), the total dL/dc_t of a cell with a memory: by way of h_t and of all later steps
    layers: tuple = ()  # of several layers, the gradients of each


def unroll(cell, params, X, state=None, **options):
    """Run `cell` over X (T, n, d) from `state`, zeros when not given, and keep what the backward pass needs.

    X may also be (T, n) whole numbers from 0 to d-1: each stands for the one-hot vector with its 1 at that place.

    The state is an array (n, h), or what the cell has in its place: the LSTM's is a pair (h, c) of them. `options` are those of
    the cell's `step`, such as activation="tanh". With lists of cells and params, `state` is a list too, and an option goes to
    every layer that has it.

    Overflow is data here: the states come back as inf or NaN, without a warning. Raises ValueError or TypeError for an empty
    sequence, sizes that do not fit, or weights that are not finite.
    """
    options = check_options(cell, options)
    if isinstance(cell, list):
        return _unroll_layers(cell, params, X, state, options)
    params = form.check_params(cell.Params, params, complex=True)
    return _unroll(cell, params, _inputs(X, len(params[0])), state, options)


def _unroll(cell, params, X, state, options):
    n, h = X.shape[1], params[0].shape[1]
    state = None if state is None else form.check_state(form.state_kind(cell), state, n, h, complex=True)
    numbers = [*params, *leaves(state)] if indices.are(X) else [*params, X, *leaves(state)]
    dtype = np.result_type(*numbers)  # the widest that came in
    state = form.zero_state(cell, n, h, dtype) if state is None else state
    H, cache = loops.scan_of(cell)(_as(dtype, params), _as(dtype, X), _as(dtype, state), **options)
    return Trace(H, cache, form.last_state(cell, cache))


def _unroll_layers(cells, params, X, state, options):
    params = _check_layers(cells, params)
    X = _inputs(X, len(params[0][0]))
    states = [None] * len(cells) if state is None else _one_a_layer("state", state, cells)
    layers = []
    for cell, own, start in zip(cells, params, states, strict=True):
        known = {name: value for name, value in options.items() if name in form.options(cell)}
        layers.append(_unroll(cell, own, X, start, known))
        X = layers[-1].H[1:]
    return Trace(layers[-1].H, [each.cache for each in layers], [each.state for each in layers], tuple(layers))


def backprop_through_time(cell, params, trace, dH, dstate=None):
    """Send the gradient back through the trace of `unroll`.

    `dH` (T, n, h) is dL/dh_t as it comes from the readout of each step, t = 1…T: zeros for a step whose output is not in the
    loss. With lists of cells and params, it belongs to the top layer. `dstate`, in the form of the state, is what arrives at
    the last state from elsewhere: where another sequence went on from there, the gradient of that one's initial state.

    The result's `.dH` is the total, with what the later steps send back; `.dH[0]` belongs to the initial state. So does
    `.dC[0]` where the cell has a memory.
    """
    if isinstance(cell, list):
        return _backprop_layers(cell, params, trace, dH, dstate)
    params, trace = check_trace(cell, params, trace)
    return _backprop(cell, params, trace, validation.array("dH", dH, trace.H[1:].shape), dstate)


def _backprop(cell, params, trace, dH, dstate):
    _, n, h = dH.shape
    arriving = np.concatenate([np.zeros((1, n, h), trace.H.dtype), dH])
    scan_grad = loops.scan_grad_of(cell)
    if dstate is None:
        return Gradients(*scan_grad(params, trace.cache, arriving))
    dh, *dc = leaves(form.check_state(form.state_kind(cell), dstate, n, h, name="dstate"))
    with np.errstate(all="ignore"):
        arriving[-1] += dh
    return Gradients(*scan_grad(params, trace.cache, arriving, *dc))


def _backprop_layers(cells, params, trace, dH, dstate):
    traces = _layers_of(trace, cells)
    each = [check_trace(*layer) for layer in zip(cells, _one_a_layer("params", params, cells), traces, strict=True)]
    params, traces = zip(*each, strict=True)
    dH = validation.array("dH", dH, traces[-1].H[1:].shape)
    dstates = [None] * len(cells) if dstate is None else _one_a_layer("dstate", dstate, cells)
    grads = []
    for cell, own, passed, last in list(zip(cells, params, traces, dstates, strict=True))[::-1]:
        grads.insert(0, _backprop(cell, own, passed, dH, last))
        dH = grads[0].dX  # what a layer sends to its inputs arrives at the states of the layer below
    return Gradients([each.params for each in grads], grads[0].dX, grads[-1].dH, grads[-1].dC, tuple(grads))


def contributions(cell, params, trace, total):
    """What each step adds to the gradient of the parameters: a list of T dparams.

    Their sum is what `backprop_through_time` returns. The weights are the same at every step, and each step
    has its own gradient for them, that of `cell.step_grad`. `total` (T+1, n, h) is dL/dh_t with all that
    the later steps send back: the `.dH` of the gradients. There is one cell, its state is one array, and
    its inputs are numbers, not indices.
    """
    params, trace = check_plain(cell, params, trace)
    total = validation.array("total", total, trace.H.shape)
    return [cell.step_grad(params, form.at(trace.cache, t), total[t + 1])[0] for t in range(len(total) - 1)]


def _inputs(X, d):
    """X as (T, n, d) finite numbers, or as (T, n) indices from 0 to d-1."""
    X = validation.plain("X", X)
    if indices.are(X) and X.size:
        return validation.indices("X", X, d)
    return validation.array("X", X, ("T", "n", d), finite=True, complex=True)


def check_trace(cell, params, trace):
    """`params` and `trace` as they are computed with, in one precision, once they are known to be the cell's; or an error."""
    _check_cell(cell)
    validation.params(Trace, trace, "trace")
    params = form.check_params(cell.Params, params)
    cache = form.check_cache(cell.Cache, trace.cache, params[0].shape)
    T, n, h = cache.h.shape
    H = validation.array("H", trace.H, (T + 1, n, h))
    dtype = np.result_type(H, *(part for part in cache if isinstance(part, np.ndarray) and part is not cache.x))
    return _as(dtype, params), trace._replace(H=_as(dtype, H), cache=_as(dtype, cache))


def check_plain(cell, params, trace):
    """`check_trace`, for what knows one cell alone, with one array as its state, and inputs that are numbers."""
    check_one_cell(cell)
    params, trace = check_trace(cell, params, trace)
    if indices.are(trace.cache.x):
        raise ValueError("trace must be one of inputs (T, n, d); got indices")
    if form.state_kind(cell):
        raise TypeError(f"cell must be one whose state is one array, such as rnnlab.cells.rnn; got {cell.__name__}")
    return params, trace


def check_one_cell(cell):
    """Nothing, for what knows no layers, once `cell` is known to be no list of them."""
    if isinstance(cell, list):
        raise TypeError(f"cell must be one module of rnnlab.cells, such as rnnlab.cells.rnn; got a list of {len(cell)}")


def check_options(cell, options):
    """`options`, once `cell` is known to be a cell or a list of them, and each option one that some of them has."""
    cells = cell if isinstance(cell, list) else [cell]
    if not cells:
        raise ValueError("cell must be a cell or a list of at least one; got an empty list")
    for each in cells:
        _check_cell(each)
    known = {name: values for each in cells for name, values in form.options(each).items()}
    for name, value in options.items():
        if name not in known:
            wanted = f"{name} must be an option of the cell's step, which has {', '.join(known) or 'none'}"
            raise TypeError(f"{wanted}; got {value!r}")
    return {name: form.check_option(name, value, known[name]) for name, value in options.items()}


def _check_layers(cells, params):
    """The parameters of each layer as they are computed with, once they are known to fit on top of each other."""
    _one_a_layer("params", params, cells)
    params = [form.check_params(cell.Params, own, complex=True) for cell, own in zip(cells, params, strict=True)]
    for place, ((_, below), (d, _)) in enumerate(itertools.pairwise(own[0].shape for own in params), start=1):
        if d != below:
            raise ValueError(f"params[{place}] must have the input size {below}, that of the states below; got {d}")
    return params


def _layers_of(trace, cells):
    layers = validation.instance(Trace, trace, "trace").layers
    if len(layers) != len(cells):
        raise ValueError(f"trace must be one of {len(cells)} layers; got {len(layers)}")
    return layers


def _one_a_layer(name, value, cells):
    if not isinstance(value, list):
        raise TypeError(f"{name} must be a list with one entry for each layer; got {type(value).__name__}")
    if len(value) != len(cells):
        raise ValueError(f"{name} must be a list with one entry for each of the {len(cells)} layers; got {len(value)}")
    return value


def _as(dtype, tree):
    """The arrays of a tree in one precision; indices, and what is no array, stay as they are."""

    def cast(part):
        floats = isinstance(part, np.ndarray) and part.dtype.kind not in "iu"
        return part.astype(dtype, copy=False) if floats else part

    return tree_map(cast, tree)


def _check_cell(cell):
    if not hasattr(cell, "step_grad"):
        wanted = "cell must be a module of rnnlab.cells, such as rnnlab.cells.rnn, or a list of them"
        raise TypeError(f"{wanted}; got {type(cell).__name__}")
