"""The bench: its formulas by hand, its ten weights where they belong, and a training that moves no others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.cells.activations import sigmoid
from rnnlab.lessons import gate_bench
from rnnlab.lessons.gate_bench import CELLS, MARK, SEQUENCES, WEIGHTS
from rnnlab.trees import leaves

EACH = {name: 0.25 * (place + 1) for place, name in enumerate(WEIGHTS)}
KEEPS = {
    "LSTM": {"i_mark": 8.0, "i_bias": -4.0, "f_bias": 6.0, "g_number": 3.0},
    "GRU": {"f_mark": -8.0, "f_bias": 6.0, "g_number": 3.0},
}
SHARP = {"LSTM": {"i_mark": 40.0, "i_bias": -20.0, "g_number": 20.0}, "GRU": {"f_mark": -40.0, "g_number": 20.0}}


@pytest.mark.parametrize("cell", CELLS)
def test_each_weight_is_where_the_formulas_of_the_cell_have_it(cell):
    model = gate_bench.model(cell, EACH)
    assert gate_bench.weights(cell, model) == EACH
    found = gate_bench.read(cell, model, 3)
    w, cache, old = EACH, found.trace.cache, np.zeros((2, SEQUENCES, 1))
    for t, x in enumerate(found.task.X):
        number, mark = x[:, :1], x[:, 1:]
        h, c = old
        i = sigmoid(w["i_mark"] * mark + w["i_bias"])
        f = sigmoid(w["f_number"] * number + w["f_mark"] * mark + w["f_h"] * h + w["f_bias"])
        seen = h if cell == "LSTM" else i * h  # in the GRU it is r
        g = np.tanh(w["g_number"] * number + w["g_mark"] * mark + w["g_h"] * seen + w["g_bias"])
        c = f * c + i * g if cell == "LSTM" else f * h + (1 - f) * g
        old = np.stack([sigmoid(6.0) * np.tanh(c) if cell == "LSTM" else c, c])
        np.testing.assert_allclose(cache.h[t], old[0], atol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_a_memory_of_one_says_one(cell):
    found = gate_bench.read(cell, gate_bench.model(cell, SHARP[cell] | {"f_bias": 20.0}), 50)
    memory = (found.trace.cache.c if cell == "LSTM" else found.trace.cache.h)[MARK - 1 :, :, 0]
    np.testing.assert_allclose(np.abs(memory), 1, atol=1e-6)
    np.testing.assert_allclose(found.says[MARK - 1 :], memory, atol=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_there_is_a_setting_that_keeps_the_number(cell):
    for T in (1, 50):
        found = gate_bench.read(cell, gate_bench.model(cell, KEEPS[cell]), T)
        assert found.kept == T
        assert found.right.shape == (T + 1,)
        assert (found.right >= 95).all()


@given(st.floats(-3, 3))
def test_what_is_written_is_left_by_the_gate_as_a_power(bias):
    """With i open at the mark alone, the memory falls by f a step, and the number is known as long as half of it is left."""
    f = sigmoid(np.array(bias))
    found = gate_bench.read("LSTM", gate_bench.model("LSTM", SHARP["LSTM"] | {"f_bias": bias}), 20)
    left = f ** np.arange(21)
    np.testing.assert_allclose(np.abs(found.trace.cache.c[MARK - 1 :, :, 0]), np.tile(left[:, None], SEQUENCES), atol=1e-6)
    says = np.tanh(left) / np.tanh(1)
    assert found.kept == np.flatnonzero(says > 0.5).max()


def test_nothing_is_known_where_nothing_is_set():
    assert gate_bench.read("LSTM", gate_bench.model("LSTM", {}), 7).kept == -1


def test_shorter_sequences_begin_as_longer_ones_do():
    short, long = (gate_bench.read("GRU", gate_bench.model("GRU", {}), T).task.X for T in (3, 60))
    assert len(short) == MARK + 3
    np.testing.assert_array_equal(short, long[: MARK + 3])
    assert (np.abs(short[:, :, 0]) == 1).all()
    assert (short[:, :, 1].sum(axis=0) == 1).all()
    assert (short[MARK - 1, :, 1] == 1).all()


@pytest.mark.parametrize("cell", CELLS)
def test_adam_moves_the_ten_weights_and_no_others(cell):
    history = gate_bench.history(cell, EACH, 5)
    history.extend(10)
    before, after = history.model(0), history.model(10)
    assert all(before is not after for before, after in zip(leaves(before), leaves(after)))
    changed = sum(int((old != new).sum()) for old, new in zip(leaves(before), leaves(after)))
    assert changed == len(WEIGHTS)
    assert all(gate_bench.weights(cell, after)[name] != value for name, value in EACH.items())


def test_a_start_that_keeps_a_little_is_found_from_and_one_that_does_not_is_not():
    half = {"i_mark": 8.0, "i_bias": -4.0, "g_number": 3.0}
    for bias, right in ((1.0, False), (2.0, True)):
        history = gate_bench.history("LSTM", half | {"f_bias": bias}, 50)
        history.extend(150)
        found = gate_bench.read("LSTM", history.model(150), 50)
        assert (found.kept == 50) == right
        assert (history.losses[150] < 0.1) == right
