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

from rnnlab import initialization, validation
from rnnlab.cells import gates, sizes
from rnnlab.cells.activations import sigmoid

OPTIONS = {}  # this cell's `step` has none


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
    d, h = validation.whole("d", d), validation.whole("h", h)
    forget_bias = validation.real("forget_bias", forget_bias)
    validation.generator("rng", rng)

    def gate(bias=0.0):
        W_h = initialization.recurrent_weights(h, scheme=scheme, weight_scale=weight_scale, rng=rng)
        return initialization.input_weights(d, h, scheme=scheme, rng=rng), W_h, np.full((1, h), bias)

    return Params(*gate(), *gate(forget_bias), *gate(), *gate())


def step(params, x, state):
    """One step: the formulas at the top of this file.

    x (n, d), state (h, c) of (n, h) each -> State (h, c) and the cache for `step_grad`.
    """
    x, (h_prev, c_prev) = check_step(params, x, state)
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
    check_cache(params, cache)
    dh, dc = check_state(dstate, *cache.h.shape, name="dstate")
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


# --- over a whole sequence: the gates together, columns are examples (see `rnnlab.cells.gates`) -------------------------

GATES = "cifo"  # their order: the candidate, then the three sigmoids, of which the first two reach the memory
AHEAD = 2**18  # bytes of slopes that are made ahead: they are still at hand when their step comes


def scan(params, X, state):
    """`step` for every x in X (T, n, d): the states h (T+1, n, h), the given one first, and the cache with a time axis.

    X may also be indices (T, n), see `rnnlab.cells.indices`. Arguments are not checked here: `rnnlab.bptt.unroll` does that
    once for the sequence.
    """
    W_x, W_h, b = (gates.side_by_side(params, kind, GATES) for kind in ("W_x", "W_h", "b_"))
    h = len(W_h)
    half = np.repeat(np.array([1, 0.5, 0.5, 0.5], W_h.dtype), h)  # σ(z) is (1 + tanh(z/2)) / 2: one tanh for all gates
    with np.errstate(all="ignore"):
        T, n = X.shape[:2]
        H, C = np.empty((2, T + 1, h, n), W_h.dtype)
        H[0], C[0] = state.h.T, state.c.T
        opened, tanh_C = np.empty((4, T, h, n), W_h.dtype), np.empty_like(C[1:])
        _run(np.multiply(W_h.T, half[:, None], order="C"), gates.from_inputs(W_x * half, b * half, X), opened, H, C, tanh_C)
    H, C, tanh_C = np.ascontiguousarray(gates.turned(H)), gates.turned(C), gates.turned(tanh_C)
    g, i, f, o = map(gates.turned, opened)
    return H, Cache(X, H[:-1], C[:-1], i, f, o, g, C[1:], tanh_C, H[1:])


def _run(W_h, sent, opened, H, C, tanh_C):
    """Fill in the candidate and the gates, `opened` (4, T, h, n), and the states, from what the inputs have `sent` to them."""
    _, _, h, n = opened.shape
    z, written = np.empty((4 * h, n), H.dtype), np.empty_like(H[0])
    candidate, sigmoids = z[:h], z[h:].reshape(3, h, n)
    one, half = np.ones((), z.dtype), np.full((), 0.5, z.dtype)  # a small array meets these in half the time of 1 and 0.5
    at_step = sent, H[:-1], H[1:], C[:-1], C[1:], tanh_C, opened[1:].swapaxes(0, 1), *opened
    for from_x, h_prev, h_next, c_prev, c, tanh_c, ifo, g, i, f, o in zip(*at_step, strict=True):
        W_h.dot(h_prev, out=z)  # on small arrays, a third of the time that @ takes
        z += from_x
        np.tanh(candidate, out=g)
        np.tanh(sigmoids, out=sigmoids)
        sigmoids += one
        np.multiply(sigmoids, half, out=ifo)
        np.multiply(f, c_prev, out=c)
        np.multiply(i, g, out=written)
        c += written
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=h_next)


def scan_grad(params, cache, dH, dc=None):
    """`step_grad` for every step, last first. `dH` (T+1, n, h) is what arrives at each h_t from outside the recurrence, `dc`
    (n, h) what arrives at the last memory.

    Returns dparams summed over time, dX (T, n, d), or None for indices, and the totals dL/dh_t and dL/dc_t, (T+1, n, h) each.
    """
    T, n, h = cache.h.shape
    with np.errstate(all="ignore"):
        total_H = np.array(gates.turned(dH), cache.c.dtype, order="C")
        total_C = np.zeros_like(total_H)
        if dc is not None:
            total_C[-1] = dc.T
        dZ = np.empty((T, 4 * h, n), cache.c.dtype)
        _run_back(gates.side_by_side(params, "W_h", GATES), cache, total_H, total_C, dZ)
        dZ = gates.over_time(dZ)
        named, dX = gates.input_gradients(params, GATES, cache.x, dZ)
        dW_h = gates.recurrent_gradient(cache.h_prev, dZ)
    return Params(**named, **gates.by_name("W_h", GATES, dW_h)), dX, gates.turned(total_H), gates.turned(total_C)


def _run_back(W_h, cache, total_H, total_C, dZ):
    """Complete the totals, and fill in the gradients before the activations, (T, 4h, n)."""
    T, _, n = dZ.shape
    h, block = len(W_h), max(1, AHEAD // dZ[0].nbytes)
    before, carried = dZ.reshape(T, 4, h, n), np.empty_like(total_H[0])
    for end in range(T, 0, -block):
        now = slice(max(end - block, 0), end)
        after = slice(now.start + 1, end + 1)
        totals = total_H[after], total_H[now], total_C[after], total_C[now]
        at_step = *totals, gates.turned(cache.f[now]), *_slopes(cache, now), dZ[now], before[now, :3], before[now, 3]
        backwards = (part[::-1] for part in at_step)
        for dh, dh_prev, dc, dc_prev, f, of_cif, of_o, to_memory, dz, dz_cif, dz_o in zip(*backwards, strict=True):
            np.multiply(dh, to_memory, out=carried)
            dc += carried
            np.multiply(dc, of_cif, out=dz_cif)
            np.multiply(dh, of_o, out=dz_o)
            np.multiply(dc, f, out=dc_prev)
            W_h.dot(dz, out=carried)
            dh_prev += carried


def _slopes(cache, steps):
    """All that can be said of these steps before the gradient arrives; many small steps at once cost little more than one.

    By what dL/dc_t is to be multiplied to give the gradient before the activation of the candidate, i and f, (steps, 3, h, n).
    By what dL/dh_t is to be multiplied to give that of o, and what it sends to the memory, (steps, h, n) each.
    """
    parts = cache.c_prev, cache.i, cache.f, cache.o, cache.g, cache.tanh_c
    c_prev, i, f, o, g, tanh_c = (gates.turned(part[steps]) for part in parts)
    slopes, one = np.empty((5, *g.shape), g.dtype), np.ones((), g.dtype)
    of_c, of_i, of_f, of_o, to_memory = slopes
    for t, factor, slope in ((g, i, of_c), (tanh_c, o, to_memory)):  # 1 - t², where t is the tanh
        np.multiply(t, t, out=slope)
        np.subtract(one, slope, out=slope)
        slope *= factor
    for s, factor, slope in ((i, g, of_i), (f, c_prev, of_f), (o, tanh_c, of_o)):  # s (1 - s), where s is the sigmoid
        np.subtract(one, s, out=slope)
        slope *= s
        slope *= factor
    return slopes[:3].swapaxes(0, 1), of_o, to_memory


# --- the state --------------------------------------------------------------------------------------------------------


def zero_state(n, h, dtype=float):
    """The state that a sequence starts from when no other is given."""
    return State(np.zeros((n, h), dtype), np.zeros((n, h), dtype))


def last_state(cache):
    """The state after the last step of a sequence's cache."""
    return State(cache.h[-1], cache.c[-1])


def perturbed(state, cache, added):
    """The state after a step in which `added`, a State, came on top of the memory and of h: what the memory shows follows."""
    c = state.c + added.c
    return State(cache.o * np.tanh(c) + added.h, c)


# --- what is refused --------------------------------------------------------------------------------------------------


def check_params(params):
    """The sizes (d, h) of well-formed parameters; otherwise an error that names the field."""
    return sizes.of_gates(Params, params)


def check_cache(params, cache):
    """Nothing, once the parameters are known to be of the sizes that the cache was made with."""
    sizes.check_cache(Cache, cache, check_params(params))


def check_step(params, x, state):
    """`x` and `state` as arrays, once everything `step` is given is known to fit together."""
    d, h = check_params(params)
    x = validation.array("x", x, ("n", d), complex=True)
    return x, check_state(state, len(x), h)


def check_state(state, n, h, name="state"):
    """`state`, a pair of arrays (n, h), as a State of arrays."""
    if not isinstance(state, tuple) or len(state) != 2:
        raise TypeError(f"{name} must be a pair of arrays, (h, c); got {type(state).__name__}")
    named = zip((f"{name}.h", f"{name}.c"), state, strict=True)
    return State(*(validation.array(part, value, (n, h), complex=True) for part, value in named))
