"""Texts as outlines: as wide as matplotlib's, where they were asked for, and each letter made once."""

import numpy as np
import pytest
from matplotlib.textpath import TextPath

from rnnlab.views.kit import outlines

TEXTS = ["numerical 123", "ρ = 1.04", "‖∂L/∂h‖", "4·10⁻¹⁴"]


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("text", TEXTS)
def test_letters_follow_each_other_as_in_matplotlib(text, weight):
    ours = outlines.outline([(0, 0, text)], weight=weight).get_extents()
    theirs = TextPath((0, 0), text, prop=outlines._font(weight)).get_extents()
    np.testing.assert_allclose(ours.extents, theirs.extents, atol=0.08)  # parts of a letter: ours knows no pairs of letters


@pytest.mark.parametrize(("ha", "part"), [("left", 0), ("center", 0.5), ("right", 1)])
def test_a_text_stands_at_its_place(ha, part):
    at_zero = outlines.outline([(0, 0, "HH")], scale=10).get_extents()
    box = outlines.outline([(100, 50, "HH")], ha=ha, scale=10).get_extents()
    assert box.x0 == pytest.approx(100 + at_zero.x0 - part * 10 * outlines.width("HH"))
    assert (box.y0, box.height) == (pytest.approx(50), pytest.approx(at_zero.height))


def test_several_texts_are_one_outline():
    both = outlines.outline([(0, 0, "a"), (5, 7, "b")])
    one, two = outlines.outline([(0, 0, "a")]), outlines.outline([(5, 7, "b")])
    np.testing.assert_array_equal(both.vertices, np.concatenate([one.vertices, two.vertices]))
    np.testing.assert_array_equal(both.codes, np.concatenate([one.codes, two.codes]))


@pytest.mark.parametrize("items", [[], [(0, 0, "")], [(0, 0, "   ")]])
def test_nothing_to_draw_is_an_outline_without_a_point(items):
    assert len(outlines.outline(items).vertices) == 0


def test_a_space_takes_its_width():
    assert outlines.width("a b") > outlines.width("ab")


def test_a_character_that_the_font_lacks_is_a_box():
    np.testing.assert_array_equal(
        outlines.outline([(0, 0, "漢")]).vertices, outlines.outline([(0, 0, outlines.MISSING)]).vertices
    )


def test_a_tab_and_the_end_of_a_line_are_as_wide_as_a_space_and_nothing_is_drawn():
    for character in "\t\n\u2003":
        assert outlines._letter(character, "normal")[2] == outlines._letter(" ", "normal")[2] > 0
        assert not len(outlines.outline([(0, 0, character)]).vertices)


@pytest.mark.parametrize("sign", "\u00ad\u200b\u200c\u200d\u200e\u2060\u202e\ufeff")
def test_a_sign_without_an_outline_is_nothing(sign):
    assert not len(outlines.outline([(0, 0, sign)]).vertices)
    np.testing.assert_array_equal(outlines.outline([(0, 0, sign + "a")]).codes, outlines.outline([(0, 0, "a")]).codes)


def test_letters_are_made_once():
    assert outlines._letter("a", "bold") is outlines._letter("a", "bold")


def test_letters_reach_below_their_foot_and_above_it():
    below, above = outlines.below_and_above()
    p, l = (outlines.outline([(0, 0, letter)]).get_extents() for letter in "pl")
    assert below == pytest.approx(-p.y0, abs=0.08)
    assert above == pytest.approx(l.y1, abs=0.08)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("", True),
        ("the “café”, naïve\n\tand \u2009so ✔ �", True),
        ("Ωмега 😀", True),
        ("a\u00ad\u200b\u200db", True),
        ("床前", False),
        ("قمر", False),
        ("שלום", False),
        ("e\u0301", False),
        ("❤\ufe0f", False),
        ("\x07", False),
    ],
)
def test_a_text_can_be_drawn_where_the_font_has_its_letters_and_they_stand_side_by_side(text, drawn):
    assert outlines.drawable(text) is drawn
