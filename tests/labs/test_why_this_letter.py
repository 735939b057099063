"""The lab that asks why: what it shows is the models' gradient, its numbers are those of the held-out text, clicks ask."""

import numpy as np
import pytest
from support.hands import button, from_the_page

from rnnlab import stored
from rnnlab.labs.character_training import lab as training
from rnnlab.labs.kit import text_chooser
from rnnlab.labs.why_this_letter import BACK, BEST, CELLS, EARLY, PRESETS, TEXT, _learned
from rnnlab.lessons import why_this_letter as lesson


def picture(lab):
    return lab._measure(**lab.settings).picture


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("trained", "updates"), [(EARLY, 60), (BEST, None)])
def test_the_models_are_those_of_the_training_lab(cell, trained, updates):
    run = training.preset(f"tale, {cell}")
    stored.resume(run, seed=0)
    updates = updates or min(run.looks, key=lambda look: look[1])[0]
    at, model = run.model_at(updates)
    assert at == updates
    found = _learned(cell, trained)
    np.testing.assert_array_equal(found.model.readout.W_hy, model.model.readout.W_hy)
    assert found.model.readout.W_hy.dtype == float


def test_the_bars_are_the_models_gradient(lab):
    lab.set(place=30, second="LSTM", trained=BEST)
    shown = picture(lab)["because"]
    for row, cell in enumerate(("RNN", "LSTM")):
        model = _learned(cell, BEST)
        read = model.vocabulary.encode(TEXT[:30])
        found = lesson.why(model, read[:29, None], read[29:])
        np.testing.assert_allclose(shown["sizes"][row], np.linalg.norm(found.dX[:, 0], axis=1))
        which = ("first", "second")[row]
        assert lab.readings[f"probability_{which}"] == round(found.probability[0], 3)
        half = lab.readings[f"half_{which}"]
        whole = shown["sizes"][row].sum()
        assert shown["sizes"][row][-int(half) :].sum() >= whole / 2 >= shown["sizes"][row][-int(half) + 1 or 29 :].sum()


def test_the_numbers_are_those_of_the_held_out_text(lab):
    given = text_chooser.read("tale", "")
    held_out = given.vocabulary.decode(given.parts(30)[1])
    for which in ("first", "second"):
        model = _learned(lab.settings[which], EARLY)
        overall, _ = lesson.accuracy(model, held_out)
        assert lab.readings[f"accuracy_{which}"] == round(overall, 3)
        far = lesson.reach(model, model.vocabulary.encode(held_out), back=BACK)[-1]
        assert lab.readings[f"far_{which}"] == round(far, 3)


def test_a_click_asks_for_a_letter(lab):
    panel = lab.view.panels["because"]
    x, *_ = panel.unread.items[3]
    lab.move(panel.at(x, panel.middle))
    assert lab.settings["place"] == 33
    assert panel.headings[0].items[0][2].startswith("RNN: “a” ")


def test_what_is_typed_is_asked_about_at_its_end(lab):
    from_the_page(lab.controls["text"], "a")
    assert "at least two letters" in str(lab.error)
    from_the_page(lab.controls["text"], "The seventh bridge")
    assert lab.error is None
    assert lab.settings["place"] == 18
    lab.set(text="The lamp", place=4)
    assert lab.settings["place"] == 4


def test_a_letter_beyond_the_end_is_the_last_one(lab):
    lab.set(text="Möre", place=40)
    assert lab.settings["place"] == 4
    assert "it reads 'ö' as 'o'." in lab.summary


def test_the_same_cell_may_stand_on_both_sides_and_each_number_is_said_once(lab):
    lab.set(second="RNN")
    assert lab.summary.endswith("Above and below stands the same model.")
    assert "too" not in lab.summary
    assert lab.summary.count(" in the RNN") == 3
    shown = picture(lab)["because"]["sizes"]
    np.testing.assert_array_equal(*shown)


def test_how_often_they_are_right_is_a_sentence(lab):
    assert "On the held-out text the RNN is right at 48 % of the characters, the GRU at 47 %." in lab.summary


def test_half_of_a_gradient_may_lie_on_the_last_letter(lab):
    lab.set(place=2)
    assert lab.readings["half_first"] == 1
    assert "lies on the last letter in the RNN, the last letter in the GRU." in lab.summary
    assert picture(lab)["because"]["headings"][0].endswith("half from the last letter")


@pytest.mark.parametrize("name", PRESETS)
def test_what_the_axis_says_is_within_the_picture(lab, name):
    lab.set(**PRESETS[name])
    panel = lab.view.panels["because"]
    for right, _, words in panel.scale.items:
        assert right - panel.scale.width(words) > -4  # the panel begins 4 pixels from the edge


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_button(lab, name):
    button(lab, name).click()
    assert lab.error is None
    assert lab.settings == PRESETS[name]
