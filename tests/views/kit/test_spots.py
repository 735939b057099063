"""What can be pointed at: the nearest one within reach answers, and arrow keys lead from one to the next."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from rnnlab.views.kit.spots import NEAR, Spots, squares, step_from
from rnnlab.views.kit.view import Panel

CURVE = Spots([0, 1, 2, 3], [0, 1, np.nan, 9], lambda i: f"point {i}", lambda i: {"step": i})
PLACES = np.array([[0, 0], [10, 1], [30, 0], [10, 40]])  # downwards


@pytest.fixture
def panel():
    panel = Panel(Figure(figsize=(2, 1), dpi=100).add_axes((0, 0, 1, 1)))
    panel.axes.set(xlim=(0, 4), ylim=(0, 2))
    return panel


@pytest.mark.parametrize(
    ("x", "y", "found"),
    [(0, 0, 0), (0.9, 1, 1), (1 + NEAR / 50, 1, 1), (1.01 + NEAR / 50, 1, None), (2, 1, None), (1, 1.5, None), (1, 1.1, 1)],
)
def test_the_nearest_within_reach_is_meant(x, y, found):
    away, place = CURVE.nearest(x, y, (50, 50))
    assert (place if away < np.inf else None) == found
    if found is not None:
        assert away == pytest.approx(50 * np.hypot(x - CURVE.x[found], y - CURVE.y[found]))


def test_without_spots_nothing_is_meant():
    assert Spots([], [], str).nearest(0, 0, (1, 1)) == (np.inf, -1)
    assert len(Spots([], [], str).places()) == 0


def test_what_has_no_place_is_left_out():
    np.testing.assert_array_equal(CURVE.places(), [[0, 0], [1, 1], [3, 9]])


def test_a_panel_answers_with_its_spots(panel):
    assert (panel.at(1, 1), panel.says(1, 1), len(panel.parts())) == ({}, "", 0)
    panel.spots = [Spots([1], [1], lambda i: ""), CURVE]
    assert panel.at(1, 1) == {"step": 1}
    assert panel.says(1, 1) == "point 1"  # the first has nothing to say there
    assert panel.at(3.5, 0.5) == {}
    assert len(panel.parts()) == 4


def test_axes_may_run_downwards():
    assert CURVE.nearest(1, 1.1, (50, -50)) == (pytest.approx(5), 1)
    assert CURVE.nearest(1, 1.5, (50, -50))[0] == np.inf


def test_a_matrix_has_its_first_row_on_top(panel):
    panel.spots = [squares(panel, (2, 4), lambda row, column: f"{row} {column}", lambda row, column: {"t": column})]
    assert panel.says(0.5, 1.5) == "0 0"
    assert panel.says(0.01, 0.01) == "1 0"
    assert panel.says(3.99, 0.99) == "1 3"
    assert panel.at(2.5, 1.9) == {"t": 2}
    assert panel.says(4.1, 1) == ""
    assert squares(panel, (2, 4), str).at(3) == {}


def test_a_matrix_may_have_a_place_of_its_own(panel):
    panel.axes.set(xlim=(0, panel.width), ylim=(0, panel.height))
    panel.spots = [squares(panel, (1, 2), lambda row, column: f"{row} {column}", place=(20, 80, 60, 10))]
    assert [panel.says(x, y) for x, y in ((21, 79), (79, 71), (19, 75), (81, 75), (50, 81), (50, 69))] == ["0 0", "0 1"] + [
        ""
    ] * 4


def test_of_several_kinds_the_nearest_is_meant_and_each_keeps_its_reach(panel):
    wide = Spots([2, 3.9], [0, 0], lambda i: f"wide {i}", reach=(100, 10))
    panel.spots = [CURVE, Spots([], [], str), wide]
    assert panel.says(1.9, 0.1) == "wide 0"
    assert panel.says(0.1, 0) == "point 0"  # the wide one reaches here too
    assert panel.says(3.5, 0) == "wide 1"
    assert panel.says(3, 1.8) == ""
    assert panel.at(2, 0) == {}
    panel.spots = [CURVE, CURVE._replace(says=lambda i: "hidden")]
    assert panel.says(0, 0) == "point 0"  # what is drawn first is meant


@pytest.mark.parametrize(
    ("key", "there"),
    [
        ("ArrowRight", (30, 0)),
        ("ArrowLeft", (0, 0)),
        ("ArrowDown", (10, 40)),
        ("ArrowUp", (0, 0)),
        ("Home", (0, 0)),
        ("End", (10, 40)),
    ],
)
def test_arrows_lead_to_what_is_next(key, there):
    np.testing.assert_array_equal(step_from(PLACES, 10, 1, key), there)


def test_where_nothing_lies_ahead_an_arrow_leads_nowhere():
    assert step_from(PLACES, 30, 0, "ArrowRight") is None
    assert step_from(np.zeros((0, 2)), 0, 0, "Home") is None
