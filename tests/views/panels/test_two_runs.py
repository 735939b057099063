"""Two runs in one panel: the past is strong, what is outside the window is marked, and equal curves are both seen."""

import numpy as np
import pytest
from support.pictures import alone, crowded, has_colour, shown

from rnnlab.views.kit import style
from rnnlab.views.panels.two_runs import TwoRuns

INF, NAN = np.inf, np.nan


@pytest.fixture
def view():
    return alone(TwoRuns, title="loss", longest=50, window=(-4, 2))


def show(view, clipped, plain, step, level=None):
    return shown(view, clipped=clipped, plain=plain, step=step, level=level)


def test_past_and_future_meet_at_the_step_looked_at(view, no_excuses):
    show(view, [10.0, 1.0, 0.1, 0.01], [10.0, 10.0, 1.0, 1.0], step=2)
    for run, heights in ((view.panels["panel"].clipped, [1, 0, -1, -2]), (view.panels["panel"].plain, [1, 1, 0, 0])):
        np.testing.assert_allclose(run.past.get_ydata(), heights[:3])
        np.testing.assert_allclose(run.future.get_ydata(), heights[2:])
        assert run.now.get_xdata() == [2]
        assert run.now.get_ydata() == pytest.approx(heights[2])


def test_what_is_outside_or_no_number_is_marked_at_the_edge(view, no_excuses):
    clipped, plain = [1.0] * 51, [1.0] * 51
    clipped[10:40:10], plain[20:40:10] = (1e5, INF, NAN), (0.0, 1e-300)
    show(view, clipped, plain, step=30)
    panel = view.panels["panel"]
    assert panel.clipped.over.get_xdata().tolist() == [10, 20, 30]
    assert panel.plain.under.get_xdata().tolist() == [20, 30]
    assert panel.clipped.now.get_ydata() == [2]
    assert not len(panel.clipped.under.get_xdata()) + len(panel.plain.over.get_xdata())


def test_of_two_equal_curves_both_are_seen(view, no_excuses):
    picture = show(view, [1.0] * 51, [1.0] * 51, step=50)
    assert has_colour(picture, style.BLUE)
    assert has_colour(picture, style.VERMILION_WORDS)


def test_a_level_goes_across(view, no_excuses):
    show(view, [1.0], [1.0], 0, level=0.1)
    assert view.panels["panel"].level.get_data() == ((0, 50), [-1, -1])
    show(view, [1.0], [1.0], 0)
    assert not len(view.panels["panel"].level.get_xdata())


@pytest.mark.parametrize("level", [0.01, 0.2, 1000.0])
def test_with_a_word_the_level_has_a_key_in_the_place_of_the_legend(level):
    view = alone(TwoRuns, title="loss", longest=50, window=(-4, 2), level="clip at")
    show(view, [1.0, 1e9], [0.0, 1.0], 1, level=level)
    panel = view.panels["panel"]
    assert panel.key.words.get_text() == f"clip at {level:g}"
    assert panel.axes.get_legend() is None
    assert list(crowded(view.figure)) == []
    show(view, [1.0], [1.0], 0)
    assert not panel.key.words.get_text()
    assert not len(panel.key.line.get_xdata())


def test_of_two_curves_the_nearer_point_is_said_and_goes_to_its_step(view):
    show(view, [1.0] * 51, [1.0] * 20 + [0.1] * 31, step=50)
    panel = view.panels["panel"]
    assert panel.says(30, -0.2) == "clipped: loss at step 30: 1"
    assert panel.says(30, -0.8) == "not clipped: loss at step 30: 0.1"
    assert panel.at(30, -0.8) == {"step": 30}
    assert panel.says(30, -3) == ""


def test_it_can_be_read(view):
    show(view, [1.0, 1e9], [0.0, 1.0], 1, level=0.5)
    assert list(crowded(view.figure)) == []
