"""Every lab at the ends of its controls: no error and no warning."""

import itertools

import numpy as np
import pytest
from support.hands import check, ends, from_the_page
from support.toy import toy

from rnnlab import labs
from rnnlab.views.kit import view

pytestmark = pytest.mark.slow
EVERY_LAB = pytest.mark.parametrize("make", [*labs.ALL, toy], ids=lambda make: make.__name__)
CORNERS = 30  # any two ends meet in about three of them; where they meet in none, there is one more


def some_corners(lab, rng):
    """Each end alone, with the other controls as they stand; then corners of all controls, a third of them as they stand."""
    start, places = lab.settings, {name: ends(control) for name, control in lab.controls.items()}
    for name, values in places.items():
        yield from (start | {name: value} for value in values)
    met = set()
    for _ in range(CORNERS):
        corner = {name: int(rng.integers(len(values))) for name, values in places.items() if rng.random() < 2 / 3}
        met.update(itertools.combinations(corner.items(), 2))
        yield start | {name: places[name][place] for name, place in corner.items()}
    alone = [(name, place) for name, values in places.items() for place in range(len(values))]
    for one, other in itertools.combinations(alone, 2):
        if one[0] != other[0] and (one, other) not in met:
            yield start | {name: places[name][place] for name, place in (one, other)}


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    monkeypatch.setattr(view, "DENSITY", 0.4)


@EVERY_LAB
def test_every_corner(make):
    lab, rng = make(), np.random.default_rng(0)
    for settings in some_corners(lab, rng):
        lab.set(**settings)
        check(lab)


@EVERY_LAB
def test_a_corner_is_the_same_picture_however_it_was_reached(make):
    lab, other, rng = make(), make(), np.random.default_rng(1)
    numbers = {name: ends(control) for name, control in lab.controls.items() if name != "step"}
    for _ in range(10):
        settings = {name: values[rng.integers(len(values))] for name, values in numbers.items()}
        if "step" in lab.controls:
            settings["step"] = lab.controls["step"].min
        lab.set(**settings)
        for name, value in reversed(settings.items()):
            from_the_page(other.controls[name], value)
        if lab.error is None and other.settings == lab.settings:  # a control may have been held up on the way by another
            assert other.png == lab.png
            np.testing.assert_equal(other.readings, lab.readings)
