"""How a written text is broken into lines, and numbers that stay inside the panel."""

import numpy as np
import pytest
from support.pictures import crowded

from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.ngram import LEAST, MOST, NGram, broken


def each_letter_1(letter):
    return 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("one two three", ["one two", "three"]),
        ("one two\n\nthree", ["one two", "", "three"]),
        ("unbreakable", ["unbreak", "able"]),
        ("    four", ["    fou", "r"]),
        ("a bcdefghijk", ["a", "bcdefgh", "ijk"]),
        ("seven77 eight", ["seven77", "eight"]),
        ("        ", ["       ", ""]),
    ],
)
def test_a_text_is_broken_at_spaces_where_that_is_possible(text, lines):
    assert broken(text, 7, each_letter_1) == lines


def test_a_line_takes_at_least_one_letter():
    assert broken("abc", 0.5, each_letter_1) == ["a", "b", "c"]


def update(view, training, held_out, order, words="a word"):
    view.update(
        headline={"number": "", "outcome": Outcome("", "", style.GREEN)},
        by_order={"training": np.array(training), "held_out": np.array(held_out), "order": order},
        new={"shares": np.linspace(0, 1, 5), "order": order},
        written={"heading": "order 3 writes", "text": words},
    )
    view.png()


@pytest.mark.parametrize("order", range(1, 6))
@pytest.mark.parametrize(
    ("training", "held_out"),
    [([1.0] * 5, [1.0] * 5), ([1.0] * 5, [1e4] * 5), ([1e4] * 5, [1e4] * 5), ([30.0, 9, 4, 3, 2], [31.0, 10, 9, 9, 10])],
)
def test_the_numbers_stand_inside_the_panel_and_apart(order, training, held_out):
    view = NGram()
    update(view, training, held_out, order)
    panel = view.panels["by_order"]
    assert panel.upper.get_text() == f"{held_out[order - 1]:.1f}"
    assert panel.lower.get_text() == f"{training[order - 1]:.1f}"
    frame = panel.axes.get_window_extent()
    upper, lower = (text.get_window_extent() for text in (panel.upper, panel.lower))
    assert list(crowded(view.figure)) == []
    assert frame.y0 <= lower.y0 < lower.y1 < upper.y0
    assert upper.y1 < frame.y1 + 20
    heights = np.concatenate([line.get_ydata() for line in (panel.training, panel.held_out)])
    assert ((heights >= LEAST) & (heights <= MOST)).all()


def test_a_perplexity_beyond_the_scale_has_a_mark_at_the_edge():
    view = NGram()
    update(view, [1.0] * 5, [60.0, 70, 64, 1e4, 1], 3)
    held_out, training = view.panels["by_order"].over
    np.testing.assert_array_equal(held_out.get_xdata(), [2, 4])
    np.testing.assert_array_equal(held_out.get_ydata(), [MOST, MOST])
    assert len(training.get_xdata()) == 0


def test_what_is_written_stays_inside_its_box():
    view = NGram()
    update(view, [2.0] * 5, [2.0] * 5, 1, "W" * 300 + " and \n" * 40)
    panel = view.panels["written"]
    for _, (left, bottom, right, top) in panel.body.boxes():
        assert 0 <= left < right <= panel.wide
        assert 0 <= bottom < top <= panel.high - 26
