"""What notebook 11 says in words about its laboratories, and does not compute in a cell beside it."""

import numpy as np
import pytest
from live_links import ROOT

from rnnlab import checks, labs, scan, tasks
from rnnlab.cells import lru, min_gru, min_lstm, rnn
from rnnlab.lessons import adding_problem, attention, memory_map
from rnnlab.lessons import scan as scan_lesson

NETWORKS = list(adding_problem.NETWORKS)


@pytest.fixture(scope="module")
def disc():
    return labs.linear_recurrence()


# The disc


def test_the_angle_leaves_the_gradient_and_turns_the_state(disc):
    found = {}
    for angle in (30, 120):
        disc.reset()
        disc.set(angle=angle)
        found[angle] = disc.readings["gradient"], disc.view.panels["state"].formula.get_ydata()
    assert found[30][0] == found[120][0] == round(100 * np.log10(0.95), 9)
    assert np.abs(found[30][1] - found[120][1]).max() > 1


def test_with_tanh_the_gradient_depends_on_what_was_read(disc):
    disc.reset()
    found = {}
    for activation in ("linear", "tanh"):
        for size in (0.5, 5.0):
            disc.set(activation=activation, size=size)
            found[activation, size] = disc.readings["gradient"]
    assert found["linear", 0.5] == found["linear", 5.0]
    assert found["tanh", 5.0] < found["tanh", 0.5] < found["linear", 5.0]


def test_some_pairs_of_the_ring_forget_soon_and_others_late(disc):
    disc.set(**disc.presets["a ring of 16 pairs"])
    left = np.abs(disc.view._data["disc"]["powers"][-1])
    assert left.min() < 1e-3
    assert left.max() > 0.3


def test_the_eigenvalues_of_the_lru_are_its_parameters_and_below_one_whatever_they_are():
    params = lru.init(2, 8, rng=np.random.default_rng(0))
    for nu in (-30.0, 0.0, 5.0):
        moved = params._replace(nu_theta=np.full_like(params.nu_theta, nu))
        assert np.abs(np.linalg.eigvals(lru.as_rnn(moved).W_hh)).max() <= 1
    assert params._fields == ("W_xh", "nu_theta")
    inside = np.abs(np.linalg.eigvals(lru.as_rnn(params).W_hh))
    assert (inside > 0.89).all()
    assert (inside < 1).all()


def test_the_thick_line_of_the_ring_is_the_mean_and_for_the_gradient_the_root_of_the_mean_square(disc):
    disc.set(**disc.presets["a ring of 16 pairs"])
    powers = disc.view._data["disc"]["powers"]
    shown = [disc.view.panels[name].formula.get_ydata() for name in ("state", "gradient")]
    np.testing.assert_allclose(shown[0], powers.real.mean(axis=1), atol=1e-12)
    np.testing.assert_allclose(10 ** np.asarray(shown[1]), np.sqrt((np.abs(powers) ** 2).mean(axis=1)), rtol=1e-9)


# The gates


@pytest.mark.parametrize("cell", [min_gru, min_lstm])
def test_their_gates_do_not_look_at_the_state(cell):
    params, rng = cell.init(2, 3, rng=np.random.default_rng(0)), np.random.default_rng(1)
    x = rng.standard_normal((4, 2))
    caches = [cell.step(params, x, rng.standard_normal((4, 3)))[1] for _ in range(2)]
    for name in cell.GATES:
        np.testing.assert_array_equal(*(getattr(cache, name) for cache in caches))
    assert not any(name.startswith("W_h") for name in params._fields)


def test_the_two_gates_of_the_minlstm_are_shares_of_their_sum():
    cache = min_lstm.step(min_lstm.init(2, 3, rng=np.random.default_rng(0)), np.ones((1, 2)), np.ones((1, 3)))[1]
    np.testing.assert_allclose(cache.i + cache.f, 1, atol=1e-15)


# The tree


def test_32_steps_are_done_in_9_rounds_with_a_worker_for_each_join():
    levels = scan.levels(32)
    assert len(levels) == 9
    assert [level.way for level in levels] == ["up"] * 5 + ["down"] * 4
    assert max(len(level.right) for level in levels) == 16  # so many workers are enough, and the slider has them
    assert scan_lesson.joins(*scan_lesson.sequence(32, 0), 16)[-1].round == 9


def test_presets_of_the_tree_show_what_the_text_says():
    lab = labs.scan()
    lab.set(**lab.presets["32 steps, 16 workers"])
    assert "the tree knows 32 of 32 states, the loop 10" in lab.summary
    lab.set(**lab.presets["32 steps, 2 workers"])
    assert "both take as long" in lab.summary
    lab.set(**lab.presets["a single worker"])
    assert "the loop is first" in lab.summary


def test_the_tree_has_twice_the_joins_at_most_and_a_logarithm_of_rounds():
    for T in (32, 1024, 32768):
        levels = scan.levels(T)
        assert 1.8 < sum(len(level.right) for level in levels) / (T - 1) < 2
        assert len(levels) == 2 * np.log2(T) - 1


def test_the_cells_run_as_loops(monkeypatch):
    monkeypatch.setattr(scan, "tree", None)
    for cell in (min_gru, min_lstm, lru):
        cell.scan(cell.init(2, 3, rng=np.random.default_rng(0)), np.ones((5, 1, 2)), np.zeros((1, 3)))


def test_what_measures_the_time_is_there():
    assert (ROOT / "benchmarks" / "scan.py").is_file()


# What it costs


def test_a_gate_multiplies_the_number_by_its_mark_and_the_lru_multiplies_no_two_inputs():
    """Of three states, those of no input, of one and of the other, a linear network makes that of both."""
    for cell, linear in ((lru, True), (min_gru, False), (rnn, False)):
        params = cell.init(2, 6, rng=np.random.default_rng(0))
        none, number, mark, both = (
            cell.step(params, np.array([x]), np.zeros((1, 6)))[0] for x in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
        )
        assert (np.abs(number + mark - none - both).max() < 1e-12) == linear


def test_up_to_where_each_network_of_the_map_is_below_a_twelfth():
    below = dict(zip(NETWORKS, memory_map.typical() < adding_problem.ONE_NUMBER, strict=True))
    lengths = {name: [T for T, enough in zip(memory_map.LENGTHS, below[name], strict=True) if enough] for name in below}
    assert lengths["minGRU"] == [5, 10, 20, 40]
    assert lengths["minLSTM"] == [5, 10, 20, 40, 60]
    assert lengths["LSTM"] == lengths["GRU"] == list(memory_map.LENGTHS)
    assert lengths["LRU"] == []
    assert lengths["minGRU, shut"] == list(memory_map.LENGTHS)
    assert NETWORKS[-4:] == ["minGRU", "minLSTM", "LRU", "minGRU, shut"]  # the last four rows


def test_where_the_gate_of_a_min_gru_starts():
    for name, b_z in (("minGRU", 0), ("minGRU, shut", -5)):
        start = adding_problem.NETWORKS[name].start
        assert (min_gru.init(2, 3, rng=np.random.default_rng(0), **start).b_z == b_z).all()


# Attention


def solved(losses):
    """The training step from which on the error, as the laboratories show it, is below 0.01."""
    return int(np.flatnonzero(adding_problem.recent(losses) < 0.01)[0])


@pytest.mark.parametrize("T", [60, 100])
def test_a_head_needs_about_90_training_steps_at_either_length(T):
    needed = []
    for seed in range(5):
        run = attention.Run(T, seed)
        run.extend(130)
        needed.append(solved(run.losses))
    assert all(80 < steps < 105 for steps in needed)
    assert 80 < np.median(needed) < 100


def test_half_of_the_weight_lies_on_each_mark():
    run, X = attention.Run(60, 3), tasks.adding(60, 64, np.random.default_rng(0)).X
    run.extend(120)
    weights = attention.attend(run.models[120].head, X).weights
    assert weights[X[:, :, 1] == 1] == pytest.approx(0.5, abs=0.03)
    assert "through 59 steps" in labs.attention(step=120).summary


# The exercises' answers are what the package computes.


def test_the_answers_to_the_exercises_are_what_the_package_computes():
    case = checks.check_combine.cases[0]
    both = scan.combine((case["a1"], case["b1"]), (case["a2"], case["b2"]))
    np.testing.assert_array_equal(checks.check_combine.answer(**case), both)
    a, H, dH = checks.check_linear_recurrence_grad.cases[0].values()
    ours, theirs = checks.check_linear_recurrence_grad.answer(a, H, dH), scan.gradient(a, H, np.concatenate([0 * dH[:1], dH]))
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
    x, h, *weights = checks.check_min_gru_step.cases[0].values()
    state, _ = min_gru.step(min_gru.Params(*weights), x, h)
    np.testing.assert_allclose(checks.check_min_gru_step.answer(x, h, *weights), state, rtol=1e-12)
