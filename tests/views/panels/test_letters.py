"""Letters as outlines: each stands at its place, has its colour, and the frame stays when the word changes."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from support.pictures import alone, has_colour, on_page, shown

from rnnlab.language import text
from rnnlab.views.kit import style
from rnnlab.views.kit.view import Panel
from rnnlab.views.panels.letters import UNREAD, LetterAxis, Letters, places

RED = "#ff0000"


class Word(Panel):
    """A word across the panel."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, 7), ylim=(-3, 3), xticks=[], yticks=[])
        axes.set_axis_off()
        self.letters = Letters(self, size=30)

    def update(self, word, x, y=0.5, colours=RED):
        self.letters.put(word, x, y, colours)


class Axis(Panel):
    """A panel with letters for a time axis, in one line or in two."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set_yticks([])
        self.first, self.second = LetterAxis(self), LetterAxis(self, line=1)

    def update(self, word, read, twin=None, first=None):
        self.first.set(word, read)
        self.second.set(twin or word, read, first=first)


def columns(picture, colour):
    """From where to where a colour goes, as fractions of the width of the panel (60 to 480 of 600 pixels)."""
    wanted = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)])
    found = np.flatnonzero((np.abs(picture.astype(int) - wanted).max(axis=2) <= 2).any(axis=0))
    return (found[[0, -1]] * 600 / picture.shape[1] - 60) / 420


@pytest.mark.parametrize("letter", [*text.ALPHABET, "A", "é"])
def test_a_letters_middle_is_at_its_place(letter):
    view = alone(Word)
    for x in (0.2, 0.75):
        low, high = columns(shown(view, word=letter, x=[x]), RED)
        assert low < high
        assert (low + high) / 2 == pytest.approx(x, abs=0.012)


def test_a_space_can_be_seen():
    assert has_colour(shown(alone(Word), word=" ", x=[0.5]), RED)


def test_all_letters_look_different():
    view = alone(Word)
    pictures = {shown(view, word=letter, x=[0.5]).tobytes() for letter in text.ALPHABET}
    assert len(pictures) == len(text.ALPHABET)


def test_each_letter_has_its_own_colour():
    picture = shown(alone(Word), word="oo", x=[0.25, 0.75], colours=[style.BLUE, style.VERMILION])
    assert columns(picture, style.BLUE)[1] < 0.5 < columns(picture, style.VERMILION)[0]


def test_no_letters_is_an_empty_picture():
    view = alone(Word)
    empty = shown(view, word="", x=[])
    assert not has_colour(empty, RED)
    shown(view, word="abc", x=[0.1, 0.2, 0.3])
    np.testing.assert_array_equal(shown(view, word="", x=[]), empty)


def test_the_frame_stays_when_the_word_changes():
    view = alone(Word)
    shown(view, word="a", x=[0.5])
    before = view._frame
    shown(view, word="abc", x=[0.1, 0.2, 0.3])
    assert view._frame is before


def test_a_place_for_each_letter():
    np.testing.assert_allclose(places(1), [0.5])
    np.testing.assert_allclose(places(4), [0.125, 0.375, 0.625, 0.875])


def colours(axis):
    return [to_hex(colour) for colour in axis._letters.get_facecolor()]


def test_what_is_not_read_is_pale_and_the_first_letter_can_stand_out():
    view = alone(Axis)
    panel = view.panels["panel"]
    picture = shown(view, word="oooo", read=2, first=style.VERMILION)
    assert colours(panel.first) == [style.BLACK] * 2 + [UNREAD] * 2
    assert colours(panel.second) == [style.VERMILION.lower(), style.BLACK, UNREAD, UNREAD]
    assert columns(picture, style.VERMILION)[1] < 0.25
    shown(view, word="oooo", read=0)
    assert colours(panel.first) == colours(panel.second) == [UNREAD] * 4


@pytest.mark.parametrize("word", ["a", "the hidden state", "abcdefghijklmnopqrstuvwxyz abcdefghijklm"])
def test_letters_stand_below_the_axes_in_two_lines(word):
    view = alone(Axis)
    view.update(panel={"word": word, "read": len(word)})
    offsets = [axis._letters.get_offsets() for axis in (view.panels["panel"].first, view.panels["panel"].second)]
    np.testing.assert_allclose(offsets[0][:, 0], places(len(word)))
    np.testing.assert_allclose(offsets[1][:, 0], places(len(word)))
    assert 0 > offsets[0][0, 1] > offsets[1][0, 1]


def test_letters_grow_with_the_other_words():
    """From the next word on, as in `View.redraw`."""
    view = alone(Word)
    low, high = columns(shown(view, word="o", x=[0.5]), RED)
    view.redraw(text=1.5)
    larger = columns(shown(view, word="o", x=[0.5]), RED)
    assert larger[1] - larger[0] == pytest.approx(1.5 * (high - low), abs=0.005)


def test_a_letter_is_pointed_at_where_it_is_drawn():
    view = alone(Axis)
    panel = view.panels["panel"]
    panel.axes.set_ylim(-9, 5)
    shown(view, word="a bc", read=4, twin="xbcd")
    panel.spots = [panel.first.spots(), panel.second.spots(lambda i: {"step": i + 1})]
    said = []
    for axis in (panel.first, panel.second):
        for x, y in axis._letters.get_offsets():
            place = on_page(panel, x, y + 4 / panel.height, panel.axes.transAxes)
            said.append((view.says(*place), view.at(*place)))
    assert said[:2] == [("letter 1, “a”", {}), ("letter 2, a space", {})]
    assert said[4:6] == [("letter 1, “x”", {"step": 1}), ("letter 2, “b”", {"step": 2})]
    assert len({words for words, _ in said}) == 8
