"""The bench: presets do what they say, a click on a gate sets it, and Adam goes on from the sliders, which stay."""

import numpy as np
import pytest
from support.hands import button

from rnnlab.labs.gate_bench import ON, PRESETS
from rnnlab.lessons import gate_bench as lesson


@pytest.mark.parametrize(
    ("name", "word", "right"),
    [
        ("half open", "▼ forgotten after 1 step", 0),
        ("nothing set", "○ never known", 0),
        ("keeps", "● kept for 50 steps", 99),
        ("writes everything", "○ known too seldom", 54),
        ("bias 1: lost", "▼ forgotten after 1 step", 0),
        ("bias 2: found", "● kept for 50 steps", 100),
        ("a GRU keeps", "● kept for 50 steps", 100),
    ],
)
def test_presets_show_what_they_promise(lab, name, word, right):
    button(lab, name).click()
    assert lab.settings == PRESETS[name]
    assert lab.view.panels["headlines"].above.items[0][2] == word
    assert lab.readings["right"] == right


def test_every_preset_is_tried():
    assert len(PRESETS) == 7


def test_it_opens_half_open(lab):
    assert lab.settings == PRESETS["half open"]


def test_the_bias_decides_how_long_the_number_is_kept(lab):
    kept = []
    for bias in (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0):
        lab.set(f_bias=bias)
        kept.append(lab.readings["kept"])
    assert kept == sorted(kept)
    assert (kept[0], kept[2], kept[-1]) == (1, 6, 50)


def test_adam_goes_on_from_the_sliders_which_stay(lab):
    lab.set(f_bias=2.0)
    by_hand = {name: lab.settings[name] for name in lesson.WEIGHTS}
    while lab.settings["step"] < 200:
        lab.set(step=200)
    assert {name: lab.settings[name] for name in lesson.WEIGHTS} == by_hand
    picture = lab._measure(**lab.settings).picture
    assert picture["weights"]["by_hand"] == by_hand
    now = picture["weights"]["now"]
    history = lesson.history("LSTM", by_hand, 50)
    history.extend(200)
    assert now == lesson.weights("LSTM", history.model(200))
    assert lab.readings["loss"] == history.losses[200]
    lab.set(step=0)  # nothing is lost
    assert len(lab.view.panels["loss"].course.future.get_xdata()) == 201
    assert lab.readings["kept"] == 6


def test_a_training_goes_as_far_as_a_tick_has_time_for_and_says_so(lab):
    lab.set(step=400)
    assert 5 <= lab.settings["step"] < 400
    assert lab.summary.endswith(ON)


def test_while_a_button_trains_the_picture_is_marked_as_not_yet_there(lab):
    button(lab, "bias 1: lost").click()
    said = []
    lab._words.observe(lambda change: said.append("rnnlab-more" in lab._words._dom_classes), "value")
    button(lab, "bias 2: found").click()
    assert said == [True] * (len(said) - 1) + [False]
    assert len(said) > 3
    said.clear()
    button(lab, "half open").click()
    assert said == [False]


@pytest.mark.parametrize(("gate", "t"), [("f", 20), ("f", lesson.MARK - 1), ("i", 0), ("i", lesson.MARK - 1)])
@pytest.mark.parametrize("level", [0.25, 0.75])
def test_a_click_opens_a_gate_so_far_there(lab, gate, t, level):
    panel = lab.view.panels[gate]
    moves = panel.at((t + 0.5) / 55, level)
    name = f"{gate}_{'mark' if t == lesson.MARK - 1 else 'bias'}"
    assert list(moves) == [name]
    lab.set(**moves)
    values = lab._measure(**lab.settings).picture[gate]["values"]
    if abs(moves[name]) < 8:  # otherwise the slider ends before
        assert values[t] == pytest.approx(level, abs=0.05)
    lab.set(step=5)
    assert panel.at((t + 0.5) / 55, level) == {}


def test_in_a_gru_the_weights_have_the_letters_of_its_gates(lab):
    button(lab, "a GRU keeps").click()
    names = [text.get_text() for text in lab.view.panels["weights"].names]
    assert names[0] == "r: mark"
    assert names[2] == "z: number"


def test_what_the_gate_leaves_is_a_product(lab):
    lab.set(f_bias=1.0)
    assert lab.readings["left"] == pytest.approx((1 / (1 + np.exp(-1))) ** 50)
    assert "In 50 steps gate f leaves 2·10⁻⁷ of what is written" in lab.summary
