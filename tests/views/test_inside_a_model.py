"""The picture of a model's inside: a square for each character, the frame in its place, bars as long as they say."""

import numpy as np
import pytest
from support.pictures import crowded

from rnnlab.views.inside_a_model import ROW, SQUARE, InsideAModel
from rnnlab.views.panels.next_letters import MOST

LETTERS = list("etaoin shrdlu")[:MOST]


@pytest.fixture
def view():
    return InsideAModel(48)


def show(view, text, step, values=None, shares=None, rank=1, scores=None, **read):
    values = np.linspace(-1, 1, len(text)) if values is None else values
    shares = np.full(len(LETTERS), 1 / len(LETTERS)) if shares is None else shares
    view.update(
        coloured={"heading": "unit 33 (no. 1 of 48) at “h”: +0.83", "text": text, "values": values, "unit": 33, "step": step},
        next={
            "heading": "after “…␣of␣the␣th”: “e” 38 %",
            "note": "percent",
            "read": read.get("read", text[:step]),
            "letters": LETTERS[: len(shares)],
            "shares": shares,
            "plain_shares": shares[::-1],
        },
        ranking={
            "scores": np.linspace(1, 0, view.h) if scores is None else scores,
            "units": np.arange(view.h)[::-1],
            "rank": rank,
        },
    )
    return view.png()


@pytest.mark.parametrize("length", [1, ROW - 1, ROW, ROW + 1, 2 * ROW])
def test_each_character_has_its_square(view, length, no_excuses):
    text = ("the bell\n" * 10)[:length]
    show(view, text, length)
    panel = view.panels["coloured"]
    letters = sorted([*panel.dark.items, *panel.light.items], key=lambda item: (-item[1], item[0]))
    assert "".join(letter for *_, letter in letters) == text.replace(" ", "␣").replace("\n", "¶")
    assert sum(item[4].size for item in panel.values.items) == length + 5  # those of the scale
    for x, _, letter in letters:
        assert 0 < x < panel.axes.get_xlim()[1], letter


@pytest.mark.parametrize("step", [1, ROW, ROW + 1, 2 * ROW])
def test_the_frame_is_around_the_character_read_last(view, step):
    show(view, "a" * (2 * ROW), step)
    panel = view.panels["coloured"]
    left, right = panel.now.get_xdata().min(), panel.now.get_xdata().max()
    bottom, top = panel.now.get_ydata().min(), panel.now.get_ydata().max()
    inside = [item for item in [*panel.dark.items, *panel.light.items] if left < item[0] < right and bottom < item[1] < top]
    assert len(inside) == 1
    assert right - left == SQUARE
    assert inside[0][0] == SQUARE * ((step - 1) % ROW + 0.5)


def test_dark_squares_have_light_letters(view):
    show(view, "ab", 1, values=np.array([-1.0, 0.0]))
    panel = view.panels["coloured"]
    assert [item[2] for item in panel.light.items] == ["a"]
    assert [item[2] for item in panel.dark.items] == ["b"]


def test_a_bar_is_as_high_as_its_share(view):
    shares = np.array([0.7, 0.2, 0.1, 0.0])
    show(view, "a", 1, shares=shares)
    panel = view.panels["next"]
    heights = [path.vertices[:, 1].max() for path in panel.bars._drawn.get_paths()]
    np.testing.assert_allclose(np.array(heights) / panel.high, shares)
    np.testing.assert_allclose(panel.marks.get_ydata() / panel.high, shares[::-1])
    assert [part for *_, part in panel.percents.items] == ["70", "20", "10", ""]


@pytest.mark.parametrize("h", [1, 2, 256])
@pytest.mark.parametrize("size", [1.0, 0.0])
def test_any_number_of_units_has_a_rank(h, size, no_excuses):
    view = InsideAModel(h)
    assert show(view, "a", 1, rank=h, scores=np.linspace(size, 0, h))
    assert view.panels["ranking"].here.get_xdata() == [h]


def test_a_character_says_the_unit_and_is_read_up_to_by_a_click(view):
    show(view, "a b" * 20, 2, values=np.linspace(-1, 1, 60))
    panel = view.panels["coloured"]
    (x, y, _), *_ = [item for item in panel.dark.items if item[0] == SQUARE * 9.5 and item[1] < panel.top - 40]
    assert panel.says(x, y) == "unit 33 after character 50, the space: +0.66"
    assert panel.at(x, y) == {"step": 50}
    assert panel.says(SQUARE / 2, panel.top - 3) == "unit 33 after character 1, “a”: −1.00"


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
    show(view, "a" * 2 * ROW, 2 * ROW)
    assert panel.says(*panel.letters.items[0][:2]) == "next “e”: 8.3 %"
    assert panel.at(*panel.letters.items[0][:2]) == {}


def test_a_bar_of_the_ranking_chooses_its_unit(view):
    show(view, "a", 1)
    panel = view.panels["ranking"]
    assert panel.says(12, 0.9) == "unit 36, no. 12: tells 0.766 nats about the next character"
    assert panel.at(12, 0.01) == {"unit": 12}


def test_strange_characters_are_shown_somehow(view):
    assert show(view, "a中\U0001f642\t", 4)


def test_nothing_is_crowded(view):
    show(view, "W" * 80, 80)
    assert list(crowded(view.figure)) == []
