"""Bars as one artist: each begins at zero, ends at its value, and has the place it was given."""

import numpy as np
import pytest
from support.pictures import alone, shown

from rnnlab.views.kit.view import Panel
from rnnlab.views.panels.bars import FAR, Bars, marks, reach


class Standing(Panel):
    lying = False

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, 1), ylim=(-1, 1))
        self.bars = Bars(self, lying=self.lying, facecolor="#0072B2")

    def update(self, values, start, width, colours=None):
        self.bars.set(values, start, width, colours)


class Lying(Standing):
    lying = True


def corners(view):
    return [path.vertices[:4] for path in view.panels["panel"].bars._drawn.get_paths()]


@pytest.mark.parametrize("kind", [Standing, Lying])
def test_a_bar_goes_from_zero_to_its_value(kind, no_excuses):
    values = np.array([-1e300, -1.0, 0.0, 0.3, 3.0, np.inf])
    starts = np.arange(6) / 6
    view = alone(kind)
    shown(view, values=values, start=starts, width=0.1)
    along, across = (0, 1) if kind is Lying else (1, 0)
    for bar, value, start in zip(corners(view), np.clip(values, -FAR, FAR), starts, strict=True):
        assert sorted(set(bar[:, along])) == sorted({0.0, value})
        np.testing.assert_allclose(sorted(set(bar[:, across])), [start, start + 0.1])


def test_what_is_no_number_has_no_length(no_excuses):
    view = alone(Standing)
    shown(view, values=np.array([np.nan]), start=np.zeros(1), width=0.5)
    np.testing.assert_array_equal(corners(view)[0][:, 1], 0)


def test_the_number_of_bars_follows_the_values():
    view = alone(Standing)
    for h in (5, 1, 40):
        shown(view, values=np.ones(h), start=np.arange(h) / h, width=0.5 / h)
        assert len(corners(view)) == h


def test_a_bar_may_begin_elsewhere():
    view = alone(Standing)
    shown(view, values=np.array([0.25, -0.5]), start=np.zeros(2), width=0.1)
    view.panels["panel"].bars.set(np.array([0.25, -0.5]), np.zeros(2), 0.1, zero=np.array([0.5, 1.0]))
    assert [sorted(set(bar[:, 1])) for bar in corners(view)] == [[0.5, 0.75], [0.5, 1.0]]


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([], (0, 1)),
        ([0.2, -0.0], (0, 1)),
        ([1.0, -0.1], (-1, 1)),
        ([1.01], (0, 2)),
        ([3.0, -4.9], (-5, 5)),
        ([5.1], (0, 10)),
        ([-343.0], (-500, 500)),
        ([np.nan, np.inf, 2.0], (0, 2)),
    ],
)
def test_an_axis_reaches_as_far_as_its_values(values, ends):
    assert reach(np.array(values)) == ends
    places, words = marks(*ends)
    assert (places[0], places[-1]) == ends
    assert words[-1] == f"{ends[1]}"
    assert "0" in words
