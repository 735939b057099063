"""A model of one cell and a readout, its loss and gradient on a task, and a training history that grows only when looked at."""

import math
from typing import NamedTuple

import numpy as np

from rnnlab import bptt, losses, readout, validation
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.optim import clip_by_global_norm, sgd
from rnnlab.tasks import Task
from rnnlab.trees import leaves


class Model(NamedTuple):
    """All parameters of a network; gradients come in the same form."""

    cell: rnn.Params
    readout: readout.Params


def init(d, h, o, *, scheme="gaussian", weight_scale=1.0, rng):
    """A fresh model: a recurrent cell with input size d and hidden size h, and a readout of size o."""
    cell = rnn.init(d, h, scheme=scheme, weight_scale=weight_scale, rng=rng)
    return Model(cell, readout.init(h, o, rng=rng))


class Pass(NamedTuple):
    """One pass forward and back over a task."""

    loss: float  # squared error, averaged over all scored entries
    grads: Model
    trace: bptt.Trace
    states: np.ndarray  # (T+1, n, h), the total dL/dh_t


def forward_backward(model, task, *, activation="relu"):
    """The loss of `model` on `task` and its gradient with respect to every parameter and every state."""
    validation.params(Model, model, "model")
    validation.params(Task, task, "task")
    trace = bptt.unroll(rnn, model.cell, task.X, activation=activation)
    scored = trace.H[-task.scored :]
    O = readout.readout(model.readout, scored)
    loss, dO = losses.squared_error(O, task.target)
    dreadout, dscored = readout.readout_grad(model.readout, scored, dO)
    dH = np.zeros_like(trace.H[1:])
    dH[-task.scored :] = dscored
    grads = bptt.backprop_through_time(rnn, model.cell, trace, dH)
    return Pass(float(loss), Model(grads.params, dreadout), trace, grads.H)


class History:
    """Gradient descent on one fixed task, one batch, run only as far as somebody looks.

    `losses[k]` and `norms[k]` are the loss and the gradient's global norm before clipping, with the parameters after k steps.
    Parameters are kept every few steps, so that memory stays bounded; those in between are computed again when asked for.
    Training that has run into infinity stays there: from then on every loss is NaN and the parameters are the last finite ones.
    """

    MEMORY = 16e6  # bytes of kept parameters, for `longest` steps

    def __init__(self, model, task, *, activation="relu", learning_rate=0.1, clip=None, longest=200):
        model, self.task = validation.params(Model, model, "model"), validation.params(Task, task, "task")
        self.activation = validation.choice("activation", activation, ACTIVATIONS)
        self.learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
        self.clip = None if clip is None else validation.real("clip", clip, low=0.0)
        self.losses, self.norms = [], []
        self.diverged = None  # the step at which the parameters were no longer finite, if that has happened
        self._newest = model  # the parameters after len(losses) steps
        self._kept = []  # those after 0, every, 2·every… steps
        self._every = math.ceil(
            sum(array.nbytes for array in leaves(model)) * validation.whole("longest", longest) / self.MEMORY
        )

    def extend(self, step):
        """Train until `losses[step]` exists."""
        step = validation.whole("step", step, low=0)
        while len(self.losses) <= step:
            self._advance()

    def model(self, step):
        """The parameters after `step` steps, which the history must have reached; the last finite ones if it diverged."""
        step = validation.whole("step", step, low=0)
        if step >= len(self.losses):
            raise ValueError(f"step must be one that the history has reached, below {len(self.losses)}; got {step}")
        step = step if self.diverged is None else min(step, self.diverged - 1)
        model = self._kept[step // self._every]
        for _ in range(step % self._every):
            model, _ = self._update(model, self._gradients(model))
        return model

    def clipped(self, step):
        """The fraction of the first `step` updates that clipping shortened."""
        norms = self.norms[: validation.whole("step", step, low=0)]
        return sum(norm > self.clip for norm in norms) / len(norms) if norms and self.clip is not None else 0.0

    def _advance(self):
        if self.diverged is not None:
            self.losses.append(math.nan)
            self.norms.append(math.nan)
            return
        if len(self.losses) % self._every == 0:
            self._kept.append(self._newest)
        result = forward_backward(self._newest, self.task, activation=self.activation)
        model, norm = self._update(self._newest, result.grads)
        self.losses.append(result.loss)
        self.norms.append(norm)
        if all(np.isfinite(array).all() for array in leaves(model)):
            self._newest = model
        else:
            self.diverged = len(self.losses)

    def _gradients(self, model):
        return forward_backward(model, self.task, activation=self.activation).grads

    def _update(self, model, grads):
        grads, norm = clip_by_global_norm(grads, math.inf if self.clip is None else self.clip)
        return sgd(model, grads, self.learning_rate), norm
