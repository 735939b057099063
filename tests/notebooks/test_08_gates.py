"""What notebook 08 says in words about gates and the laboratories, and does not compute in a cell beside it."""

import numpy as np
import pytest

from rnnlab import bptt, checks, labs, probes, readout
from rnnlab.cells import gru, lstm
from rnnlab.labs.gate_view import measure
from rnnlab.labs.kit.memo import remembering
from rnnlab.labs.learned_gates import LONGEST, PRESETS, Network, _untrained, read
from rnnlab.labs.learned_gates import measure as trained
from rnnlab.lessons import gradient_flow


@pytest.fixture(scope="module")
def gates():
    return labs.gate_view()


@pytest.fixture(scope="module")
def learned():
    return labs.learned_gates()


@pytest.fixture(scope="module")
def road():
    return labs.gradient_flow()


def press(lab, preset, **changes):
    lab.set(**{**lab.presets[preset], **changes})
    return lab.readings


def played(lab, **settings):
    """To the end of the training."""
    lab.set(**settings)
    while lab.settings["step"] < LONGEST:
        lab.set(step=LONGEST)
    return lab.readings


def lengths_of_the_memory(lab):
    return np.linalg.norm(measure(**lab.settings).picture["memory"]["H"], axis=1)


def strips(lab):
    """The picture's matrices, (T, h) each."""
    bench = remembering(trained)
    while (moment := bench(**lab.settings)).reached["step"] < lab.settings["step"]:
        pass
    picture = moment.picture
    return {part: picture[part]["values"] for part in ("write", "keep", "show")} | {"memory": picture["memory"]["H"]}


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


@pytest.mark.parametrize("watch", [1, 5, 9, 14, 20])
def test_the_trained_unit_writes_at_the_mark_alone_and_keeps(learned, watch):
    played(learned, **{**learned.presets["trained to remember"], "watch": watch})
    found = strips(learned)
    at = watch - 1
    others = np.delete(found["write"], at)
    assert 0.5 < found["write"][at] < 0.8
    assert others.max() < 0.05
    assert np.delete(found["keep"], at).min() > 0.97
    assert np.abs(found["memory"][:at]).max(initial=0) < 0.2
    answer = learned.readings["answer"]
    assert abs(answer) > 0.8
    sign = np.sign(found["memory"][at:])
    assert (sign == np.sign(answer)).all()
    assert f"right is {'+' if answer > 0 else '−'}1." in learned.summary


def test_the_gru_learns_it_too_with_seed_5(learned):
    kept = played(learned, **{**learned.presets["trained to remember"], "cell": "GRU", "seed": 5})["kept"]
    assert kept > 0.9


@pytest.mark.parametrize("watch", [1, 5, 9, 14, 20])
def test_the_grus_z_falls_at_the_mark_and_its_state_takes_the_opposite_sign(learned, watch):
    answer = played(learned, **{**learned.presets["a GRU"], "watch": watch})["answer"]
    found = strips(learned)
    assert found["keep"][watch - 1] < 0.8
    assert np.delete(found["keep"], watch - 1).min() > 0.9
    assert (np.sign(found["memory"][watch - 1 :]) == -np.sign(answer)).all()
    assert f"right is {'+' if answer > 0 else '−'}1." in learned.summary


def test_two_units_with_seed_1_answer_well_and_keep_almost_nothing_in_c(learned):
    readings = played(learned, **{**learned.presets["trained to remember"], "h": 2, "seed": 1})
    assert readings["answer"] == pytest.approx(1, abs=0.1)
    assert readings["kept"] < 0.02


def test_that_memory_holds_the_answer_all_the_same():
    """With the other sign at the mark, the memory at the end is another, and so is the answer."""
    settings = PRESETS["past the memory"]
    history = _untrained(Network(**{name: settings[name] for name in Network._fields}))
    history.extend(LONGEST)
    model = history.model(LONGEST)
    X = read(settings["T"], settings["watch"], settings["seed"]).X
    other = X.copy()
    other[settings["watch"] - 1, 0, 0] *= -1
    ends = [bptt.unroll(lstm, model.cell, inputs) for inputs in (X, other)]
    answers = [float(readout.readout(model.readout, end.H[-1])[0, 0]) for end in ends]
    assert answers == pytest.approx([1, -1], abs=0.1)
    memories = np.array([end.cache.c[-1, 0] for end in ends])
    assert (np.abs(memories[0] - memories[1]) > 1).all()
    by_memory_alone = (np.tanh(memories) * ends[0].cache.o[-1, 0]) @ model.readout.W_hy + model.readout.b_y
    assert by_memory_alone[1, 0] < -0.5 < 0.5 < by_memory_alone[0, 0]


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


def test_with_one_unit_less_may_arrive_than_by_f_alone(road):
    for bias in (0.0, 1.0, 4.0):
        readings = press(road, "bias 0", h=1, forget_bias=bias)
        assert readings["LSTM_c"] < readings["LSTM_f"] - 1


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


def test_the_two_conventions_of_the_gru_are_different_networks(rng):
    params = gru.init(3, 4, rng=rng)
    X = rng.standard_normal((6, 1, 3))
    before, after = (bptt.unroll(gru, params, X, reset=reset).H[-1] for reset in gru.RESETS)
    assert np.abs(before - after).max() > 1e-3
