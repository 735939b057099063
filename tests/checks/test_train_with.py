"""Training with the learner's five functions: right ones learn the letter, and all else is told what is missing."""

import importlib

import numpy as np
import pytest

from rnnlab import checks, tasks, training
from rnnlab.checks import one_step
from rnnlab.lessons import story
from rnnlab.trees import leaves

module = importlib.import_module("rnnlab.checks.train_with")


class Tensor:
    """As one of PyTorch: an array can be made of it, and it does not add up with one."""

    def __init__(self, array):
        self.array = array

    def __array__(self, *arguments, **options):
        return self.array


RIGHT = {check.name: check.answer for check in module.CHECKS}


def test_right_functions_learn_that_e_follows_th():
    verdict = checks.train_with(**RIGHT, strict=True)
    assert verdict.passed
    assert repr(verdict) == (
        "✔ two_letters: your five functions took the loss from 1.09 to less than 0.001 in 100 updates. "
        "After “th” the network said “h” before, and says “e” now. "
        "From three rows at once, “th”, “he” and “e␣”, another learned “e”, “␣”, “t”."
    )


def test_the_arguments_are_in_the_order_of_the_parameters():
    assert checks.train_with(*RIGHT.values()).passed
    assert list(RIGHT) == ["grad_W_xh", "grad_W_hh", "grad_b_h", "grad_W_hy", "grad_b_y"]


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize(
    ("function", "reason"), [(lambda *a: None, "not answered"), (None, "not a function"), (lambda *a: 1 / 0, "error")]
)
def test_a_function_that_is_missing_is_named_and_nothing_is_raised(name, function, reason):
    verdict = checks.train_with(**{**RIGHT, name: function})
    assert not verdict
    assert verdict.reason == reason
    assert f"the training waits for {name}: " in verdict.words


@pytest.mark.parametrize("check", module.CHECKS, ids=lambda check: check.name)
def test_a_mistake_is_named_before_anything_is_trained(check):
    for mistake in check.mistakes:
        assert checks.train_with(**{**RIGHT, check.name: mistake.function}).reason == mistake.name


def test_a_training_raises_the_same_words_while_nbgrader_runs_it(monkeypatch):
    words = repr(checks.train_with(**{**RIGHT, "grad_b_h": None}))
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(checks.ExerciseError, match="waits for grad_b_h") as raised:
        checks.train_with(**{**RIGHT, "grad_b_h": None})
    assert str(raised.value) == words


def test_a_strict_training_raises():
    with pytest.raises(checks.ExerciseError, match="waits for grad_b_h"):
        checks.train_with(**{**RIGHT, "grad_b_h": lambda dz: None}, strict=True)


FORMS = {
    "a list of rows": lambda answer: answer.tolist(),
    "an array in a list": lambda answer: [answer[0]],
    "in half the precision": lambda answer: answer.astype(np.float32),
    "a tensor": Tensor,
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_gradients_come_in_any_form_that_their_checks_let_pass(form):
    for name, right in RIGHT.items():
        if form is not FORMS["an array in a list"] or name.startswith("grad_b"):
            changed = {name: lambda *case, right=right: form(right(*case))}
            assert checks.train_with(**{**RIGHT, **changed}), name


@pytest.mark.parametrize("name", RIGHT)
def test_one_row_is_one_of_the_cases(name):
    """The training has one example, and a loop may be written that fails for one."""
    right = RIGHT[name]
    zero = checks.train_with(**{**RIGHT, name: lambda *case: right(*case) * (len(case[0]) > 1)})
    fails = checks.train_with(**{**RIGHT, name: lambda *case: right(*case) if len(case[0]) > 1 else 1 / 0})
    assert (zero.reason, fails.reason) == ("wrong numbers", "error")
    for verdict in (zero, fails):
        assert f"the training waits for {name}: " in verdict.words


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (lambda answer: answer * 0 + 7, "wrong numbers"),
        (lambda answer: answer[:, :1], "wrong numbers"),
        (lambda answer: answer * np.nan, "not a number"),
        (lambda answer: None, "returns nothing"),
        (lambda answer: exit(), "error"),
    ],
)
def test_what_goes_wrong_in_the_training_alone_is_told_of(name, wrong, reason):
    right, calls = RIGHT[name], []

    def tires(*case):
        calls.append(case)
        return right(*case) if len(calls) < 20 else wrong(right(*case))

    verdict = checks.train_with(**{**RIGHT, name: tires})
    assert verdict.reason == reason
    assert f"the training stops at {name}, which was right on all cases: " in verdict.words


OF = {name.removeprefix("grad_"): function for name, function in RIGHT.items()} | {"O": one_step.grad_O, "z": one_step.grad_z}


def test_the_gradients_are_those_of_the_package():
    task = tasks.two_letters()
    model = training.init(3, 5, 3, rng=np.random.default_rng(2))
    found = module._gradients(model, task, OF)
    wanted = training.forward_backward(model, task).grads  # of the mean over three outputs
    for ours, theirs in zip(leaves(found), leaves(wanted), strict=True):
        np.testing.assert_allclose(ours, 3 * theirs, atol=1e-12)


def test_what_was_learned_is_not_the_bias_alone():
    """A unit is on at the end, and without the input the answer would be another number."""
    X = story.one_hot("the")
    task = tasks.Task(X[:2], X[2:], baseline=np.nan)
    model = story.train(**story.TRAINING | {"updates": 0})
    for _ in range(module.UPDATES):
        model = module.sgd(model, module._gradients(model, task, OF), module.LEARNING_RATE)
    assert (training.forward_backward(model, task).trace.H[-1] > 0).any()
    assert np.abs(model.readout.b_y - task.target[-1]).max() > 0.1
