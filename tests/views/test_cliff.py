"""The map of the cliff: colours by height, walks that end in an arrow where they leave, and words that can be read."""

import numpy as np
import pytest
from support.pictures import crowded, crowded_outlines

from rnnlab.views.cliff import BANDS, HIGHEST, PIXELS, B, Cliff, W, grid, inside, painted
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

START = [5.0, -3.0]


@pytest.fixture
def view():
    return Cliff(60)


def update(
    view, clipped, plain=None, *, step=None, cliff=True, height=0.0, words=("✔ loss 0.0038", "✖ thrown 8·10⁵ away, loss 0.09")
):
    clipped = np.array([START, *clipped], float)
    plain = clipped if plain is None else np.array([START, *plain], float)
    values = np.full(len(clipped), 0.1)
    step = len(clipped) - 1 if step is None else step
    view.update(
        headlines={place: Outcome("●", f"not clipped: {said}", style.BLUE) for place, said in zip(("above", "below"), words)},
        map={
            "ground": painted(np.full(PIXELS[::-1], height)),
            "loss": lambda w, b: 0.25,
            "clipped": clipped,
            "plain": plain,
            "step": step,
            "cliff": cliff,
        },
        ground={},
        loss={"clipped": values, "plain": values, "step": step},
        norms={"clipped": values, "plain": values, "step": step, "level": 0.2},
    )
    view.png()


def test_the_grid_is_that_of_the_map():
    w, b = grid()
    assert (len(w), len(b)) == PIXELS
    assert w[0] > W[0]
    assert w[-1] < W[1]
    assert b[0] > b[-1]
    assert b[0] < B[1]
    assert (w[1] - w[0]) == pytest.approx(b[0] - b[1], rel=1e-3)


def test_higher_ground_is_lighter_and_bands_have_lines_between_them():
    flat = painted(np.repeat(np.linspace(0, HIGHEST * 0.999, BANDS)[:, None], 3, axis=1)).astype(int)
    assert (np.diff(flat[1:, 1, :3].sum(axis=1)) > 0).all()
    picture = painted(np.array([[0.01, 0.01, 0.03, 0.03]]))
    assert (picture[0, 0] == picture[0, 1]).all()
    assert picture[0, 2, :3].sum() < picture[0, 3, :3].sum()
    assert painted(np.array([[0.49, HIGHEST, 1.0]])).shape == (1, 3, 4)


def test_a_walk_on_the_map_has_its_end_there(view, no_excuses):
    update(view, [[5.0, -2.5], [4.5, -2.2]])
    walk = view.panels["map"].clipped
    assert np.transpose(walk.line.get_data()).tolist() == [START, [5.0, -2.5], [4.5, -2.2]]
    assert (*walk.end.get_xdata(), *walk.end.get_ydata()) == (4.5, -2.2)
    assert not len(walk.away.get_xdata())


@pytest.mark.parametrize(
    ("away", "border", "turned"),
    [([5.0, 50.0], (5.0, B[1]), 0), ([5000.0, -3.0], (W[1], -3.0), -90), ([-1e200, -3.0], (W[0], -3.0), 90)],
)
def test_a_walk_that_leaves_ends_in_an_arrow_at_the_border(view, away, border, turned, no_excuses):
    update(view, [[5.0, -2.9]], [away])
    walk = view.panels["map"].plain
    assert not inside(*away)
    assert (*walk.away.get_xdata(), *walk.away.get_ydata()) == pytest.approx(border)
    assert walk.away.get_marker()[2] == pytest.approx(turned)
    assert (walk.line.get_xdata()[-1], walk.line.get_ydata()[-1]) == pytest.approx(border)
    assert not len(walk.end.get_xdata())


def test_a_walk_that_comes_back_begins_anew_at_the_border(view, no_excuses):
    update(view, [[5.0, 7.0], [9.0, 7.0], [5.0, -2.0]])
    x, y = view.panels["map"].clipped.line.get_data()
    gap = int(np.flatnonzero(np.isnan(x)).item())
    assert y[gap - 1] == pytest.approx(B[1])
    assert y[gap + 1] == pytest.approx(B[1])
    assert (x[-1], y[-1]) == (5.0, -2.0)


def test_a_walk_that_is_no_number_any_more_has_no_arrow(view):
    update(view, [[np.nan, np.nan]])
    assert not len(view.panels["map"].clipped.away.get_xdata())
    update(view, [[np.inf, -2.0]])
    assert not len(view.panels["map"].clipped.away.get_xdata())


def test_only_the_steps_so_far_are_drawn(view):
    update(view, [[5.0, -2.5], [5.0, 90.0]], step=1)
    assert len(view.panels["map"].clipped.line.get_xdata()) == 2
    update(view, [[5.0, -2.5]], step=0)
    assert len(view.panels["map"].clipped.line.get_xdata()) == 1


def test_the_ground_says_how_high_it_is_and_a_click_starts_there(view):
    update(view, [[5.0, -2.5]])
    panel = view.panels["map"]
    assert panel.says(6.04, -3.96) == "start here: w = 6, b = −4, loss 0.25"
    assert panel.at(6.04, -3.96) == {"w": 6.0, "b": -4.0}
    assert panel.at(W[0] - 0.03, B[1] + 0.03) == {"w": W[0], "b": B[1]}  # a pointer on the border means what is inside
    assert (panel.at(W[0] - 0.06, -3), panel.says(W[0] - 0.06, -3)) == ({}, "")


def test_the_steps_of_the_walks_say_where_they_are(view):
    update(view, [[5.0, -2.5], [4.5, -2.25]], [[5.5, -3.0], [50.0, 9.0]])
    panel = view.panels["map"]
    assert panel.says(4.5, -2.24) == "clipped, step 2: w = 4.5, b = −2.25, loss 0.25"
    assert panel.says(5.5, -3.0) == "not clipped, step 1: w = 5.5, b = −3, loss 0.25"
    assert len(panel.parts()) == 5  # that off the map is none


@pytest.mark.parametrize("start", [(w, b) for w in (*W, 5.0) for b in (*B, -3.0)])
def test_everything_can_be_read_wherever_the_walk_starts(view, start, monkeypatch):
    monkeypatch.setitem(globals(), "START", list(start))
    update(view, [[5.0, -2.9]])
    assert list(crowded(view.figure)) == []
    assert list(crowded_outlines(view.figure)) == []


def test_the_frame_is_drawn_once(view):
    update(view, [[5.0, -2.9]])
    frame = view._frame
    update(view, [[5.0, 70.0]], cliff=False)
    assert view._frame is frame


@pytest.mark.parametrize(("height", "colour"), [(0.01, "white"), (0.21, "white"), (0.25, style.BLACK), (0.48, style.BLACK)])
def test_the_word_at_the_start_is_seen_on_low_and_on_high_ground(view, height, colour):
    update(view, [[5.0, -2.9]], height=height)
    assert view.panels["map"].word.get_color() == colour


def test_the_name_of_the_cliff_makes_room_for_the_start(view, monkeypatch):
    update(view, [[5.0, -2.9]])
    assert view.panels["map"].cliff.get_text() == "the cliff"
    monkeypatch.setitem(globals(), "START", [6.3, -3.8])
    update(view, [[6.3, -3.7]])
    assert view.panels["map"].cliff.get_text() == ""
