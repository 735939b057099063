"""The learner's own five gradients train the story network from its beginning: after "t" and "h" it shall say "e"."""

import functools

import numpy as np

from rnnlab import bptt, losses, readout, training
from rnnlab.cells import rnn
from rnnlab.checks.kit.attempt import sizes
from rnnlab.checks.kit.exercise import praise, verdict
from rnnlab.checks.kit.results import Answer, numbers
from rnnlab.checks.kit.same import same
from rnnlab.checks.own_functions import CHECKS as OF
from rnnlab.lessons import story
from rnnlab.lessons.five_gradients import by_functions
from rnnlab.optim import sgd
from rnnlab.tasks import Task

NAME = "two_letters"
CHECKS = tuple(OF[name] for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y"))
TEXTS = ("the", "he ", "e t")  # two letters to read, and the one that follows
LEARNING_RATE, UPDATES = 0.05, 100
SMALL = 1e-3  # a loss below this is not written out


def train_with(grad_W_xh, grad_W_hh, grad_b_h, grad_W_hy, grad_b_y, *, strict=False):
    """Train the network of `rnnlab.lessons.story` with these five functions, and say how it went: a `Verdict`.

    It begins as it did before its own training. The functions are those of the exercises in `rnnlab.checks.one_step`. Each is
    checked first, and nothing is trained before all five are right. A first network learns from one row, a second one from
    three. Nothing is raised, unless `strict` or while nbgrader runs it: then ExerciseError, if the network was not trained.
    """
    return verdict(NAME, lambda: _train(grad_W_xh, grad_W_hh, grad_b_h, grad_W_hy, grad_b_y), strict)


def _train(*functions):
    """How it went, in words; Answer if a function is wrong."""
    for check, function in zip(CHECKS, functions, strict=True):
        try:
            praise(check, function)
        except Answer as wrong:
            reason, words = wrong.args
            raise Answer(reason, f"the training waits for {check.name}: {words}") from None
    tried = {check.name[5:]: functools.partial(_tried, check, own) for check, own in zip(CHECKS, functions, strict=True)}
    of = {name: check.answer for name, check in OF.items()} | tried
    before, after, words = _trained(1, of)
    _, together, _ = _trained(3, of)
    words = f"your five functions took the loss {words}. After “th” the network said “{before}” before, and says “{after}” now."
    return f"{words} From three rows at once, “th”, “he” and “e␣”, another learned “{'”, “'.join(together)}”."


def _trained(n, of):
    """What a network says after the n rows before and after its training with these functions, and how the loss fell."""
    X = np.concatenate([story.one_hot(text) for text in TEXTS[:n]], axis=1)
    task, model = Task(X[:2], X[2:], baseline=np.nan), story.train(**story.TRAINING | {"updates": 0})
    before, first = _ask(model, task)
    for _ in range(UPDATES):
        model = sgd(model, _gradients(model, task, of), LEARNING_RATE)
    after, last = _ask(model, task)
    return before, after, f"from {first:.2f} to {_small(last)} in {UPDATES} updates"


def _tried(check, function, *arguments):
    """The learner's gradient for one step of the training, an array. What was right on all cases may yet be wrong here."""
    case = dict(zip(check.cases[0], arguments, strict=True))
    try:
        answer = numbers(check, function, case)
        if not same(answer, [check.answer(*arguments)]):
            raise Answer("wrong numbers", f"the numbers differ, for {sizes(case)}.")
    except Answer as wrong:
        reason, words = wrong.args
        raise Answer(reason, f"the training stops at {check.name}, which was right on all cases: {words}") from None
    return answer[0]


def _gradients(model, task, of):
    """The learner's gradients, added up over the steps. What lies between the parameters, dO and dz, comes from here."""
    trace = bptt.unroll(rnn, model.cell, task.X)
    O = readout.readout(model.readout, trace.H[-1:])
    return training.Model(*by_functions(of, *model, task.X, trace.H, trace.cache.z, O, task.target[-1:]))


def _ask(model, task):
    """The letters that the network says at the end, one a row, and the loss."""
    O = readout.readout(model.readout, bptt.unroll(rnn, model.cell, task.X).H[-1])
    loss, _ = losses.squared_error(O, task.target[-1], "sum")
    return story.LETTERS.decode(O.argmax(axis=-1)).replace(" ", "␣"), float(loss)


def _small(loss):
    return f"less than {SMALL:g}" if loss < SMALL else f"{loss:.2f}"
