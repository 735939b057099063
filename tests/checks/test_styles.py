"""Right answers in every style in which they are written: none is refused, and none is told a mistake."""

import functools

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.cells.activations import sigmoid

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


def relu(z):
    return z * (z > 0)


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


def stacked_lstm(x, h, c, p):
    """All four gates in one product."""
    W = np.block([[p.W_xi, p.W_xf, p.W_xo, p.W_xc], [p.W_hi, p.W_hf, p.W_ho, p.W_hc]])
    z = np.hstack([x, h]) @ W + np.hstack([p.b_i, p.b_f, p.b_o, p.b_c])
    i, f, o, g = np.split(z, 4, axis=1)
    memory = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(memory), memory


def other_gru(x, h, p):
    """The same mix in another form: h and the share 1 - z of what is new."""
    r, z = (sigmoid(np.einsum("nd,dh->nh", x, a) + np.einsum("nk,kh->nh", h, b) + c) for a, b, c in
            ((p.W_xr, p.W_hr, p.b_r), (p.W_xz, p.W_hz, p.b_z)))  # fmt: skip
    g = np.tanh(x @ p.W_xh + (r * h) @ p.W_hh + p.b_h)
    return h + (1 - z) * (g - h)


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


def softmax_by_scipy_way(logits, target):
    logs = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    gradient = np.exp(logs) / np.size(target)
    np.subtract.at(gradient, (*np.indices(target.shape), target), 1 / np.size(target))
    return gradient


def sorted_analogy(E, a, b, c):
    norms = np.linalg.norm(E, axis=1)
    target = E[a] / norms[a] - E[b] / norms[b] + E[c] / norms[c]
    ranked = sorted(range(len(E)), key=lambda row: -(E[row] @ target) / norms[row])
    return [row for row in ranked if row not in (a, b, c)][:3]


def clipped_where_needed(grads, threshold):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
    return (grads if norm <= threshold else [g / norm * threshold for g in grads]), norm


def trained_in_a_list(params, gradient, learning_rate, threshold, steps):
    params, norms = list(params), []
    while len(norms) < steps:
        grads, norm = clipped_where_needed(gradient(params), threshold)
        for place, g in enumerate(grads):
            params[place] = params[place] - learning_rate * g
        norms.append(float(norm))
    return params, norms


def windows_by_recursion(H, Z, W_hh, dH, window):
    def follow(dh, t, left):
        if left == 0 or t < 0:
            return 0
        dz = np.where(Z[t] > 0, dh, 0)
        return H[t].T @ dz + follow(dz @ W_hh.T, t - 1, left - 1)

    return sum(follow(dH[t], t, window) for t in range(len(Z)))


def run_by_collecting(X, W_xh, W_hh, b_h):
    states = [np.zeros((X.shape[1], W_hh.shape[0]))]
    for x in X:
        states.append(relu(np.hstack([x, states[-1]]) @ np.vstack([W_xh, W_hh]) + b_h))
    return np.stack(states)


STYLES = {
    "recurrent_step": [
        looped_step,
        lambda x, h, W_xh, W_hh, b_h: np.clip(np.hstack([x, h]) @ np.vstack([W_xh, W_hh]) + b_h, 0, None),
        lambda x, h, W_xh, W_hh, b_h: np.where((z := b_h + np.dot(h, W_hh) + np.dot(x, W_xh)) > 0, z, 0),
        lambda x, h, W_xh, W_hh, b_h: ((z := (W_xh.T @ x.T + W_hh.T @ h.T).T + b_h) + abs(z)) / 2,
    ],
    "run": [run_by_collecting],
    "pre_activation": [lambda x, h, W_xh, W_hh, b_h: np.einsum("nd,dh->nh", x, W_xh) + np.einsum("nj,jh->nh", h, W_hh) + b_h],
    "readout": [lambda h, W, b: np.stack([row @ W + b[0] for row in h])],
    "mean_squared_error": [
        lambda O, t: np.linalg.norm(O - t) ** 2 / O.size,
        lambda O, t: sum((a - b) ** 2 for x, y in zip(O, t) for a, b in zip(x, y)) / (len(O) * len(O[0])),
        lambda O, t: np.square(O - t).mean(axis=1).mean(),
    ],
    "grad_O": [lambda O, t: -2 * (t - O), lambda O, t: O + O - t - t],
    "grad_b_y": [lambda dO: np.ones((1, len(dO))) @ dO, lambda dO: sum(dO)[None, :]],
    "grad_b_h": [lambda dz: np.add.reduce(dz, keepdims=True), lambda dz: np.einsum("nh->h", dz).reshape(1, -1)],
    "grad_W_xh": [lambda x, dz: sum(np.outer(a, b) for a, b in zip(x, dz)), lambda x, dz: (dz.T @ x).T],
    "grad_W_hy": [lambda h, dO: np.tensordot(h, dO, axes=(0, 0)), lambda h, dO: (h[:, :, None] * dO[:, None, :]).sum(axis=0)],
    "grad_W_hh": [lambda h_prev, h, dz: np.einsum("nj,nk->jk", h_prev, dz)],
    "grad_z": [lambda dO, z, W: np.where(z > 0, (W @ dO.T).T, 0), lambda dO, z, W: dO @ W.T * np.heaviside(z, 0)],
    "step_grad": [
        lambda x, h, z, W_xh, W_hh, dh: [
            *np.split(np.hstack([x, h]).T @ (dz := dh * (z > 0)), [x.shape[1]]),
            np.ones((1, len(x))) @ dz,
            *np.split(dz @ np.vstack([W_xh, W_hh]).T, [x.shape[1]], axis=1),
        ]
    ],
    "dh_prev": [lambda dh, z, W: np.einsum("nk,nk,jk->nj", dh, z > 0, W), lambda dh, z, W: (W @ np.where(z > 0, dh, 0).T).T],
    "bptt_W_hh": [looped_bptt],
    "truncated_bptt": [windows_by_recursion],
    "clip_by_global_norm": [clipped_where_needed],
    "train_clipped": [trained_in_a_list],
    "lstm_step": [stacked_lstm],
    "gru_step": [other_gru],
    "dc_path": [lambda dh, dc, f, o, c_prev, c: (total := dc + dh * o / np.cosh(c) ** 2, f * total)],
    "cross_entropy_gradient": [softmax_by_scipy_way],
    "perplexity": [
        lambda p: 2 ** -np.log2(p).mean(),
        lambda p: np.exp(-sum(map(np.log, p)) / len(p)),
        lambda p: np.prod(p ** (-1 / len(p))),
        lambda p: 1 / np.exp(np.log(p).mean()),
    ],
    "sample": [
        sequential_sample,
        lambda z, T, u: (np.cumsum((p := np.exp((z - z.max()) / T)) / p.sum())[None, :] <= u[:, None]).sum(axis=1),
    ],
    "analogy": [sorted_analogy],
    "cosine": [lambda u, v: u @ v / np.sqrt((u @ u) * (v @ v)), lambda u, v: (u / np.linalg.norm(u)) @ (v / np.linalg.norm(v))],
    "one_hot": [
        lambda i, size: np.eye(size)[i],
        lambda i, size: [[float(k == index) for k in range(size)] for index in i],
        lambda i, size: np.array(i)[:, None] == np.arange(size),
    ],
}


OWN = [pytest.param(name, own, id=f"{name}-{k}") for name in STYLES for k, own in enumerate(STYLES[name])]


@pytest.mark.parametrize(("name", "answer"), OWN)
def test_a_right_answer_of_ones_own_is_right(name, answer):
    verdict = getattr(checks, f"check_{name}")(answer)
    assert verdict.reason == "right", verdict


def test_every_exercise_has_a_style_of_its_own():
    assert set(STYLES) == {check.name for check in checks.ALL}
