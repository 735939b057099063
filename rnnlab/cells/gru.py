"""The gated recurrent unit: one state, which is kept or rewritten unit by unit.

    r = σ(x W_xr + h W_hr + b_r)                reset gate: how much of the old state the candidate sees
    z = σ(x W_xz + h W_hz + b_z)                update gate: how much of the old state is kept
    g = tanh(x W_xh + (r * h) W_hh + b_h)       candidate, where the reset gate acts before the product: reset="before"
    g = tanh(x W_xh + r * (h W_hh) + b_h)       candidate, where it acts after the product: reset="after"
    h' = z * h + (1 - z) * g                    hidden state

Both conventions are in use, and they are different networks. Cho et al. 2014 reset before the product, and so does Dive into
Deep Learning, section 10.2, whose letters these are. cuDNN, and with it PyTorch, reset after it. PyTorch also has a second bias
within the brackets, r * (h W_hh + b), which is zero here.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import initialization, validation
from rnnlab.cells import gates, sizes
from rnnlab.cells.activations import sigmoid

RESETS = ("before", "after")
OPTIONS = {"reset": RESETS}  # what `step` can be told, and the values it takes


class Params(NamedTuple):
    """The cell's parameters, three for each gate. Gradients come in the same form: `dparams.W_hz` is dL/dW_hz."""

    W_xr: np.ndarray  # (d, h), like every W_x
    W_hr: np.ndarray  # (h, h), like every W_h
    b_r: np.ndarray  # (1, h), like every b
    W_xz: np.ndarray
    W_hz: np.ndarray
    b_z: np.ndarray
    W_xh: np.ndarray
    W_hh: np.ndarray
    b_h: np.ndarray


class Cache(NamedTuple):
    """What the backward pass needs, and what the views draw. Over a sequence each array has a leading time axis."""

    x: np.ndarray  # (n, d)
    h_prev: np.ndarray  # (n, h), like all that follow; state before the step
    r: np.ndarray  # reset gate
    z: np.ndarray  # update gate
    g: np.ndarray  # candidate
    inner: np.ndarray  # what the candidate takes from the old state: r * h_prev with reset="before", h_prev W_hh with "after"
    h: np.ndarray  # state after the step
    reset: str


def init(d, h, *, scheme="gaussian", weight_scale=1.0, rng):
    """Fresh parameters for input size `d` and hidden size `h`, biases at zero.

    `scheme` and `weight_scale` are those of `rnnlab.cells.rnn.init`, used for each gate with numbers of its own.
    Raises ValueError or TypeError naming the argument.
    """
    d, h = validation.whole("d", d), validation.whole("h", h)
    validation.generator("rng", rng)

    def gate():
        W_h = initialization.recurrent_weights(h, scheme=scheme, weight_scale=weight_scale, rng=rng)
        return initialization.input_weights(d, h, scheme=scheme, rng=rng), W_h, np.zeros((1, h))

    return Params(*gate(), *gate(), *gate())


def step(params, x, state, *, reset="before"):
    """One step: the formulas at the top of this file.

    `reset` says where the reset gate acts, "before" or "after" the product.

    x (n, d), state (n, h) -> state (n, h) and the cache for `step_grad`.
    """
    x, h_prev = check_step(params, x, state, reset)
    p = params
    with np.errstate(all="ignore"):
        r = sigmoid(x @ p.W_xr + h_prev @ p.W_hr + p.b_r)
        z = sigmoid(x @ p.W_xz + h_prev @ p.W_hz + p.b_z)
        if reset == "before":
            inner = r * h_prev
            g = np.tanh(x @ p.W_xh + inner @ p.W_hh + p.b_h)
        else:
            inner = h_prev @ p.W_hh
            g = np.tanh(x @ p.W_xh + r * inner + p.b_h)
        h = z * h_prev + (1 - z) * g
    return h, Cache(x, h_prev, r, z, g, inner, h, reset)


def step_grad(params, cache, dstate):
    """The gradient of one step. `dstate` (n, h) is dL/dh_t, all that arrives at the state after the step.

    Returns dparams (shaped like params), dx (n, d) and dstate_prev (n, h).
    """
    check_cache(params, cache)
    dh = check_state(dstate, *cache.h.shape, name="dstate")
    p, (x, h_prev, r, z, g, inner, _, reset) = params, cache
    with np.errstate(all="ignore"):
        dz_z = dh * (h_prev - g) * z * (1 - z)
        dz_h = dh * (1 - z) * (1 - g * g)
        if reset == "before":
            dinner = dz_h @ p.W_hh.T
            dr, dh_prev, dW_hh = dinner * h_prev, dinner * r, inner.T @ dz_h
        else:
            dinner = dz_h * r
            dr, dh_prev, dW_hh = dz_h * inner, dinner @ p.W_hh.T, h_prev.T @ dinner
        dz_r = dr * r * (1 - r)
        dparams = Params(
            *(x.T @ dz_r, h_prev.T @ dz_r, dz_r.sum(axis=0, keepdims=True)),
            *(x.T @ dz_z, h_prev.T @ dz_z, dz_z.sum(axis=0, keepdims=True)),
            *(x.T @ dz_h, dW_hh, dz_h.sum(axis=0, keepdims=True)),
        )
        dx = dz_r @ p.W_xr.T + dz_z @ p.W_xz.T + dz_h @ p.W_xh.T
        dh_prev = dh_prev + dh * z + dz_r @ p.W_hr.T + dz_z @ p.W_hz.T
    return dparams, dx, dh_prev


# --- over a whole sequence: the gates together, columns are examples (see `rnnlab.cells.gates`) -------------------------

GATES = "rzh"  # their order: the two sigmoids, then the candidate


def scan(params, X, state, *, reset="before"):
    """`step` for every x in X (T, n, d): the states (T+1, n, h), the given one first, and the cache with a time axis.

    X may also be indices (T, n), see `rnnlab.cells.indices`. Arguments are not checked here: `rnnlab.bptt.unroll` does that
    once for the sequence.
    """
    W_x, W_h, b = (gates.side_by_side(params, kind, GATES) for kind in ("W_x", "W_h", "b_"))
    h = len(W_h)
    half = np.repeat(np.array([0.5, 0.5, 1], W_h.dtype), h)  # σ(z) is (1 + tanh(z/2)) / 2: tanh serves all
    with np.errstate(all="ignore"):
        T, n = X.shape[:2]
        H = np.empty((T + 1, h, n), W_h.dtype)
        H[0] = state.T
        Z, inner = np.empty((T, 3 * h, n), W_h.dtype), np.empty_like(H[1:])
        W_h = np.multiply(W_h.T, half[:, None], order="C")
        _run(W_h[: 2 * h], W_h[2 * h :], gates.from_inputs(W_x * half, b * half, X), Z, H, inner, reset)
    H = np.ascontiguousarray(gates.turned(H))
    r, z, g = (gates.turned(gate) for gate in gates.apart(Z, 3))
    return H, Cache(X, H[:-1], r, z, g, gates.turned(inner), H[1:], reset)


def _run(W_gates, W_hh, sent, Z, H, inner, reset):
    """Fill in the gates, Z, the states and `inner`, from what the inputs have `sent` to each step's gates."""
    h = H.shape[1]
    one, half = np.ones((), Z.dtype), np.full((), 0.5, Z.dtype)  # a small array meets these in half the time of 1 and 0.5
    for from_x, gates_and_candidate, h_prev, h_next, met in zip(sent, Z, H[:-1], H[1:], inner, strict=True):
        sigmoids, g = gates_and_candidate[: 2 * h], gates_and_candidate[2 * h :]
        W_gates.dot(h_prev, out=sigmoids)  # on small arrays, a third of the time that @ takes
        sigmoids += from_x[: 2 * h]
        np.tanh(sigmoids, out=sigmoids)
        sigmoids += one
        sigmoids *= half
        r, z = sigmoids[:h], sigmoids[h:]
        if reset == "before":
            np.multiply(r, h_prev, out=met)
            W_hh.dot(met, out=g)
        else:
            W_hh.dot(h_prev, out=met)
            np.multiply(r, met, out=g)
        g += from_x[2 * h :]
        np.tanh(g, out=g)
        np.subtract(h_prev, g, out=h_next)  # h' = g + z (h - g)
        h_next *= z
        h_next += g


def scan_grad(params, cache, dH):
    """`step_grad` for every step, last first. `dH` (T+1, n, h) is what arrives at each state from outside the recurrence.

    Returns dparams summed over time, dX (T, n, d), or None for indices, and the total dL/dh_t (T+1, n, h).
    """
    with np.errstate(all="ignore"):
        slopes = _slopes(cache)
        total = np.array(gates.turned(dH), cache.h.dtype, order="C")
        W_gates = gates.side_by_side(params, "W_h", GATES[:2])
        _run_back(W_gates, params.W_hh, slopes, gates.turned(cache.r), gates.turned(cache.z), total, cache.reset)
        dZ = gates.over_time(slopes)
        named, dX = gates.input_gradients(params, GATES, cache.x, dZ)
        dW_gates, dW_hh = _recurrent_gradients(cache, slopes, dZ)
    return Params(**named, **gates.by_name("W_h", GATES[:2], dW_gates), W_hh=dW_hh), dX, gates.turned(total)


def _slopes(cache):
    """By what the gradient is to be multiplied to give that before each gate's activation, for every step at once: (T, 3h, n).

    For z and the candidate it is dL/dh_t. For r it is what arrives at r * h_prev with reset="before", and with "after" the
    gradient before the candidate's activation.
    """
    h_prev, r, z, g, inner = (gates.turned(part) for part in cache[1:6])
    T, h, n = z.shape
    slopes = np.empty((T, 3 * h, n), z.dtype)
    of_r, of_z, of_h = gates.apart(slopes, 3)
    np.subtract(1, r, out=of_r)
    of_r *= r
    of_r *= h_prev if cache.reset == "before" else inner
    kept_or_not = np.subtract(1, z)
    np.subtract(h_prev, g, out=of_z)
    of_z *= z
    of_z *= kept_or_not
    np.multiply(g, g, out=of_h)
    np.subtract(1, of_h, out=of_h)
    of_h *= kept_or_not
    return slopes


def _run_back(W_gates, W_hh, slopes, reset_gate, kept, total, reset):
    """Complete the total, and multiply the slopes by what arrives: they become the gradients before the activations."""
    h = len(W_hh)
    carried, dinner = np.empty_like(total[0]), np.empty_like(total[0])
    back = total[:0:-1], total[-2::-1], slopes[::-1], reset_gate[::-1], kept[::-1]
    for dh, dh_prev, dz, r, z in zip(*back, strict=True):
        dz_r, dz_z, dz_h = dz[:h], dz[h : 2 * h], dz[2 * h :]
        dz_z *= dh
        dz_h *= dh
        if reset == "before":
            W_hh.dot(dz_h, out=dinner)
            dz_r *= dinner
            dinner *= r
            dh_prev += dinner
        else:
            dz_r *= dz_h
            np.multiply(dz_h, r, out=dinner)
            W_hh.dot(dinner, out=carried)
            dh_prev += carried
        W_gates.dot(dz[: 2 * h], out=carried)
        dh_prev += carried
        np.multiply(dh, z, out=carried)
        dh_prev += carried


def _recurrent_gradients(cache, slopes, dZ):
    """dW_hr and dW_hz side by side, and dW_hh, from the gradients before the gates: `slopes` (T, 3h, n), and `dZ`, the same."""
    h = cache.h.shape[-1]
    dW_gates = gates.recurrent_gradient(cache.h_prev, dZ[: 2 * h])
    if cache.reset == "before":
        return dW_gates, gates.recurrent_gradient(cache.inner, dZ[2 * h :])
    dinner = gates.over_time(slopes[:, 2 * h :] * gates.turned(cache.r))
    return dW_gates, gates.recurrent_gradient(cache.h_prev, dinner)


# --- the state --------------------------------------------------------------------------------------------------------


def zero_state(n, h, dtype=float):
    """The state that a sequence starts from when no other is given."""
    return np.zeros((n, h), dtype)


def last_state(cache):
    """The state after the last step of a sequence's cache."""
    return cache.h[-1]


# --- what is refused --------------------------------------------------------------------------------------------------


def check_params(params):
    """The sizes (d, h) of well-formed parameters; otherwise an error that names the field."""
    return sizes.of_gates(Params, params)


def check_cache(params, cache):
    """Nothing, once the parameters are known to be of the sizes that the cache was made with."""
    sizes.check_cache(Cache, cache, check_params(params))


def check_step(params, x, state, reset="before"):
    """`x` and `state` as arrays, once everything `step` is given is known to fit together."""
    d, h = check_params(params)
    validation.choice("reset", reset, RESETS)
    x = validation.array("x", x, ("n", d), complex=True)
    return x, check_state(state, len(x), h)


def check_state(state, n, h, name="state"):
    """`state` as an array (n, h)."""
    return validation.array(name, state, (n, h), complex=True)
