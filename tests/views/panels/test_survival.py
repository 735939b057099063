"""The difference over time: points inside the window, marks at its edge, and a pale part for what is not read yet."""

import numpy as np
import pytest
from support.pictures import alone, crowded, on_page, shown

from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.panels.survival import HIGHEST, LOWEST, Survival

INF = np.inf


@pytest.fixture
def view():
    return alone(Survival, place=(60, 60, 240, 120))


def data(norms, t=None, **more):
    norms = np.array(norms, float)
    word = "abcdefghij"[: len(norms)]
    given = {
        "word": word,
        "twin": "x" + word[1:],
        "outcome": Outcome("▼", "vanishing", style.BLUE),
        "lines": ["one", "two", "three"],
    }
    return {"norms": norms, "t": len(norms) if t is None else t, **given, **more}


def heights(line):
    return list(line.get_ydata())


def test_read_letters_are_the_thick_line_and_the_rest_is_pale(view, no_excuses):
    for t in range(5):
        shown(view, **data([1, 0, -1, -2], t))
        panel = view.panels["panel"]
        assert heights(panel.past) == [1, 0, -1, -2][:t]
        assert heights(panel.future) == [1, 0, -1, -2][max(t - 1, 0) :]
        assert heights(panel.now) == [1, 0, -1, -2][t - 1 : t] * (t > 0)
        assert heights(panel.over) == heights(panel.under) == []
        assert panel.note.get_text() == ""


@pytest.mark.parametrize(
    ("norms", "over", "under", "words"),
    [
        ([0, HIGHEST, 7, 300], 2, 0, "▲ above 10⁶"),
        ([0, LOWEST, -10, -INF], 0, 2, "▼ below 10⁻⁹, or 0"),
        ([-INF], 0, 1, "▼ below 10⁻⁹, or 0"),
        ([-20, INF], 1, 1, "▲ above 10⁶,  ▼ below 10⁻⁹, or 0"),
    ],
)
def test_what_leaves_the_window_is_marked(view, norms, over, under, words, no_excuses):
    shown(view, **data(norms))
    panel = view.panels["panel"]
    assert (len(heights(panel.over)), len(heights(panel.under))) == (over, under)
    assert panel.note.get_text() == words
    assert all(LOWEST <= height <= HIGHEST for line in (panel.over, panel.under, panel.now) for height in heights(line))


@pytest.mark.parametrize("lines", [[], ["one"], ["one", "two"], ["one", "two", "three"]])
def test_remarks_come_and_go(view, lines):
    shown(view, **data([0, 1], lines=["a", "b", "c"]))
    shown(view, **data([0, 1], lines=lines))
    assert [text.get_text() for text in view.panels["panel"].lines if text.get_text()] == lines


def test_everything_can_be_read(view):
    shown(view, **data([-20, 0, 1, INF], lines=["first letter a or x", "after letter 3: 3·10⁻⁴", "after letter 4: 4·10⁻⁴"]))
    assert list(crowded(view.figure)) == []


def test_a_point_says_its_difference_and_a_click_reads_up_to_it(view):
    shown(view, **data([0.5, -20, INF], t=1))
    panel = view.panels["panel"]
    places = [on_page(panel, x, y) for x, y in zip([1 / 6, 0.5, 5 / 6], [0.5, LOWEST, HIGHEST])]
    said = [view.says(*place) for place in places]
    assert said == [f"difference after letter {t}" for t in ("1, “a”: 3.16", "2, “b”: 10⁻²⁰", "3, “c”: ∞")]
    assert [view.at(*place) for place in places] == [{"step": 1}, {"step": 2}, {"step": 3}]


@pytest.mark.parametrize(
    ("norms", "ends"),
    [
        ([0.6, 2.2], (0, 3)),
        ([0.6, -0.1], (-5, 3)),
        ([0.6, -6], (-9, 3)),
        ([0.6, -INF], (-9, 3)),
        ([0.6, 4], (0, 6)),
        ([INF], (0, 6)),
        ([np.nan], (-9, 6)),
    ],
)
def test_the_window_follows_the_curve(view, norms, ends, no_excuses):
    shown(view, **data(norms))
    axes = view.panels["panel"].axes
    assert axes.get_ylim() == ends
    assert {float(mark) for mark in axes.get_yticks()} <= set(range(ends[0], ends[1] + 1))
    assert len(axes.get_yticks()) >= 3
