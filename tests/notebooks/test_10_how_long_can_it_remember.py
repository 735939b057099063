"""What notebook 10 says in words about its laboratories and its table, and does not compute in a cell beside it."""

import numpy as np
import pytest

from rnnlab import bptt, checks, initialization, labs, tasks, training
from rnnlab.cells import rnn
from rnnlab.lessons import adding_problem, memory_map
from rnnlab.trees import tree_map

NETWORKS = list(adding_problem.NETWORKS)
TANH, GAUSSIAN, IDENTITY, HE, LSTM, GRU = range(6)
LENGTHS = memory_map.LENGTHS
BOTH = adding_problem.ONE_NUMBER
SETTINGS = {"T": 60, "h": 32, "learning_rate": 0.002}  # those that the laboratory begins with


@pytest.fixture(scope="module")
def pair():
    """The two runs of the first laboratory, in 400 steps."""
    return {name: adding_problem.trained(name, steps=401, **SETTINGS) for name in ("GRU", "tanh RNN")}


def first_below(errors, limit=BOTH):
    """The first training step after which the error is below a line."""
    return int(np.argmax(errors < limit))


def play(lab, steps):
    while lab.settings["step"] < steps:
        lab.set(step=lab.settings["step"] + 20)
    return lab.readings


# The two lines


def test_the_best_constant_answer_is_1_and_its_error_the_variance_of_the_sum():
    sums = tasks.adding(60, 50_000, np.random.default_rng(0)).target
    assert sums.mean() == pytest.approx(1, abs=0.01)
    assert sums.var() == pytest.approx(1 / 6, rel=0.02)


# The first laboratory


def test_both_find_the_answer_1_first_and_then_the_gru_falls_through_both_lines(pair):
    for name, run in pair.items():
        errors = run.errors()
        stay = np.flatnonzero(np.abs(errors - adding_problem.ALWAYS_ONE) < 0.02)
        assert len(stay) > 30, name
    assert first_below(pair["GRU"].errors()) > 150
    assert adding_problem.remembers(pair["GRU"].errors()[-1]) == "uses both numbers"
    assert adding_problem.remembers(pair["tanh RNN"].errors()[-1]) == "no better than saying 1"


def test_the_grus_dots_lie_along_the_diagonal_and_the_others_along_the_line_at_1(pair):
    said = {name: run.answers[-1] for name, run in pair.items()}
    assert np.corrcoef(said["GRU"], pair["GRU"].sums)[0, 1] > 0.95
    assert np.abs(said["tanh RNN"] - 1).mean() < 0.15
    assert np.abs(np.corrcoef(said["tanh RNN"], pair["GRU"].sums)[0, 1]) < 0.5


def test_presets_show_what_the_text_says():
    lab = labs.adding_problem()
    lab.set(**lab.presets["short"])
    assert lab.settings["T"] == 10
    readings = play(lab, 500)
    assert np.maximum(readings["error"], readings["error_beside"]) < BOTH
    lab.set(**lab.presets["long, with an identity"])
    assert (lab.settings["network"], lab.settings["beside"], lab.settings["T"]) == ("ReLU, identity", "GRU", 100)


@pytest.mark.slow
def test_over_100_steps_the_identity_needs_longer_than_a_gru_and_learns_to_add():
    runs = [adding_problem.trained(name, steps=700, **SETTINGS | {"T": 100}).errors() for name in ("GRU", "ReLU, identity")]
    gru, identity = (first_below(errors) for errors in runs)
    assert 0 < gru < 0.75 * identity


def test_when_a_run_is_done_again_the_clock_starts_near_0_and_the_table_with_it():
    lab = labs.memory_map()
    lab.set(again=True)
    assert lab.settings["step"] < 50
    assert lab.view.panels["table"].title.get_text().startswith("error after 0 training steps")


@pytest.mark.slow
def test_of_two_gated_networks_the_gru_is_first():
    settings = {key: labs.adding_problem().presets["two gated"][key] for key in SETTINGS}
    gru, lstm = (adding_problem.trained(name, steps=450, **settings).errors() for name in ("GRU", "LSTM"))
    assert 0 < first_below(gru) < (first_below(lstm) or len(lstm))


# The map


def test_the_map_is_dark_in_its_upper_right_corner_and_yellow_in_its_last_row():
    table = memory_map.typical()
    below = [T for T, error in zip(LENGTHS, table[TANH]) if error < BOTH]
    assert below == [5, 10, 20, 40]
    assert adding_problem.remembers(table[TANH, LENGTHS.index(60)]) == "remembers something"
    assert {adding_problem.remembers(error) for error in table[TANH, -2:]} == {"no better than saying 1"}
    assert (table[GRU] < 0.003).all()


def test_the_others_get_worse_with_the_length_and_most_are_below_a_twelfth_at_150():
    table = memory_map.typical()
    for row in (GAUSSIAN, IDENTITY, HE, LSTM):
        assert table[row, -1] > 2 * table[row, 2] > 2 * table[row, 0]
    assert (table[[GAUSSIAN, IDENTITY, LSTM], -1] < BOTH).all()
    assert BOTH < table[HE, -1] == pytest.approx(0.09, abs=0.005)


def test_with_the_same_start_relu_learns_what_tanh_does_not():
    assert adding_problem.NETWORKS["tanh RNN"].scheme == adding_problem.NETWORKS["ReLU, Gaussian"].scheme
    assert memory_map.typical()[GAUSSIAN, -1] < BOTH < memory_map.typical()[TANH, -1]


def test_the_table_fills_from_the_left():
    counts = [(memory_map.typical(step) < BOTH).sum(axis=0) for step in (80, 240, 480, 1200)]
    for count in counts:
        assert (np.diff(count) <= 0).all()
    assert (np.diff(counts, axis=0) >= 0).all()


def test_when_they_are_first_below_a_twelfth():
    below = np.median(memory_map.errors(), axis=2) < BOTH
    first = memory_map.EVERY * below.argmax(axis=2)
    assert (first[GRU, 0], first[GRU, -1]) == (80, 400)
    assert (first[LSTM] >= first[GRU]).all()
    assert first[LSTM, -1] > 2 * first[GRU, -1]
    assert adding_problem.remembers(memory_map.typical(800)[LSTM, -1]) != "uses both numbers"
    assert not below[TANH, 4:].any()
    assert 0 < first[GRU, LENGTHS.index(100)] < first[IDENTITY, LENGTHS.index(100)]


def test_three_seeds_of_the_tanh_network_at_60_differ():
    errors = memory_map.errors()[TANH, LENGTHS.index(60), :, -1]
    assert errors.min() == pytest.approx(BOTH, abs=0.01)
    assert errors.max() == pytest.approx(1 / 6, abs=0.005)


# The way back


@pytest.mark.slow
def test_the_way_back_opens_for_the_gru_and_the_gaussian_relu_and_narrows_for_tanh():
    before, after = (
        {name: adding_problem.trained(name, steps=steps, **SETTINGS).gradient_change() for name in NETWORKS if name in WAYS}
        for steps in (0, 350)
    )
    assert -9 < before["GRU"] < before["tanh RNN"] < -6
    assert after["GRU"] > -0.5
    assert after["tanh RNN"] < before["tanh RNN"] - 1
    assert before["ReLU, Gaussian"] < -8.5
    assert -1.5 < after["ReLU, Gaussian"] < -0.5


WAYS = {"tanh RNN", "ReLU, Gaussian", "GRU"}


def test_with_the_identity_the_gradient_keeps_nearly_all_its_length_at_the_start():
    assert adding_problem.Run("ReLU, identity", T=150, h=32).gradient_change() == pytest.approx(0, abs=0.3)


# Runs that part


def test_with_a_relu_a_change_in_the_last_digit_grows():
    apart = {name: _apart(name) for name in ("ReLU, He", "tanh RNN")}
    assert apart["ReLU, He"] > 0.01 > 1e-4 > apart["tanh RNN"]


def _apart(name, T=40, steps=500):
    """By what part the errors of two runs differ, whose first weights differ by their last digit."""
    run, other = (adding_problem.Run(name, T=T, h=32, learning_rate=0.002) for _ in range(2))
    rng = np.random.default_rng(5)
    other._newest = tree_map(lambda W: (W * (1 + 1e-7 * rng.standard_normal(W.shape))).astype(W.dtype), other._newest)
    run.extend(steps)
    other.extend(steps)
    return abs(run.errors()[-1] / other.errors()[-1] - 1)


def test_the_essays_cell_is_four_of_the_six():
    """Those after them are of chapter 11."""
    assert [network.cell is rnn for network in adding_problem.NETWORKS.values()][:6] == [True] * 4 + [False] * 2
    assert NETWORKS[LSTM:] == ["LSTM", "GRU", "minGRU", "minLSTM", "LRU", "minGRU, shut"]
    assert all(network.cell in training.CELLS.values() for network in adding_problem.NETWORKS.values())


def test_of_always_saying_the_same_1_is_the_best_and_scores_a_sixth():
    sums = tasks.adding(60, 50_000, np.random.default_rng(0)).target
    scores = {answer: np.mean((answer - sums) ** 2) for answer in (0.5, 0.9, 1.0, 1.1, 1.5)}
    assert min(scores, key=scores.get) == 1
    assert scores[1] == pytest.approx(1 / 6, abs=0.003)


def test_two_relu_units_do_what_the_single_unit_does(rng):
    """One writes the marked number a step late, the other adds it up; the readout takes both."""
    u, m = rng.random(50), rng.integers(2, size=50)
    np.testing.assert_allclose(np.maximum(u + m - 1, 0), u * m, atol=1e-15)
    by_hand = rnn.Params(np.array([[1.0, 0], [1, 0]]), np.array([[0.0, 1], [0, 1]]), np.array([[-1.0, 0]]))
    task = tasks.adding(40, 20, rng)
    said, h = bptt.unroll(rnn, by_hand, task.X).H[1:].sum(axis=2), np.zeros((20, 1))
    for x, answer in zip(task.X, said):
        h = checks.check_single_unit_adds.answer(x, h)
        np.testing.assert_allclose(answer, h[:, 0], atol=1e-12)
    assert initialization.identity(np.zeros((2, 2)))[1, 1] == 1
