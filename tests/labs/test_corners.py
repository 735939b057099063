"""Every lab at the ends of its controls: no error and no warning."""

import itertools

import numpy as np
import pytest
from support.hands import check, ends, from_the_page
from support.toy import toy

from rnnlab import labs

pytestmark = pytest.mark.slow
EVERY_LAB = pytest.mark.parametrize("make", [*labs.ALL, toy], ids=lambda make: make.__name__)
CORNERS = 40  # drawn from all, where there are more


def some_corners(lab, rng):
    """All pairs of ends, each with the other controls as they stand; and full corners, all of them or some."""
    start, places = lab.settings, {name: ends(control) for name, control in lab.controls.items()}
    for one, other in itertools.combinations(places, 2):
        for values in itertools.product(places[one], places[other]):
            yield start | dict(zip((one, other), values))
    count = np.prod([len(values) for values in places.values()])
    if count <= CORNERS:
        yield from (dict(zip(places, values)) for values in itertools.product(*places.values()))
    for _ in range(CORNERS if count > CORNERS else 0):
        yield {name: values[rng.integers(len(values))] for name, values in places.items()}


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
