"""The stored table of the memory map: whole, sensible, and what a run gives when it is done again."""

import importlib.util
import json
import pathlib

import numpy as np
import pytest

from rnnlab import tasks
from rnnlab.lessons import adding_problem, memory_map
from rnnlab.lessons.memory_map import EVERY, LENGTHS, SEEDS, SETTINGS, STEPS

BENCHMARK = pathlib.Path(__file__).parents[2] / "benchmarks" / "memory_map.py"


def benchmark():
    """The script that writes the table, as a module."""
    spec = importlib.util.spec_from_file_location("write_memory_map", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_has_every_run():
    table = memory_map.errors()
    assert table.shape == (len(adding_problem.NETWORKS), len(LENGTHS), SEEDS, STEPS // EVERY + 1)
    assert (table > 0).all()


def test_it_says_by_which_settings_it_was_made():
    settings = json.loads(memory_map.PATH.read_text(encoding="utf-8"))["settings"]
    made = {**SETTINGS, "optimizer": "adam", "batch": adding_problem.BATCH, "steps": STEPS, "every": EVERY}
    assert settings == {**made, "mean of": adding_problem.WINDOW}


def test_the_typical_error_is_that_of_the_median_seed():
    np.testing.assert_array_equal(memory_map.typical(), np.median(memory_map.errors()[..., -1], axis=-1))
    np.testing.assert_array_equal(memory_map.typical(0), np.median(memory_map.errors()[..., 0], axis=-1))
    np.testing.assert_array_equal(memory_map.typical(2 * EVERY - 1), memory_map.typical(EVERY))


@pytest.mark.parametrize(("name", "T", "seed", "steps"), [("tanh RNN", 5, 1, 400), ("GRU", 10, 2, 200)])
def test_a_run_done_again_follows_the_stored_one(name, T, seed, steps):
    """These two learn quietly: what another machine rounds otherwise hardly grows."""
    run = memory_map.start(name, T, seed)
    run.extend(steps)
    place = list(adding_problem.NETWORKS).index(name), LENGTHS.index(T), seed
    np.testing.assert_allclose(run.errors()[::EVERY], memory_map.errors()[place][: steps // EVERY + 1], rtol=0.1)


def test_a_network_in_which_nothing_is_multiplied_ends_at_the_best_linear_answer():
    """Each number is marked with probability 2/T, and to hear that much of each explains 1/(3T) of the sum's variance."""
    task = tasks.adding(LENGTHS[1], 20_000, np.random.default_rng(0))
    inputs = np.hstack([task.X[..., 0].T, task.X[..., 1].T, np.ones((20_000, 1))])
    sums = task.target[0, :, 0]
    fitted = np.mean((inputs @ np.linalg.lstsq(inputs, sums, rcond=None)[0] - sums) ** 2)
    best = adding_problem.ALWAYS_ONE - 1 / (3 * np.array(LENGTHS))
    assert fitted == pytest.approx(best[1], rel=0.02)
    np.testing.assert_allclose(memory_map.typical()[memory_map.networks().index("LRU")], best, atol=0.008)


def test_some_rows_can_be_done_anew_and_the_others_stay():
    script = benchmark()
    runs = script.stored()
    assert len(runs) == memory_map.errors()[..., 0].size
    assert runs["minGRU", 40, 2] == memory_map.errors()[memory_map.networks().index("minGRU"), LENGTHS.index(40), 2].tolist()


def test_the_script_writes_what_is_read(tmp_path, monkeypatch):
    script, table = benchmark(), memory_map.errors()
    runs = {
        (name, T, seed): table[row, column, seed].tolist()
        for row, name in enumerate(adding_problem.NETWORKS)
        for column, T in enumerate(LENGTHS)
        for seed in range(SEEDS)
    }
    script.write(runs, tmp_path / "table.json")
    assert (tmp_path / "table.json").read_bytes() == memory_map.PATH.read_bytes()


def test_the_script_prints_the_table(capsys):
    benchmark().show()
    rows = capsys.readouterr().out.splitlines()
    assert [row.split("0.")[0].strip() for row in rows[2:]] == list(adding_problem.NETWORKS)
