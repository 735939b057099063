"""What notebook 08 says in words about gates and the laboratories, and does not compute in a cell beside it."""

import numpy as np
import pytest
from support.hands import button

from rnnlab import bptt, checks, labs, probes
from rnnlab.cells import gru
from rnnlab.cells.activations import sigmoid
from rnnlab.labs.gate_bench import PRESETS
from rnnlab.lessons import gate_bench as lesson
from rnnlab.lessons import gradient_flow

measure = labs.gate_view.measure


@pytest.fixture(scope="module")
def gates():
    return labs.gate_view()


@pytest.fixture(scope="module")
def bench():
    return labs.gate_bench()


@pytest.fixture(scope="module")
def road():
    return labs.gradient_flow()


def press(lab, preset, **changes):
    lab.set(**{**lab.presets[preset], **changes})
    return lab.readings


def lengths_of_the_memory(lab):
    return np.linalg.norm(measure(**lab.settings).picture["memory"]["H"], axis=1)


def test_at_first_the_forget_gates_stand_at_072_and_letter_1_is_forgotten(gates):
    gates.reset()
    assert len(gates.settings["word"]) == 21
    assert gates.readings["keep"] == pytest.approx(0.72, abs=0.005)
    assert 0.005 < gates.readings["kept"] < 0.01
    assert 0.0005 < 0.72**20 < 0.002


def test_the_later_the_step_the_more_of_it_is_left(gates):
    gates.reset()
    shares = []
    for watch in (1, 6, 11, 16, 21):
        gates.set(watch=watch)
        shares.append(gates.readings["kept"])
    assert (np.diff(shares) > 0).all()
    assert shares[-1] == 1


def test_at_bias_minus_2_a_pulse_is_gone_within_three_steps_and_at_5_it_stays(gates):
    press(gates, "forgets")
    c = lengths_of_the_memory(gates)
    assert c[2 + 3] < 0.02 * c[2]
    assert press(gates, "keeps")["kept"] == pytest.approx(0.89, abs=0.005)
    c = lengths_of_the_memory(gates)
    assert c[-1] == pytest.approx(0.89 * c[2], rel=0.01)


@pytest.mark.parametrize("preset", ["forgets", "keeps"])
def test_silence_writes_nothing_since_the_recurrent_weights_are_off(gates, preset):
    press(gates, preset)
    assert gates.settings["weight_scale"] == 0
    assert (np.diff(lengths_of_the_memory(gates)[2:]) < 0).all()
    assert np.isnan(np.delete(measure(**gates.settings).picture["retention"]["retention"], 2)).all()


# The bench


@pytest.fixture(scope="module")
def adam(bench):
    """preset -> the bench after it was pressed: its summary, and what is drawn."""

    def pressed(preset):
        button(bench, preset).click()
        return bench.summary, bench._measure(**bench.settings).picture

    return {preset: pressed(preset) for preset in ("bias 1: lost", "bias 2: found")}


def test_the_unit_writes_at_the_mark_alone_and_forgets_after_one_step(bench):
    bench.reset()
    picture = bench._measure(**bench.settings).picture
    at = lesson.MARK - 1
    assert at + 1 == 5
    assert (bench.settings["i_bias"], bench.settings["i_mark"]) == (-4, 8)
    assert picture["i"]["values"][at] > 0.95
    assert np.delete(picture["i"]["values"], at).max() < 0.05
    np.testing.assert_allclose(picture["g"]["values"], picture["inputs"]["values"], atol=0.01)
    assert (picture["f"]["values"] == 0.5).all()
    assert bench.readings["kept"] == 1
    assert bench.settings["T"] == 50


def test_one_weight_keeps_it_for_50_steps_and_so_does_a_setting_from_nothing(bench):
    press(bench, "half open", f_bias=6.0)
    assert bench.readings["kept"] == 50
    assert press(bench, "nothing set")["kept"] == -1
    assert press(bench, "keeps")["kept"] == 50
    assert press(bench, "a GRU keeps")["kept"] == 50
    gate = bench._measure(**bench.settings).picture["f"]["values"]
    assert gate[lesson.MARK - 1] < 0.2 < 0.99 < np.delete(gate, lesson.MARK - 1).min()


def test_where_i_does_not_wait_for_the_mark_the_number_is_never_known(bench):
    found = press(bench, "writes everything")
    assert found["kept"] == -1
    assert 30 < found["right"] < 70


def test_at_bias_1_f_keeps_73_percent_a_step_and_at_2_it_keeps_88():
    assert sigmoid(np.array([1.0, 2.0])).round(2).tolist() == [0.73, 0.88]
    assert np.log10(0.73**50) == pytest.approx(-7, abs=0.2)
    assert pytest.approx(2e-3, rel=0.2) == 0.88**50


def test_from_bias_1_adam_gets_nowhere_and_from_2_it_finds_the_rest(adam):
    assert ": 0 of 100 sequences end right" in adam["bias 1: lost"][0]
    assert ": 100 of 100 sequences end right" in adam["bias 2: found"][0]
    lost, found = (adam[preset][1]["weights"]["now"]["f_bias"] for preset in adam)
    assert lost < 1
    assert found > 2


def test_over_20_steps_it_finds_the_way_from_bias_1_too():
    by_hand = {name: PRESETS["bias 1: lost"][name] for name in lesson.WEIGHTS}
    history = lesson.history("LSTM", by_hand, 20)
    history.extend(lesson.STEPS)
    assert lesson.read("LSTM", history.model(lesson.STEPS), 20).right[-1] == 100


def test_adams_memory_writes_itself_anew(adam):
    summary, picture = adam["bias 2: found"]
    assert "f leaves 75 % of what is written" in summary
    says = picture["memory"]["values"][lesson.MARK - 1 :]
    assert says.min() > 0.9 * says[0]
    now = picture["weights"]["now"]
    assert now["g_h"] > 3
    blind = lesson.model("LSTM", {**now, "g_h": 0.0})
    assert lesson.read("LSTM", blind, 50).trace.cache.c[-1, 0, 0] < 0.8 * says[-1]


# The way back


def test_with_shut_gates_the_lstm_loses_three_times_as_many_powers_of_ten_as_the_rnn(road):
    readings = press(road, "bias −3: it vanishes too")
    assert readings["LSTM_c"] / readings["RNN_h"] == pytest.approx(3, abs=0.1)
    marks = road.view.panels["ways"].marks
    assert any(len(under.get_xdata()) for _, under in marks.values())


def test_forget_gates_this_small_would_alone_leave_next_to_nothing(road):
    readings = press(road, "bias −3: it vanishes too")
    assert readings["f"] < 0.1
    assert readings["LSTM_f"] < -60 < readings["LSTM_c"] < readings["RNN_h"]


def test_at_bias_1_nearly_all_that_arrives_came_by_the_side_roads(road):
    readings = press(road, "bias 0", forget_bias=1.0)
    assert 3.5 < readings["LSTM_c"] - readings["LSTM_f"] < 4


def test_up_to_3_the_higher_the_bias_the_more_of_the_gradient_arrives():
    arrived = [gradient_flow.ways_back(h=32, d=8, T=50, forget_bias=float(bias))["LSTM"].c[0] for bias in range(-4, 4)]
    assert (np.diff(arrived) > 0).all()


def test_moving_the_bias_leaves_the_rnn_where_it_is_and_lifts_the_lstm(road):
    road.reset()
    found = []
    for bias in np.arange(-3, 4.01, 0.5):
        road.set(forget_bias=float(bias))
        found.append((road.readings["RNN_h"], road.readings["LSTM_c"], road.readings["GRU_h"]))
    rnn, lstm, gated = np.transpose(found)
    assert len(set(rnn)) == 1
    assert (np.diff(gated) > 0).all()
    falling = lstm < -1
    assert (np.diff(lstm[falling]) > 0).all()
    assert np.abs(lstm[~falling]).max() < 1
    assert falling[:8].all()
    assert not falling[-5:].any()


def test_at_bias_4_the_gates_are_at_097_and_the_gradient_stays(road):
    readings = press(road, "bias 4: it stays")
    assert (readings["f"], readings["z"]) == pytest.approx((0.97, 0.97), abs=0.005)
    assert abs(readings["LSTM_c"]) < 1
    assert abs(readings["LSTM_c"] - readings["LSTM_f"]) < 1.5


def test_without_recurrent_weights_the_lstms_gradient_travels_by_f_alone(road):
    readings = press(road, "recurrent weights off")
    assert readings["RNN_h"] == -np.inf
    assert readings["LSTM_c"] == pytest.approx(readings["LSTM_f"])


def test_an_lstm_explodes_too(road):
    assert press(road, "it explodes")["LSTM_c"] > 9
    assert road.settings["scheme"] == "raw"
    assert road.settings["weight_scale"] == 3
    W_hh = gradient_flow.fresh("LSTM", 8, 32, scheme="raw", weight_scale=3.0, rng=np.random.default_rng([0, 0])).W_hf
    assert W_hh.std() == pytest.approx(3, rel=0.1)


def test_the_laboratory_and_the_cell_have_the_same_numbers(road):
    for bias in (-3.0, 0.0, 1.0, 4.0):
        road.set(**{**road.presets["bias 0"], "forget_bias": bias})
        way = gradient_flow.ways_back(h=32, d=8, T=50, forget_bias=bias)["LSTM"]
        assert road.readings["LSTM_c"] == pytest.approx(probes.change(way.c), abs=1e-6)
        assert road.readings["LSTM_f"] == pytest.approx(probes.change(way.alone), abs=1e-6)


def test_the_check_of_the_lstm_step_knows_more_than_twenty_mistakes():
    assert len(checks.check_lstm_step.mistakes) > 20


def test_a_shut_gate_is_worse_than_the_rnn_for_every_seed():
    for seed in range(10):
        ways = gradient_flow.ways_back(h=32, d=8, T=50, forget_bias=-3.0, seed=seed)
        assert ways["LSTM"].c[0] < ways["GRU"].h[0] < ways["RNN"].h[0]


def test_an_lstm_has_four_times_as_many_parameters_as_an_rnn_and_a_gru_three_times():
    ways = gradient_flow.ways_back(h=32, d=8, T=2)
    assert ways["LSTM"].parameters == 4 * ways["RNN"].parameters
    assert ways["GRU"].parameters == 3 * ways["RNN"].parameters


def test_the_two_conventions_of_the_gru_are_different_networks(rng):
    params = gru.init(3, 4, rng=rng)
    X = rng.standard_normal((6, 1, 3))
    before, after = (bptt.unroll(gru, params, X, reset=reset).H[-1] for reset in gru.RESETS)
    assert np.abs(before - after).max() > 1e-3
