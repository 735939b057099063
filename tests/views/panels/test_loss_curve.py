"""The loss panel: the past, the future that has been computed, the step looked at, and marks for what is out of the window."""

import numpy as np
import pytest
from support.pictures import alone, crowded, has_colour, shown

from rnnlab.views.kit import style
from rnnlab.views.panels.loss_curve import HIGHEST, LOWEST, LossCurve

INF, NAN = np.inf, np.nan


@pytest.fixture
def view():
    return alone(LossCurve, longest=200)


def show(view, losses, step=None, baseline=1.0, note=""):
    return shown(view, losses=losses, step=len(losses) - 1 if step is None else step, baseline=baseline, note=note)


def test_past_and_future_meet_at_the_step_looked_at(view, no_excuses):
    show(view, [10.0, 1.0, 0.1, 0.01], step=1)
    panel = view.panels["panel"]
    assert panel.course.past.get_xdata().tolist() == [0, 1]
    assert panel.course.future.get_xdata().tolist() == [1, 2, 3]
    np.testing.assert_allclose(panel.course.past.get_ydata(), [1, 0])
    np.testing.assert_allclose(panel.course.future.get_ydata(), [0, -1, -2])
    assert panel.course.now.get_data() == ([1], [0])
    assert panel.value.get_text() == "step 1: 1"


@pytest.mark.parametrize("baseline", [1.0, 0.5, 0.0])
def test_the_baseline_goes_across(view, baseline, no_excuses):
    show(view, [1.0], baseline=baseline)
    line = view.panels["panel"].baseline
    assert line.get_xdata() == (0, 200)
    with np.errstate(divide="ignore"):
        assert list(line.get_ydata()) == [np.log10(baseline)] * 2


@pytest.mark.parametrize("high", [1.1e4, 1e300, INF, NAN])
def test_a_loss_above_the_window_is_marked_at_its_step(view, high, no_excuses):
    show(view, [1.0, high, 1.0])
    panel = view.panels["panel"]
    assert panel.course.over.get_xdata().tolist() == [1]
    assert panel.course.under.get_xdata().tolist() == []
    assert np.nanmax(panel.course.past.get_ydata()) <= HIGHEST + 1


@pytest.mark.parametrize("low", [0.9e-4, 1e-300, 0.0])
def test_a_loss_below_the_window_is_marked_at_its_step(view, low, no_excuses):
    show(view, [1.0, low, 1.0])
    panel = view.panels["panel"]
    assert panel.course.under.get_xdata().tolist() == [1]
    assert panel.course.over.get_xdata().tolist() == []
    assert panel.course.past.get_ydata().min() >= LOWEST - 1


@pytest.mark.parametrize(("loss", "word"), [(INF, "∞"), (NAN, "NaN"), (0.0, "0"), (1e-7, "10⁻⁷"), (1e9, "10⁹"), (0.25, "0.25")])
def test_the_loss_looked_at_is_on_the_axes_and_in_words(view, loss, word, no_excuses):
    show(view, [1.0, loss])
    panel = view.panels["panel"]
    assert panel.value.get_text() == f"step 1: {word}"
    assert LOWEST <= panel.course.now.get_ydata()[0] <= HIGHEST


@pytest.mark.parametrize("loss", [INF, NAN, 1e9, 0.0])
def test_the_mark_is_not_hidden_behind_the_step_looked_at(view, loss):
    picture = show(view, [loss])
    axes = view.panels["panel"].axes
    x, top, bottom = axes.bbox.x0, *(view.figure.bbox.height - y for y in (axes.bbox.y1, axes.bbox.y0))
    corner = picture[:, int(x) - 1 : int(x) + 6]
    edge = corner[int(top) : int(top) + 10] if loss else corner[int(bottom) - 10 : int(bottom)]
    assert has_colour(edge, style.BLACK)


def test_a_whole_training_and_a_remark_fit(view):
    show(view, list(np.geomspace(100, 1e-3, 201)), note="training overflowed at step 200.")
    panel = view.panels["panel"]
    assert panel.note.get_text() == "training overflowed at step 200."
    assert list(crowded(view.figure)) == []


def test_the_losses_given_are_not_changed(view):
    losses = [1.0, NAN, INF, 0.0]
    show(view, losses)
    np.testing.assert_array_equal(losses, [1.0, NAN, INF, 0.0])


def test_a_point_of_the_curve_comes_before_the_baseline(view):
    show(view, [1.0, 0.01], baseline=0.5)
    panel = view.panels["panel"]
    assert (panel.says(1, -2), panel.at(1, -2)) == ("loss at step 1: 0.01", {"step": 1})
    assert (panel.says(150, -0.3), panel.at(150, -0.3)) == ("best constant answer: 0.5", {})
    show(view, [1.0], baseline=None)
    assert panel.says(150, -0.3) == ""
