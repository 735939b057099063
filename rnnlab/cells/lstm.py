"""The long short-term memory: a cell that adds to a memory instead of rewriting its state.

    i = σ(x W_xi + h W_hi + b_i)        input gate: how much of the candidate is written
    f = σ(x W_xf + h W_hf + b_f)        forget gate: how much of the old memory is kept
    o = σ(x W_xo + h W_ho + b_o)        output gate: how much of the memory is shown
    g = tanh(x W_xc + h W_hc + b_c)     candidate
    c' = f * c + i * g                  memory
    h' = o * tanh(c')                   hidden state

The state is the pair (h, c). Hochreiter and Schmidhuber 1997; with the forget gate, Gers, Schmidhuber and Cummins 2000. The
letters are those of Dive into Deep Learning, section 10.1.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.cells import form
from rnnlab.cells.activations import sigmoid
from rnnlab.cells.scans import loops
from rnnlab.cells.scans import lstm as fast

NAME = "LSTM"
GATES = {
    "i": form.Gate("input gate", form.WRITES),
    "f": form.Gate("forget gate", form.KEEPS),
    "o": form.Gate("output gate", "shows"),
}


class Params(NamedTuple):
    """The cell's parameters, three for each gate. Gradients come in the same form: `dparams.W_hf` is dL/dW_hf."""

    W_xi: np.ndarray  # (d, h), like every W_x
    W_hi: np.ndarray  # (h, h), like every W_h
    b_i: np.ndarray  # (1, h), like every b
    W_xf: np.ndarray
    W_hf: np.ndarray
    b_f: np.ndarray
    W_xo: np.ndarray
    W_ho: np.ndarray
    b_o: np.ndarray
    W_xc: np.ndarray
    W_hc: np.ndarray
    b_c: np.ndarray


class State(NamedTuple):
    """What one step hands to the next."""

    h: np.ndarray  # (n, h) hidden state: what the gates and the readout see
    c: np.ndarray  # (n, h) memory


class Cache(NamedTuple):
    """What the backward pass needs, and what the views draw. Over a sequence each array has a leading time axis."""

    x: np.ndarray  # (n, d)
    h_prev: np.ndarray  # (n, h), like all that follow; hidden state and memory before the step
    c_prev: np.ndarray
    i: np.ndarray  # input gate
    f: np.ndarray  # forget gate
    o: np.ndarray  # output gate
    g: np.ndarray  # candidate
    c: np.ndarray  # memory after the step
    tanh_c: np.ndarray  # what the output gate is applied to
    h: np.ndarray  # hidden state after the step


def init(d, h, *, scheme="gaussian", weight_scale=1.0, forget_bias=1.0, rng):
    """Fresh parameters for input size `d` and hidden size `h`.

    `scheme` and `weight_scale` are those of `rnnlab.cells.rnn.init`, used for each gate with numbers of its own. Biases are
    zero but for the forget gate's, `forget_bias`: above 0 the gate starts open and the memory is kept (Gers, Schmidhuber and
    Cummins 2000; Jozefowicz, Zaremba and Sutskever 2015, section 3). Raises ValueError or TypeError naming the argument.
    """
    forget_bias = validation.real("forget_bias", forget_bias)
    fresh = form.init(Params, d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    return fresh._replace(b_f=np.full_like(fresh.b_f, forget_bias))


def step(params, x, state):
    """One step: the formulas at the top of this file.

    x (n, d), state (h, c) of (n, h) each -> State (h, c) and the cache for `step_grad`.
    """
    params, x, (h_prev, c_prev) = form.checked(Params, params, x, state, State)
    p = params
    with np.errstate(all="ignore"):
        i = sigmoid(x @ p.W_xi + h_prev @ p.W_hi + p.b_i)
        f = sigmoid(x @ p.W_xf + h_prev @ p.W_hf + p.b_f)
        o = sigmoid(x @ p.W_xo + h_prev @ p.W_ho + p.b_o)
        g = np.tanh(x @ p.W_xc + h_prev @ p.W_hc + p.b_c)
        c = f * c_prev + i * g
        tanh_c = np.tanh(c)
        h = o * tanh_c
    return State(h, c), Cache(x, h_prev, c_prev, i, f, o, g, c, tanh_c, h)


def step_grad(params, cache, dstate):
    """The gradient of one step.

    `dstate` is (dL/dh_t, dL/dc_t) of (n, h) each: all that arrives at the state after the step. Returns
    dparams (shaped like params), dx (n, d) and dstate_prev, a State. To dL/dc_t is added what h_t = o *
    tanh(c_t) sends to it. From there back to c_{t-1} the gradient is only multiplied by f: no weight matrix
    lies on that way.
    """
    params, cache, (dh, dc) = form.checked_back(Params, Cache, params, cache, dstate, State)
    p, (x, h_prev, c_prev, i, f, o, g, _, tanh_c, _) = params, cache
    with np.errstate(all="ignore"):
        dc = dc + dh * o * (1 - tanh_c * tanh_c)
        dz_i = dc * g * i * (1 - i)
        dz_f = dc * c_prev * f * (1 - f)
        dz_o = dh * tanh_c * o * (1 - o)
        dz_c = dc * i * (1 - g * g)
        dparams = Params(
            *(x.T @ dz_i, h_prev.T @ dz_i, dz_i.sum(axis=0, keepdims=True)),
            *(x.T @ dz_f, h_prev.T @ dz_f, dz_f.sum(axis=0, keepdims=True)),
            *(x.T @ dz_o, h_prev.T @ dz_o, dz_o.sum(axis=0, keepdims=True)),
            *(x.T @ dz_c, h_prev.T @ dz_c, dz_c.sum(axis=0, keepdims=True)),
        )
        dx = dz_i @ p.W_xi.T + dz_f @ p.W_xf.T + dz_o @ p.W_xo.T + dz_c @ p.W_xc.T
        dh_prev = dz_i @ p.W_hi.T + dz_f @ p.W_hf.T + dz_o @ p.W_ho.T + dz_c @ p.W_hc.T
    return dparams, dx, State(dh_prev, dc * f)


scan, scan_grad = loops.as_a_cells(fast, Params, Cache)


def perturbed(state, cache, added):
    """The state after a step in which `added`, a State, came on top of the memory and of h: what the memory shows follows."""
    c = state.c + added.c
    return State(cache.o * np.tanh(c) + added.h, c)
