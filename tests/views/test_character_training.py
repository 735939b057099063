"""The picture of a training: what is drawn strongly and what palely, losses off the scale, and names that do not overlap."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from support.pictures import crowded

from rnnlab.views.character_training import APART, HIGHEST, LENGTHS, CharacterTraining, spread, together
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

BASELINES = np.array([3.0, 2.2, 1.6, 1.35, 1.29])
AHEAD = Outcome("●", "beats all n-grams", style.GREEN)


@pytest.fixture
def view():
    return CharacterTraining()


def show(view, training, looks, step, baselines=BASELINES, outcome=AHEAD, diary=None):
    course = {"training": training, "looks": np.array(looks, float).T, "step": step, "baselines": baselines}
    view.update(
        losses=course,
        turn=course,
        now={
            "outcome": outcome,
            "numbers": {"held-out text": "1.45", "training text": "0.87"},
            "notes": [
                "perplexity 4.3, held out",
                "best n-gram model 1.29",
                "after 5,000 updates",
                "text read 191.4 times",
                "clipped: 100 % of updates",
            ],
        },
        diary={"lines": diary or {}},
        written={"heading": "after 40 updates it writes", "text": "The wall said nothing. " * 30, "share": float, "back": 3},
    )
    return view.png()


def test_what_comes_after_the_step_is_pale(view):
    show(view, [3.0, 2.0, 1.5, 1.0], [(0, 3.9), (2, 2.5), (4, 2.0)], step=2)
    training, held_out = view.panels["losses"].curves
    assert training.past.get_xydata().tolist() == [[1, 3], [2, 2]]
    assert training.future.get_xydata().tolist() == [[2, 2], [3, 1.5], [4, 1]]
    assert held_out.past.get_xydata().tolist() == [[0, 3.9], [2, 2.5]]
    assert held_out.future.get_xydata().tolist() == [[2, 2.5], [4, 2]]


def test_before_training_there_is_one_look(view, no_excuses):
    assert show(view, [], [(0, 3.9)], step=0)
    training, held_out = view.panels["losses"].curves
    assert training.past.get_xydata().tolist() == []
    assert held_out.past.get_xydata().tolist() == [[0, 3.9]]


@pytest.mark.parametrize("loss", [4.5, 1e300, np.inf, np.nan])
def test_what_is_off_the_scale_has_a_mark(view, loss, no_excuses):
    show(view, [3.0, loss], [(0, 3.9)], step=2)
    assert view.panels["losses"].curves[0].over.get_xydata().tolist() == [[2, 0.97 * HIGHEST]]


def test_curves_and_names_of_lines_say_their_losses(view):
    show(view, [3.0, 2.0, 1.5, 1.0], [(0, 3.9), (2, 2.5), (4, np.inf)], step=2)
    panel = view.panels["losses"]
    assert (panel.says(3, 1.5), panel.at(3, 1.5)) == ("training text: loss at step 3: 1.50", {"step": 3})
    assert (panel.says(2, 2.5), panel.at(2, 2.5)) == ("held-out text: loss at step 2: 2.50", {"step": 2})
    assert panel.says(4, HIGHEST) == "held-out text: loss at step 4: ∞"
    x, y = panel.names[1].get_window_extent().get_points().mean(axis=0) / view.figure.dpi * 100
    assert view.says(x, view.height - y) == "n-gram model of order 3: loss 1.60"


def test_the_lowest_held_out_loss_so_far_has_a_ring_its_words_and_a_click(view):
    looks = [(0, 3.9), (20, 1.42), (40, 1.33), (60, 1.31), (80, 1.34), (100, 1.37)]
    show(view, [1.0] * 100, looks, step=100)
    panel = view.panels["turn"]
    assert panel.ring.get_xydata().tolist() == [[60, 1.31]]
    assert panel.words.get_text() == "lowest: 1.31 after 60"
    assert (panel.says(60, 1.31), panel.at(60, 1.31)) == ("lowest held-out loss: 1.31, after 60 updates", {"step": 60})
    low, high = panel.axes.get_ylim()
    assert (low, high) == pytest.approx((1.2, 1.6))
    assert [name.get_text() for name in panel.names] == ["", "", "", "n = 4", "n = 5"]  # 1.6 is the upper edge
    show(view, [1.0] * 100, looks, step=40)
    assert panel.ring.get_xydata().tolist() == [[40, 1.33]]
    assert panel.future.get_xdata().tolist() == [40, 60, 80, 100]


@pytest.mark.parametrize("losses", [[np.nan], [np.inf, np.nan], [3.9, np.nan]])
def test_the_enlarged_part_bears_what_is_no_number(view, losses, no_excuses):
    show(view, [3.0], [(20 * place, loss) for place, loss in enumerate(losses)], step=20)
    known = [loss for loss in losses if np.isfinite(loss)]
    assert view.panels["turn"].ring.get_ydata().tolist() == known
    assert bool(view.panels["turn"].words.get_text()) == bool(known)


@pytest.mark.parametrize(("updates", "end"), [(0, 200), (200, 200), (201, 500), (5000, 5000)])
def test_the_axis_has_room_for_all_and_seldom_changes(view, updates, end):
    show(view, [1.0] * updates, [(0, 3.9)], step=min(updates, 3))
    assert view.panels["losses"].axes.get_xlim() == view.panels["turn"].axes.get_xlim() == (0, end)
    assert list(LENGTHS) == sorted(LENGTHS)


@pytest.mark.parametrize(
    ("levels", "places"),
    [([3, 2, 1], [3, 2, 1]), ([1, 1, 1], [0.8, 1.0, 1.2]), ([2.0, 1.1, 1.0], [2.0, 1.15, 0.95]), ([1.0, 1.3, 1.1, 1.2], None)],
)
def test_names_keep_apart_and_near_their_lines(levels, places):
    found = spread(np.array(levels), 0.2)
    assert np.diff(np.sort(found)).min() >= 0.2 - 1e-12
    assert np.argsort(found, kind="stable").tolist() == np.argsort(levels, kind="stable").tolist()
    assert found.mean() == pytest.approx(np.mean(levels))
    if places:
        np.testing.assert_allclose(found, places)
    below = spread(np.array(levels), 0.2, 1.1)
    assert below.max() <= 1.1 + 1e-12
    assert np.diff(np.sort(below)).min() >= 0.2 - 1e-12


@pytest.mark.parametrize("baselines", [BASELINES, np.full(5, 1.9), np.array([3.3, 2.3, 1.95, 1.88, 1.9])])
def test_all_can_be_read(view, baselines):
    show(view, list(np.linspace(3, 1, 900)), [(20 * k, 2.0) for k in range(45)], step=900, baselines=baselines)
    assert list(crowded(view.figure)) == []
    panel = view.panels["losses"]
    places = [name.get_position()[1] * panel.height for name in panel.names if name.get_text()]
    assert np.diff(np.sort(places)).min(initial=99) >= APART - 1e-9


def test_lines_that_lie_on_each_other_have_one_name(view):
    show(view, [3.0], [(0, 3.9)], step=1, baselines=np.array([3.0, 1.95, 1.92, 1.93, 2.5]))
    panel = view.panels["losses"]
    assert [name.get_text() for name in panel.names if name.get_text()] == ["n = 2–4", "n = 5", "n = 1"]
    end = 1.05 * panel.axes.get_xlim()[1]
    assert panel.says(end, 1.93) == "n-gram model of order 2–4: loss 1.93"
    assert together([1.0, 3.0, 1.1, 3.1], 0.2) == [[0, 2], [1, 3]]


@pytest.mark.parametrize(("kinds", "top"), [(50, 4), (200, 6), (3000, 8)])
def test_the_axis_ends_where_a_guess_among_all_kinds_is_and_no_name_is_above(view, kinds, top, no_excuses):
    show(view, [np.log(kinds)] * 3, [(0, np.log(kinds))], step=3, baselines=np.full(5, np.log(kinds)) - np.arange(5) / 4)
    panel = view.panels["losses"]
    assert panel.axes.get_ylim() == (0, top)
    assert not panel.curves[0].over.get_xdata().size or kinds == 3000
    assert max(name.get_position()[1] for name in panel.names) <= 1
    if kinds < 3000:  # the enlarged part keeps a number for a mark beyond its end, which is not drawn
        assert list(crowded(view.figure)) == []


def test_what_it_wrote_on_the_way_stands_under_each_other_and_a_click_goes_there(view):
    show(view, [1.0] * 600, [(0, 3.9)], step=600, diary={20: "gF tind\nus", 60: "W" * 200, 200: "The lamp", 500: "The bell"})
    panel = view.panels["diary"]
    rows = [line for _, _, line in panel.lines.items]
    assert (rows[0], rows[2:]) == ("gF tind¶us", ["The lamp", "The bell"])
    assert 64 + panel.lines.width(rows[1]) <= panel.width
    heights = [y for _, y, _ in panel.lines.items]
    assert min(heights) > 0
    assert panel.says(300, heights[1] + 5) == "what it wrote after 60 updates"
    assert panel.at(300, heights[2] + 5) == {"step": 200}


@pytest.mark.parametrize(
    "outcome",
    [AHEAD, Outcome("▲", "memorising", style.VERMILION)],
)
def test_the_outcome_stands_in_its_colour_and_fits(view, outcome):
    show(view, [1.0], [(0, 3.9)], step=1, outcome=outcome)
    panel = view.panels["now"]
    assert to_hex(panel.outcome.get_facecolor()) == outcome.colour.lower()
    wide, high = panel.axes.get_xlim()[1], panel.axes.get_ylim()[1]
    for words in (panel.outcome, *panel.large, panel.small):
        for text, (left, bottom, right, top) in words.boxes():
            assert 0 <= left < right <= wide, text
            assert 0 <= bottom < top <= high, text
