"""A training's course: the past is strong, the future pale, and marks at the edges stay where they are."""

import numpy as np
import pytest
from support.pictures import alone, shown

from rnnlab.views.kit import style
from rnnlab.views.kit.view import Panel
from rnnlab.views.panels.log_curve import APART, LogCurve, decades, log10

INF, NAN = np.inf, np.nan
LONGEST = 100


class OneCourse(Panel):
    def __init__(self, axes, **look):
        super().__init__(axes)
        axes.set(xlim=(0, LONGEST), ylim=(-1, 1))
        self.course = LogCurve(self, style.BLUE, **look)

    def update(self, steps, heights, step):
        self.course.set(steps, heights, step)


def course(steps, heights, step, **look):
    view = alone(OneCourse, **look)
    shown(view, steps=steps, heights=heights, step=step)
    return view.panels["panel"].course


@pytest.mark.parametrize(
    ("step", "past", "future", "now"),
    [
        (20, [0, 10, 20], [20, 30], 20),
        (25, [0, 10, 20], [20, 30], 20),
        (30, [0, 10, 20, 30], [30], 30),
        (0, [0], [0, 10, 20, 30], 0),
    ],
)
def test_past_and_future_meet_at_the_last_step_looked_at(step, past, future, now, no_excuses):
    found = course([0, 10, 20, 30], [0.1, 0.2, 0.3, 0.4], step)
    assert found.past.get_xdata().tolist() == past
    assert found.future.get_xdata().tolist() == future
    assert found.now.get_xdata().tolist() == [now]
    assert found.now.get_ydata() == pytest.approx(0.1 + now / 100)


@pytest.mark.parametrize("high", [1.5, 1e300, INF, NAN])
def test_what_is_above_or_no_number_is_marked_on_top(high, no_excuses):
    found = course([0, 20, 40], [0.0, high, 0.0], step=20)
    assert found.over.get_xdata().tolist() == [20]
    assert found.under.get_xdata().tolist() == []
    assert found.now.get_ydata().tolist() == [1]


@pytest.mark.parametrize("low", [-1.5, -1e300, -INF])
def test_what_is_below_is_marked_at_the_bottom(low, no_excuses):
    found = course([0, 20, 40], [0.0, low, 0.0], step=20)
    assert found.under.get_xdata().tolist() == [20]
    assert found.over.get_xdata().tolist() == []
    assert found.now.get_ydata().tolist() == [-1]


def test_marks_can_be_told_apart_and_stay_where_they_are(no_excuses):
    before = None
    for reached in (30, 60, LONGEST):
        marks = course(range(reached + 1), [INF] * (reached + 1), step=0).over.get_xdata()
        assert (np.diff(marks) * 420 / LONGEST).min() >= 0.6 * APART  # the panel is 420 pixels wide, a mark 10
        assert before is None or marks[: len(before)].tolist() == before.tolist()
        before = marks


@pytest.mark.parametrize("steps", [[], [10, 20]])
def test_before_the_first_step_there_is_no_past(steps, no_excuses):
    found = course(steps, [0.0] * len(steps), step=5)
    assert found.past.get_xdata().tolist() == found.now.get_xdata().tolist() == []
    assert found.future.get_xdata().tolist() == steps


def test_without_a_dot_no_step_is_marked(no_excuses):
    assert course([0], [0.0], 0, dot=None).now is None


def test_powers_of_ten(no_excuses):
    np.testing.assert_array_equal(log10([1.0, 0.01, 0.0, INF]), [0, -2, -INF, INF])
    axes = alone(OneCourse).panels["panel"].axes
    decades(axes, (-4, 4), every=4)
    assert axes.get_ylim() == (-4, 4)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["10⁻⁴", "10⁰", "10⁴"]
