"""The head of attention: presets show what they promise, it trains as far as it is sent, and its words are true."""

import numpy as np
import pytest
from support.hands import button

from rnnlab import labs
from rnnlab.labs.attention import MOST, PRESETS, _percent
from rnnlab.lessons import attention


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("untrained", 0.033, 0.034), ("half-way", 0.2, 0.8), ("trained", 0.99, 1), ("as long as it gets", 0.99, 1)],
)
def test_presets_show_what_they_promise(lab, name, least, most):
    button(lab, name).click()
    assert lab.settings == PRESETS[name]
    assert least < lab.readings["on_the_marks"] < most
    assert lab.view.panels["weights"].outcome.get_text()[0] == ("●" if least > MOST else "○")


def test_every_preset_is_tried():
    assert len(PRESETS) == 4


def test_trained_it_is_right_about_every_sequence(lab):
    button(lab, "trained").click()
    for example in (1, 2, 17, 64):
        lab.set(example=example)
        total = float(lab.view.panels["sequence"].total.get_text().split()[-1])
        assert lab.readings["answer"] == pytest.approx(total, abs=0.03)
        assert lab.view.panels["sequence"].answers["first"].get_text() == f"● {lab.readings['answer']:.2f}"


def test_the_weights_shown_add_up_to_one(lab):
    lab.set(step=10)
    weights = [path.vertices[:, 1].max() for path in lab.view.panels["weights"].bars._drawn.get_paths()]
    assert sum(weights) == pytest.approx(1)


def test_the_costs_are_those_of_the_length(lab):
    lab.set(T=20)
    shown = [[label.get_text() for label in row] for row in lab.view.panels["costs"].numbers]
    road = 20 - int(np.flatnonzero(attention.Run(20).shown.X[:, 0, 1])[0])
    assert shown == [["1", f"{road}"], ["20² = 400", "20"], ["20 inputs", "1 state"]]
    assert f"through {road} steps" in lab.summary


def test_training_goes_as_far_as_a_tick_has_time_for_and_is_repeatable(lab):
    lab.set(step=200)
    assert lab.settings["step"] < 200
    assert lab.summary.endswith("The training goes on with play, or with End on the slider.")
    lab.set(step=8)
    again = labs.attention(**lab.settings)
    assert again.readings == lab.readings
    assert again.summary == lab.summary


@pytest.mark.parametrize("example", [1, 64])  # of the second the sum is printed as 1.18 and is 1.185
def test_the_sentence_has_the_sum_of_the_picture(lab, example):
    lab.set(example=example)
    total = lab.view.panels["sequence"].total.get_text()
    assert f"where {total.split()[-1]} is right" in lab.summary


def test_a_share_is_rounded_down():
    assert [_percent(share) for share in (0.999, 1.0, 0.0333)] == ["99 %", "100 %", "3 %"]
