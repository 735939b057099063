"""The tasks: what they ask, what the best constant answer scores, and that sliders do not reshuffle them."""

import numpy as np
import pytest

from rnnlab import tasks


def echo(T=12, n=6, d=3, *, delay=4, seed=0, **options):
    return tasks.delayed_echo(T, n, d, delay=delay, rng=np.random.default_rng(seed), **options)


def recall(T=9, d=3, *, seed=0, **options):
    return tasks.recall_first(T, d, rng=np.random.default_rng(seed), **options)


TASKS = {
    "echo": echo(),
    "recall": recall(),
    "sine": tasks.sine(30, 4, rng=np.random.default_rng(0)),
    "two letters": tasks.two_letters(),
}


@pytest.mark.parametrize("name", TASKS)
def test_the_baseline_is_the_best_constant_answer(name):
    """The best constant is the mean of the targets, one for each output; what it scores is their variance."""
    task = TASKS[name]
    assert task.baseline == pytest.approx(task.target.var(axis=(0, 1)).mean(), abs=1e-12)


@pytest.mark.parametrize("name", TASKS)
def test_inputs_and_targets_fit_together(name):
    task = TASKS[name]
    assert task.X.ndim == task.target.ndim == 3
    assert task.X.shape[1] == task.target.shape[1]
    assert task.scored == len(task.target) <= len(task.X)


@pytest.mark.parametrize("delay", [0, 1, 4, 11])
def test_echo_wants_what_was_said_before(delay):
    task = echo(delay=delay)
    assert task.scored == 12 - delay
    for t in range(delay, 12):
        np.testing.assert_array_equal(task.target[t - delay, :, 0], task.X[t - delay, :, 0])
    assert set(np.unique(task.target)) == {-1, 1}


def test_echo_has_noise_beside_the_signal():
    task = echo(T=60, n=20, d=5, noise=0.3)
    assert task.X[:, :, 1:].std() == pytest.approx(0.3, rel=0.05)
    assert not echo(noise=0).X[:, :, 1:].any()


def test_recall_tells_two_sequences_apart_by_one_number():
    task = recall()
    differs = task.X[:, 0] != task.X[:, 1]
    assert np.argwhere(differs).tolist() == [[0, 0]]
    np.testing.assert_array_equal(task.X[0, :, 0], [1, -1])
    np.testing.assert_array_equal(task.target, [[[1], [-1]]])
    assert task.scored == 1


def test_sine_wants_the_next_value():
    task = tasks.sine(25, 3, period=10, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(task.target[:-1], task.X[1:])
    np.testing.assert_allclose(task.X[10:], task.X[:-10], atol=1e-12)
    assert np.abs(task.X).max() > 0.9


def test_two_letters_are_the_essays():
    task = tasks.two_letters()
    spelled = ["the"[one_hot.argmax()] for one_hot in (*task.X[:, 0], *task.target[:, 0])]
    assert spelled == ["t", "h", "e"]
    np.testing.assert_array_equal(task.X.sum(axis=-1), 1)


def test_a_longer_or_wider_sequence_is_the_same_one_continued():
    np.testing.assert_array_equal(echo(T=20, d=7).X[:12, :, :3], echo().X)
    np.testing.assert_array_equal(recall(T=20, d=7).X[:9, :, :3], recall().X)
    longer = tasks.sine(50, 4, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(longer.X[:30], TASKS["sine"].X)


@pytest.mark.parametrize("make", [echo, recall])
def test_a_seed_is_a_task(make):
    np.testing.assert_array_equal(make().X, make().X)
    assert (make().X != make(seed=1).X).any()
