"""The GRU over a whole sequence: the gates together, columns are examples, see `rnnlab.cells.scans.gates`."""

import numpy as np

from rnnlab.cells.scans import gates

ORDER = "rzh"  # the two sigmoids, then the candidate


def scan(params, X, state, *, reset="before"):
    """All states (T+1, n, h), and the rest of the cache by name, each with a time axis."""
    W_x, W_h, b = (gates.side_by_side(params, kind, ORDER) for kind in ("W_x", "W_h", "b_"))
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
    return H, {"h_prev": H[:-1], "r": r, "z": z, "g": g, "inner": gates.turned(inner), "h": H[1:], "reset": reset}


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
    """dparams by name, dX, and the total dL/dh_t (T+1, n, h)."""
    with np.errstate(all="ignore"):
        slopes = _slopes(cache)
        total = np.array(gates.turned(dH), cache.h.dtype, order="C")
        W_gates = gates.side_by_side(params, "W_h", ORDER[:2])
        _run_back(W_gates, params.W_hh, slopes, gates.turned(cache.r), gates.turned(cache.z), total, cache.reset)
        dZ = gates.over_time(slopes)
        named, dX = gates.input_gradients(params, ORDER, cache.x, dZ)
        dW_gates, dW_hh = _recurrent_gradients(cache, slopes, dZ)
    return named | gates.by_name("W_h", ORDER[:2], dW_gates) | {"W_hh": dW_hh}, dX, gates.turned(total)


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
