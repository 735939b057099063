"""The picture of counting models: numbers that stay inside the panel, and orders that are chosen by pointing at them."""

import numpy as np
import pytest
from support.pictures import crowded

from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.ngram import LEAST, MOST, NGram


def update(view, training, held_out, order, kinds=50):
    view.update(
        headline={"number": "", "outcome": Outcome("", "", style.GREEN)},
        by_order={"training": np.array(training), "held_out": np.array(held_out), "order": order, "kinds": kinds},
        new={"shares": np.linspace(0, 1, 8), "order": order},
        written={"heading": "order 3 writes", "text": "a word", "share": float, "back": 2},
    )
    view.png()


@pytest.mark.parametrize("order", range(1, 9))
@pytest.mark.parametrize(
    ("training", "held_out"),
    [
        ([1.0] * 8, [1.0] * 8),
        ([1.0] * 8, [1e4] * 8),
        ([1e4] * 8, [1e4] * 8),
        ([30.0, 9, 4, 3, 2, 2, 1, 1], [31.0, 10, 9, 9, 10, 11, 12, 13]),
    ],
)
def test_the_numbers_stand_inside_the_panel_and_apart(order, training, held_out):
    view = NGram()
    update(view, training, held_out, order)
    panel = view.panels["by_order"]
    for words, value in ((panel.upper, held_out[order - 1]), (panel.lower, training[order - 1])):
        assert words.get_text() == (f"{value:.1f}" if value < 1000 else "10⁴")
    frame = panel.axes.get_window_extent()
    upper, lower = (text.get_window_extent() for text in (panel.upper, panel.lower))
    assert list(crowded(view.figure)) == []
    assert frame.y0 <= lower.y0 < lower.y1 < upper.y0
    assert upper.y1 < frame.y1 + 20
    heights = np.concatenate([line.get_ydata() for line in (panel.training, panel.held_out)])
    assert ((heights >= LEAST) & (heights <= MOST)).all()


def test_a_perplexity_beyond_the_scale_has_a_mark_at_the_edge():
    view = NGram()
    update(view, [1.0] * 8, [60.0, 70, 64, 1e4, 1, 1, 1, 1], 3)
    held_out, training = view.panels["by_order"].over
    np.testing.assert_array_equal(held_out.get_xdata(), [2, 4])
    np.testing.assert_array_equal(held_out.get_ydata(), [MOST, MOST])
    assert len(training.get_xdata()) == 0


def test_points_and_bars_say_their_numbers_and_choose_their_order():
    view = NGram()
    update(view, [30.0, 9, 4, 3, 2, 2, 2, 2], [31.0, 10, 9, 9, 1e4, 9, 9, 9], 3)
    by_order, new = view.panels["by_order"], view.panels["new"]
    assert by_order.says(4, np.log2(9)) == "order 4, held-out text: perplexity 9"
    assert by_order.says(4, np.log2(3)) == "order 4, training text: perplexity 3"
    assert by_order.says(5, MOST) == "order 5, held-out text: perplexity 10⁴"
    assert by_order.at(5, 1) == {"order": 5}
    assert new.says(2, 0.9) == "order 2: 14.3 % of the contexts are new"
    assert new.at(4.1, 0.2) == {"order": 4}


@pytest.mark.parametrize(("kinds", "top"), [(1, 64), (64, 64), (65, 128), (200, 256)])
def test_the_axis_has_room_for_all_kinds_of_characters(kinds, top):
    view = NGram()
    update(view, [30.0] * 8, [float(kinds)] * 8, 3, kinds)
    panel = view.panels["by_order"]
    assert panel.axes.get_ylim()[1] == np.log2(top)
    assert [label.get_text() for label in panel.axes.get_yticklabels()][-1] == str(top)
    assert not any(len(marks.get_xdata()) for marks in panel.over)
    assert list(crowded(view.figure)) == []
