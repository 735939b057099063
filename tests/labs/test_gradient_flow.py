"""The lab shows what the numerics say, in numbers, in words and in the picture."""

import numpy as np
import pytest
from support.hands import button

from rnnlab import bptt
from rnnlab.cells import min_gru
from rnnlab.labs.gradient_flow import PRESETS, _signed
from rnnlab.lessons import gradient_flow
from rnnlab.views.kit import style


def heights(line):
    return list(line.get_ydata())


@pytest.mark.parametrize("changes", [{}, {"h": 5, "d": 3, "T": 9, "forget_bias": -2.0}, {"scheme": "he", "seed": 4}])
def test_the_readings_are_those_of_the_three_ways(lab, changes):
    lab.set(**changes)
    ways = gradient_flow.ways_back(**lab.settings)
    for cell, way in ways.items():
        assert lab.readings[f"{cell}_h"] == pytest.approx(way.h[0] - way.h[-1], abs=1e-6)
    lstm = ways["LSTM"]
    assert lab.readings["LSTM_c"] == pytest.approx(lstm.c[0] - lstm.c[-1], abs=1e-6)
    assert lab.readings["LSTM_f"] == pytest.approx(lstm.alone[0] - lstm.alone[-1], abs=1e-6)
    assert lab.readings["f"] == pytest.approx(lstm.retention.mean())


def test_the_number_of_parameters_stands_beside_each(lab):
    lab.set(h=10, d=4)
    one = 4 * 10 + 10 * 10 + 10
    words = {cell: text.get_text() for cell, text in lab.view.panels["ledger"].sizes.items()}
    assert words == {"RNN": f"{one} parameters", "LSTM": f"{4 * one} parameters", "GRU": f"{3 * one} parameters"}


def test_the_bias_moves_the_gated_cells_alone(lab):
    found = []
    for bias in (-3.0, 0.0, 3.0):
        lab.set(forget_bias=bias)
        found.append([lab.readings[name] for name in ("RNN_h", "LSTM_c", "GRU_h")])
    rnn, lstm, gru = np.transpose(found)
    assert len(set(rnn)) == 1
    assert (np.diff(lstm) > 5).all()
    assert (np.diff(gru) > 5).all()


@pytest.mark.parametrize(
    ("name", "word", "least", "most"),
    [
        ("bias 4: it stays", "LSTM: ● steady", -1, 1),
        ("bias −3: it vanishes too", "LSTM: ▼ vanishing", -40, -25),
        ("bias 0", "LSTM: ▼ vanishing", -12, -7),
        ("recurrent weights off", "LSTM: ▼ vanishing", -10, -5),
        ("it explodes", "LSTM: ▲ exploding", 8, 12),
    ],
)
def test_presets_show_what_they_promise(lab, name, word, least, most):
    button(lab, name).click()
    assert lab.settings == PRESETS[name]
    assert lab.view.panels["ledger"].outcome.get_text() == word
    assert least < lab.readings["LSTM_c"] < most


def test_every_preset_is_tried():
    assert len(PRESETS) == 5


def test_without_recurrent_weights_only_the_gates_pass_a_gradient(lab):
    lab.set(weight_scale=0.0)
    assert lab.readings["RNN_h"] == -np.inf
    assert lab.readings["LSTM_c"] == pytest.approx(lab.readings["LSTM_f"])
    assert "in the RNN becomes exactly 0" in lab.summary
    assert lab.view.panels["ledger"].changes["RNN h"].get_text() == "→ 0"


def test_a_line_that_leaves_the_window_is_marked_where_it_does(lab):
    lab.set(forget_bias=-3.0)
    panel = lab.view.panels["ways"]
    over, under = panel.marks["LSTM c"]
    norms = gradient_flow.ways_back(**lab.settings)["LSTM"].c
    assert heights(over) == []
    assert len(heights(under)) == 1
    assert list(under.get_xdata()) == [np.flatnonzero(norms < -24)[-1] / 50]
    assert heights(panel.marks["RNN h"][1]) == []


def test_a_summary_says_what_each_cell_does(lab):
    lab.set(forget_bias=4.0)
    assert "in the RNN falls by 10.6 powers of ten" in lab.summary
    assert "along the memory (steady: within a factor of 100)" in lab.summary
    assert "The forget gate is at 0.97 on average" in lab.summary


@pytest.mark.parametrize(
    ("change", "words"),
    [(0.04, "0.0"), (-0.04, "0.0"), (-11.26, "−11.3"), (5.0, "+5.0"), (np.inf, "→ ∞"), (-np.inf, "→ 0"), (np.nan, "NaN")],
)
def test_changes_in_words(change, words):
    assert _signed(change) == words


def test_a_memory_so_large_that_its_tanh_is_flat_gets_no_gradient_and_the_words_say_so(lab):
    lab.set(h=1, d=64, T=200, weight_scale=3.0, forget_bias=6.0, scheme="he", seed=2)
    assert np.isnan([lab.readings[name] for name in ("LSTM_c", "LSTM_f")]).all()
    assert "In the LSTM none enters the last memory, which is so large that its tanh is flat; it falls by" in lab.summary
    ledger, ways = lab.view.panels["ledger"], lab.view.panels["ways"]
    assert ledger.outcome.get_text() == "LSTM: ◆ saturated"
    assert [ledger.changes[name].get_text() for name in ("LSTM c", "LSTM f")] == ["0 at T", "0 at T"]
    assert list(ways.marks["LSTM c"][1].get_xdata())[-1] == 1
    assert not ways.note.get_text()


def test_the_picture_and_every_reading_have_words(lab):
    norms = gradient_flow.ways_back(**lab.settings)["LSTM"].c
    x, y = 74 + 430 * 10 / 50, 34 + 290 * (8 - norms[10]) / 32
    assert lab.view.says(x, y) == f"LSTM c at t = 10: {style.magnitude(norms[10])}"
    found = set()
    for beside in gradient_flow.OTHERS:
        lab.set(beside=beside)
        found |= set(lab.readings)
        assert set(lab.readings) <= set(lab.words)
    assert set(lab.words) == found


def test_each_other_cell_can_be_the_third(lab):
    """Its numbers, its name in the ledger, its gate if it has one, and the words."""
    others = ("GRU", "minGRU", "minLSTM", "LRU")
    assert tuple(gradient_flow.OTHERS) == others
    for beside, gate in zip(others, ("GRU’s z", "minGRU’s 1−z", "minLSTM’s f", None)):
        lab.set(beside=beside)
        way = gradient_flow.ways_back(**lab.settings)[beside]
        ledger, gates = lab.view.panels["ledger"], lab.view.panels["gates"]
        assert lab.readings[f"{beside}_h"] == pytest.approx(way.h[0] - way.h[-1])
        assert [name.get_text() for name in ledger.names.values()] == ["LSTM c", "LSTM h", f"{beside} h", "RNN h"]
        assert gates.words["GRU’s z"].get_text() == (f"{gate}: {way.retention.mean():.2f} on average" if gate else "")
        assert f"in the {beside} it" in lab.summary
        assert len(gates.spots) == (2 if gate else 1)
    assert "The forget gate is at 0.70 on average." in lab.summary
    lab.set(beside="minGRU")
    assert "the minGRU's 1−z at" in lab.summary


def test_in_a_cell_with_a_linear_recurrence_the_way_back_is_the_product_of_what_is_kept(lab):
    """No weight lies on it: with one unit it is the very product."""
    lab.set(beside="minGRU", h=1, T=20)
    params = gradient_flow.fresh("minGRU", 8, 1, rng=np.random.default_rng([0, 0]))
    X = np.random.default_rng([0, 1]).standard_normal((20, 1, 8))
    z = bptt.unroll(min_gru, params, X).cache.z
    assert lab.readings["minGRU_h"] == pytest.approx(np.log10(1 - z).sum())
