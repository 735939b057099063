"""Attention with one head on the adding problem: the answer looks at all steps at once, and learns which of them count.

Each step has a key and a value, made of its input alone. A query, which is learned here, is compared with every key, and a
softmax over time makes weights of that: c = Σ_t weight_t * value_t (Bahdanau, Cho and Bengio 2014; in this form Vaswani and
others 2017, section 3.2.1). No state carries anything from step to step, and no step needs to know its place: the mark is in
the input.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import initialization, losses, optim, readout, tasks, validation

BATCH, SHOWN = 32, 64  # sequences in each training step; those to be looked at, the same ones for every seed


class Params(NamedTuple):
    """The head's parameters. Gradients come in the same form."""

    q: np.ndarray  # (1, h), the query
    W_xk: np.ndarray  # (d, h), from an input to its key
    W_xv: np.ndarray  # (d, h), from an input to its value


class Look(NamedTuple):
    """What the head did, as its gradient needs it."""

    X: np.ndarray  # (T, n, d)
    K: np.ndarray  # (T, n, h), the keys
    V: np.ndarray  # (T, n, h), the values
    weights: np.ndarray  # (T, n), adding up to 1 over the steps
    c: np.ndarray  # (n, h), what it found: the mean of the values with these weights


class Model(NamedTuple):
    """The head, and a readout of what it found."""

    head: Params
    readout: readout.Params


def init(d, h, o, *, rng):
    """A fresh model. The query begins as zeros, so that all steps have the same weight."""
    d, h = initialization.size("d", d), initialization.size("h", h)
    W_xk, W_xv = (initialization.nested_normal(rng, d, h) / np.sqrt(d) for _ in "kv")
    return Model(Params(np.zeros((1, h)), W_xk, W_xv), readout.init(h, o, rng=rng))


def attend(params, X):
    """X (T, n, d) -> Look. A step's score is q · key / √h, and its weight that score's softmax over the steps."""
    q, W_xk, W_xv = _checked(params, complex=True)
    X = validation.array("X", X, ("T", "n", len(W_xk)), complex=True)
    with np.errstate(all="ignore"):
        K, V = X @ W_xk, X @ W_xv
        scores = K @ q[0] / np.sqrt(q.size)
        weights = np.exp(scores - scores.real.max(axis=0))
        weights /= weights.sum(axis=0)
        return Look(X, K, V, weights, np.einsum("tn,tnh->nh", weights, V))


def attend_grad(params, look, dc):
    """dc (n, h), the gradient of the loss with respect to c -> dparams, dX (T, n, d).

    A score draws weight to its own step and away from all others: its gradient is weight_t * dc · (v_t - c).
    """
    q, W_xk, W_xv = _checked(params)
    X, K, V, weights, c = validation.params(Look, look, "look")
    X = validation.array("X", X, ("T", "n", len(W_xk)))
    T, n, h = *X.shape[:2], q.size
    K, V = validation.array("K", K, (T, n, h)), validation.array("V", V, (T, n, h))
    weights, c = validation.array("weights", weights, (T, n)), validation.array("c", c, (n, h))
    dc = validation.array("dc", dc, (n, h))
    with np.errstate(all="ignore"):
        dscores = weights * np.einsum("nh,tnh->tn", dc, V - c) / np.sqrt(h)
        dK, dV = dscores[..., None] * q[0], weights[..., None] * dc
        rows, flat = X.reshape(-1, len(W_xk)).T, (-1, h)
        dparams = Params(dscores.reshape(1, -1) @ K.reshape(flat), rows @ dK.reshape(flat), rows @ dV.reshape(flat))
        return dparams, dK @ W_xk.T + dV @ W_xv.T


def forward_backward(model, X, target):
    """The mean squared error of the answers to X (T, n, d), target (n, o), and its gradient in the form of the model."""
    validation.instance(Model, model, "model")
    look = attend(model.head, X)
    loss, dO = losses.squared_error(readout.readout(model.readout, look.c), target)
    dreadout, dc = readout.readout_grad(model.readout, look.c, dO)
    return loss, Model(attend_grad(model.head, look, dc)[0], dreadout)


class Run:
    """A training on the adding problem with Adam, a new batch at each step, done only as far as somebody looks.

    `losses[k]` is the loss on batch k, and `models[k]` the model before it: there are few numbers in one, so all are kept.
    `shown` are sequences that it is not trained on.
    """

    def __init__(self, T, seed=0, *, h=16, learning_rate=0.05):
        self.T, self.seed = validation.whole("T", T, low=2), validation.whole("seed", seed, low=0)
        self.shown = tasks.adding(T, SHOWN, np.random.default_rng(0))
        self.learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
        self.losses, self.models, self._remembered = [], [init(2, h, 1, rng=np.random.default_rng(seed))], None

    def extend(self, step):
        """Train until `losses[step]` exists."""
        while len(self.losses) <= validation.whole("step", step, low=0):
            model = self.models[-1]
            task = tasks.adding(self.T, BATCH, np.random.default_rng([self.seed, len(self.losses)]))
            loss, grads = forward_backward(model, task.X, task.target[0])
            model, self._remembered = optim.adam(model, grads, self._remembered, self.learning_rate)
            self.models.append(model)
            self.losses.append(loss)


def _checked(params, *, complex=False):
    """Well-formed parameters; otherwise an error that names the field."""
    validation.params(Params, params)
    finite = {"finite": True, "complex": complex}
    W_xk = validation.array("W_xk", params.W_xk, ("d", "h"), **finite)
    W_xv = validation.array("W_xv", params.W_xv, W_xk.shape, **finite)
    return Params(validation.array("q", params.q, (1, W_xk.shape[1]), **finite), W_xk, W_xv)
