"""The gates at work: the strips are the cell's own numbers, the share is that of the formula, what is typed is answered."""

import numpy as np
import pytest
from support.hands import button

from rnnlab import bptt, labs
from rnnlab.cells import lstm
from rnnlab.labs.gate_view import FEATURES, FORGOTTEN, KEPT, PRESETS, outcome, read
from rnnlab.labs.kit.lab import Refusal
from rnnlab.lessons import gradient_flow
from rnnlab.views.gate_view import OPENNESS


def moment(lab):
    return labs.gate_view.measure(**lab.settings)


def press(lab, name):
    button(lab, name).click()
    return lab.readings


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "minGRU", "minLSTM"])
@pytest.mark.parametrize("source", ["word", "pulse"])
def test_the_memory_is_what_the_strips_make_of_it(lab, cell, source):
    """From the picture alone: c_t - keep_t c_{t-1} is what was written, and the share follows."""
    lab.set(cell=cell, source=source, watch=2, h=5)
    picture = moment(lab).picture
    c, keep = picture["memory"]["H"], picture["keep"]["values"]
    written = c - keep * np.concatenate([np.zeros((1, 5)), c[:-1]])
    left = keep[2:].prod(axis=0) * written[1]
    assert lab.readings["kept"] == pytest.approx(np.linalg.norm(left) / np.linalg.norm(written[1]), rel=1e-6)
    assert lab.readings["keep"] == pytest.approx(keep.mean())


def test_a_gru_writes_what_it_does_not_keep(lab):
    lab.set(cell="GRU")
    picture = moment(lab).picture
    np.testing.assert_allclose(picture["write"]["values"] + picture["keep"]["values"], 1)
    assert [picture[part]["name"] for part in ("write", "keep", "show", "memory")] == ["1−z", "z", "r", "h"]


@pytest.mark.parametrize(("cell", "names"), [("minGRU", ["z", "1−z", "–", "h"]), ("minLSTM", ["i", "f", "–", "h"])])
def test_of_a_cell_without_a_third_gate_nothing_is_shown_in_its_place(lab, cell, names):
    lab.set(cell=cell)
    assert [moment(lab).picture[part]["name"] for part in ("write", "keep", "show", "memory")] == names
    third = lab.view.panels["show"]
    assert (third.picture.colours == 255).all()
    assert (third.strip.role.get_text(), third.mean.get_text(), third.spots) == ("no gate", "", [])
    lab.set(cell="LSTM")
    assert third.spots


def test_an_lstm_shows_its_gates_by_name(lab):
    picture = moment(lab).picture
    assert [picture[part]["name"] for part in ("write", "keep", "show", "memory")] == ["i", "f", "o", "c"]
    shown = lab.view.panels["keep"].picture.colours
    np.testing.assert_array_equal(shown, OPENNESS(picture["keep"]["values"].T, bytes=True))


def test_before_the_pulse_the_memory_is_empty(lab):
    lab.set(source="pulse", watch=7)
    picture = moment(lab).picture
    assert not picture["memory"]["H"][:6].any()
    assert picture["memory"]["H"][6].any()
    assert np.isnan(picture["retention"]["retention"][:6]).all()


def test_the_higher_the_forget_bias_the_more_is_kept(lab):
    for cell in ("LSTM", "GRU", "minGRU", "minLSTM"):
        lab.set(cell=cell, source="pulse")
        shares = []
        for bias in range(-4, 7):
            lab.set(forget_bias=float(bias))
            shares.append(lab.readings["kept"])
        assert (np.diff(shares) > 0).all()
        if cell == "minLSTM":  # it divides by f + i, and i stays half open
            assert lab.readings["keep"] == pytest.approx(2 / 3, abs=0.01)
        else:
            assert shares[-1] > 0.9


@pytest.mark.parametrize(
    ("name", "word"),
    [("forgets", "▼ forgotten"), ("keeps", "● kept"), ("a GRU", "▼ forgotten")],
)
def test_presets_show_what_they_promise(lab, name, word):
    press(lab, name)
    assert lab.settings == PRESETS[name]
    assert lab.view.panels["retention"].outcome.get_text() == word


def test_every_preset_is_tried():
    assert len(PRESETS) == 3


def test_a_step_beyond_the_end_is_taken_as_the_last_letter(lab):
    lab.set(word="abc", watch=40)
    assert "Of what letter 3 wrote into c, 100 % is still there after step 3." in lab.summary
    assert lab.settings["watch"] == 3


def test_the_trace_is_that_of_the_package(lab):
    params = gradient_flow.fresh("LSTM", FEATURES, 12, rng=np.random.default_rng([0, 1]))
    assert (params.b_f == 1).all()
    reading = read("word", lab.settings["word"], 1, 0)
    trace = bptt.unroll(lstm, params, reading.X)
    np.testing.assert_array_equal(moment(lab).picture["memory"]["H"], trace.cache.c[:, 0])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "The word is empty."),
        ("x" * 41, "has 41 letters"),
        ("naïve", "does not know 'ï'"),
        ("<b>", "does not know '<', '>'"),
    ],
)
def test_what_cannot_be_read_is_answered_and_the_picture_stays(lab, typed, words):
    before = lab.png, lab.readings
    lab.set(word=typed)
    assert isinstance(lab.error, Refusal)
    assert words in str(lab.error)
    assert (lab.png, lab.readings) == before


def test_a_click_on_a_letter_watches_its_step(lab):
    x, y = 96 + 460 * 6.5 / 21, 240 + 100 + 12
    assert lab.view.says(x, y) == "step 7: “t”"
    lab.set(**lab.view.at(x, y))
    assert lab.settings["watch"] == 7
    assert set(lab.words) == set(lab.readings)


@pytest.mark.parametrize(
    ("share", "headline"),
    [
        (KEPT, "● kept"),
        (np.nextafter(KEPT, 0), "◐ fading"),
        (FORGOTTEN, "◐ fading"),
        (np.nextafter(FORGOTTEN, 0), "▼ forgotten"),
    ],
)
def test_each_share_has_its_outcome(share, headline):
    assert outcome(share).headline == headline


def test_a_step_that_wrote_nothing_is_said_to():
    assert outcome(np.nan).headline == "○ wrote nothing"
