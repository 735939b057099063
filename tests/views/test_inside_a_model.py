"""The picture of a model's inside: a square for each character and each unit, frames in their places, bars that say."""

import numpy as np
import pytest
from support.pictures import crowded

from rnnlab.views.inside_a_model import LONGEST, MATCHES, WIDE, InsideAModel
from rnnlab.views.kit.state_colours import colours
from rnnlab.views.panels.next_letters import MOST

LETTERS = list("etaoin shrdlu")[:MOST]


@pytest.fixture
def view():
    return InsideAModel()


def show(view, text, step, values=None, shares=None, rank=1, h=48, length=1, **more):
    values = np.linspace(-1, 1, len(text)) if values is None else values
    shares = np.full(len(LETTERS), 1 / len(LETTERS)) if shares is None else shares
    stretch = {"step": step, "length": length}
    H = more.get("H", np.linspace(-1, 1, len(text) * h).reshape(len(text), h))
    view.update(
        coloured={
            "heading": "unit 33 (no. 1 of 48) at “h”: +0.83",
            "text": text,
            "values": values,
            "unit": 33,
            "replaced": more.get("replaced", ()),
            **stretch,
        },
        units={
            "H": H,
            "units": np.arange(h)[::-1],
            "rank": rank,
            "answering": np.array(more.get("answering", []), int),
            **stretch,
        },
        next={
            "heading": "after “…␣of␣the␣th”: “e” 38 %",
            "note": "percent",
            "read": more.get("read", text[:step]),
            "letters": LETTERS[: len(shares)],
            "shares": shares,
            "plain_shares": shares[::-1],
        },
        elsewhere={
            "heading": "17 units on all through “␣th”",
            "note": "14 to 16 of them are on here too, in the end of the tale:",
            "places": more.get("places", [("what was left of the"[-16:], " th", "read when they heard"[:16])] * MATCHES),
        },
        written={"heading": "at temperature 1.00 it goes on", "text": "e wall " * 9, "share": float, "back": 3},
    )
    return view.png()


@pytest.mark.parametrize("length", [1, LONGEST - 1, LONGEST])
def test_each_character_has_its_square(view, length, no_excuses):
    text = ("the bell\n" * 10)[:length]
    show(view, text, length)
    panel = view.panels["coloured"]
    letters = sorted([*panel.letters[False].items, *panel.letters[True].items])
    assert "".join(letter for *_, letter in letters) == text.replace(" ", "␣").replace("\n", "¶")
    assert sum(item[4].size for item in panel.values.items) == length + 5  # those of the scale
    for x, _, letter in letters:
        assert 0 < x < panel.axes.get_xlim()[1], letter


@pytest.mark.parametrize(("step", "length"), [(1, 1), (20, 3), (LONGEST, LONGEST)])
def test_the_frames_are_around_the_stretch(view, step, length):
    show(view, "a" * LONGEST, step, length=length)
    panel, units = view.panels["coloured"], view.panels["units"]
    left, right = panel.frame.get_xdata().min(), panel.frame.get_xdata().max()
    inside = [item for item in [*panel.letters[False].items, *panel.letters[True].items] if left < item[0] < right]
    assert len(inside) == length
    assert right == pytest.approx(WIDE * step)
    x = units.frame.get_xdata()
    assert (x.min(), x.max()) == (step - length, step)


def test_what_stands_for_something_unknown_is_underlined(view):
    show(view, "Hollow", 1, replaced={1, 4})
    np.testing.assert_allclose(view.panels["coloured"].replaced.get_xdata(), [1.5 * WIDE, 4.5 * WIDE])


def test_dark_squares_have_light_letters(view):
    show(view, "ab", 1, values=np.array([-1.0, 0.0]))
    panel = view.panels["coloured"]
    assert [item[2] for item in panel.letters[True].items] == ["a"]
    assert [item[2] for item in panel.letters[False].items] == ["b"]


@pytest.mark.parametrize("h", [1, 2, 48, 256])
def test_every_unit_has_a_row_the_first_rank_on_top(view, h, no_excuses):
    show(view, "the", 2, h=h, rank=h, answering=[0, h - 1])
    panel = view.panels["units"]
    H = np.linspace(-1, 1, 3 * h).reshape(3, h)
    np.testing.assert_array_equal(panel.image.colours[:, :3], colours(H[:, ::-1]))
    assert not panel.image.colours[:, 3:].any()
    assert panel.here.get_ydata() == pytest.approx([0.5 / h])
    np.testing.assert_allclose(panel.answering.get_ydata(), [1 - 0.5 / h, 0.5 / h])


def test_a_square_says_its_unit_and_a_click_chooses_it(view):
    show(view, "the", 2)
    panel = view.panels["units"]
    place = 1.5, 1 - 11.5 / 48
    value = np.linspace(-1, 1, 3 * 48).reshape(3, 48)[1, 36]
    assert panel.says(*place) == f"unit 36, no. 12, after character 2: {value:+.2f}".replace("-", "−")
    assert panel.at(*place) == {"unit": 12, "step": 2}
    assert panel.says(20.5, 0.5) == ""  # behind the text
    assert panel.at(20.5, 0.5) == {}


def test_the_other_places_stand_under_each_other(view):
    show(view, "the", 2, places=[("of the", " th", "ird"), ("\nin", " th", "e")])
    panel = view.panels["elsewhere"]
    assert [text for *_, text in panel.itself.items] == ["␣th", "␣th"]
    assert len({x for x, *_ in panel.itself.items}) == len({x for x, *_ in panel.before.items}) == 1
    assert [text for *_, text in panel.before.items] == ["of␣the", "¶in"]
    assert panel.says(100, panel.itself.items[1][1] + 5) == "¶in␣the"
    show(view, "the", 2, places=[])
    assert not panel.itself.items


def test_after_a_long_stretch_less_of_what_follows_is_shown(view):
    place = "tower of the", "W" * 12, " mill and so on"
    show(view, "the", 2, places=[place])
    panel = view.panels["elsewhere"]
    ((_, (_, _, right, _)),) = panel.after.boxes()
    assert right <= panel.width
    assert panel.says(100, panel.itself.items[0][1] + 5) == "tower␣of␣the" + "W" * 12 + "␣mill␣and␣so␣on"


def test_a_bar_is_as_high_as_its_share(view):
    shares = np.array([0.7, 0.2, 0.1, 0.0])
    show(view, "a", 1, shares=shares)
    panel = view.panels["next"]
    heights = [path.vertices[:, 1].max() for path in panel.bars._drawn.get_paths()]
    np.testing.assert_allclose(np.array(heights) / panel.high, shares)
    np.testing.assert_allclose(panel.marks.get_ydata() / panel.high, shares[::-1])
    assert [part for *_, part in panel.percents.items] == ["70", "20", "10", ""]


def test_a_character_says_the_unit_and_is_read_up_to_by_a_click(view):
    show(view, "a b" * 16, 2, values=np.linspace(-1, 1, 48))
    panel = view.panels["coloured"]
    place = 40.5 * WIDE, 10
    assert panel.says(*place) == "unit 33 after character 41, the space: +0.70"
    assert panel.at(*place) == {"step": 41}
    assert panel.says(WIDE / 2, 10) == "unit 33 after character 1, “a”: −1.00"


def test_a_next_character_says_its_share_and_a_click_writes_it(view):
    shares = np.array([0.7, 0.2, 0.1, 0.0])
    show(view, "abc", 3, shares=shares)
    panel = view.panels["next"]
    for (x, y, letter), share in zip(panel.letters.items, shares, strict=True):
        said = f"{100 * share:.1f} %" if share else "0 %"
        assert panel.says(x, y + 5).startswith(f"next “{letter}”: {said}, at temperature 1: ")
        assert panel.at(x, y + 5) == panel.at(x, 60) == {"prompt": f"abc{letter}", "step": 4}
    show(view, "abc", 2, read=None)
    assert panel.at(*panel.letters.items[0][:2]) == {}  # the rest of the prompt would be lost
    show(view, "a" * LONGEST, LONGEST)
    assert panel.says(*panel.letters.items[0][:2]) == "next “e”: 8.3 %"
    assert panel.at(*panel.letters.items[0][:2]) == {}


def test_strange_characters_are_shown_somehow(view):
    assert show(view, "a中\U0001f642\t", 4)


def test_nothing_is_crowded(view):
    show(view, "W" * LONGEST, LONGEST)
    assert list(crowded(view.figure)) == []
