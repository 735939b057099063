"""The three ways back: they begin at one point, and the memory's is what the forget gates leave of it, and more."""

import numpy as np
import pytest

from rnnlab.initialization import SCHEMES
from rnnlab.lessons import gradient_flow


def test_a_gradient_of_length_1_arrives_at_each_last_state():
    for way in gradient_flow.ways_back(h=5, d=3, T=7).values():
        assert way.h[-1] == pytest.approx(0, abs=1e-12)
        assert len(way.h) == 8


def test_the_parameters_are_counted():
    ways = gradient_flow.ways_back(h=5, d=3, T=2)
    one = 3 * 5 + 5 * 5 + 5
    assert {cell: way.parameters for cell, way in ways.items()} == {"RNN": one, "LSTM": 4 * one, "GRU": 3 * one}


def test_only_the_gated_cells_have_a_gate_that_keeps_and_only_the_lstm_a_memory():
    ways = gradient_flow.ways_back(h=4, d=2, T=3)
    assert {cell for cell, way in ways.items() if way.retention is not None} == {"LSTM", "GRU"}
    assert {cell for cell, way in ways.items() if way.c is not None} == {"LSTM"}


def test_the_forget_bias_is_that_of_the_gate_that_keeps():
    rng = np.random.default_rng
    assert (gradient_flow.fresh("LSTM", 2, 3, forget_bias=-3.0, rng=rng(0)).b_f == -3).all()
    assert (gradient_flow.fresh("GRU", 2, 3, forget_bias=-3.0, rng=rng(0)).b_z == -3).all()
    assert (gradient_flow.fresh("minLSTM", 2, 3, forget_bias=-3.0, rng=rng(0)).b_f == -3).all()
    assert (gradient_flow.fresh("minGRU", 2, 3, forget_bias=-3.0, rng=rng(0)).b_z == 3).all()  # what it leaves is kept
    plain, other = (gradient_flow.fresh("RNN", 2, 3, forget_bias=bias, rng=rng(0)) for bias in (0.0, 4.0))
    assert all(np.array_equal(a, b) for a, b in zip(plain, other, strict=True))


def test_without_recurrent_weights_the_gates_are_all_there_is():
    way = gradient_flow.ways_back(h=6, d=3, T=20, weight_scale=0.0)["LSTM"]
    np.testing.assert_allclose(way.alone, way.c, rtol=1e-9)


@pytest.mark.parametrize("bias", [-3.0, 1.0, 4.0])
def test_when_gates_stand_at_their_bias_the_fall_is_that_of_a_power(bias):
    """With weights of 0.01 every gate is σ(b), in two digits."""
    way = gradient_flow.ways_back(h=6, d=3, T=30, scheme="small", forget_bias=bias)["LSTM"]
    open_by = 1 / (1 + np.exp(-bias))
    assert way.alone[0] - way.alone[-1] == pytest.approx(30 * np.log10(open_by), rel=0.05)
    np.testing.assert_allclose(way.retention, open_by, rtol=0.05)


def test_a_network_that_overflows_is_data(no_excuses):
    for scheme in SCHEMES:
        ways = gradient_flow.ways_back(h=40, d=5, T=150, weight_scale=3.0, scheme=scheme, forget_bias=-4.0)
        assert all(len(way.h) == 151 for way in ways.values())


def test_one_seed_is_one_network():
    first, again, other = (gradient_flow.ways_back(h=4, d=2, T=5, seed=seed)["GRU"].h for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first[:-1] != other[:-1]).all()


def test_a_memory_whose_tanh_is_flat_gets_nothing_and_its_gates_keep_nothing_of_it(no_excuses):
    lstm = gradient_flow.ways_back(h=1, d=64, T=200, weight_scale=3.0, forget_bias=6.0, scheme="he", seed=2)["LSTM"]
    assert lstm.c[-1] == -np.inf
    assert (lstm.alone == -np.inf).all()
