"""The LSTM over a whole sequence: the gates together, columns are examples, see `rnnlab.cells.scans.gates`."""

import numpy as np

from rnnlab.cells.scans import gates

ORDER = "cifo"  # the candidate, then the three sigmoids, of which the first two reach the memory
AHEAD = 2**18  # bytes of slopes that are made ahead: they are still at hand when their step comes


def scan(params, X, state):
    """All states h (T+1, n, h), and the rest of the cache by name, each with a time axis."""
    W_x, W_h, b = (gates.side_by_side(params, kind, ORDER) for kind in ("W_x", "W_h", "b_"))
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
    before, after = {"h_prev": H[:-1], "c_prev": C[:-1]}, {"c": C[1:], "tanh_c": tanh_C, "h": H[1:]}
    return H, {**before, "i": i, "f": f, "o": o, "g": g, **after}


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
    """dparams by name, dX, and the totals dL/dh_t and dL/dc_t (T+1, n, h)."""
    T, n, h = cache.h.shape
    with np.errstate(all="ignore"):
        total_H = np.array(gates.turned(dH), cache.c.dtype, order="C")
        total_C = np.zeros_like(total_H)
        if dc is not None:
            total_C[-1] = dc.T
        dZ = np.empty((T, 4 * h, n), cache.c.dtype)
        _run_back(gates.side_by_side(params, "W_h", ORDER), cache, total_H, total_C, dZ)
        dZ = gates.over_time(dZ)
        named, dX = gates.input_gradients(params, ORDER, cache.x, dZ)
        dW_h = gates.recurrent_gradient(cache.h_prev, dZ)
    return named | gates.by_name("W_h", ORDER, dW_h), dX, gates.turned(total_H), gates.turned(total_C)


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
