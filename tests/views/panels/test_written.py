"""What a model writes: how it is broken into lines, and each letter's own probability."""

import pytest
from support.pictures import alone

from rnnlab.views.panels.written import Written, broken, named, percent, seen


@pytest.fixture
def panel():
    return alone(Written).panels["panel"]


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


def test_what_is_written_stays_inside_its_box(panel):
    panel.update("order 3 writes", "W" * 300 + " and \n" * 40, float, 2)
    for _, (left, bottom, right, top) in panel.body.boxes():
        assert 0 <= left < right <= panel.width
        assert 0 <= bottom < top <= panel.height - 26


def test_nothing_but_spaces_is_drawn_with_their_sign(panel):
    panel.update("order 1 writes", " " * 200, lambda i: 1.0, 2)
    lines = [line for *_, line in panel.body.items]
    assert "".join(lines) == "␣" * 200
    assert len(lines) > 1
    assert all(right <= panel.width for _, (_, _, right, _) in panel.body.boxes())
    x, y, line = panel.body.items[1]
    assert panel.says(x + panel.body.width(line) - 3, y + 5) == "the space after “␣␣”: 100.0 %"
    panel.update("order 1 writes", " a" * 100, None, 0)
    assert "␣" not in "".join(line for *_, line in panel.body.items)


def test_each_letter_says_how_likely_it_was_after_those_before_it(panel):
    text = "the fog, the sea and a wide river " * 3 + "\n\nby the wide wall"
    panel.update("order 3 writes", text, lambda i: i / 1000, 2)
    rows = {y: line for _, y, line in panel.body.items}
    assert len(rows) == 3
    for y, line in rows.items():
        for column, letter in enumerate(line):
            said = panel.says(12 + panel.body.width(line[:column]) + panel.body.width(letter) / 2, y + 5)
            place = round(10 * float(said.split(": ")[1].removesuffix(" %"))) if "below" not in said else 0
            assert text[place] == letter
            assert said.startswith(named(letter) + (f" after “{seen(text[max(0, place - 2) : place])}”" if place else ""))
    assert panel.at(20, y + 5) == {}


def test_letters_that_have_no_room_cannot_be_pointed_at(panel):
    panel.update("", "W" * 5000, float, 2)
    assert 0 < len(panel.parts()) < 5000
    panel.update("", "", float, 2)
    assert not len(panel.parts())


def test_of_a_text_that_is_not_the_model_s_nothing_can_be_pointed_at(panel):
    panel.update("it writes", "See below.", None, 2)
    assert not len(panel.parts())


def test_probabilities_and_characters_in_print():
    assert [percent(share) for share in (1.0, 0.4321, 0.0005, 0.0004, 0.0)] == [
        "100.0 %",
        "43.2 %",
        "0.1 %",
        "below 0.1 %",
        "0 %",
    ]
    assert (seen("a b\n"), named(" "), named("b")) == ("a␣b¶", "the space", "“b”")
