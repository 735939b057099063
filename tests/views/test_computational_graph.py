"""The picture of the graph: every node has its place, arrows go from the one to the other, and the equation holds together."""

import itertools

import numpy as np
import pytest
from matplotlib.transforms import Bbox
from support.pictures import crowded, crowded_outlines

from rnnlab.lessons import computational_graph
from rnnlab.views.computational_graph import ComputationalGraph
from rnnlab.views.panels.equation import Equation
from rnnlab.views.panels.graph_nodes import BACKWARD, FORWARD, PARAMETERS, PLACES

STEP = computational_graph.one_step()
EDGES = computational_graph.edges(STEP)


@pytest.fixture
def view():
    return ComputationalGraph(EDGES)


def nodes(**changes):
    labels = {name: (f"{name}  4×4", "") for name in PLACES}
    quiet = {"labels": labels, "values": {}, "gradients": {}, "now": None, "needed": [], "active": [], "backward": False}
    return {**quiet, "heading": ("forward ▶", "0 of 10"), **changes}


def equation(*terms, colour=FORWARD):
    return {"formula": "a = b · c", "below": "", "terms": list(terms), "colour": colour}


def update(view, nodes=None, equation_=None):
    view.update(nodes=nodes or globals()["nodes"](), equation=equation_ or equation())
    view.png()


def rectangle(corners):
    corners = np.array(corners)
    return Bbox([corners.min(axis=0), corners.max(axis=0)])


def test_every_node_has_a_place_of_its_own(view):
    assert set(PLACES) == {node.name for node in STEP}
    panel = view.panels["nodes"]
    boxes = [rectangle(np.transpose(panel._border(name))) for name in PLACES]
    assert not any(box.overlaps(other) for box, other in itertools.combinations(boxes, 2))
    assert all(box.x0 > 0 and box.x1 < view.width and box.y0 > 0 and box.y1 < view.height for box in boxes)


def test_the_parameters_are_those_of_the_cell_and_the_readout():
    assert [name for name in PLACES if name in PARAMETERS] == ["W_xh", "b_h", "W_hy", "b_y", "W_hh"]


@pytest.mark.parametrize("edge", EDGES)
def test_an_arrow_begins_at_one_place_and_ends_at_the_other_and_crosses_no_third(view, edge):
    panel = view.panels["nodes"]
    outline = np.array(panel._arrow(*edge))
    tail, tip = outline[[0, -1]].mean(axis=0), outline[3]
    for point, name in ((tail, edge[0]), (tip, edge[1])):
        box = rectangle(np.transpose(panel._border(name)))
        distance = np.hypot(*np.maximum(np.maximum(box.min - point, point - box.max), 0))
        assert distance < 6
    for name in set(PLACES) - set(edge):
        box = rectangle(np.transpose(panel._border(name)))
        assert not any(box.contains(*point) for point in np.linspace(tail, tip, 50))


def test_a_backward_arrow_is_the_forward_one_turned_round(view):
    panel = view.panels["nodes"]
    for backward in (False, True):
        update(view, nodes(active=[("x", "a")], backward=backward))
        (path,) = panel.active.get_paths()
        tip, tail = path.vertices[3, 0], path.vertices[0, 0]
        assert (tip < tail) == backward
        assert panel.border.get_color() == (BACKWARD if backward else FORWARD)


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1), (4, 4)])
def test_matrices_stay_in_their_halves_value_above_gradient_below(view, shape):
    arrays = {name: np.ones(shape) for name in PLACES}
    update(view, nodes(values=arrays, gradients=arrays))
    panel = view.panels["nodes"]
    items = panel.matrices.items
    assert len(items) == 2 * len(PLACES)
    places = [(name, gradient) for gradient in (False, True) for name in PLACES]
    for (left, top, width, height, A), place in zip(items, places, strict=True):
        half = rectangle(panel._half(*place))
        assert half.x0 <= left
        assert left + width * A.shape[1] <= half.x1
        assert half.y0 <= top - height * A.shape[0]
        assert top <= half.y1
    assert sum(len(words.items) for words in panel.numbers.values()) == (2 * len(PLACES) if shape == (1, 1) else 0)


def test_a_node_looked_at_has_a_border_and_what_it_needs_has_one_too(view):
    update(view, nodes(now="c", needed=[("h_prev", False), ("W_hh", False)]))
    panel = view.panels["nodes"]
    assert len(panel.border.get_xdata()) == 5
    assert len(panel.needed.get_paths()) == 2
    update(view)
    assert len(panel.border.get_xdata()) == 0
    assert len(panel.needed.get_paths()) == 0


@pytest.mark.parametrize("n", [1, 2, 4])
def test_an_equation_of_three_matrices_fits_with_all_its_numbers(view, n):
    A = -np.full((n, n), 88.8)
    terms = [("∂L/∂W_hh", A), ("=", None), ("h_prevᵀ", A), ("·", None), ("∂L/∂c", A)]
    update(view, equation_=equation(*terms))
    panel = view.panels["equation"]
    assert sum(len(words.items) for words in (panel.dark, panel.white)) == 3 * n * n
    assert list(crowded_outlines(view.figure)) == []
    assert list(crowded(view.figure)) == []


def test_numbers_lie_in_their_squares(view):
    A = np.array([[0.5, -1.25, 12.5], [0, 999, -0.01]])
    update(view, equation_=equation(("a", A)))
    panel: Equation = view.panels["equation"]
    ((left, top, width, height, _),) = panel.matrices.items
    texts = {text: box for words in (panel.dark, panel.white) for text, box in words.boxes()}
    assert set(texts) == {"0.50", "–1.25", "12.5", "0.00", "999", "–0.01"}
    for row, column, text in ((0, 0, "0.50"), (0, 2, "12.5"), (1, 1, "999")):
        x0, y0, x1, y1 = texts[text]
        assert left + width * column < x0
        assert x1 < left + width * (column + 1)
        assert top - height * (row + 1) < y0
        assert y1 < top - height * row


def test_the_frame_is_drawn_once(view):
    update(view)
    frame = view._frame
    update(
        view, nodes(values={"x": np.ones((2, 3))}, now="x", heading=("◀ backward", "3 of 18")), equation(("x", np.ones((2, 3))))
    )
    assert view._frame is frame
