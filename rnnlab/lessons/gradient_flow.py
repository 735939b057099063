"""The gradient's way back through cells of one size: along the state in each, and along the memory where there is one.

An RNN, an LSTM, and beside them a GRU or another cell of `rnnlab.cells.ALL` read the same inputs, N(0, 1). A gradient of
length 1 arrives at the last hidden state, the same for all, and is followed to the first. So the curves begin at one point, and
what they do from there is the work of the cell.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import bptt, probes, validation
from rnnlab.cells import ALL, BY_NAME, form
from rnnlab.trees import leaves

FIRST = ALL[0]
REMEMBERS = next(cell for cell in ALL if form.has_memory(cell))
OTHERS = {cell.NAME: cell for cell in ALL if cell not in (FIRST, REMEMBERS)}  # of which one at a time is beside these two


class Way(NamedTuple):
    """What becomes of the gradient in one cell."""

    parameters: int  # how many numbers the cell has
    h: np.ndarray  # (T+1,), log10 ‖dL/dh_t‖
    c: np.ndarray | None  # (T+1,), log10 ‖dL/dc_t‖ of a cell with a memory
    alone: np.ndarray | None  # (T+1,), log10 of the length if from dL/dc_T on nothing but the forget gates acted
    retention: np.ndarray | None  # (T,), the share that is kept, averaged over the units


def fresh(cell, d, h, *, scheme="gaussian", weight_scale=1.0, forget_bias=1.0, rng):
    """Parameters of a cell, by its name; `forget_bias` is the bias of the gate that keeps, the LSTM's b_f or the GRU's b_z.

    Where a gate writes and the rest is kept, its bias is -forget_bias. To a cell without such a gate, as the RNN is, nothing is
    done. Raises TypeError or ValueError naming the argument.
    """
    module = BY_NAME[validation.choice("cell", cell, BY_NAME)]
    forget_bias = validation.real("forget_bias", forget_bias)
    params = module.init(d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    share = form.kept(module)
    if share is None:
        return params
    name = "b_" + share.letter
    return params._replace(**{name: np.full_like(getattr(params, name), -forget_bias if share.rest else forget_bias)})


def ways_back(*, h, d, T, beside="GRU", weight_scale=1.0, forget_bias=1.0, scheme="gaussian", seed=0):
    """Each cell's way by its name, for networks of hidden size h and input size d over T steps; `beside` is one of OTHERS.

    The RNN has tanh units, as the LSTM has. Raises TypeError or ValueError naming the argument.
    """
    T, d, h = validation.whole("T", T), validation.whole("d", d), validation.whole("h", h)
    seed = validation.whole("seed", seed, low=0)
    X = np.random.default_rng([seed, 1]).standard_normal((T, 1, d))
    arriving = np.zeros((T, 1, h))
    arriving[-1] = np.random.default_rng([seed, 2]).standard_normal((1, h))
    arriving[-1] /= np.linalg.norm(arriving[-1])
    look = {"scheme": scheme, "weight_scale": weight_scale, "forget_bias": forget_bias}
    cells = FIRST, REMEMBERS, OTHERS[validation.choice("beside", beside, OTHERS)]
    rngs = (np.random.default_rng([seed, 0]) for _ in cells)
    return {cell.NAME: _way(cell, fresh(cell.NAME, d, h, **look, rng=rng), X, arriving) for cell, rng in zip(cells, rngs)}


def _way(cell, params, X, arriving):
    trace = bptt.unroll(cell, params, X, **form.variants(cell)[0])
    back = bptt.backprop_through_time(cell, params, trace, arriving)
    gate = form.kept(cell) and form.kept(cell).of(trace.cache)[:, 0]
    return Way(
        parameters=sum(array.size for array in leaves(params)),
        h=probes.gradient_norms(back.dH),
        c=None if back.dC is None else probes.gradient_norms(back.dC),
        alone=None if back.dC is None or gate is None else _by_the_gates(gate, back.dC[-1, 0]),
        retention=None if gate is None else gate.mean(axis=1),
    )


def _by_the_gates(gate, last):
    """log10 of the length of `last` (h,) times all gates later than t, for t = 0…T. In logarithms, for it may be tiny."""
    with np.errstate(all="ignore"):
        sums = np.cumsum(np.log10(gate[::-1]), axis=0)[::-1]
        exponents = np.log10(np.abs(last)) + np.concatenate([sums, np.zeros((1, len(last)))])
        largest = exponents.max(axis=1, keepdims=True)
        largest = np.where(np.isneginf(largest), 0, largest)  # nothing arrives at a memory whose tanh is flat
        return largest[:, 0] + 0.5 * np.log10((10.0 ** (2 * (exponents - largest))).sum(axis=1))
