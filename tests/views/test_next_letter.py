"""The picture of reading and guessing: each letter in its place, each guess below what came, and a light for each number."""

import numpy as np
import pytest
from support.pictures import crowded, crowded_outlines

from rnnlab.views.next_letter import LEFT, LONGEST, SQUARE, NextLetter

LETTERS = "etaoin shrdl"


@pytest.fixture
def view():
    return NextLetter()


def show(view, text, guesses, right=""):
    view.update(
        guesses={"heading": "it guesses “e”, 84.8 %: right", "score": "13 of 15 right", "text": text, "guesses": guesses},
        lights={"h": np.linspace(-1, 1, 48), "note": "all that it remembers"},
        next={
            "heading": "how likely each next letter is",
            "note": "percent;  ▼ what does come next",
            "read": None,
            "letters": LETTERS,
            "shares": np.full(12, 1 / 12),
            "right": right,
        },
    )
    return view.png()


def words(panel, kind):
    return [(round((x - LEFT) / SQUARE - 0.5), letter) for x, _, letter in panel.letters[kind].items]


def test_a_guess_stands_below_the_letter_that_came(view):
    show(view, "the th", "hext", right="t")
    panel = view.panels["guesses"]
    assert words(panel, "read") == [(0, "t"), (1, "h"), (2, "e"), (3, "␣")]
    assert words(panel, "unread") == [(4, "t"), (5, "h")]
    assert words(panel, "true") == [(1, "h"), (2, "e")]
    assert words(panel, "false") == [(3, "x")]
    boxes = [path.vertices[:, 0].min() for path in panel.boxes.get_paths()]
    np.testing.assert_allclose(boxes, [LEFT + SQUARE, LEFT + 2 * SQUARE])


def test_the_last_guess_is_open_until_its_letter_is_read_and_has_no_box(view):
    show(view, "the th", "hext", right="t")
    assert words(view.panels["guesses"], "open") == [(4, "t")]
    assert len(view.panels["guesses"].boxes.get_paths()) == 2


def test_where_all_is_read_the_last_guess_is_open(view):
    show(view, "the", "he ")
    panel = view.panels["guesses"]
    assert words(panel, "unread") == []
    assert words(panel, "open") == [(3, "␣")]


def test_the_frame_is_around_the_letter_read_last(view):
    show(view, "the th", "hex")
    (frame,) = view.panels["guesses"].now.get_paths()
    assert frame.vertices[:, 0].min() == LEFT + 2 * SQUARE


def test_a_letter_says_what_was_guessed_and_a_click_reads_up_to_it(view):
    show(view, "the th", "hex")
    panel = view.panels["guesses"]
    spots = panel.spots[0]
    said = [panel.says(x, y) for x, y in zip(spots.x, spots.y, strict=True)]
    assert said[0] == "letter 1, “t”"
    assert said[3] == "letter 4, the space, guessed “x”"
    assert said[4] == "letter 5, “t”"
    assert panel.at(spots.x[4], spots.y[4]) == {"step": 5}


def test_a_light_says_its_number(view):
    show(view, "the", "he")
    panel = view.panels["lights"]
    assert panel.says(*np.transpose([panel.spots[0].x, panel.spots[0].y])[0]) == "number 1 of the state: −1"
    assert len(panel.spots[0].x) == 48


@pytest.mark.parametrize("text", ["a", "W" * LONGEST, "the bell " * 4])
def test_everything_can_be_read(view, text):
    show(view, text, ("e" * len(text)), right="t")
    assert list(crowded(view.figure)) == []
    found = [fault for fault in crowded_outlines(view.figure) if "'W' lies over 'W'" not in fault]
    assert found == []
