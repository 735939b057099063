"""Right answers in every style in which they are written: none is refused, and none is told a mistake."""

import bisect
import collections
import decimal
import fractions
import functools
import heapq
import itertools
import math
import operator
import statistics

import numpy as np
import pytest

from rnnlab import checks, losses, optim
from rnnlab.cells.activations import sigmoid, tanh_slope
from rnnlab.trees import tree_map

EACH = pytest.mark.parametrize("check", checks.ALL, ids=[check.name for check in checks.ALL])


def each_array(change, answer):
    """The answer with `change` made to each of its arrays."""
    return type(answer)(each_array(change, part) for part in answer) if isinstance(answer, tuple | list) else change(answer)


class Subclass(np.ndarray):
    """An array of a class of its own."""


DRESSED = {
    "lists": lambda a: np.asarray(a).tolist(),
    "single precision": lambda a: np.float32(a) if np.asarray(a).dtype.kind == "f" else a,
    "long double": lambda a: np.longdouble(a) if np.asarray(a).dtype.kind == "f" else a,
    "columns first": lambda a: np.asarray(a, order="F"),
    "read only": lambda a: np.broadcast_to(a, np.shape(a)),
    "masked": np.ma.masked_array,
    "other bytes first": lambda a: np.asarray(a).astype(np.asarray(a).dtype.newbyteorder(">")),
    "a class of its own": lambda a: np.asarray(a).view(Subclass),
    "strided": lambda a: np.repeat(np.atleast_1d(a), 2, axis=-1)[..., ::2].reshape(np.shape(a)),
    "nearly": lambda a: a * (1 + 1e-9) if np.asarray(a).dtype.kind == "f" else a,
}


@EACH
@pytest.mark.parametrize("style", DRESSED)
def test_an_answer_may_come_in_any_dress(check, style):
    def answer(*case):
        result = check.answer(*case)
        return each_array(DRESSED[style], result)

    assert check(answer).reason == "right"


@EACH
def test_a_function_may_be_of_any_kind(check):
    class Callable:
        def __call__(self, *case):
            return check.answer(*case)

    for function in (Callable(), functools.partial(check.answer), lambda *case, extra=1: check.answer(*case)):
        assert check(function).reason == "right"


@EACH
def test_a_tuple_is_as_good_as_a_list_and_one_array_as_several(check):
    answer = check.answer(*check.cases[0].values())
    if isinstance(answer, tuple):
        assert check(lambda *case: list(check.answer(*case))).reason == "right"


@EACH
def test_an_answer_may_be_computed_in_single_precision(check):
    def answer(*case):
        return check.answer(*tree_map(lambda a: np.float32(a) if getattr(a, "dtype", "") == "d" else a, case))

    assert check(answer).reason == "right"


# Parts that several exercises share, each written in many ways.


def product(A, B):
    """A B in plain Python."""
    return [[sum(map(operator.mul, row, column)) for column in zip(*B)] for row in A]


def added_up(x, h, W, V, b):
    """Each product is added to what is there, in an array that begins as the bias."""
    z = np.repeat(b, len(x), axis=0)
    z += x @ W
    z += h @ V
    return z


AFFINE = [  # x W + h V + b
    lambda x, h, W, V, b: np.einsum("nd,dh->nh", x, W) + np.einsum("nj,jh->nh", h, V) + b,
    lambda x, h, W, V, b: np.hstack([x, h]) @ np.vstack([W, V]) + b,
    lambda x, h, W, V, b: np.block([x, h, np.ones((len(x), 1))]) @ np.block([[W], [V], [b]]),
    lambda x, h, W, V, b: np.dot(x, W) + np.dot(h, V) + np.tile(b, (len(x), 1)),
    lambda x, h, W, V, b: np.add(np.add(np.matmul(x, W), np.matmul(h, V)), b),
    lambda x, h, W, V, b: (W.T @ x.T + V.T @ h.T + b.T).T,
    lambda x, h, W, V, b: np.tensordot(x, W, axes=1) + np.tensordot(h, V, axes=1) + b,
    lambda x, h, W, V, b: np.stack([W.T @ row + V.T @ state + b[0] for row, state in zip(x, h)]),
    lambda x, h, W, V, b: np.inner(x, W.T) + np.inner(h, V.T) + b,
    lambda x, h, W, V, b: (x[:, :, None] * W).sum(axis=1) + (h[:, :, None] * V).sum(axis=1) + b,
    lambda x, h, W, V, b: np.array([list(map(sum, zip(*rows, b[0]))) for rows in zip(product(x, W), product(h, V))]),
    lambda x, h, W, V, b: sum(map(np.outer, x.T, W)) + sum(map(np.outer, h.T, V)) + b,
    lambda x, h, W, V, b: functools.reduce(np.add, itertools.starmap(np.matmul, [(x, W), (h, V)]), b),
    added_up,
]


def relu(z):
    return z * (z > 0)


def switched_off(dh, z):
    dz = np.array(dh)
    dz[z <= 0] = 0
    return dz


MASKS = [  # dh where z > 0, and 0 elsewhere
    switched_off,
    lambda dh, z: np.where(z > 0, dh, 0),
    lambda dh, z: dh * (z > 0).astype(float),
    lambda dh, z: dh * np.heaviside(z, 0),
    lambda dh, z: np.multiply(dh, 1, where=z > 0, out=np.zeros_like(dh)),
    lambda dh, z: np.ma.masked_array(dh, z <= 0).filled(0),
    lambda dh, z: np.logical_not(z <= 0) * dh,
    lambda dh, z: np.sign(relu(z)) * dh,
    lambda dh, z: np.select([z > 0], [dh], default=0.0),
    lambda dh, z: np.stack([np.diag(on) @ row for on, row in zip(np.greater(z, 0), dh)]),
    lambda dh, z: np.array([[d if unit > 0 else 0.0 for d, unit in zip(*rows)] for rows in zip(dh, z)]),
]


RELUS = [
    relu,
    lambda z: np.clip(z, 0, None),
    lambda z: (z + np.abs(z)) / 2,
    lambda z: np.fmax(z, 0.0),
    lambda z: z - np.minimum(z, 0),
    lambda z: [[max(0.0, unit) for unit in row] for row in z],
    lambda z: np.piecewise(z, [z > 0], [lambda on: on, 0]),
    lambda z: np.vectorize(lambda unit: unit if unit > 0 else 0.0)(z),
    *(lambda z, mask=mask: mask(z, z) for mask in MASKS),
]


def row_by_row(d):
    total = np.zeros((1, d.shape[1]))
    for row in d:
        total += row
    return total


ROW_SUMS = [  # (n, k) -> (1, k)
    functools.partial(np.sum, axis=0, keepdims=True),
    row_by_row,
    lambda d: np.ones((1, len(d))) @ d,
    lambda d: sum(d)[None, :],
    lambda d: np.add.reduce(d, keepdims=True),
    lambda d: np.einsum("nh->h", d).reshape(1, -1),
    lambda d: np.atleast_2d(d.sum(axis=0)),
    lambda d: np.expand_dims(np.sum(d, 0), 0),
    lambda d: np.cumsum(d, axis=0)[-1:],
    lambda d: functools.reduce(np.add, d)[np.newaxis],
    lambda d: [[sum(column) for column in zip(*d)]],
    lambda d: [list(map(math.fsum, d.T))],
    lambda d: d.mean(axis=0, keepdims=True) * len(d),
    lambda d: np.apply_over_axes(np.sum, d, 0),
    lambda d: np.add.reduceat(d, [0]),
]


def entry_by_entry(a, d):
    dW = np.zeros((a.shape[1], d.shape[1]))
    for n in range(len(a)):
        for j in range(a.shape[1]):
            for k in range(d.shape[1]):
                dW[j, k] += a[n, j] * d[n, k]
    return dW


OUTER_SUMS = [  # aᵀ d, the sum of the examples' outer products
    entry_by_entry,
    lambda a, d: sum(np.outer(*rows) for rows in zip(a, d)),
    lambda a, d: (d.T @ a).T,
    lambda a, d: np.dot(np.transpose(a), d),
    functools.partial(np.einsum, "nj,nk->jk"),
    lambda a, d: np.tensordot(a, d, axes=(0, 0)),
    lambda a, d: (a[:, :, None] * d[:, None, :]).sum(axis=0),
    lambda a, d: product(zip(*a), d),
    lambda a, d: np.inner(a.T, d.T),
    lambda a, d: [[left @ right for right in d.T] for left in a.T],
    lambda a, d: np.column_stack([a.T @ column for column in d.T]),
    lambda a, d: functools.reduce(np.add, map(np.outer, a, d)),
    lambda a, d: ((both := np.hstack([a, d])).T @ both)[: a.shape[1], a.shape[1] :],
    lambda a, d: np.matmul(a[:, :, None], d[:, None, :]).mean(axis=0) * len(a),
]

SIGMOIDS = [
    lambda z: 1 / (1 + np.exp(-z)),
    lambda z: np.exp(z) / (1 + np.exp(z)),
    lambda z: (1 + np.tanh(z / 2)) / 2,
    lambda z: np.exp(-np.logaddexp(0, -z)),
    lambda z: np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), 1 - 1 / (1 + np.exp(-np.abs(z)))),
    lambda z: np.reciprocal(1 + np.exp(-z)),
    lambda z: 0.5 * np.tanh(0.5 * z) + 0.5,
    lambda z: np.exp(z - np.log1p(np.exp(z))),
    lambda z: np.vectorize(lambda unit: 1 / (1 + math.exp(-unit)))(z),
    lambda z: 1 / (1 + np.power(np.e, -z)),
]
TANHS = [
    lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    lambda z: 2 * sigmoid(2 * z) - 1,
    lambda z: 1 - 2 / (np.exp(2 * z) + 1),
    lambda z: np.sinh(z) / np.cosh(z),
    lambda z: np.expm1(2 * z) / (np.expm1(2 * z) + 2),
    lambda z: (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z)),
    lambda z: np.tan(1j * z).imag,
    lambda z: np.tanh(z, out=np.empty_like(z)),
    lambda z: np.array([list(map(math.tanh, row)) for row in z]),
    np.tanh,
]


def softmax(logits):
    weights = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


# Answers that take more than a line.


def looped_step(x, h, W_xh, W_hh, b_h):
    new = np.zeros((len(x), len(W_hh)))
    for row in range(len(x)):
        for unit in range(len(W_hh)):
            total = b_h[0, unit]
            for k in range(x.shape[1]):
                total += x[row, k] * W_xh[k, unit]
            for k in range(len(W_hh)):
                total += h[row, k] * W_hh[k, unit]
            new[row, unit] = total if total > 0 else 0.0
    return new


class Step:
    """A cell as an object."""

    def __init__(self, affine, relu):
        self.affine, self.relu = affine, relu

    def __call__(self, x, h, W_xh, W_hh, b_h):
        return self.relu(self.affine(x, h, W_xh, W_hh, b_h))


def run_with(affine, relu):
    def run(X, *weights):
        start = np.zeros((X.shape[1], len(weights[1])))
        return list(itertools.accumulate(X, lambda h, x: np.asarray(relu(affine(x, h, *weights))), initial=start))

    return run


def run_by_collecting(X, W_xh, W_hh, b_h):
    states = [np.zeros((X.shape[1], W_hh.shape[0]))]
    for x in X:
        states.append(relu(np.hstack([x, states[-1]]) @ np.vstack([W_xh, W_hh]) + b_h))
    return np.stack(states)


def run_by_filling(X, W_xh, W_hh, b_h):
    """The inputs' part of all steps at once, and then the loop."""
    H = np.zeros((len(X) + 1, X.shape[1], len(W_hh)))
    for t, part in enumerate(X @ W_xh + b_h):
        np.maximum(part + H[t] @ W_hh, 0, out=H[t + 1])
    return H


def step_grad_with(mask, row_sum, outer_sum):
    def step_grad(x, h_prev, z, W_xh, W_hh, dh):
        dz = mask(dh, z)
        return outer_sum(x, dz), outer_sum(h_prev, dz), row_sum(dz), np.dot(dz, W_xh.T), np.dot(dz, W_hh.T)

    return step_grad


def step_grad_example_by_example(x, h_prev, z, W_xh, W_hh, dh):
    dW_xh, dW_hh, db_h, dx, dh_prev = map(np.zeros, map(np.shape, (W_xh, W_hh, z[:1], x, h_prev)))
    for n in range(len(x)):
        dz = np.where(z[n] > 0, dh[n], 0)
        dW_xh += np.outer(x[n], dz)
        dW_hh += np.outer(h_prev[n], dz)
        db_h += dz
        dx[n], dh_prev[n] = W_xh @ dz, W_hh @ dz
    return dW_xh, dW_hh, db_h, dx, dh_prev


def looped_bptt(H, Z, W_hh, dH):
    """Each loss on its own, and the weights' gradient unit by unit."""
    dW = np.zeros_like(W_hh)
    for loss in range(len(Z)):
        dh = dH[loss]
        for t in range(loss, -1, -1):
            dz = np.where(Z[t] > 0, dh, 0)
            dW += np.einsum("nj,nk->jk", H[t], dz)
            dh = np.einsum("nk,jk->nj", dz, W_hh)
    return dW


def bptt_with(mask, outer_sum):
    def bptt_W_hh(H, Z, W_hh, dH):
        dW, dz = 0, 0 * dH[0]
        for t in range(len(Z) - 1, -1, -1):
            dz = mask(dH[t] + np.dot(dz, W_hh.T), Z[t])
            dW = np.add(dW, outer_sum(H[t], dz))
        return dW

    return bptt_W_hh


def bptt_with_the_mask_of_the_state(H, Z, W_hh, dH):
    """Where z > 0 the state after the step is."""
    dW, dz = 0, 0 * dH[0]
    for t in reversed(range(len(Z))):
        dz = (dH[t] + dz @ W_hh.T) * (H[t + 1] > 0)
        dW += H[t].T @ dz
    return dW


def windows_with_the_mask_of_the_state(H, Z, W_hh, dH, window):
    dW = np.zeros_like(W_hh)
    for t, dh in enumerate(dH):
        for s in range(t, max(t - window, -1), -1):
            dz = dh * (H[s + 1] > 0)
            dW += H[s].T @ dz
            dh = dz @ W_hh.T
    return dW


def bptt_by_reduce(H, Z, W_hh, dH):
    def back(found, step):
        (dW, arriving), (h, z, dh) = found, step
        dz = np.where(z > 0, dh + arriving, 0)
        return dW + h.T @ dz, dz @ W_hh.T

    return functools.reduce(back, reversed([*zip(H, Z, dH)]), (0, 0))[0]


def bptt_in_a_copy(H, Z, W_hh, dH):
    """What arrives is added to a copy of dH, and one product over steps and examples comes last."""
    dZ = dH.copy()
    for t in reversed(range(len(Z))):
        dZ[t] *= Z[t] > 0
        if t > 0:
            dZ[t - 1] += dZ[t] @ W_hh.T
    return np.tensordot(H[:-1], dZ, axes=([0, 1], [0, 1]))


def bptt_by_relaxation(H, Z, W_hh, dH):
    """All steps at once, as often as there are steps."""
    dZ = np.zeros_like(dH)
    for _ in Z:
        dZ = (dH + np.concatenate([dZ[1:] @ W_hh.T, dH[:1] * 0])) * (Z > 0)
    return H[:-1].reshape(-1, len(W_hh)).T @ dZ.reshape(-1, len(W_hh))


def windows_with(mask, outer_sum):
    def truncated_bptt(H, Z, W_hh, dH, window):
        dW = np.zeros_like(W_hh)
        for t, dh in enumerate(dH):
            for h, z in itertools.islice(zip(H[t::-1], Z[t::-1]), window):
                dz = mask(dh, z)
                dW += outer_sum(h, dz)
                dh = np.inner(dz, W_hh)
        return dW

    return truncated_bptt


def windows_by_recursion(H, Z, W_hh, dH, window):
    def follow(dh, t, left):
        if left == 0 or t < 0:
            return 0
        dz = np.where(Z[t] > 0, dh, 0)
        return H[t].T @ dz + follow(dz @ W_hh.T, t - 1, left - 1)

    return sum(follow(dH[t], t, window) for t in range(len(Z)))


def windows_of_all_losses_at_once(H, Z, W_hh, dH, window):
    """Row s of D is what reaches step s from one loss, one step farther away at each turn."""
    dW, D = 0, dH
    for _ in range(min(window, len(Z))):
        D = D * (Z[: len(D)] > 0)
        dW = dW + np.einsum("tnj,tnk->jk", H[: len(D)], D)
        D = (D @ W_hh.T)[1:]
    return dW


def windows_remembered(H, Z, W_hh, dH, window):
    @functools.cache
    def dz(loss, s):
        return (dH[loss] if s == loss else dz(loss, s + 1) @ W_hh.T) * (Z[s] > 0)

    pairs = ((loss, s) for loss in range(len(Z)) for s in range(len(Z)) if 0 <= loss - s < window)
    return sum(H[s].T @ dz(loss, s) for loss, s in pairs)


def clipped_where_needed(grads, threshold):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
    return (grads if norm <= threshold else [g / norm * threshold for g in grads]), norm


def clipped_in_copies(grads, threshold):
    total = 0.0
    for g in grads:
        total += np.sum(np.square(g))
    norm, grads = total**0.5, [np.copy(g) for g in grads]
    if norm > threshold:
        for g in grads:
            g *= threshold / norm
    return grads, norm


def clipped_as_one_vector(grads, threshold):
    vector = np.concatenate(grads, axis=None)
    norm = np.sqrt(vector @ vector)
    if norm > threshold:
        vector = vector * (threshold / norm)
    pieces = np.split(vector, np.cumsum([g.size for g in grads])[:-1])
    return [piece.reshape(g.shape) for piece, g in zip(pieces, grads)], norm


NORMS = [
    lambda grads: np.linalg.norm(np.concatenate(grads, axis=None)),
    lambda grads: math.sqrt(math.fsum(number * number for g in grads for number in g.flat)),
    lambda grads: math.hypot(*itertools.chain.from_iterable(map(np.ravel, grads))),
    lambda grads: sum(np.einsum("...i,...i->...", g, g).sum() for g in grads) ** 0.5,
    lambda grads: functools.reduce(np.hypot, map(np.linalg.norm, grads)),
    lambda grads: np.sqrt(np.sum([np.sum(np.square(g)) for g in grads])),
]
FACTORS = [
    lambda norm, threshold: threshold / norm if norm > threshold else 1.0,
    lambda norm, threshold: min(1.0, threshold / (norm + 1e-6)),
    lambda norm, threshold: np.clip(np.divide(threshold, norm), None, 1),
    lambda norm, threshold: threshold / max(norm, threshold),
    lambda norm, threshold: 1 / np.fmax(norm / threshold, 1),
    lambda norm, threshold: np.where(norm > threshold, np.float64(threshold) / norm, 1),
]


def clipped_with(norm_of, factor):
    def clip(grads, threshold):
        norm = norm_of(grads)
        return tuple(np.multiply(g, factor(norm, threshold)) for g in grads), norm

    return clip


CLIPS = [clipped_where_needed, clipped_in_copies, clipped_as_one_vector, optim.clip_by_global_norm]
CLIPS += map(clipped_with, NORMS, FACTORS)


def trained_with(clip):
    def train_clipped(params, gradient, learning_rate, threshold, steps):
        norms = np.empty(steps)
        for step in range(steps):
            grads, norms[step] = clip(gradient(params), threshold)
            params = [np.subtract(W, learning_rate * g) for W, g in zip(params, grads)]
        return params, norms

    return train_clipped


def trained_in_a_list(params, gradient, learning_rate, threshold, steps):
    params, norms = list(params), []
    while len(norms) < steps:
        grads, norm = clipped_where_needed(gradient(params), threshold)
        for place, g in enumerate(grads):
            params[place] = params[place] - learning_rate * g
        norms.append(float(norm))
    return params, norms


def trained_in_copies(params, gradient, learning_rate, threshold, steps):
    params, norms = [W.copy() for W in params], np.empty(steps)
    for step in range(steps):
        grads, norms[step] = clipped_in_copies(gradient(params), threshold)
        for W, g in zip(params, grads):
            W -= learning_rate * g
    return params, norms


def stacked_lstm(x, h, c, p):
    """All four gates in one product."""
    W = np.block([[p.W_xi, p.W_xf, p.W_xo, p.W_xc], [p.W_hi, p.W_hf, p.W_ho, p.W_hc]])
    z = np.hstack([x, h]) @ W + np.hstack([p.b_i, p.b_f, p.b_o, p.b_c])
    i, f, o, g = np.split(z, 4, axis=1)
    memory = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(memory), memory


def lstm_with(affine, sigmoid, tanh):
    def lstm_step(x, h, c, p):
        i, f, o = (sigmoid(affine(x, h, *p[first : first + 3])) for first in (0, 3, 6))
        c = f * c + i * tanh(affine(x, h, p.W_xc, p.W_hc, p.b_c))
        return o * tanh(c), c

    return lstm_step


def lstm_by_name(x, h, c, p):
    z = {gate: x @ getattr(p, f"W_x{gate}") + h @ getattr(p, f"W_h{gate}") + getattr(p, f"b_{gate}") for gate in "ifoc"}
    c = np.add(np.multiply(sigmoid(z["f"]), c), np.multiply(sigmoid(z["i"]), np.tanh(z["c"])))
    return [sigmoid(z["o"]) * np.tanh(c), c]


def lstm_unit_by_unit(x, h, c, p):
    new_h, new_c = np.empty_like(h), np.empty_like(c)
    for n, unit in np.ndindex(h.shape):
        i, f, o, g = (x[n] @ W[:, unit] + h[n] @ V[:, unit] + b[0, unit] for W, V, b in zip(p[::3], p[1::3], p[2::3]))
        i, f, o = (1 / (1 + math.exp(-gate)) for gate in (i, f, o))
        new_c[n, unit] = f * c[n, unit] + i * math.tanh(g)
        new_h[n, unit] = o * math.tanh(new_c[n, unit])
    return new_h, new_c


def other_gru(x, h, p):
    """The same mix in another form: h and the share 1 - z of what is new."""
    r, z = (sigmoid(np.einsum("nd,dh->nh", x, a) + np.einsum("nk,kh->nh", h, b) + c) for a, b, c in
            ((p.W_xr, p.W_hr, p.b_r), (p.W_xz, p.W_hz, p.b_z)))  # fmt: skip
    g = np.tanh(x @ p.W_xh + (r * h) @ p.W_hh + p.b_h)
    return h + (1 - z) * (g - h)


def gru_with(affine, sigmoid, tanh, after=False):
    """The reset before the product, or after it."""

    def gru_step(x, h, p):
        r, z = sigmoid(affine(x, h, *p[:3])), sigmoid(affine(x, h, *p[3:6]))
        recalled = r * affine(0 * x, h, *p[6:8], 0 * p.b_h) if after else affine(0 * x, r * h, *p[6:8], 0 * p.b_h)
        return z * h + (1 - z) * tanh(x @ p.W_xh + recalled + p.b_h)

    return gru_step


def stacked_gru(x, h, p):
    """Three products with x in one, and three with h in one."""
    of_x = np.split(x @ np.hstack(p[::3]) + np.hstack(p[2::3]), 3, axis=1)
    of_h = np.split(h @ np.hstack(p[1::3]), 3, axis=1)
    r, z = sigmoid(of_x[0] + of_h[0]), sigmoid(of_x[1] + of_h[1])
    return np.average([h, np.tanh(of_x[2] + r * of_h[2])], axis=0, weights=[z, 1 - z])


# Two steps of a linear recurrence as one: a and b are read from what the two do to a state.


def combined_by_matrices(a1, b1, a2, b2):
    """Each step is a matrix [[a, b], [0, 1]]."""
    first, second = (np.stack([a, b, 0 * a, 0 * a + 1], axis=-1).reshape(*a.shape, 2, 2) for a, b in ((a1, b1), (a2, b2)))
    both = second @ first
    return both[..., 0, 0], both[..., 0, 1]


def combined_by_loop(a1, b1, a2, b2):
    a, b = a1.copy(), b1.copy()
    for place in np.ndindex(a.shape):
        a[place] *= a2[place]
        b[place] = b[place] * a2[place] + b2[place]
    return a, b


def combined_by_trying(a1, b1, a2, b2):
    def both(h):
        return a2 * (a1 * h + b1) + b2

    return both(1) - both(0), both(0)


COMBINED = [
    combined_by_matrices,
    combined_by_loop,
    combined_by_trying,
    lambda a1, b1, a2, b2: [a2 * a1, b2 + b1 * a2],
    lambda a1, b1, a2, b2: np.add(np.multiply(a2, [a1, b1]), [0 * b2, b2]),
    lambda a1, b1, a2, b2: (np.prod([a1, a2], axis=0), np.add(np.multiply(a2, b1), b2)),
    lambda a1, b1, a2, b2: functools.reduce(
        lambda first, second: (second[0] * first[0], second[0] * first[1] + second[1]), [(a1, b1), (a2, b2)]
    ),
    lambda a1, b1, a2, b2: (np.einsum("nh,nh->nh", a1, a2), np.einsum("nh,nh->nh", a2, b1) + b2),
    lambda a1, b1, a2, b2: tuple(np.vectorize(lambda a, b, c, d: (c * a, c * b + d))(a1, b1, a2, b2)),
    lambda a1, b1, a2, b2: (np.cumprod([a1, a2], axis=0)[-1], sum([a2 * b1, b2])),
    lambda *pairs: np.moveaxis([[(c * a, c * b + d) for a, b, c, d in zip(*rows)] for rows in zip(*pairs)], -1, 0),
]


def recurrence_grad_by_reading_ahead(a, H, dH):
    """What arrives at each state, written into one array: the factor of the step after it."""
    db = dH.copy()
    for t in range(len(a) - 2, -1, -1):
        db[t] += a[t + 1] * db[t + 1]
    return db * H[:-1], db, a[0] * db[0]


def recurrence_grad_in_lists(a, H, dH):
    da, db, dh = [], [], 0 * H[0]
    for factor, before, own in zip(a[::-1], H[-2::-1], dH[::-1]):
        dh = dh + own
        da.insert(0, dh * before)
        db.insert(0, dh)
        dh = factor * dh
    return np.array(da), np.array(db), dh


def recurrence_grad_by_recursion(a, H, dH):
    if len(a) == 0:
        return a, a, 0 * H[0]
    da, db, arriving = recurrence_grad_by_recursion(a[1:], H[1:], dH[1:])
    dh = dH[0] + arriving
    return np.concatenate([[dh * H[0]], da]), np.concatenate([[dh], db]), a[0] * dh


def recurrence_grad_of_all_roads(a, H, dH):
    """The factors between every two steps, as a product."""
    db = np.array([sum(np.prod(a[t + 1 : s + 1], axis=0) * dH[s] for s in range(t, len(a))) for t in range(len(a))])
    return [db * H[:-1], db, a[0] * db[0]]


def recurrence_grad_by_relaxation(a, H, dH):
    """As often as there are steps, all of them at once."""
    db, later = np.zeros_like(dH), np.concatenate([a[1:], 0 * a[:1]])
    for _ in a:
        db = dH + later * np.roll(db, -1, axis=0)
    return np.einsum("tnh,tnh->tnh", db, H[:-1]), db, np.multiply(db, a)[0]


def recurrence_grad_by_accumulate(a, H, dH):
    steps = zip(a[::-1], dH[::-1])
    sent = [0 * H[0], *itertools.accumulate(steps, lambda dh, step: step[0] * (step[1] + dh), initial=0 * H[0])][1:]
    db = dH + np.array(sent[-2::-1])
    return db * np.delete(H, -1, axis=0), db, sent[-1]


def recurrence_grad_by_solving(a, H, dH):
    """The way back as one system of equations for each unit."""
    db = np.empty_like(dH)
    for unit in np.ndindex(dH.shape[1:]):
        factors = a[(slice(1, None), *unit)]
        db[(slice(None), *unit)] = np.linalg.solve(np.eye(len(a)) - np.diag(factors, 1), dH[(slice(None), *unit)])
    return H[: len(a)] * db, db, db[0] * a[0]


def recurrence_grad_by_pairs(a, H, dH):
    """A scan over the steps in reverse: pairs of a factor and a sum."""
    pairs, sent = [], (np.ones_like(H[0]), 0 * H[0])
    for factor, own in zip(np.flip(a, 0), np.flip(dH, 0)):
        pairs.append(own + sent[1])
        sent = factor * sent[0], factor * pairs[-1]
    db = np.flip(pairs, 0)
    return db * H[:-1], db, sent[1]


def recurrence_grad_unit_by_unit(a, H, dH):
    da, db, dh0 = np.zeros(a.shape), np.zeros(a.shape), np.zeros(H[0].shape)
    for n, k in np.ndindex(H[0].shape):
        for t in range(len(a))[::-1]:
            db[t, n, k] = dH[t, n, k] + dh0[n, k]
            da[t, n, k] = db[t, n, k] * H[t, n, k]
            dh0[n, k] = a[t, n, k] * db[t, n, k]
    return da, db, dh0


def recurrence_grad_by_complex_step(a, H, dH):
    """The loss is the sum of dH * h: its slope by each number, from a nudge that is imaginary."""

    def slopes(place):
        found = np.zeros((a, a, H[0])[place].shape)
        for index in np.ndindex(found.shape):
            given = [a.astype(complex), (H[1:] - a * H[:-1]).astype(complex), H[0].astype(complex)]
            given[place][index] += 1e-20j
            h, loss = given[2], 0
            for factor, added, own in zip(given[0], given[1], dH):
                h = factor * h + added
                loss = loss + (own * h).sum()
            found[index] = loss.imag / 1e-20
        return found

    return tuple(map(slopes, range(3)))


def min_gru_with(affine, sigmoid):
    def min_gru_step(x, h, W_xz, b_z, W_xh, b_h):
        none = np.zeros((h.shape[1],) * 2)
        z = sigmoid(affine(x, h, W_xz, none, b_z))
        return z * affine(x, h, W_xh, none, b_h) + (1 - z) * h

    return min_gru_step


def stacked_min_gru(x, h, W_xz, b_z, W_xh, b_h):
    """Both products in one; the state moves towards the candidate."""
    gate, candidate = np.split(x @ np.hstack([W_xz, W_xh]) + np.hstack([b_z, b_h]), 2, axis=1)
    return h + sigmoid(gate) * (candidate - h)


def averaged_min_gru(x, h, W_xz, b_z, W_xh, b_h):
    share = sigmoid(-(x @ W_xz + b_z))
    return np.average([h, x @ W_xh + b_h], axis=0, weights=[share, 1 - share])


def dc_path_with(slope):
    def dc_path(dh, dc, f, o, c_prev, c):
        total = dc + dh * o * slope(c)
        return np.stack([total, f * total])

    return dc_path


TANH_SLOPES = [
    lambda c: (1 - np.tanh(c)) * (1 + np.tanh(c)),
    lambda c: tanh_slope(np.tanh(c)),
    lambda c: 1 - np.square(np.sinh(c) / np.cosh(c)),
    lambda c: 4 / (np.exp(c) + np.exp(-c)) ** 2,
    lambda c: 4 * sigmoid(2 * c) * (1 - sigmoid(2 * c)),
    lambda c: np.reciprocal(np.cosh(c)) ** 2,
    lambda c: np.tanh(c + 1e-20j).imag / 1e-20,
    lambda c: np.array([[1 - math.tanh(unit) ** 2 for unit in row] for row in c]),
    lambda c: (np.tanh(c + 1e-5) - np.tanh(c - 1e-5)) / 2e-5,
]


def softmax_by_scipy_way(logits, target):
    logs = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    gradient = np.exp(logs) / np.size(target)
    np.subtract.at(gradient, (*np.indices(target.shape), target), 1 / np.size(target))
    return gradient


def gradient_by_put_along_axis(logits, target):
    gradient, came = softmax(logits), target[..., None]
    np.put_along_axis(gradient, came, np.take_along_axis(gradient, came, axis=-1) - 1, axis=-1)
    return gradient / target.size


def gradient_by_index(logits, target):
    p, (T, n) = softmax(logits), target.shape
    p[np.arange(T)[:, None], np.arange(n), target] -= 1
    p /= T * n
    return p


def looped_gradient(logits, target):
    T, n, k = logits.shape
    gradient = np.zeros((T, n, k))
    for t in range(T):
        for row in range(n):
            total = sum(math.exp(logit) for logit in logits[t, row])
            for j in range(k):
                gradient[t, row, j] = (math.exp(logits[t, row, j]) / total - (j == target[t, row])) / (T * n)
    return gradient


def gradient_by_complex_step(logits, target):
    def loss(logits):
        logs = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
        return -np.take_along_axis(logs, target[..., None], axis=-1).mean()

    nudges = 1e-20j * np.eye(logits.size).reshape(-1, *logits.shape)
    return np.reshape([loss(logits + nudge).imag / 1e-20 for nudge in nudges], logits.shape)


def sequential_sample(logits, temperature, u):
    chosen = []
    for number in u:
        rest = number * np.exp((logits - logits.max()) / temperature).sum()
        place = 0
        for weight in np.exp((logits - logits.max()) / temperature):
            rest -= weight
            if rest < 0:
                break
            place += 1
        chosen.append(place)
    return chosen


def sample_by_bisect(logits, temperature, u):
    weights = [math.exp((logit - max(logits)) / temperature) for logit in logits]
    heights = list(itertools.accumulate(weights))
    return [bisect.bisect_right(heights, number * heights[-1]) for number in u]


def sorted_analogy(E, a, b, c):
    norms = np.linalg.norm(E, axis=1)
    target = E[a] / norms[a] - E[b] / norms[b] + E[c] / norms[c]
    ranked = sorted(range(len(E)), key=lambda row: -(E[row] @ target) / norms[row])
    return [row for row in ranked if row not in (a, b, c)][:3]


def analogy_with(nearest):
    """`nearest` finds three rows by their scores, without those that were asked for."""

    def analogy(E, a, b, c):
        U = E / np.linalg.norm(E, axis=1, keepdims=True)
        return nearest(U @ (U[a] - U[b] + U[c]), [a, b, c])

    return analogy


def nearest_by_partition(scores, asked):
    scores = scores.copy()
    scores[asked] = -np.inf
    three = np.argpartition(scores, -3)[-3:]
    return three[np.argsort(scores[three])[::-1]]


NEAREST = [
    nearest_by_partition,
    lambda scores, asked: heapq.nlargest(3, {*range(len(scores))} - {*asked}, key=scores.__getitem__),
    lambda scores, asked: [row for row in np.argsort(scores)[::-1] if row not in asked][:3],
    lambda scores, asked: np.argsort(np.where(np.isin(np.arange(len(scores)), asked), np.inf, -scores))[:3],
    lambda scores, asked: (others := np.setdiff1d(np.arange(len(scores)), asked))[np.argsort(-scores[others])[:3]],
    lambda scores, asked: (order := np.argsort(-scores))[~np.isin(order, asked)][:3],
    lambda scores, asked: np.ma.array(-scores, mask=np.isin(range(len(scores)), asked)).argsort()[:3],
    lambda scores, asked: np.delete(range(len(scores)), asked)[np.argsort(np.delete(-scores, asked))][:3],
    lambda scores, asked: tuple(row for _, row in sorted((-s, row) for row, s in enumerate(scores) if row not in asked))[:3],
]


def cosine_by_gram_matrix(u, v):
    G = np.array([u, v]) @ np.array([u, v]).T
    return G[0, 1] / np.sqrt(G[0, 0] * G[1, 1])


def looped_one_hot(indices, size):
    rows = []
    for index in indices:
        row = [0] * size
        row[index] = 1
        rows.append(row)
    return rows


def one_hot_by_adding(indices, size):
    rows = np.zeros((len(indices), size), dtype=int)
    np.add.at(rows, (np.arange(len(indices)), indices), 1)
    return rows


STYLES = {
    "recurrent_step": [
        looped_step,
        lambda x, h, W_xh, W_hh, b_h: np.clip(np.hstack([x, h]) @ np.vstack([W_xh, W_hh]) + b_h, 0, None),
        lambda x, h, W_xh, W_hh, b_h: np.where((z := b_h + np.dot(h, W_hh) + np.dot(x, W_xh)) > 0, z, 0),
        lambda x, h, W_xh, W_hh, b_h: ((z := (W_xh.T @ x.T + W_hh.T @ h.T).T + b_h) + abs(z)) / 2,
        *map(Step, AFFINE, RELUS),
    ],
    "single_unit_adds": [
        lambda x, h: h + x[:, :1] * x[:, 1:],
        lambda x, h: h + x.prod(axis=1, keepdims=True),
        lambda x, h: np.where(x[:, 1:] > 0.5, h + x[:, :1], h),
        lambda x, h: h + np.maximum(x[:, :1] + x[:, 1:] - 1, 0),
        lambda x, h: [[state + mark * number] for (number, mark), (state,) in zip(x, h)],
        lambda x, h: h + np.minimum(x[:, [0]], x[:, [1]]),
        lambda x, h: np.c_[h, x.prod(1)].sum(1, keepdims=True),
        lambda x, h: h + (x[:, 0] * x[:, 1])[:, None],
        lambda x, h: np.array([s[0] + (u if m else 0) for (u, m), s in zip(x, h)]).reshape(h.shape),
        lambda x, h: 1.0 * h + np.einsum("n,n->n", *x.T).reshape(-1, 1),
        lambda x, h: h + np.piecewise(x[:, :1], [x[:, 1:] == 0], [0, lambda number: number]),
    ],
    "run": [
        run_by_collecting,
        run_by_filling,
        lambda X, W, V, b: [h := np.zeros((X.shape[1], len(V))), *(h := np.maximum(0, x @ W + h @ V + b) for x in X)],
        lambda X, W, V, b: functools.reduce(lambda H, x: [*H, relu(x @ W + H[-1] @ V + b)], X, [np.zeros((len(X[0]), len(V)))]),
        *map(run_with, AFFINE, RELUS),
    ],
    "pre_activation": AFFINE,
    "readout": [
        lambda h, W, b: np.stack([row @ W + b[0] for row in h]),
        lambda h, W, b: np.c_[h, np.ones(len(h))] @ np.r_[W, b],
        lambda h, W, b: np.einsum("nh,ho->no", h, W) + b,
        lambda h, W, b: [[p + q for p, q in zip(row, b[0])] for row in product(h, W)],
        lambda h, W, b: np.add(np.dot(h, W), np.repeat(b, len(h), axis=0)),
        lambda h, W, b: (W.T @ h.T + b.reshape(-1, 1)).T,
        lambda h, W, b: np.tensordot(h, W, axes=([1], [0])) + b.ravel(),
        lambda h, W, b: np.apply_along_axis(lambda row: np.dot(row, W) + b[0], 1, h),
        lambda h, W, b: sum((np.outer(unit, weights) for unit, weights in zip(h.T, W)), b),
        lambda h, W, b: np.array([[h[n] @ W[:, k] + b[0, k] for k in range(W.shape[1])] for n in range(len(h))]),
        lambda h, W, b: functools.reduce(np.add, [np.inner(h, W.T), b]),
    ],
    "mean_squared_error": [
        lambda O, t: np.linalg.norm(O - t) ** 2 / O.size,
        lambda O, t: sum((a - b) ** 2 for x, y in zip(O, t) for a, b in zip(x, y)) / (len(O) * len(O[0])),
        lambda O, t: np.square(O - t).mean(axis=1).mean(),
        lambda O, t: np.vdot(O - t, O - t) / np.size(O),
        lambda O, t: np.trace((O - t).T @ (O - t)) / O.size,
        lambda O, t: np.einsum("no,no->", O - t, O - t) / np.prod(O.shape),
        lambda O, t: math.fsum(d * d for d in (O - t).flat) / O.size,
        np.vectorize(lambda O, t: ((O - t) ** 2).mean(), signature="(n,o),(n,o)->()"),
        lambda O, t: statistics.fmean((a - b) ** 2 for a, b in zip(O.ravel(), t.ravel())),
        lambda O, t: np.mean(t**2 - 2 * t * O + O**2),
        lambda O, t: math.dist(O.flat, t.flat) ** 2 / O.size,
    ],
    "grad_O": [
        lambda O, t: -2 * (t - O),
        lambda O, t: O + O - t - t,
        lambda O, t: np.multiply(2, np.subtract(O, t)),
        lambda O, t: [[2 * (a - b) for a, b in zip(*rows)] for rows in zip(O, t)],
        lambda O, t: (O - t) / 0.5,
        lambda O, t: np.ldexp(O - t, 1),
        lambda O, t: ((O + 1e-20j - t) ** 2).imag / 1e-20,
        lambda O, t: 2 * np.diff([t, O], axis=0)[0],
        lambda O, t: np.vectorize(lambda a, b: 2 * (a - b))(O, t),
        lambda O, t: np.tensordot([2, -2], [O, t], axes=1),
    ],
    "grad_b_y": ROW_SUMS,
    "grad_b_h": ROW_SUMS,
    "grad_W_xh": OUTER_SUMS,
    "grad_W_hy": OUTER_SUMS,
    "grad_W_hh": [lambda h_prev, h, dz, outer_sum=outer_sum: outer_sum(h_prev, dz) for outer_sum in OUTER_SUMS],
    "grad_z": [
        lambda dO, z, W: np.where(z > 0, (W @ dO.T).T, 0),
        lambda dO, z, W: dO @ W.T * np.heaviside(z, 0),
        lambda dO, z, W: np.einsum("no,ho,nh->nh", dO, W, z > 0),
        *(lambda dO, z, W, mask=mask: mask(np.inner(dO, W), z) for mask in MASKS),
    ],
    "step_grad": [
        step_grad_example_by_example,
        lambda x, h, z, W_xh, W_hh, dh: [
            *np.split(np.hstack([x, h]).T @ (dz := dh * (z > 0)), [x.shape[1]]),
            np.ones((1, len(x))) @ dz,
            *np.split(dz @ np.vstack([W_xh, W_hh]).T, [x.shape[1]], axis=1),
        ],
        *map(step_grad_with, MASKS, ROW_SUMS, OUTER_SUMS),
    ],
    "dh_prev": [
        lambda dh, z, W: np.einsum("nk,nk,jk->nj", dh, z > 0, W),
        lambda dh, z, W: (W @ np.where(z > 0, dh, 0).T).T,
        lambda dh, z, W: [[sum(w * d for w, d, unit in zip(row, *rows) if unit > 0) for row in W] for rows in zip(dh, z)],
        *(lambda dh, z, W, mask=mask: np.matmul(mask(dh, z), W.T) for mask in MASKS),
    ],
    "bptt_W_hh": [
        looped_bptt,
        bptt_with_the_mask_of_the_state,
        bptt_by_reduce,
        bptt_in_a_copy,
        bptt_by_relaxation,
        *map(bptt_with, MASKS, OUTER_SUMS),
    ],
    "truncated_bptt": [
        windows_with_the_mask_of_the_state,
        windows_by_recursion,
        windows_of_all_losses_at_once,
        windows_remembered,
        *map(windows_with, MASKS, OUTER_SUMS),
    ],
    "clip_by_global_norm": CLIPS,
    "train_clipped": [trained_in_a_list, trained_in_copies, *map(trained_with, CLIPS)],
    "lstm_step": [stacked_lstm, lstm_by_name, lstm_unit_by_unit, *map(lstm_with, AFFINE, SIGMOIDS, TANHS)],
    "gru_step": [
        other_gru,
        stacked_gru,
        *map(gru_with, AFFINE, SIGMOIDS, TANHS),
        *map(gru_with, AFFINE, SIGMOIDS, TANHS, itertools.repeat(True)),
    ],
    "dc_path": [
        lambda dh, dc, f, o, c_prev, c: (total := dc + dh * o / np.cosh(c) ** 2, f * total),
        *map(dc_path_with, TANH_SLOPES),
    ],
    "combine": COMBINED,
    "linear_recurrence_grad": [
        recurrence_grad_by_reading_ahead,
        recurrence_grad_in_lists,
        recurrence_grad_by_recursion,
        recurrence_grad_of_all_roads,
        recurrence_grad_by_relaxation,
        recurrence_grad_by_accumulate,
        recurrence_grad_by_solving,
        recurrence_grad_by_pairs,
        recurrence_grad_unit_by_unit,
        recurrence_grad_by_complex_step,
    ],
    "min_gru_step": [stacked_min_gru, averaged_min_gru, *map(min_gru_with, AFFINE, itertools.cycle(SIGMOIDS))],
    "cross_entropy_gradient": [
        softmax_by_scipy_way,
        gradient_by_put_along_axis,
        gradient_by_index,
        looped_gradient,
        gradient_by_complex_step,
        lambda logits, target: (softmax(np.float32(logits)) - np.eye(logits.shape[2], dtype="f")[target]) / target.size,
        lambda logits, target: losses.cross_entropy(logits, target)[1],
        lambda logits, target: (softmax(logits) - (target[..., None] == np.arange(logits.shape[-1]))) / target.size,
        lambda logits, target: np.where(np.eye(logits.shape[2])[target], (p := softmax(logits)) - 1, p) / np.prod(target.shape),
        lambda logits, target: np.divide(softmax(logits) - np.equal.outer(target, range(logits.shape[2])), target.size),
        lambda z, target: (1 / np.exp(z[..., None, :] - z[..., None]).sum(-1) - np.eye(len(z[0, 0]))[target]) / target.size,
    ],
    "perplexity": [
        lambda p: 2 ** -np.log2(p).mean(),
        lambda p: math.exp(-sum(map(math.log, p)) / len(p)),
        lambda p: np.exp(-sum(map(np.log, p)) / len(p)),
        lambda p: np.prod(p ** (-1 / len(p))),
        lambda p: 1 / np.exp(np.log(p).mean()),
        lambda p: 1 / statistics.geometric_mean(p),
        lambda p: np.exp(np.mean(np.log(1 / p))),
        lambda p: np.float_power(10, -np.average(np.log10(p))),
        lambda p: math.prod(each ** (-1 / len(p)) for each in p),
        lambda p: np.exp(-np.log(p) @ np.full(len(p), 1 / len(p))),
        lambda p: np.exp(np.cumsum(-np.log(p))[-1] / p.size),
        lambda p: functools.reduce(operator.mul, np.power(p, -1 / p.size)),
    ],
    "sample": [
        sequential_sample,
        sample_by_bisect,
        lambda z, T, u: (np.cumsum((p := np.exp((z - z.max()) / T)) / p.sum())[None, :] <= u[:, None]).sum(axis=1),
        lambda z, T, u: np.digitize(u, np.cumsum(softmax(z / T))),
        lambda z, T, u: np.argmax(np.cumsum(softmax(z / T)) > u[:, None], axis=1),
        lambda z, T, u: np.searchsorted(np.add.accumulate(w := np.exp((z - max(z)) / T)), u * sum(w), "right").tolist(),
        lambda z, T, u: np.searchsorted(np.logaddexp.accumulate(z / T) - np.logaddexp.reduce(z / T), np.log(u), side="right"),
        lambda z, T, u: np.count_nonzero(np.tril(np.ones((len(z), len(z)))) @ softmax(z / T) <= u[:, None], axis=1),
        lambda z, T, u: np.searchsorted(((p := softmax(z) ** (1 / T)) / p.sum()).cumsum(), u, side="right"),
        lambda z, T, u: [next(k for k, end in enumerate(np.cumsum(softmax(z / T))) if number < end) for number in u],
    ],
    "analogy": [sorted_analogy, *map(analogy_with, NEAREST)],
    "cosine": [
        cosine_by_gram_matrix,
        lambda u, v: u @ v / np.sqrt((u @ u) * (v @ v)),
        lambda u, v: (u / np.linalg.norm(u)) @ (v / np.linalg.norm(v)),
        lambda u, v: np.dot(u, v) / (np.linalg.norm(u) * np.linalg.norm(v)),
        lambda u, v: np.einsum("i,i", u, v) / np.sqrt(np.einsum("i,i,j,j", u, u, v, v)),
        lambda u, v: sum(map(operator.mul, u, v)) / math.hypot(*u) / math.hypot(*v),
        lambda u, v: np.inner(u, v) * np.vdot(u, u) ** -0.5 * np.vdot(v, v) ** -0.5,
        lambda u, v: ((u + v) @ (u + v) - (u - v) @ (u - v)) / (4 * np.linalg.norm(u) * np.linalg.norm(v)),
        lambda u, v: 1 - np.linalg.norm(u / np.linalg.norm(u) - v / np.linalg.norm(v)) ** 2 / 2,
        lambda u, v: np.sum(np.multiply(u, v)) / np.multiply(*np.linalg.norm([u, v], axis=1)),
    ],
    "one_hot": [
        looped_one_hot,
        one_hot_by_adding,
        lambda i, size: np.eye(size)[i],
        lambda i, size: [[float(k == index) for k in range(size)] for index in i],
        lambda i, size: np.array(i)[:, None] == np.arange(size),
        lambda i, size: np.identity(size, dtype=int).take(i, axis=0),
        lambda i, size: np.equal.outer(i, range(size)).astype(float),
        lambda i, size: np.stack([np.bincount([index], minlength=size) for index in i]),
        lambda i, size: [[0] * index + [1] + [0] * (size - index - 1) for index in i],
        lambda i, size: np.where(np.subtract.outer(i, np.arange(size)) == 0, 1.0, 0.0),
        lambda i, size: np.array([np.roll([1.0] + [0.0] * (size - 1), index) for index in i]),
    ],
}


# Right answers that a check refuses so far, each under the reason it is given.
# Answers that a check once refused, or told a mistake that they do not have.
ONCE_REFUSED = [
    # logarithms added up one after the other in single precision: no product underflows
    ("perplexity", lambda p: np.exp(-sum(np.log(np.float32(p))) / len(p))),
    ("perplexity", lambda p: np.exp(-np.cumsum(np.log(np.float32(p)))[-1] / len(p))),
    # a small number under the root, so that the norm of zeros is 1e-6
    ("clip_by_global_norm", clipped_with(lambda grads: np.sqrt(sum((g**2).sum() for g in grads) + 1e-12), FACTORS[0])),
    ("perplexity", lambda p: np.prod(np.float32(p) ** (-1 / len(p)))),
    # arrays of Python's own numbers
    ("recurrent_step", lambda *case: np.frompyfunc(lambda unit: max(unit, 0.0), 1, 1)(AFFINE[0](*case))),
    ("grad_z", lambda dO, z, W: dO @ W.T * np.frompyfunc(lambda unit: unit > 0, 1, 1)(z)),
    ("mean_squared_error", lambda O, target: sum(map(fractions.Fraction, ((O - target) ** 2).ravel().tolist())) / O.size),
    ("perplexity", lambda p: decimal.Decimal(float(np.exp(-np.log(p).mean())))),
    ("one_hot", lambda i, size: np.array([[int(k == index) for k in range(size)] for index in i], dtype=object)),
    # several results in a container of another kind
    ("dc_path", lambda *case: collections.deque(checks.check_dc_path.answer(*case))),
    ("dc_path", lambda *case: dict(enumerate(checks.check_dc_path.answer(*case))).values()),
]


# The same with PyTorch, which need not be installed: each function is given the module first.


def torch_cell(torch, name, x, h, W_x, W_h, b, **options):
    """A cell of PyTorch with these weights, a list of each kind with one for each gate."""
    cell = getattr(torch.nn, name)(x.shape[1], h.shape[1], dtype=torch.float64, **options)
    weights = np.hstack(W_x).T, np.hstack(W_h).T, np.hstack(b)[0], 0 * np.hstack(b)[0]
    cell.load_state_dict(dict(zip(("weight_ih", "weight_hh", "bias_ih", "bias_hh"), map(torch.tensor, weights))))
    return cell


def torch_lstm(torch, x, h, c, p):
    order = operator.itemgetter(0, 1, 3, 2)  # PyTorch has the output gate last
    cell = torch_cell(torch, "LSTMCell", x, h, order(p[::3]), order(p[1::3]), order(p[2::3]))
    return cell(torch.tensor(x), (torch.tensor(h), torch.tensor(c)))


def torch_gru(torch, x, h, p):
    return torch_cell(torch, "GRUCell", x, h, p[::3], p[1::3], p[2::3])(torch.tensor(x), torch.tensor(h))


def torch_cross_entropy_gradient(torch, logits, target):
    logits = torch.tensor(logits, dtype=torch.float32, requires_grad=True)
    torch.nn.functional.cross_entropy(logits.flatten(0, 1), torch.tensor(target).flatten()).backward()
    return logits.grad


def torch_bptt(torch, H, Z, W_hh, dH):
    W, h, loss = torch.tensor(W_hh, requires_grad=True), torch.tensor(H[0]), 0
    for before, z, dh in zip(H, Z, dH):
        h = torch.relu(torch.tensor(z - before @ W_hh) + h @ W)  # what comes from x and the bias, and the state
        loss = loss + (torch.tensor(dh) * h).sum()
    return torch.autograd.grad(loss, W)[0]


TORCH = [
    ("lstm_step", torch_lstm),
    ("gru_step", torch_gru),
    ("cross_entropy_gradient", torch_cross_entropy_gradient),
    ("bptt_W_hh", torch_bptt),
    ("sample", lambda torch, z, T, u: (torch.tensor(z / T).softmax(0).cumsum(0) <= torch.tensor(u)[:, None]).sum(1)),
    ("one_hot", lambda torch, i, size: torch.nn.functional.one_hot(torch.tensor(i), size)),
    ("cosine", lambda torch, u, v: torch.nn.functional.cosine_similarity(torch.tensor(u), torch.tensor(v), dim=0).item()),
    ("mean_squared_error", lambda torch, O, t: torch.nn.MSELoss()(torch.tensor(O, requires_grad=True), torch.tensor(t))),
    ("lstm_step", lambda torch, *case: torch.stack(torch_lstm(torch, *case))),
]


def params(pairs):
    return [pytest.param(name, answer, id=f"{name}-{k}") for k, (name, answer) in enumerate(pairs)]


OWN = [(name, answer) for name, answers in STYLES.items() for answer in answers]


@pytest.mark.parametrize(("name", "answer"), params(OWN + ONCE_REFUSED))
def test_a_right_answer_of_ones_own_is_right(name, answer):
    verdict = getattr(checks, f"check_{name}")(answer)
    assert verdict.reason == "right", verdict


@pytest.mark.parametrize(("name", "answer"), params(TORCH))
def test_a_right_answer_in_pytorch_is_right(name, answer):
    torch = pytest.importorskip("torch")
    verdict = getattr(checks, f"check_{name}")(functools.partial(answer, torch))
    assert verdict.reason == "right", verdict


def test_every_exercise_has_ten_styles_of_its_own():
    assert {check.name for check in checks.ALL} == set(STYLES)
    assert min(map(len, STYLES.values())) >= 10
