"""The net of layers, steps and rows: what is drawn where, in which colour, and that it can be read."""

import numpy as np
import pytest
from support.pictures import crowded, crowded_outlines

from rnnlab.views.stacked import COMPUTED, DARKEST, WAITING, Stacked
from rnnlab.views.unrolled import shades


def data(layers=2, T=6, n=2, h=3, step=99, scale=-0.3):
    layer, t = np.indices((layers, T))
    forward = 1 + layer + t
    together = scale * (T - 1 - t + layers - 1 - layer)
    sums = np.random.default_rng(0).standard_normal((layers, n, h, h))
    panel = {"lengths": np.repeat(together[..., None], n, axis=2), "together": together, "sums": sums}
    panel |= {"gradients": sums.sum(axis=1), "forward": forward, "back": 2 * forward.max() + 1 - forward, "step": step}
    return {"layers": panel | {"headline": "× 0.0038", "remark": "layer 1, step 1, against layer 2, step 6"}}


@pytest.fixture
def view():
    return Stacked()


def test_there_is_a_card_for_each_row_of_each_state_and_the_first_lies_in_front(view):
    view.update(**data(3, 4, 2))
    cards = view.panels["layers"].cards.get_paths()
    assert len(cards) == 3 * 4 * 2
    behind, front = cards[0].get_extents(), cards[1].get_extents()
    assert behind.x0 > front.x0
    assert behind.y0 > front.y0


def test_a_card_waits_is_computed_and_then_has_the_colour_of_its_gradient(view):
    colours = []
    for step in (0, 1, 4):
        view.update(**data(1, 2, 1, step=step))
        colours.append(view.panels["layers"].cards.get_facecolor()[0])
    wanted = WAITING, COMPUTED, shades(np.array([-0.3]), DARKEST)[0]
    np.testing.assert_allclose(colours, wanted)


def test_the_matrices_stand_for_the_rows_and_their_sum(view):
    shown = data(2, 3, 3)
    view.update(**shown)
    panel = view.panels["layers"]
    matrices = [place[4] for place in panel.places]
    np.testing.assert_allclose(matrices[3], sum(matrices[:3]))
    assert [text for _, _, text in panel.whose.items] == ["row 1", "row 2", "row 3", "sum"]
    assert [text for _, _, text in panel.signs.items] == ["+", "+", "="] * 2
    left, top, wide, high, _ = panel.places[0]
    assert panel.says(left + wide / 2, top - high / 2).startswith("layer 1, ∂L/∂W_hh, row 1, column 1: row 1 adds ")


def test_where_there_is_no_gradient_the_squares_are_white(view, no_excuses):
    shown = data(1, 2, 1)
    shown["layers"]["sums"] *= 0
    shown["layers"]["gradients"] *= 0
    view.update(**shown)
    assert (view.panels["layers"].matrices.get_facecolor() == 1).all()


@pytest.mark.parametrize(("layers", "T", "n", "h"), [(1, 2, 1, 1), (2, 6, 2, 3), (3, 12, 4, 4), (3, 7, 1, 4)])
@pytest.mark.parametrize("scale", [-0.3, 0.1, -np.inf])
def test_it_can_be_read(view, layers, T, n, h, scale):
    with np.errstate(invalid="ignore"):
        view.update(**data(layers, T, n, h, scale=scale))
    view.png()
    assert list(crowded(view.figure)) == []
    assert list(crowded_outlines(view.figure)) == []
