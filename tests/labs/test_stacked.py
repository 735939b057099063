"""The lab of layers and batches: who waits for whom, and the same numbers in the picture, the readings and the words."""

import itertools

import numpy as np
import pytest

from rnnlab.lessons.stacked import Stack, way_back
from rnnlab.views.kit import style


def drawn(lab):
    return lab._measure(**lab.settings).picture["layers"]


def test_the_readings_are_what_is_left_at_three_corners(lab):
    lab.set(layers=3, T=5, seed=4)
    lengths = 10 ** way_back(Stack(3, 5, 2, 3, seed=4)).together
    left = [lengths[place] / lengths[-1, -1] for place in ((-1, 0), (0, -1), (0, 0))]
    np.testing.assert_allclose(list(lab.readings.values()), left)
    assert f"{style.number(left[2])} times" in lab.summary
    assert lab.view.panels["layers"].headline.items[0][2] == f"× {style.number(left[2])}"


def test_a_state_waits_for_the_one_before_and_the_one_below_and_the_gradient_comes_in_the_opposite_order(lab):
    lab.set(layers=3, T=4)
    found = drawn(lab)
    forward, back = found["forward"], found["back"]
    assert forward[0, 0] == 1
    assert (np.diff(forward, axis=0) == 1).all() & (np.diff(forward, axis=1) == 1).all()
    assert back[-1, -1] == forward.max() + 1
    assert (forward + back == forward.max() * 2 + 1).all()


def test_the_words_follow_the_clock(lab):
    said = []
    for step in (0, 7, 8, 14, 28):
        lab.set(step=step)
        said.append((lab.view.panels["layers"].headline.items[0][2], "waits" in lab.summary))
    assert said[:3] == [("forward", True), ("forward", True), ("back", True)]
    assert said[3] == said[4]
    assert said[3][0].startswith("× ")


def test_the_sums_grow_with_the_steps_that_the_gradient_has_reached(lab):
    lab.set(step=7)
    assert not drawn(lab)["sums"].any()
    lab.set(step=28)
    found = drawn(lab)
    np.testing.assert_allclose(found["sums"].sum(axis=1), found["gradients"])


def test_the_presets_show_what_they_are_called(lab):
    for name, place, wanted in (("one layer", "layers", 1), ("four rows", "n", 4)):
        lab.set(**lab.presets[name])
        assert lab.settings[place] == wanted
    lab.set(**lab.presets["small weights"])
    small = lab.readings["left_at_step_1"]
    lab.set(weight_scale=1.0)
    assert small < 0.1 * lab.readings["left_at_step_1"]


def test_a_click_on_a_card_waits_for_its_gradient(lab):
    lab.set(layers=3, T=4)
    panel = lab.view.panels["layers"]
    place = panel.parts()[0]  # layer 1, step 1
    assert panel.at(*place) == {"step": 12}
    lab.set(step=3)
    assert panel.says(*place) == "layer 1, step 1: no gradient yet; a click waits for it"
    assert set(lab.words) == set(lab.readings)


@pytest.mark.parametrize("T", [6, 7])
@pytest.mark.parametrize("weight_scale", [0.0, 1.0, 3.0])
def test_the_factors_under_the_cards_stand_apart(lab, T, weight_scale):
    lab.set(T=T, weight_scale=weight_scale, step=lab.controls["step"].max)
    factors = lab.view.panels["layers"].left
    rows = [[box for _, box in itertools.islice(factors.boxes(), layer * T, (layer + 1) * T)] for layer in range(2)]
    gaps = [right[0] - left[2] for row in rows for left, right in itertools.pairwise(row)]
    assert len(gaps) == 2 * (T - 1)
    assert np.min(gaps) >= 3  # CSS pixels
    assert factors.zoom >= 0.9  # of 14 pixels
