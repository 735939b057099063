"""Random networks with something to run on."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from rnnlab import bptt
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.initialization import SCHEMES


class Network(NamedTuple):
    """A cell's parameters, a sequence and an initial state: the arguments of `unroll` after the cell."""

    params: rnn.Params
    X: np.ndarray
    state: np.ndarray


def network(T, n, d, h, *, scheme="gaussian", weight_scale=1.0, seed=0, dtype=float):
    """A network in which nothing is zero by default: the bias and the initial state are drawn too."""
    rng = np.random.default_rng(seed)
    params = rnn.init(d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    params = rnn.Params(params.W_xh, params.W_hh, rng.standard_normal((1, h)))
    X, state = rng.standard_normal((T, n, d)), rng.standard_normal((n, h))
    return Network(rnn.Params(*(W.astype(dtype) for W in params)), X.astype(dtype), state.astype(dtype))


@st.composite
def networks(draw, *, longest=40, largest=5, work=np.inf):
    """Networks of all shapes and schemes. `work` bounds what a numerical gradient costs: numbers to move × steps to run."""
    T, d, h = draw(st.integers(1, longest)), draw(st.integers(1, largest)), draw(st.integers(1, largest))
    n = draw(st.integers(1, max(1, int(min(8, work / (T * T * (d + h)))))))
    return network(
        T,
        n,
        d,
        h,
        scheme=draw(st.sampled_from(sorted(SCHEMES))),
        weight_scale=draw(st.floats(0, 3)),
        seed=draw(st.integers(0, 2**32 - 1)),
    )


activations = st.sampled_from(sorted(ACTIVATIONS))


def gradients(net, *, cell=rnn, seed=1, **options):
    """The trace and the gradients of a random weighted sum of all states."""
    trace = bptt.unroll(cell, *net, **options)
    dH = np.random.default_rng(seed).standard_normal(trace.H[1:].shape).astype(trace.H.dtype)
    return trace, bptt.backprop_through_time(cell, net.params, trace, dH)
