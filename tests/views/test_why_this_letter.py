"""The picture of a letter's reasons: a bar for each letter before it, as long as it says, over it and under it."""

import numpy as np
import pytest
from support.pictures import crowded

from rnnlab.views.why_this_letter import HIGHEST, LONGEST, LOWEST, WhyThisLetter

TEXT = "in the wall"


@pytest.fixture
def view():
    return WhyThisLetter(40)


def show(view, text=TEXT, place=5, sizes=None, logarithmic=True, names=("RNN", "GRU"), reach=None):
    sizes = 10.0 ** np.array([np.arange(place) - place, np.full(place, -1.0)]) if sizes is None else sizes
    view.update(
        because={
            "text": text,
            "place": place,
            "headings": [f"{name}: “e” 78 %, half from the last 12 letters" for name in names],
            "sizes": sizes,
            "logarithmic": logarithmic,
        },
        accuracy={"names": names, "overall": np.array([0.475, 1.0]), "shares": np.array([np.linspace(0.2, 1, 5), np.ones(5)])},
        reach={"names": names, "reach": np.array([np.linspace(0, -9, 40), np.linspace(0, -3, 40)]) if reach is None else reach},
    )
    return view.png()


def lengths(panel):
    """How long the bars above and below are, as parts of the longest that there may be."""
    heights = [np.array([np.ptp(path.vertices[:, 1]) for path in bars._drawn.get_paths()]) for bars in panel.bars]
    return np.array(heights) / panel.tall


def test_a_logarithmic_bar_is_as_long_as_its_power_says(view, no_excuses):
    show(view, sizes=np.array([[1e-9, 1e-5, 1e-2, 1.0, 100.0], [0.0, 1e-1, 1e-1, 1e-1, 1e-1]]))
    span = HIGHEST - LOWEST
    wanted = [[0, 0, 3 / span, 5 / span, 1], [0, *[4 / span] * 4]]
    np.testing.assert_allclose(lengths(view.panels["because"]), wanted, atol=1e-9)


def test_a_plain_bar_is_a_part_of_the_largest(view):
    show(view, sizes=np.array([[0.0, 1, 2, 3, 4], [2.0, 2, 2, 2, 2]]), logarithmic=False)
    np.testing.assert_allclose(lengths(view.panels["because"]), [[0, 0.25, 0.5, 0.75, 1], [0.5] * 5])
    show(view, sizes=np.zeros((2, 5)), logarithmic=False)
    assert not lengths(view.panels["because"]).any()


@pytest.mark.parametrize("largest", [3e-4, 0.003, 0.0032, 0.0096, 0.0308, 0.308, 7.78, 12.3, 1234.0])
def test_what_the_axis_says_is_within_the_picture(view, largest):
    show(view, sizes=np.full((2, 5), largest), logarithmic=False)
    panel = view.panels["because"]
    edge = view.width * panel.axes.get_position().x0
    assert all(right - panel.scale.width(words) > -edge for right, _, words in panel.scale.items)


def test_the_letters_up_to_the_one_in_question_are_read_and_the_others_pale(view):
    show(view, place=5)
    panel = view.panels["because"]
    assert "".join(letter for *_, letter in panel.read.items) == "in␣the"
    assert "".join(letter for *_, letter in panel.unread.items) == "␣wall"
    corners = panel.asked.get_paths()[0].vertices
    assert corners[:, 0].min() < panel.read.items[5][0] < corners[:, 0].max()


def test_a_letter_says_its_gradients_and_a_click_asks_for_it(view):
    show(view, place=5)
    panel = view.panels["because"]
    x = [item[0] for item in [*panel.read.items, *panel.unread.items]]
    assert panel.says(x[3], panel.middle) == "“t”, 2 back: gradient 0.01 above, 0.1 below"
    assert panel.says(x[5], panel.middle).startswith("“e”: click")
    for place in (1, 4, 8):
        assert panel.at(x[place], panel.middle + 60) == {"place": place + 1}


def test_shares_and_reaches_are_told_to_a_pointer(view):
    show(view)
    panel = view.panels["accuracy"]
    places = [[item[:2] for item in numbers.items] for numbers in panel.numbers]
    assert panel.says(places[1][4][0], 60) == "GRU, 4 or more letters of the word read: right at 100.0 %"
    assert panel.says(places[0][0][0], 60) == "RNN, 0 letters of the word read: right at 20.0 %"
    heights = [np.ptp(path.vertices[:, 1]) for path in panel.bars[0]._drawn.get_paths()]
    np.testing.assert_allclose(np.array(heights) / panel.TALL, np.linspace(0.2, 1, 5))
    assert view.panels["reach"].says(40, -3) == "GRU, 40 back: 10⁻³"
    assert view.panels["reach"].says(40, -8) == "RNN, 40 back: 10⁻⁹"  # drawn at the lower edge


@pytest.mark.parametrize("reach", [np.zeros((2, 40)), np.full((2, 40), -np.inf), np.full((2, 40), -20.0)])
def test_ends_that_meet_stay_apart(view, reach, no_excuses):
    assert show(view, names=("LSTM", "LSTM too"), reach=reach)
    assert list(crowded(view.figure)) == []


@pytest.mark.parametrize("place", [1, LONGEST - 1])
def test_nothing_is_crowded(view, place, no_excuses):
    assert show(view, "W" * LONGEST, place, names=("LSTM", "GRU"))
    assert list(crowded(view.figure)) == []
    assert max(x for x, *_ in view.panels["because"].read.items) < view.panels["because"].width
