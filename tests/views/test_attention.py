"""The picture of attention: bars and roads as thick as the weights, the road of a recurrent state, and the costs in words."""

import numpy as np
import pytest
from support.pictures import crowded

from rnnlab.views.attention import HEAD, Attention
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome


def show(view, weights, marked, errors=(0.4, 0.2, 0.1), step=1):
    T, errors = len(weights), np.array(errors, float)
    numbers, marked = np.linspace(0, 1, T), np.array(marked)
    view.update(
        weights={
            "weights": np.array(weights, float),
            "numbers": numbers,
            "marked": marked,
            "outcome": Outcome("●", "100 % of it lies on the two marks", style.GREEN_WORDS),
        },
        sequence={"numbers": numbers, "marked": marked, "total": "0.17 + 0.83 = 1.00", "first": "● −0.62", "second": ""},
        errors={"first": errors, "second": errors[:0], "step": step, "names": ["attention"]},
        costs={"rows": (("1", "99", "far"), ("100² = 10,000", "100", "much"), ("100 inputs", "1 state", "many"))},
    )
    view.png()
    return view.panels


@pytest.fixture
def view():
    return Attention(200)


def test_a_marked_step_has_a_dark_bar_and_its_road_is_as_thick_as_its_weight(view):
    weights = show(view, [0.1, 0.6, 0.1, 0.2], [1, 3])["weights"]
    tops = [path.vertices[:, 1].max() for path in weights.bars._drawn.get_paths()]
    assert tops == pytest.approx([0.1, 0.6, 0.1, 0.2])
    dark = [tuple(colour[:3]) == (0, 0, 0) for colour in weights.bars._drawn.get_facecolor()]
    assert dark == [False, True, False, True]
    thick = weights.roads.get_linewidth()
    assert np.argsort(thick).tolist()[-2:] == [3, 1]
    assert weights.tips.get_xdata().tolist() == [1.5 / 4, 3.5 / 4]
    assert weights.roads.get_color()[0][:3] == pytest.approx([int(HEAD[k : k + 2], 16) / 255 for k in (1, 3, 5)])


@pytest.mark.parametrize(("marked", "words"), [([1, 3], "3 steps"), ([0, 2], "4 steps"), ([3, 3], "1 step ")])
def test_a_recurrent_state_goes_from_the_first_mark_to_the_end(view, marked, words):
    weights = show(view, np.full(4, 0.25), marked)["weights"]
    assert f": {words}" in weights.length.get_text()
    assert len(weights.chain.get_xdata()) == 4 - marked[0]


def test_a_pointer_reads_the_weight_the_number_and_the_mark(view):
    weights = show(view, [0.1, 0.6, 0.1, 0.2], [1, 3])["weights"]
    assert weights.says(1.5 / 4, 0.5) == "step 2: weight 0.600; number 0.33, marked"
    assert weights.says(0.5 / 4, 1.5) == "step 1: weight 0.100; number 0.00, not marked"
    assert weights.says(2.5 / 4, -0.3) == "the state after step 3: 2 of 3"


def test_a_cost_can_be_asked_what_it_means(view):
    costs = show(view, [0.5, 0.5], [0, 1])["costs"]
    assert [costs.says(0.5, row) for row in range(3)] == ["far", "much", "many"]


def test_a_click_on_the_errors_goes_to_that_step(view):
    errors = show(view, [0.5, 0.5], [0, 1])["errors"]
    assert errors.at(2, 0.1) == {"step": 2}
    assert errors.says(2, 0.1) == "attention: error at step 2: 0.100"


def test_all_words_can_be_read(view):
    show(view, np.full(100, 0.01), [0, 60])
    assert not list(crowded(view.figure))
