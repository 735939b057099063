"""Clip or not: the histogram counts every step once, the dial shows the angles, and everything can be read."""

import numpy as np
import pytest
from support.pictures import crowded, crowded_outlines

from rnnlab.views.clip_or_not import A_DECADE, LEAST, LONGEST_NORM, SHORTEST, ClipOrNot, shares
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

NAN = np.nan


@pytest.fixture
def view():
    return ClipOrNot(50)


def update(view, norms=(0.01, 5.0, 30.0), shortened=(False, True, True), threshold=0.5, words="", angles=(0.0, 36.0)):
    losses = np.linspace(1.0, 0.01, 51)
    view.update(
        headlines={
            "above": Outcome("", "100% of the steps clipped", style.DARK),
            "below": Outcome("✔", "it learned; without clipping it did not", style.GREEN),
        },
        loss={"clipped": losses, "plain": losses, "step": 50},
        norms={"norms": list(norms), "shortened": list(shortened), "threshold": threshold, "words": words},
        dial={
            "norm": "at step 49: 3·10²⁹⁹",
            "angles": dict(zip(("norm", "value"), angles, strict=True)),
            "words": {"norm": "by norm: 0° off, × 3·10⁻²⁹⁹", "value": "by value: 36° off, × 3·10⁻²⁹⁹"},
        },
        memory={"words": "on its way 40 steps back", "number": "× 3·10⁻¹⁴"},
    )
    view.png()


def test_every_step_is_in_one_bar(no_excuses):
    norms = [0.0, 1e-300, 1e-6, 0.02, 0.5, 0.5, 3.0, 1e9, np.inf, NAN]
    shortened = [False] * 4 + [True] * 6
    short, long = shares(norms, shortened)
    assert len(short) == A_DECADE * (LONGEST_NORM - SHORTEST)
    assert short.sum() == pytest.approx(0.4)
    assert long.sum() == pytest.approx(0.6)
    assert short[0] == pytest.approx(0.3)
    assert long[-1] == pytest.approx(0.3)
    assert shares([], [])[0].sum() == 0


def test_a_bar_stands_over_its_power_of_ten():
    short, long = shares([2.0, 5.0], [False, True])
    assert np.flatnonzero(short) == [-SHORTEST * A_DECADE]
    assert np.flatnonzero(long) == [-SHORTEST * A_DECADE + 1]


def test_what_was_shortened_stands_on_what_was_not(view, no_excuses):
    update(view, norms=[2.0, 2.0, 2.0, 20.0], shortened=[False, True, True, False])
    panel = view.panels["norms"]
    lower, upper = panel.short.get_paths()[0].vertices, panel.long.get_paths()[0].vertices
    assert lower[:, 1].max() == pytest.approx(0.25) == upper[:, 1].min()
    assert upper[:, 1].max() == pytest.approx(0.75)


def test_the_threshold_is_marked_where_lengths_are_compared_with_it(view, no_excuses):
    update(view, threshold=10.0)
    panel = view.panels["norms"]
    assert panel.threshold.get_xdata() == [1, 1]
    update(view, threshold=None, words="where one entry is above 0.1")
    assert not len(panel.threshold.get_xdata())
    assert panel.key.words.get_text() == "where one entry is above 0.1"


def test_the_histogram_has_room_for_all_steps_in_one_bar_and_its_ends_are_open(view, no_excuses):
    update(view, norms=[2.0] * 50, shortened=[True] * 50)
    panel = view.panels["norms"]
    assert panel.long.get_paths()[0].vertices[:, 1].max() == 1 == panel.axes.get_ylim()[1]
    assert [label.get_text() for label in panel.axes.get_yticklabels()] == ["0%", "50%", "100%"]
    assert [label.get_text() for label in panel.axes.get_xticklabels()] == ["≤ 10⁻⁶", "10⁻⁴", "10⁻²", "10⁰", "10²", "≥ 10⁴"]


def test_a_bar_says_which_steps_it_stands_for_and_an_empty_one_nothing(view):
    norms = [2.0, 5.0, 2.5, 2.0, 3.0, np.inf]
    update(view, norms=norms, shortened=[False, True, True, False, False, True])
    panel = view.panels["norms"]
    assert panel.says(0.25, 0.9) == "4 steps (0, 2, 3, …): length 2 to 3, 1 shortened"
    assert panel.says(0.75, 0.1) == "step 1: length 5, shortened"
    assert panel.says(LONGEST_NORM - 0.25, 0.5) == "step 5: length ∞, shortened"
    assert panel.says(1.25, 0.1) == ""
    assert len(panel.parts()) == 3


def test_an_arrow_and_its_words_say_the_same_and_choose_this_way_to_clip(view):
    update(view, angles=(0.0, 60.0))
    panel = view.panels["dial"]
    head = panel.arrows["value"].head.get_xydata()[0]
    (left, foot, _), *_ = panel.words_of["value"].items
    for place in (head, (left + 40, foot + 5)):
        assert panel.says(*place) == "by value: 36° off, × 3·10⁻²⁹⁹"
        assert panel.at(*place) == {"clip_by": "value"}
    assert panel.says(*np.mean(panel.gradient.get_xydata(), axis=0)) == "the gradient at step 49: 3·10²⁹⁹"
    update(view, angles=(0.0, NAN))
    assert panel.says(*head) == ""


@pytest.mark.parametrize("degrees", [0.0, 36.4, 90.0])
def test_an_arrow_points_where_its_angle_says(view, degrees, no_excuses):
    update(view, angles=(0.0, degrees))
    arrow = view.panels["dial"].arrows["value"]
    x, y = arrow.shaft.get_data()
    assert np.degrees(np.arctan2(y[1] - y[0], x[1] - x[0])) == pytest.approx(degrees)
    assert arrow.head.get_marker()[2] == pytest.approx(degrees - 90)


def test_no_angle_no_arrow(view, no_excuses):
    update(view, angles=(NAN, NAN))
    for arrow in view.panels["dial"].arrows.values():
        assert not len(arrow.shaft.get_xdata())
        assert not len(arrow.head.get_xdata())


@pytest.mark.parametrize("threshold", [0.05, 0.5, 1000.0, None])
def test_everything_can_be_read(view, threshold):
    update(view, threshold=threshold, words="where one entry is above 1000" if threshold is None else "")
    assert list(crowded(view.figure)) == []
    assert list(crowded_outlines(view.figure)) == []


def test_the_frame_is_drawn_once(view):
    update(view)
    frame = view._frame
    update(view, norms=[], shortened=[], threshold=None)
    assert view._frame is frame


def test_one_shortened_step_is_a_bar_that_can_be_seen_with_its_number_beside_it(view, no_excuses):
    update(view, norms=[0.02] * 49 + [30.0], shortened=[False] * 49 + [True], threshold=10.0)
    panel = view.panels["norms"]
    bar = panel.long.get_paths()[0].vertices
    assert np.ptp(bar[:, 1]) * panel.height == pytest.approx(LEAST)
    assert panel.count.get_text() == "1 step"
    right = bar[:, 0].max()
    assert panel.count.get_position()[0] > (right - SHORTEST) / (LONGEST_NORM - SHORTEST)
    update(view, norms=[3.0] * 25 + [3e5] * 25, shortened=[True] * 50)  # beside the last bar would be in the next panel
    assert list(crowded_outlines(view.figure)) == []
    assert panel.count.get_position()[1] > panel.long.get_paths()[-1].vertices[:, 1].max()
    update(view, norms=[2.0] * 49 + [2.5], shortened=[False] * 49 + [True])  # both in one bar, which has no room above it
    lower, upper = panel.short.get_paths()[0].vertices, panel.long.get_paths()[0].vertices
    assert upper[:, 1].max() == 1
    assert np.ptp(upper[:, 1]) * panel.height == pytest.approx(LEAST)
    assert lower[:, 1].max() == pytest.approx(upper[:, 1].min())
    update(view, norms=[0.02], shortened=[False])
    assert panel.count.get_text() == ""
