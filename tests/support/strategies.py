"""Random networks with something to run on."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from rnnlab import bptt
from rnnlab.cells import ALL, form, rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.initialization import SCHEMES
from rnnlab.trees import tree_map

# Every cell with every option that makes it another network: what is the same for all is tested on these.
CELLS = {", ".join([form.key(cell), *map(str, told.values())]): (cell, told) for cell in ALL for told in form.variants(cell)}


class Network(NamedTuple):
    """A cell's parameters, a sequence and an initial state: the arguments of `unroll` after the cell."""

    params: Any
    X: np.ndarray
    state: Any


def network(T, n, d, h, *, cell=rnn, scheme="gaussian", weight_scale=1.0, seed=0, dtype=float):
    """A network in which nothing is zero by default: the biases and the initial state are drawn too."""
    rng = np.random.default_rng(seed)
    params = cell.init(d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    params = params._replace(**{name: rng.standard_normal((1, h)) for name in params._fields if name.startswith("b_")})
    X, state = (
        rng.standard_normal((T, n, d)),
        tree_map(lambda part: rng.standard_normal(part.shape), form.zero_state(cell, n, h)),
    )
    return tree_map(lambda array: array.astype(dtype), Network(params, X, state))


@st.composite
def networks(draw, *, cell=rnn, longest=40, largest=5, work=np.inf):
    """Networks of all shapes and schemes. `work` bounds what a numerical gradient costs: numbers to move × steps to run."""
    T, d, h = draw(st.integers(1, longest)), draw(st.integers(1, largest)), draw(st.integers(1, largest))
    n = draw(st.integers(1, max(1, int(min(8, work / (T * T * (d + h)))))))
    return network(
        T,
        n,
        d,
        h,
        cell=cell,
        scheme=draw(st.sampled_from(sorted(SCHEMES))),
        weight_scale=draw(st.just(0.0) | st.floats(1e-6, 3)),  # not so small that products of it are rounded to 0
        seed=draw(st.integers(0, 2**32 - 1)),
    )


activations = st.sampled_from(sorted(ACTIVATIONS))


def step_by_step(cell, net, dH, dstate, **options):
    """What `unroll` and `backprop_through_time` find, by a plain loop over `step` and `step_grad`.

    All h, dparams, dX, the total dL/dh_t, and the gradient of the initial state.
    """
    state, states, caches = net.state, [net.state], []
    for x in net.X:
        state, cache = cell.step(net.params, x, state, **options)
        states.append(state)
        caches.append(cache)
    dparams, dX, total = None, [], []
    for cache, dh in zip(reversed(caches), dH[::-1]):
        dstate = dstate._replace(h=dstate.h + dh) if isinstance(dstate, tuple) else dstate + dh
        total.insert(0, hidden(dstate))
        new, dx, dstate = cell.step_grad(net.params, cache, dstate)
        dX.insert(0, dx)
        dparams = new if dparams is None else tree_map(np.add, dparams, new)
    return np.stack([hidden(state) for state in states]), dparams, np.stack(dX), np.stack([hidden(dstate), *total]), dstate


def hidden(state):
    """h, of a state that is a tuple or h alone."""
    return state.h if isinstance(state, tuple) else state


def gradients(net, *, cell=rnn, seed=1, **options):
    """The trace and the gradients of a random weighted sum of all states."""
    trace = bptt.unroll(cell, *net, **options)
    dH = np.random.default_rng(seed).standard_normal(trace.H[1:].shape).astype(trace.H.dtype)
    return trace, bptt.backprop_through_time(cell, net.params, trace, dH)
