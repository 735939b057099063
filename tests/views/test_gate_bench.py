"""The bench's picture: bars at the right places, the mark in its colour, and words that can be read at every length."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from support.pictures import crowded, crowded_outlines

from rnnlab.views.gate_bench import LEVELS, STOPS, GateBench
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

SETTINGS = ("i_mark", "i_bias", "f_number", "f_h", "g_bias")


@pytest.fixture
def view():
    return GateBench(400, SETTINGS)


def show(view, T=4, mark=2, losses=(1.0,), now=3.0, says=0.5):
    track = {"mark": mark, "role": "looks back"}
    gate = track | {"values": np.linspace(0.1, 0.4, T), "move": lambda t, level: {"f_bias": t + level}}
    weights = dict.fromkeys(SETTINGS, 1.0)
    view.update(
        headlines={"above": Outcome("▼", "forgotten after 100 steps", style.BLUE), "below": Outcome("", "by hand", style.DARK)},
        inputs=track | {"values": np.ones(T), "name": "x"},
        i=gate | {"name": "r"},
        f=gate | {"name": "z"},
        g=track | {"values": -np.ones(T), "name": "g"},
        memory=track | {"values": np.full(T, says), "name": "c", "says": np.full(T, says), "right": 1.0, "near": 0.5},
        weights={"names": {name: f"f: {name[2:]}" for name in SETTINGS}, "by_hand": weights, "now": weights | {"f_h": now}},
        loss={"losses": list(losses), "step": len(losses) - 1, "baseline": None, "note": ""},
    )
    view.png()
    return view.panels


def test_the_marked_bar_has_its_colour_and_no_other_has(view, no_excuses):
    bars = show(view)["g"].bars._drawn
    colours = bars.get_facecolor()[:, :3].tolist()
    assert [colour == list(to_rgb(style.VERMILION)) for colour in colours] == [False, True, False, False]


def test_the_band_and_the_number_to_keep_go_from_the_mark_to_the_end(view, no_excuses):
    panel = show(view)["memory"]
    assert panel.near.get_xy()[:4].tolist() == [[0.25, 0.5], [1, 0.5], [1, 1.5], [0.25, 1.5]]
    assert panel.right.get_xdata() == [0.25, 1]
    assert panel.end.get_text() == "2 steps later"
    assert panel.at(0.9, 0) == {"T": 2}
    assert panel.at(0.1, 0) == {}
    assert panel.says(0.6, 0) == "step 3: c is 0.5 and says 0.5"


def test_what_lies_outside_stays_in_the_frame(view, no_excuses):
    panels = show(view, now=30.0, says=9.0)
    assert panels["memory"].answers.get_ydata().max() == 1.6
    ends = [path.vertices[:, 0].max() for path in panels["weights"].bars._drawn.get_paths()]
    assert max(ends) == 8
    assert panels["weights"].says(8, panels["weights"].rows[3]) == "f: h: 1 by hand, 30 now"


@pytest.mark.parametrize(("now", "over", "under"), [(8.0, 0, 0), (8.36, 1, 0), (-8.0, 0, 0), (-10.8, 0, 1)])
def test_a_bar_that_is_cut_has_a_triangle_at_its_end(view, now, over, under, no_excuses):
    panel = show(view, now=now)["weights"]
    for marks, wanted, side in ((panel.over, over, 1), (panel.under, under, -1)):
        assert list(marks.get_ydata()) == [panel.rows[3]] * wanted
        assert all(0 < side * x < 8 for x in marks.get_xdata())


def test_a_click_on_a_gate_means_the_level_that_it_points_at(view):
    panel = show(view)["i"]
    assert panel.at(0.9, 0.95) == {"f_bias": 3 + LEVELS[0]}
    assert panel.at(0.1, 0.05) == {"f_bias": 0 + LEVELS[-1]}
    assert panel.says(0.9, 0.5) == "r at step 4: 0.40 open"


def test_a_click_beside_a_weight_sets_it_there(view):
    panel = show(view)["weights"]
    for row, name in zip(panel.rows, SETTINGS):
        assert panel.at(STOPS[1], row) == {name: STOPS[1]}


def test_groups_of_weights_stand_apart(view):
    assert np.diff(view.panels["weights"].rows).tolist() == pytest.approx([1, 1.7, 1, 1.7])


@pytest.mark.parametrize(("T", "mark", "loss"), [(6, 5, 1e-7), (55, 5, 0.00783), (105, 5, 3e-5), (105, 104, 1e-7)])
def test_everything_can_be_read(view, T, mark, loss):
    show(view, T=T, mark=mark, losses=[loss] * 401)
    assert list(crowded(view.figure)) == []
    assert list(crowded_outlines(view.figure)) == []


def test_the_frame_is_drawn_once(view):
    show(view)
    frame = view._frame
    show(view, T=50)
    assert view._frame is frame
