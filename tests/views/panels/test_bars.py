"""Bars as one artist: each begins at zero, ends at its squashed value, and has the place it was given."""

import numpy as np
import pytest
from support.pictures import alone, shown

from rnnlab.views.kit.state_colours import squash
from rnnlab.views.kit.view import Panel
from rnnlab.views.panels.bars import MARKS, Bars


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
def test_a_bar_goes_from_zero_to_the_squashed_value(kind, no_excuses):
    values = np.array([-1e300, -1.0, 0.0, 0.3, 3.0, np.inf])
    starts = np.arange(6) / 6
    view = alone(kind)
    shown(view, values=values, start=starts, width=0.1)
    along, across = (0, 1) if kind is Lying else (1, 0)
    for bar, value, start in zip(corners(view), squash(values), starts, strict=True):
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


def test_the_marks_of_the_scale_stand_at_their_squashed_values():
    where, names = MARKS
    np.testing.assert_allclose(where, squash(np.array([float(name) for name in names])))
