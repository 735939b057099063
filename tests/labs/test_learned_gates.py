"""Learned gates: training goes as far as it is sent, comes out the same again, and ends in the right answer."""

import importlib

import numpy as np
import pytest
from support.hands import button

from rnnlab import labs
from rnnlab.labs.kit.memo import Memo

module = importlib.import_module("rnnlab.labs.learned_gates")

ON = "The training goes on with play, or with End on the slider."


@pytest.fixture(scope="module")
def lab():
    return labs.learned_gates()


@pytest.fixture(autouse=True)
def afresh(lab):
    lab.reset()


@pytest.mark.parametrize(
    ("name", "word"),
    [("untrained", "▼ forgotten"), ("trained to remember", "● kept"), ("a GRU", "● kept"), ("past the memory", "▼ forgotten")],
)
def test_presets_show_what_they_promise(lab, name, word):
    button(lab, name).click()
    assert lab.settings == module.PRESETS[name]
    assert lab.view.panels["retention"].outcome.get_text() == word
    right = 1 if "right is +1" in lab.summary else -1
    if name == "untrained":
        assert abs(lab.readings["answer"] - right) > 0.5
    else:
        assert lab.readings["answer"] == pytest.approx(right, abs=0.15)


def test_every_preset_is_tried():
    assert len(module.PRESETS) == 4


def test_the_answer_is_in_the_summary_and_in_the_picture(lab):
    button(lab, "trained to remember").click()
    assert "After 400 training steps it says −0.92, right is −1." in lab.summary
    assert lab.view.panels["retention"].note.get_text() == "says −0.92, right is −1"


def test_training_goes_as_far_as_a_tick_has_time_for_and_is_repeatable(lab):
    lab.set(h=16, T=40, step=400)
    reached = lab.settings["step"]
    assert 5 <= reached < 400
    lab.set(step=400)
    assert lab.settings["step"] > reached
    assert lab.summary.endswith(ON)
    lab.set(step=8)
    assert ON not in lab.summary
    again = labs.learned_gates(**lab.settings)
    assert again.readings == lab.readings


def test_where_the_training_stopped_on_its_way_the_summary_says_how_it_goes_on(lab):
    lab.set(step=400)
    assert lab.settings["step"] < 400
    assert lab.settings["step"] % module.BY == 0  # the page's slider has no place between two notches
    assert lab.summary.endswith(ON)
    while lab.settings["step"] < 400:
        lab.set(step=400)
    assert lab.summary.endswith("right is −1.")
    lab.reset()
    assert ON not in lab.summary


def test_going_back_shows_the_past(lab):
    before = lab.readings
    lab.set(step=20)
    assert lab.readings != before
    lab.set(step=0)
    assert lab.readings == before


def test_the_marked_number_carries_the_only_mark(lab):
    X = module.read(6, 4, 0).X[:, 0]
    np.testing.assert_array_equal(X[:, 1], [0, 0, 0, 1, 0, 0])
    lab.set(watch=4, T=6, seed=0)
    picture = module.measure(Memo(), **lab.settings).picture
    assert picture["memory"]["word"] == "".join("+" if x > 0 else "−" for x in X[:, 0])
    assert picture["memory"]["watch"] == 4


def test_a_mark_beyond_the_end_is_at_the_last_step(lab):
    lab.set(T=3, watch=40)
    assert "Of what the marked number at step 3 wrote into c, 100 % is still there after step 3." in lab.summary
    assert lab.settings["watch"] == 3


def test_an_answer_of_nothing_has_no_minus(lab):
    lab.set(cell="GRU", T=1, h=6, forget_bias=6.0, seed=12)
    assert -0.005 < lab.readings["answer"] < 0
    assert "it says +0.00, right is +1." in lab.summary


def test_a_click_on_a_letter_watches_its_step(lab):
    x, y = 96 + 460 * 6.5 / 21, 240 + 100 + 12
    assert lab.view.says(x, y) == f"step 7: “{module.read(21, 5, 7).shown[6]}”"
    lab.set(**lab.view.at(x, y))
    assert lab.settings["watch"] == 7
    assert set(lab.words) == set(lab.readings)


def test_while_a_button_trains_the_picture_is_marked_as_not_yet_there(lab):
    said = []
    lab._words.observe(lambda change: said.append("data-more" in change.new), "value")
    button(lab, "a GRU").click()
    assert said == [True] * (len(said) - 1) + [False]
    assert len(said) > 3
    said.clear()
    button(lab, "untrained").click()
    assert said == [False]
