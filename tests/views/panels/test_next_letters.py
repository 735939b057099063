"""How likely each next letter is: bars as high as their shares, marks where there are others, and a click that writes."""

import numpy as np
import pytest
from support.pictures import alone, shown

from rnnlab.views.panels.next_letters import NextLetters

SHARES = np.array([0.7, 0.2, 0.1, 0.0])
GIVEN = {"heading": "next", "note": "percent", "read": "abc", "letters": "etao", "shares": SHARES}


@pytest.fixture
def view():
    return alone(NextLetters, place=(20, 20, 470, 266), longest=5)


def panel(view, **changes):
    shown(view, **GIVEN | changes)
    return view.panels["panel"]


def test_a_bar_is_as_high_as_its_share(view):
    found = panel(view)
    heights = [path.vertices[:, 1].max() for path in found.bars._drawn.get_paths()]
    np.testing.assert_allclose(np.array(heights) / found.high, SHARES)
    assert [part for *_, part in found.percents.items] == ["70", "20", "10", ""]
    assert len(found.marks.get_ydata()) == 0


def test_other_shares_are_marked(view):
    found = panel(view, plain_shares=SHARES[::-1])
    np.testing.assert_allclose(found.marks.get_ydata() / found.high, SHARES[::-1])
    assert found.says(found.spots[0].x[0], 20) == "next “e”: 70.0 %, at temperature 1: 0 %"


@pytest.mark.parametrize(("right", "arrows"), [("t", 1), ("z", 0), ("", 0), (None, 0)])
def test_an_arrow_points_at_the_letter_that_comes(view, right, arrows):
    found = panel(view, right=right)
    assert [x for x, _, _ in found.right.items] == [found.letters.items[1][0]] * arrows


def test_a_click_writes_a_letter_where_there_is_room(view):
    found = panel(view)
    x = found.spots[0].x
    assert found.at(x[2], 20) == {"prompt": "abca", "step": 4}
    assert found.says(x[2], 20) == "next “a”: 10.0 %"
    assert panel(view, read=None).at(x[2], 20) == {}
    assert panel(view, read="abcde").at(x[2], 20) == {}
    assert panel(view, letters="e\nao").at(x[1], 20) == {}
