"""Training with the learner's five functions: right ones learn the letter, and all else is told what is missing."""

import importlib

import numpy as np
import pytest

from rnnlab import checks, tasks, training
from rnnlab.trees import leaves

module = importlib.import_module("rnnlab.checks.train_with")
RIGHT = {check.name: check.reference for check in module.CHECKS}


def test_right_functions_learn_that_e_follows_th():
    verdict = checks.train_with(**RIGHT, strict=True)
    assert verdict.passed
    assert repr(verdict) == (
        "✔ two_letters: your five functions took the loss from 1.85 to less than 0.001 in 100 updates. "
        "After “th” the network said “t” before, and says “e” now."
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


def test_a_strict_training_raises():
    with pytest.raises(checks.ExerciseError, match="waits for grad_b_h"):
        checks.train_with(**{**RIGHT, "grad_b_h": lambda dz: None}, strict=True)


def test_the_gradients_are_those_of_the_package():
    task = tasks.two_letters()
    model = training.init(3, 5, 3, rng=np.random.default_rng(2))
    found = module._gradients(model, task, **RIGHT)
    wanted = training.forward_backward(model, task).grads  # of the mean over three outputs
    for ours, theirs in zip(leaves(found), leaves(wanted), strict=True):
        np.testing.assert_allclose(ours, 3 * theirs, atol=1e-12)


def test_what_was_learned_is_not_the_bias_alone():
    """Some units are on at the end, and without the input the answer would be another number."""
    task = tasks.two_letters()
    model = training.init(3, module.HIDDEN, 3, rng=np.random.default_rng(module.SEED))
    for _ in range(module.UPDATES):
        model = module.sgd(model, module._gradients(model, task, **RIGHT), module.LEARNING_RATE)
    assert (training.forward_backward(model, task).trace.H[-1] > 0).sum() >= 4
    assert np.abs(model.readout.b_y - task.target[-1]).max() > 0.1
