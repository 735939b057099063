"""The tasks: what they ask, what the best constant answer scores, and that sliders do not reshuffle them."""

import numpy as np
import pytest

from rnnlab import losses, tasks


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


def test_three_rows_of_two_letters_are_each_others_rest():
    task = tasks.two_letters(3)
    rows = zip(*(("the"[k] for k in step.argmax(axis=-1)) for step in (*task.X, *task.target)), strict=True)
    assert ["".join(row) for row in rows] == ["the", "het", "eth"]
    assert tasks.two_letters(2).X.shape == (2, 2, 3)


def test_a_longer_or_wider_sequence_is_the_same_one_continued():
    np.testing.assert_array_equal(echo(T=20, d=7).X[:12, :, :3], echo().X)
    np.testing.assert_array_equal(recall(T=20, d=7).X[:9, :, :3], recall().X)
    longer = tasks.sine(50, 4, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(longer.X[:30], TASKS["sine"].X)


@pytest.mark.parametrize("make", [echo, recall])
def test_a_seed_is_a_task(make):
    np.testing.assert_array_equal(make().X, make().X)
    assert (make().X != make(seed=1).X).any()


# --- the marked number ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("T", [1, 2, 9])
def test_one_number_of_each_sequence_is_marked_and_wanted(T):
    task = tasks.recall_marked(T, 400, rng=np.random.default_rng(0))
    values, marks = task.X[:, :, 0], task.X[:, :, 1]
    assert set(values.ravel()) == {-1.0, 1.0}
    np.testing.assert_array_equal(marks.sum(axis=0), 1)
    assert set(marks.argmax(axis=0)) == set(range(T))
    np.testing.assert_array_equal(task.target[0, :, 0], (values * marks).sum(axis=0))
    assert task.scored == 1


def test_a_constant_answer_of_0_to_the_marked_number_scores_exactly_1():
    task = tasks.recall_marked(6, 7, rng=np.random.default_rng(3))
    assert losses.squared_error(np.zeros_like(task.target), task.target)[0] == task.baseline == 1


# --- the adding problem -----------------------------------------------------------------------------------------------


def adding(T=50, n=2000, *, seed=0):
    return tasks.adding(T, n, rng=np.random.default_rng(seed))


@pytest.mark.parametrize("T", [2, 3, 7, 50])
def test_adding_marks_one_number_in_each_half(T):
    task = adding(T, 500)
    values, markers = task.X[:, :, 0], task.X[:, :, 1]
    assert set(np.unique(markers)) <= {0, 1}
    np.testing.assert_array_equal(markers[: T // 2].sum(axis=0), 1)
    np.testing.assert_array_equal(markers[T // 2 :].sum(axis=0), 1)
    assert markers.any(axis=1).all()  # every step is marked in some example
    assert 0 <= values.min() < 0.01
    assert 0.99 < values.max() <= 1
    np.testing.assert_allclose(task.target, (values * markers).sum(axis=0)[None, :, None])
    assert task.loss == "squared_error"
    assert task.scored == 1


def test_the_best_constant_answer_to_adding_is_1_and_scores_a_sixth():
    task = adding(n=20_000)
    assert task.baseline == pytest.approx(1 / 6)
    squares = (task.target - 1) ** 2
    error = squares.std() / np.sqrt(squares.size)
    assert abs(squares.mean() - task.baseline) < 3 * error
    constants = np.linspace(0, 2, 201)
    scores = [((task.target - constant) ** 2).mean() for constant in constants]
    assert constants[np.argmin(scores)] == pytest.approx(1, abs=0.02)
    assert np.min(scores) == pytest.approx(task.baseline, abs=3 * error)


def test_a_longer_sequence_to_add_is_the_same_one_continued():
    short, long = adding(T=20, n=50), adding(T=30, n=50)
    np.testing.assert_array_equal(long.X[:20, :, 0], short.X[:, :, 0])
    fractions = [np.argmax(task.X[: len(task.X) // 2, :, 1], axis=0) / (len(task.X) // 2) for task in (short, long)]
    assert np.abs(fractions[0] - fractions[1]).max() < 0.1  # the markers move with the length


# --- the copy problem -------------------------------------------------------------------------------------------------


def copying(T=30, n=500, *, seed=0, **options):
    return tasks.copy(T, n, rng=np.random.default_rng(seed), **options)


@pytest.mark.parametrize("T", [1, 2, 30])
def test_copy_shows_symbols_then_waits_then_wants_them_back(T):
    task, length, blank, signal = copying(T, 40, length=4, symbols=3), 4, 3, 4
    assert task.X.shape == (T + 8, 40, 5)
    np.testing.assert_array_equal(task.X.sum(axis=-1), 1)
    shown = task.X.argmax(axis=-1)
    assert set(np.unique(shown[:length])) == {0, 1, 2}
    assert (shown[length : length + T - 1] == blank).all()
    assert (shown[length + T - 1] == signal).all()
    assert (shown[length + T :] == blank).all()
    assert (task.target[:-length] == blank).all()
    np.testing.assert_array_equal(task.target[-length:], shown[:length])
    assert task.scored == len(task.X)
    assert task.loss == "cross_entropy"


def test_copys_baseline_is_the_papers_and_that_of_who_knows_when_but_not_what():
    task = copying()
    assert task.X.shape == (50, 500, 10)
    assert task.baseline == pytest.approx(10 * np.log(8) / 50)
    logits = np.full((50, 500, 9), -1e3)
    logits[:-10, :, 8] = logits[-10:, :, :8] = 0
    loss, _ = losses.cross_entropy(logits, task.target)
    assert loss == pytest.approx(task.baseline, rel=1e-12)  # every symbol costs ln 8, whichever it is


def test_no_answer_to_copy_that_is_settled_for_each_step_is_better():
    """The best such answer says the frequencies of each step: their entropy is the baseline, but for the finite batch."""
    task = copying(n=5000)
    frequencies = np.stack([(task.target == k).mean(axis=1) for k in range(9)], axis=1)
    entropy = -(frequencies * np.log(np.where(frequencies, frequencies, 1))).sum(axis=1).mean()
    assert entropy == pytest.approx(task.baseline, rel=2e-3)
    assert entropy < task.baseline
    overall = frequencies.mean(axis=0)
    assert -(overall * np.log(overall)).sum() > 1.5 * task.baseline  # one answer for all steps


@pytest.mark.parametrize("make", [adding, copying])
def test_a_seed_is_a_batch_and_takes_as_much_from_the_generator_at_every_size(make):
    np.testing.assert_array_equal(make().X, make().X)
    assert (make().X != make(seed=1).X).any()
    left = [np.random.default_rng(0) for _ in range(2)]
    tasks.adding(5, 2, left[0])
    tasks.copy(9, 4, left[1])
    assert left[0].random() == left[1].random()
