"""The lab of the memory map: it looks up, and does one run again where it is asked to."""

import numpy as np
import pytest

from rnnlab import labs
from rnnlab.lessons import adding_problem, memory_map
from rnnlab.lessons.memory_map import EVERY, LENGTHS, STEPS

NETWORKS = list(adding_problem.NETWORKS)


def test_the_readings_are_those_of_the_table(lab):
    for name, T, seed, step in (("tanh RNN", 60, 0, STEPS), ("GRU", 150, 2, 400), ("LSTM", 5, 1, 0)):
        lab.set(network=name, T=T, seed=seed, step=step)
        place = NETWORKS.index(name), LENGTHS.index(T)
        assert lab.readings["error"] == memory_map.errors()[place][seed, step // EVERY]
        assert lab.readings["typical"] == memory_map.typical(step)[place]
        assert lab.readings["below_a_twelfth"] == (memory_map.typical(step) < 1 / 12).sum()


def test_between_two_looks_it_shows_the_one_before_and_says_so(lab):
    lab.set(step=2 * EVERY - 1)
    assert lab.readings["typical"] == memory_map.typical(EVERY)[NETWORKS.index("tanh RNN"), LENGTHS.index(60)]
    assert f"After {EVERY} training steps" in lab.summary


def test_the_summary_names_the_lengths_that_are_learned(lab):
    row = memory_map.typical()[NETWORKS.index("tanh RNN")]
    learned = ", ".join(str(T) for T, error in zip(LENGTHS, row) if error < 1 / 12)
    assert f"below 1/12 at T = {learned}." in lab.summary
    lab.set(step=0)
    assert "at no length" in lab.summary


def test_a_click_on_a_square_looks_at_that_run(lab):
    row, column = NETWORKS.index("ReLU, He"), LENGTHS.index(150)
    table = lab.view.panels["table"]
    place = table.spots[0].x[row * len(LENGTHS) + column], table.spots[0].y[row * len(LENGTHS) + column]
    x, y = table.axes.transData.transform(place) / lab.view.figure.dpi * 100
    said = lab.view.says(x, lab.view.height - y)
    lab.set(**lab.view.at(x, lab.view.height - y))
    assert (lab.settings["network"], lab.settings["T"]) == ("ReLU, He", 150)
    learned = sum(memory_map.errors()[row, column, :, -1] < 1 / 12)
    assert said == f"ReLU, He, T = 150: median error {lab.readings['typical']:.3f}, {learned} of 3 seeds learned it"
    left, right = min(table.frame.get_xdata()), max(table.frame.get_xdata())
    assert left < place[0] < right


def test_every_reading_has_words(lab):
    lab.set(network="GRU", T=5, again=True, step=1)
    assert set(lab.readings) == set(lab.words)


def test_it_trains_nothing_unless_it_is_asked_to(lab, monkeypatch):
    monkeypatch.setattr(adding_problem.Run, "_advance", lambda run: pytest.fail("it trains"))
    for step in (0, 600, STEPS):
        lab.set(step=step)
        assert lab.error is None
    assert "error_again" not in lab.readings


def test_a_run_done_again_starts_at_the_beginning_and_follows_the_stored_one(lab):
    lab.set(network="tanh RNN", T=5, seed=1, again=True)
    assert 0 < lab.settings["step"] < 200
    while lab.settings["step"] < 320:
        lab.set(step=lab.settings["step"] + EVERY)
    step = lab.settings["step"]
    stored = memory_map.errors()[NETWORKS.index("tanh RNN"), LENGTHS.index(5), 1]
    assert lab.readings["error_again"] == pytest.approx(np.interp(step, EVERY * np.arange(len(stored)), stored), abs=0.003)
    assert "Trained again here" in lab.summary


@pytest.mark.parametrize(("step", "words"), [(0, "■ trained again: "), (8, "■ again, after 8: ")])
def test_between_two_looks_the_run_done_again_says_which_step_it_is_at(lab, step, words):
    lab.set(network="tanh RNN", T=5, again=True, step=step)
    assert lab.settings["step"] == step
    *_, own = lab._measure(**lab.settings).picture["run"]["values"]
    assert own == f"{words}{lab.readings['error_again']:.3f}"


def test_scrubbing_a_run_back_shows_its_past(lab):
    lab.set(network="GRU", T=5, again=True, step=20)
    live = lab.view.panels["run"].live
    here, readings = live.past.get_xydata(), lab.readings
    lab.set(step=25)
    lab.set(step=20)
    assert live.past.get_xydata().tolist() == here.tolist()
    assert live.future.get_xdata().tolist() == list(range(20, 26))
    assert lab.readings == readings


@pytest.mark.parametrize("preset", labs.memory_map().presets)
def test_presets_show_a_run(lab, preset):
    lab.set(**lab.presets[preset])
    assert lab.error is None
    assert lab.settings["again"] == lab.presets[preset]["again"]
