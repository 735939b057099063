"""The lab on the adding problem: the error in words, two networks that come equally far, and a clock that trains."""

import importlib

import numpy as np
import pytest

from rnnlab import labs
from rnnlab.lessons import adding_problem

module = importlib.import_module("rnnlab.labs.adding_problem")
QUICK = {"T": 5, "h": 8, "learning_rate": 0.01}


def play(lab, steps):
    """What the play button does."""
    while lab.settings["step"] < steps:
        lab.set(step=lab.settings["step"] + 20)
        assert lab.error is None


def test_the_readings_are_those_of_two_runs(lab):
    lab.set(network="LSTM", beside="ReLU, He", **QUICK, seed=4)
    play(lab, 20)
    step = lab.settings["step"]
    for reading, name in (("error", "LSTM"), ("error_beside", "ReLU, He")):
        run = adding_problem.Run(name, **QUICK, seed=4, longest=2000)
        run.extend(step)
        assert lab.readings[reading] == round(run.errors()[step], 3)


def test_a_network_may_be_alone(lab):
    lab.set(beside="nothing")
    assert list(lab.readings) == ["error"]
    assert "tanh" not in lab.summary


def test_on_short_sequences_the_summary_goes_from_above_the_line_to_both_numbers(lab):
    lab.set(network="GRU", beside="nothing", **QUICK)
    assert "not trained yet" in lab.summary
    play(lab, 300)
    assert "below 1/12" in lab.summary
    assert lab.readings["error"] < 1 / 12


def test_before_there_are_as_many_batches_as_the_error_is_the_mean_of_there_is_no_verdict(lab):
    lab.set(network="GRU", beside="tanh RNN", **QUICK)
    play(lab, 60)
    for step, said in ((0, "not trained yet"), (1, "too early to say"), (48, "too early to say"), (49, ""), (60, "")):
        lab.set(step=step)
        rows = lab.view.panels["outcomes"].rows
        for words in ("not trained yet", "too early to say"):
            assert [rows[name][2].get_text() == words for name in rows] == [said == words] * 2
            assert lab.summary.count(words) == 2 * (said == words)
    lab.set(step=40)
    assert lab.summary.endswith(", the mean of fewer than 50 batches: too early to say what it has learned.")


def test_a_name_with_a_comma_stands_in_quotes(lab):
    lab.set(network="ReLU, identity", beside="GRU", **QUICK)
    assert "The “ReLU, identity” has an error of" in lab.summary
    assert "The GRU has an error of" in lab.summary


def test_a_click_on_a_curve_goes_back_to_its_step(lab):
    lab.set(network="GRU", beside="tanh RNN", **QUICK)
    play(lab, 60)
    panel = lab.view.panels["errors"]
    moves = panel.at(25, panel.curves["first"].past.get_ydata()[25])
    lab.set(**moves)
    assert lab.settings["step"] == moves["step"] == 25
    assert lab.error is None


def test_the_clock_stops_where_all_have_overflowed(lab):
    lab.set(network="ReLU, identity", beside="nothing", T=150, h=64, learning_rate=0.05, clip="off", step=0)
    assert not lab._measure(**lab.settings).over
    lab.set(step=20)
    step = lab.settings["step"]
    assert step > 0
    assert np.isnan(lab.readings["error"])
    assert lab._measure(**lab.settings).over
    lab.set(beside="GRU", step=step)
    assert not lab._measure(**lab.settings).over


@pytest.mark.parametrize("T", range(5, 151, 5))
def test_the_sum_is_that_of_the_numbers_as_they_are_printed(T):
    sequence = module.sequence(adding_problem.Run("GRU", T=T, h=1).X[:, 0], [0.0])
    first, _, second, _, total = sequence["total"].split()
    assert float(first) + float(second) == pytest.approx(float(total), abs=1e-9)


def test_scrubbing_back_shows_the_past_and_trains_nothing(lab, monkeypatch):
    lab.set(**QUICK)
    play(lab, 40)
    there = lab.settings["step"]
    lab.set(step=20)
    before = lab.png, lab.readings
    lab.set(step=there)
    monkeypatch.setattr(adding_problem.Run, "_advance", lambda run: pytest.fail("it trains"))
    lab.set(step=20)
    assert (lab.png, lab.readings) == before


def test_a_tick_trains_only_so_far_and_the_clock_says_how_far(lab):
    lab.set(T=150, h=64, network="LSTM", beside="LSTM", step=2000)
    assert lab.settings["step"] == 0
    lab.set(step=2000)
    assert lab.settings["step"] == 1
    assert f"after {lab.settings['step']} training step" in lab.summary


def test_the_same_network_beside_itself_does_the_same(lab):
    lab.set(network="GRU", beside="GRU", **QUICK, step=20)
    assert lab.readings["error"] == lab.readings["error_beside"]


def test_overflow_is_told(lab):
    lab.set(network="ReLU, He", beside="nothing", T=150, h=64, learning_rate=0.05, clip="off")
    play(lab, 60)
    assert lab.error is None
    error = lab.readings["error"]
    assert error > 0.3 or np.isnan(error)
    assert "above the 1/6" in lab.summary or "overflowed" in lab.summary


@pytest.mark.parametrize("preset", labs.adding_problem().presets)
def test_a_preset_starts_before_training(lab, preset):
    lab.set(**lab.presets[preset])
    assert lab.error is None
    assert lab.settings["step"] == 0
    assert ("beside" not in lab.presets[preset]) or lab.settings["beside"] == lab.presets[preset]["beside"]


def test_the_play_button_goes_in_notches(lab):
    from support.hands import play as play_button

    assert (play_button(lab).step, lab.controls["step"].step) == (20, 1)  # a tick may end between two notches
