"""A model of a cell and a readout, its loss and gradient on a task, and a training history that grows only when looked at."""

import inspect
import itertools
import math
from typing import Any, NamedTuple

import numpy as np

from rnnlab import bptt, losses, optim, readout, truncation, validation
from rnnlab.cells import ALL, rnn
from rnnlab.tasks import Task
from rnnlab.trees import leaves, tree_map

CELLS = {cell.Params: cell for cell in ALL}
LOSSES = {"squared_error": losses.squared_error, "cross_entropy": losses.cross_entropy}


class Model(NamedTuple):
    """All parameters of a network; gradients come in the same form."""

    cell: Any  # the Params of a cell; of several layers, a list of them, lowest first
    readout: readout.Params


def init(d, h, o, *, cell=rnn, scheme="gaussian", weight_scale=1.0, rng, **options):
    """A fresh model: a recurrent cell with input size d and hidden size h, and a readout of size o.

    `cell` is a module of `rnnlab.cells`, or a list of them: layers of h units each, lowest first. `options` are those of its
    `init`, such as forget_bias=3.0; an option goes to every layer that has it.
    """
    bptt.check_options(cell, {})
    layers, sizes = (cell, [d] + [h] * (len(cell) - 1)) if isinstance(cell, list) else ([cell], [d])
    options = {"scheme": scheme, "weight_scale": weight_scale, "rng": rng, **options}
    takes = [
        [name for name, taken in inspect.signature(layer.init).parameters.items() if taken.kind is taken.KEYWORD_ONLY]
        for layer in layers
    ]
    known = dict.fromkeys(itertools.chain(*takes))
    for name, value in options.items():
        if name not in known:
            raise TypeError(f"{name} must be an option of the cell's init, which has {', '.join(known)}; got {value!r}")
    made = [
        layer.init(size, h, **{name: options[name] for name in options if name in own})
        for layer, size, own in zip(layers, sizes, takes, strict=True)
    ]
    return Model(made if isinstance(cell, list) else made[0], readout.init(h, o, rng=rng))


def cells(model):
    """The module of the model's cell; of several layers, a list of modules."""
    params = validation.instance(Model, model, "model").cell
    return [_cell(each) for each in params] if isinstance(params, list) else _cell(params)


class Pass(NamedTuple):
    """One pass forward and back over a task."""

    loss: float  # averaged over all scored entries (squared error) or predictions (cross-entropy)
    grads: Model
    trace: bptt.Trace
    states: np.ndarray  # (T+1, n, h), the total dL/dh_t; of several layers, that of the top one
    dH: np.ndarray  # (T, n, h), what of it comes from the readout of step t = 1…T; the rest comes from later steps
    back: bptt.Gradients  # all that came back: `.dC` is the total dL/dc_t of a cell with a memory


def forward_backward(model, task, *, window=None, **options):
    """The loss of `model` on `task` and its gradient with respect to every parameter and every state.

    `options` are those of the cell's `step`, such as activation="tanh". With a `window`, the gradient is the truncated one of
    `rnnlab.truncation`, which follows each loss through that many steps.
    """
    cell = cells(model)
    validation.instance(Task, task, "task")
    loss_of = LOSSES[validation.choice("loss", task.loss, LOSSES)]
    trace = bptt.unroll(cell, model.cell, task.X, **options)
    scored = trace.H[-task.scored :]
    loss, dO = loss_of(readout.readout(model.readout, scored), task.target)
    dreadout, dscored = readout.readout_grad(model.readout, scored, dO)
    dH = np.zeros_like(trace.H[1:])
    dH[-task.scored :] = dscored
    if window is None:
        back = bptt.backprop_through_time(cell, model.cell, trace, dH)
    else:
        back = truncation.truncated_backprop_through_time(cell, model.cell, trace, dH, window=window)
    return Pass(float(loss), Model(back.params, dreadout), trace, back.dH, dH, back)


class History:
    """Training by gradient descent, run only as far as somebody looks.

    `losses[k]` and `norms[k]` are the loss and the gradient's global norm before clipping, with the parameters after k steps.
    `task` is one fixed batch, or a function that makes the batch of each step from `rng=`: a generator that is settled by the
    `seed` and the number of the step, so that going back shows the same past. `optimizer` is a name in `rnnlab.optim.RULES`, or
    a function like those. With a threshold `clip`, gradients are clipped in the way of `clip_by`, a name in
    `rnnlab.optim.CLIPPINGS`. `options` are those of `forward_backward`: a window, and those of the cell's `step`. Training
    computes in the precision of the model.

    Parameters are kept every few steps, so that memory stays bounded; those in between are computed again when asked for.
    Training that has run into infinity stays there: from then on every loss is NaN and the parameters are the last finite ones.
    """

    MEMORY = 16e6  # bytes of what is kept, for `longest` steps

    def __init__(
        self, model, task, *, optimizer="sgd", learning_rate=0.1, clip=None, clip_by="norm", longest=200, seed=0, **options
    ):
        bptt.check_options(cells(model), {name: value for name, value in options.items() if name != "window"})
        self._dtype = np.result_type(*leaves(model))
        self.task = task if callable(task) else self._in_precision(task)
        self.options, self._seed = options, validation.whole("seed", seed, low=0)
        self._rule = optimizer if callable(optimizer) else optim.RULES[validation.choice("optimizer", optimizer, optim.RULES)]
        self.learning_rate = validation.real("learning_rate", learning_rate, low=0.0)
        self.clip = None if clip is None else validation.real("clip", clip, low=0.0)
        self._clipping = optim.CLIPPINGS[validation.choice("clip_by", clip_by, optim.CLIPPINGS)]
        self.losses, self.norms = [], []
        self._shortened = []  # whether clipping changed the gradient of this step
        self.diverged = None  # the step at which the parameters were no longer finite, if that has happened
        self._newest, self._remembered = model, None  # the parameters after len(losses) steps, and what the rule remembers
        self._kept = []  # both after 0, every, 2·every… steps
        self._latest = None, None  # the step that was made last, and its pass
        _, remembered = self._rule(model, tree_map(np.zeros_like, model), None, self.learning_rate)  # to see its size
        size = sum(array.nbytes for array in leaves((model, remembered)))
        self._every = math.ceil(size * validation.whole("longest", longest) / self.MEMORY)

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
        model, remembered = self._kept[step // self._every]
        for done in range(step - step % self._every, step):
            (model, remembered), *_ = self._update(model, remembered, self._pass(model, done).grads)
        return model

    def passed(self, step):
        """The Pass at a step that the history has reached: that of the step made last is still there, others are made again."""
        at, found = self._latest
        return found if validation.whole("step", step, low=0) == at else self._pass(self.model(step), step)

    def batch(self, step):
        """The task that this step is trained on."""
        step = validation.whole("step", step, low=0)
        if not callable(self.task):
            return self.task
        return self._in_precision(self.task(rng=np.random.default_rng([self._seed, step])))

    def clipped(self, step):
        """The fraction of the first `step` updates that clipping shortened."""
        shortened = self.shortened(step)
        return sum(shortened) / len(shortened) if shortened else 0.0

    def shortened(self, step):
        """Whether clipping shortened the gradient, for each of the first `step` updates: a list of bool."""
        return self._shortened[: validation.whole("step", step, low=0)]

    def _advance(self):
        step = len(self.losses)
        if self.diverged is not None:
            self.losses.append(math.nan)
            self.norms.append(math.nan)
            self._shortened.append(False)
            return
        result = self._pass(self._newest, step)
        (model, remembered), norm, shortened = self._update(self._newest, self._remembered, result.grads)
        if step % self._every == 0:  # only now: a step that was interrupted must leave nothing behind
            self._kept.append((self._newest, self._remembered))
        self._remembered, self._latest = remembered, (step, result)
        self.losses.append(result.loss)
        self.norms.append(norm)
        self._shortened.append(shortened)
        if all(np.isfinite(array).all() for array in leaves(model)):
            self._newest = model
        else:
            self.diverged = step + 1

    def _pass(self, model, step):
        return forward_backward(model, self.batch(step), **self.options)

    def _update(self, model, remembered, grads):
        clipped, norm = self._clipping(grads, math.inf if self.clip is None else self.clip)
        return self._rule(model, clipped, remembered, self.learning_rate), norm, clipped is not grads

    def _in_precision(self, task):
        validation.instance(Task, task, "task")
        X, target = validation.array("X", task.X), validation.plain("target", task.target)
        if task.loss == "squared_error":  # otherwise the targets are indices
            target = validation.array("target", target).astype(self._dtype, copy=False)
        return task._replace(X=X.astype(self._dtype, copy=False), target=target)


def _cell(params):
    if type(params) not in CELLS:
        kind = type(params)
        raise TypeError(f"params must be the Params of a cell in rnnlab.cells; got {kind.__module__}.{kind.__name__}")
    return CELLS[type(params)]
