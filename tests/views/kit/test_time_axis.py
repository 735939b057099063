"""The time axis: its numbers follow T, and the frame stays."""

import numpy as np
import pytest
from support.pictures import alone, crowded

from rnnlab.views.kit import view as view_module
from rnnlab.views.kit.time_axis import BELOW, TimeAxis
from rnnlab.views.kit.view import Panel


class Empty(Panel):
    """A panel with nothing but its time axis."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set_yticks([])
        self.time = TimeAxis(self)

    def update(self, T):
        self.time.set(T)


@pytest.mark.parametrize(("T", "middle"), [(2, "1"), (3, "1.5"), (50, "25"), (199, "99.5"), (200, "100")])
def test_the_numbers_are_those_of_t(T, middle):
    view = alone(Empty)
    view.update(panel={"T": T})
    view.png()
    time = view.panels["panel"].time
    assert [text.get_text() for text in time._numbers] == ["0", middle, f"T = {T}"]
    assert list(crowded(view.figure)) == []


@pytest.mark.parametrize("T", [1, 2, 50])
def test_a_place_for_each_step(T):
    places = TimeAxis.places(T)
    assert len(places) == T + 1
    np.testing.assert_allclose(places, np.arange(T + 1) / T)


def test_the_numbers_stand_equally_far_below_at_every_density(monkeypatch):
    far = []
    for density in (1, 1.25, 3):
        monkeypatch.setattr(view_module, "DENSITY", density)
        panel = alone(Empty).panels["panel"]
        far.append(-panel.time._numbers[0].get_position()[1] * panel.height)
    np.testing.assert_allclose(far, BELOW)


def test_a_new_length_does_not_draw_the_frame_again():
    view = alone(Empty)
    view.update(panel={"T": 5})
    assert not view.panels["panel"].frame_changed
