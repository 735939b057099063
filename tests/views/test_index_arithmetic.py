"""The picture of numbered words: rows line up, sums that leave the list are shown beside it, and words fit."""

import numpy as np
import pytest
from support.pictures import crowded, on_page

from rnnlab.views.index_arithmetic import HEAD, ROW, Distances, IndexArithmetic, Numbers, OneHot

WORDS = [f"princess{row}" for row in range(12)]


def everything(first=0, last=2, vectors=None, remark="“building” minus “dragon”, no third word"):
    return {
        "headline": {"outcome": "princess + building  =  ?", "sum": "12 + 10 = 22, and no word has this number"},
        "numbers": {"words": WORDS, "first": first, "last": last},
        "one_hot": {
            "words": WORDS,
            "names": ("building", "building", "result"),
            "vectors": np.eye(12)[[0, 1, 2]] if vectors is None else vectors,
            "sign": "+",
            "remark": remark,
        },
        "distances": {"words": WORDS, "word": "building", "by_number": np.arange(12.0), "one_hot": np.full(12, 2**0.5)},
    }


@pytest.fixture
def view():
    return IndexArithmetic()


def draw(view, **changes):
    view.update(**everything(**changes))
    return view.png()


def test_a_word_and_its_row_of_each_panel_are_on_one_level(view):
    draw(view)
    bottoms = {type(panel): panel.foot(5) for panel in view.panels.values() if isinstance(panel, Numbers | OneHot | Distances)}
    assert len(set(bottoms.values())) == 1
    heights = {panel.axes.get_position().y0 for name, panel in view.panels.items() if name != "headline"}
    assert len(heights) == 1


@pytest.mark.parametrize(("last", "inside"), [(0, True), (11, True), (-1, False), (-12, False), (12, False), (23, False)])
def test_a_sum_that_leaves_the_list_is_said(view, last, inside):
    draw(view, last=last)
    panel = view.panels["numbers"]
    assert bool(panel.nothing.items) is not inside
    if not inside:
        (_, (left, low, right, high)), *_ = panel.nothing.boxes()
        assert 0 <= left < right
        assert 0 <= low < high <= panel.top + ROW
    assert (len(panel.ground.get_xy()) > 2) is inside


def test_the_entries_of_the_vectors_are_written(view):
    vectors = np.zeros((3, 12))
    vectors[0, 1], vectors[1, 4], vectors[2, 1], vectors[2, 4] = 1, 1, 1, -1
    draw(view, vectors=vectors)
    panel = view.panels["one_hot"]
    assert [item[2] for item in panel.entries[False].items] == ["1", "1", "1"]
    assert [item[2] for item in panel.entries[True].items] == ["−1"]  # its square is dark
    assert len(panel.zeros.items) == 32


def test_bars_are_to_scale(view):
    draw(view)
    by_number, one_hot = (
        [np.ptp(path.vertices[:, 0]) for path in bars._drawn.get_paths()] for bars in view.panels["distances"].bars
    )
    np.testing.assert_allclose(by_number, np.arange(12) * Distances.LONG / 11)
    np.testing.assert_allclose(one_hot, Distances.LONG)


def test_words_fit(view):
    draw(view)
    assert list(crowded(view.figure)) == []
    for name, panel in view.panels.items():
        width, height = panel.axes.get_xlim()[1], panel.axes.get_ylim()[1]
        for artist in panel.artists:
            for text, (left, low, right, high) in artist.boxes() if hasattr(artist, "boxes") else ():
                assert left >= -20, (name, text)
                assert right <= width + (40 if name == "one_hot" else 0), (name, text)
                assert 0 <= low < high <= height + 1, (name, text)


def test_there_is_room_for_the_words_above_the_rows():
    assert HEAD > 40


def test_a_word_says_its_number_and_its_distances_and_a_click_takes_it(view):
    draw(view, vectors=np.eye(12)[[0, 1, 2]] - np.eye(12)[[5, 6, 3]])
    numbers, one_hot, distances = (view.panels[name] for name in ("numbers", "one_hot", "distances"))
    row = numbers.foot(3) + ROW / 2
    lefts = [item[0] for item in one_hot.cells.items]
    pointed = {
        ("“princess3” has the number 4", "second"): on_page(numbers, 40, row),
        ("building, entry 4 for “princess3”: 0", "first"): on_page(one_hot, lefts[0] + 5, row),
        ("building, entry 4 for “princess3”: 0", "second"): on_page(one_hot, lefts[1] + 5, row),
        ("result, entry 4 for “princess3”: −1", None): on_page(one_hot, lefts[2] + 5, row),
        ("“princess3” is 3 away from “building” by number, and 1.41 one-hot", "first"): on_page(distances, 200, row),
    }
    for (words, control), place in pointed.items():
        assert view.says(*place) == words
        assert view.at(*place) == ({control: "princess3"} if control else {})
