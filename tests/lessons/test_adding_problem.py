"""The networks on the adding problem: what is trained, what is kept of it, and what an error means."""

import numpy as np
import pytest

from rnnlab import tasks, training
from rnnlab.lessons import adding_problem
from rnnlab.trees import leaves


@pytest.mark.parametrize("name", adding_problem.NETWORKS)
def test_a_run_is_a_history_of_the_adding_problem_in_single_precision(name):
    run = adding_problem.Run(name, T=6, h=5, seed=3)
    run.extend(4)
    cell, scheme, options, start = adding_problem.NETWORKS[name]
    model = training.init(2, 5, 1, cell=cell, scheme=scheme, rng=np.random.default_rng(3), **start)
    for step, (mine, theirs) in enumerate(zip(run.losses, _plainly(model, options, seed=3, T=6, steps=5), strict=True)):
        assert mine == pytest.approx(theirs, rel=1e-3), step
    assert {array.dtype for array in leaves(run.model(4))} == {np.dtype(np.float32)}


def _plainly(model, options, *, seed, T, steps):
    """The losses of training in double precision."""
    settings = {"optimizer": "adam", "learning_rate": 0.001, "clip": 1.0, "seed": seed}
    history = training.History(model, lambda rng: tasks.adding(T, adding_problem.BATCH, rng), **settings, **options)
    history.extend(steps - 1)
    return history.losses


def test_the_error_is_the_mean_of_the_last_losses(monkeypatch):
    monkeypatch.setattr(adding_problem, "WINDOW", 3)
    run = adding_problem.Run("GRU", T=5, h=2)
    run.losses = [1.0, 2.0, 6.0, 4.0, np.inf, 1.0, 1.0, np.nan, 2.0]
    np.testing.assert_array_equal(run.errors(), [1.0, 1.5, 3.0, 4.0, np.inf, np.inf, np.inf, np.nan, np.nan])


def test_the_answers_are_kept_every_so_often_and_the_last_is_that_of_the_network_then():
    run = adding_problem.Run("LSTM", T=5, h=3)
    run.extend(41)
    assert len(run.answers) == 3  # before steps 0, 20 and 40
    assert all(each.shape == (adding_problem.HELD_OUT,) for each in run.answers)
    first = adding_problem.Run("LSTM", T=5, h=3)
    first.extend(0)
    np.testing.assert_array_equal(first.answers[0], run.answers[0])
    assert not np.array_equal(run.answers[0], run.answers[2])


def test_the_held_out_sequences_are_the_same_for_every_network_and_add_up():
    one, other = adding_problem.Run("GRU", T=9, h=2, seed=1), adding_problem.Run("tanh RNN", T=9, h=4, seed=2)
    np.testing.assert_array_equal(one.X, other.X)
    np.testing.assert_allclose((one.X[:, :, 0] * one.X[:, :, 1]).sum(axis=0), one.sums, rtol=1e-6)


def test_a_trained_network_is_right_about_sequences_it_has_never_seen():
    run = adding_problem.Run("GRU", T=5, h=16, learning_rate=0.01)
    before = run.held_out_error()
    run.extend(300)
    assert run.held_out_error() < 0.02 < before
    assert run.errors()[-1] == pytest.approx(run.held_out_error(), abs=0.01)
    assert np.abs(run.answers[-1] - run.sums).mean() < 0.2


def test_old_parameters_take_little_memory():
    run = adding_problem.trained("LSTM", steps=60, T=5, h=64, longest=3000)
    assert len(run._kept) == 1


def test_trained_means_exactly_so_many_steps():
    assert adding_problem.trained("GRU", steps=0, T=5, h=3).losses == []
    assert adding_problem.trained("GRU", steps=0, T=5, h=3).errors().tolist() == []
    run = adding_problem.trained("GRU", steps=7, T=5, h=3, seed=2)
    assert len(run.losses) == 7
    other = adding_problem.Run("GRU", T=5, h=3, seed=2)
    other.extend(7)
    for mine, theirs in zip(leaves(run._newest), leaves(other.model(7)), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_the_gradient_of_an_identity_changes_less_than_that_of_small_random_weights():
    changes = {name: adding_problem.Run(name, T=40, h=16).gradient_change() for name in ("ReLU, identity", "tanh RNN")}
    assert changes["tanh RNN"] < -3 < changes["ReLU, identity"] < 1


def test_what_an_error_means():
    said = {error: adding_problem.remembers(error) for error in (0.0, 0.08, 0.1, 0.166, 0.3, np.inf, np.nan)}
    assert list(said.values()) == [
        "uses both numbers",
        "uses both numbers",
        "remembers something",
        "no better than saying 1",
        "worse than saying 1",
        "overflowed",
        "overflowed",
    ]


def test_the_two_lines_are_what_they_are_said_to_be():
    task = tasks.adding(20, 40_000, np.random.default_rng(0))
    numbers, markers = np.moveaxis(task.X, 2, 0)
    second = (numbers * markers)[10:].sum(axis=0)
    sums = task.target[0, :, 0]
    assert np.mean((sums - 1) ** 2) == pytest.approx(adding_problem.ALWAYS_ONE, rel=0.03)
    assert np.mean((sums - (second + 0.5)) ** 2) == pytest.approx(adding_problem.ONE_NUMBER, rel=0.03)


def test_what_fits_in_a_time_is_less_for_longer_larger_and_more():
    fits = adding_problem.steps_within
    assert fits(0.05, ["GRU"], T=5, h=4) > fits(0.05, ["GRU"], T=50, h=4) > fits(0.05, ["GRU"], T=50, h=64)
    assert fits(0.05, ["tanh RNN"], T=50, h=32) > fits(0.05, ["LSTM"], T=50, h=32) > fits(0.05, ["LSTM", "LSTM"], T=50, h=32)
    assert fits(0.0, ["LSTM"], T=150, h=64) == 1
