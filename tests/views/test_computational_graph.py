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
    hands = {"chosen": None, "changed": [], "says": lambda *part: "", "at": lambda *part: {}}
    return {**quiet, **hands, "heading": ("forward ▶", "0 of 10"), **changes}


def equation(*terms, sources=None, chosen=None, at=lambda *part: {}):
    sources = sources or [("a", False, False) for _, A in terms if A is not None]
    quiet = {"formula": "a = b · c", "below": "", "colour": FORWARD}
    return {**quiet, "terms": list(terms), "sources": sources, "chosen": chosen, "at": at}


def tried(by, **changes):
    """A loss of 2 + 3·x² over a number, as the lab hands it over, with a kink that is none."""
    x = np.linspace(-2, 2, 81)
    numbers = {"value": -0.5, "by": by, "losses": (2.0, 2 + 3 * by**2), "slopes": (0.0, 6 * by)}
    return {"entry": "b row 1, column 2", **numbers, "course": (x, 2 + 3 * x**2), "kinks": [(-1.5, 8.75, "bends")], **changes}


def update(view, nodes=None, equation_=None, loss=None):
    view.update(nodes=nodes or globals()["nodes"](), equation=equation_ or equation(), loss=loss or {})
    view.png()


def on_page(view, panel, x, y):
    """A place in a panel's coordinates in CSS pixels from the picture's upper left corner."""
    x, y = view.panels[panel].axes.transData.transform((x, y)) * 100 / view.figure.dpi
    return x, view.height - y


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
    assert sum(len(words.items) for words in panel.numbers.values()) == 3 * n * n
    assert list(crowded_outlines(view.figure)) == []
    assert list(crowded(view.figure)) == []


def test_numbers_lie_in_their_squares(view):
    A = np.array([[0.5, -1.25, 12.5], [0, 999, -0.01]])
    update(view, equation_=equation(("a", A)))
    panel: Equation = view.panels["equation"]
    ((left, top, width, height, _),) = panel.matrices.items
    texts = {text: box for words in panel.numbers.values() for text, box in words.boxes()}
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


def test_a_hand_asks_for_the_entry_under_it_and_beside_them_for_the_half(view):
    A = np.ones((2, 3))
    answers = {"says": lambda *part: f"{part}", "at": lambda *part: {"part": part}}
    update(view, nodes(values={"z": A}, gradients={"z": A}, **answers))
    panel = view.panels["nodes"]
    for (left, top, width, height, _), gradient in zip(panel.matrices.items, (False, True), strict=True):
        spot = on_page(view, "nodes", left + 2.5 * width, top - 1.5 * height)
        assert view.says(*spot) == f"{('z', gradient, 1, 2)}"
        assert view.at(*spot) == {"part": ("z", gradient, 1, 2)}
        corner = np.array(panel._half("z", gradient)).min(axis=0) + 1
        assert view.at(*on_page(view, "nodes", *corner)) == {"part": ("z", gradient)}
    assert view.says(*on_page(view, "nodes", 100, 60)) == ""


def test_an_entry_of_the_equation_answers_and_a_transposed_one_for_what_it_was(view):
    A = np.arange(6.0).reshape(2, 3)
    terms, sources = [("Aᵀ", A.T), ("·", None), ("∂L/∂c", A)], [("a", False, True), ("c", True, False)]
    update(view, equation_=equation(*terms, sources=sources, chosen=("a", 0, 2), at=lambda *part: {"part": part}))
    panel = view.panels["equation"]
    for (left, top, width, height, _), words, part in zip(
        panel.matrices.items,
        ("Aᵀ row 2, column 1: 1", "∂L/∂c row 2, column 1: 3"),
        (("a", False, 0, 1), ("c", True, 1, 0)),
        strict=True,
    ):
        spot = on_page(view, "equation", left + 0.5 * width, top - 1.5 * height)
        assert (view.says(*spot), view.at(*spot)) == (words, {"part": part})
    (ring,) = panel.ring.get_paths()
    left, top, width, height, _ = panel.matrices.items[0]
    np.testing.assert_allclose(
        rectangle(ring.vertices).get_points(), [(left, top - 3 * height), (left + width, top - 2 * height)]
    )


def test_what_a_nudge_changes_has_dashes_around_it_and_the_entry_a_ring(view):
    update(view, nodes(values={"z": np.ones((2, 3)), "h": np.ones((2, 3))}, chosen=("z", 1, 2), changed=["h", "L"]))
    panel = view.panels["nodes"]
    assert panel.changed.get_linestyle() == "--"
    x, y = panel.changed.get_data()
    around = np.split(np.stack([x, y], 1)[1:-1], np.flatnonzero(np.isnan(x[1:-1])))
    for name, line in zip(("h", "L"), around, strict=True):
        inside, outside = rectangle(np.transpose(panel._border(name))), rectangle(line[~np.isnan(line[:, 0])])
        assert outside.x0 < inside.x0 < inside.x1 < outside.x1
        assert outside.y0 < inside.y0 < inside.y1 < outside.y1
    assert not any(box.overlaps(rectangle(around[0][:5])) for text, box in outlined(panel) if "h " not in text)
    (ring,) = panel.ring.get_paths()
    left, top, width, height, _ = panel.matrices.items[0]
    np.testing.assert_allclose(ring.vertices[:4].mean(axis=0), (left + 2.5 * width, top - 1.5 * height))


def outlined(panel):
    return [(text, Bbox.from_extents(*box)) for text, box in panel.labels.boxes()]


def test_the_tangent_touches_the_curve_where_nothing_is_added(view):
    course = np.linspace(-2, 2, 81)
    update(view, loss=tried(1.0, course=(course, 2 + course), slopes=(1.0, 1.0), losses=(2.0, 3.0)))
    panel = view.panels["loss"]
    np.testing.assert_allclose(panel.tangent.get_xydata(), [(-2, 0), (2, 4)])
    assert panel.start.get_xydata().tolist() == [[0, 2]]
    assert panel.now.get_xydata().tolist() == [[1, 3]]
    low, high = panel.axes.get_ylim()
    assert low < 0 < 4 < high


@pytest.mark.parametrize("by", [0.0, 0.8, -2.0])
def test_a_hand_reads_the_curve_and_sets_the_nudge(view, by):
    update(view, loss=tried(by))
    panel = view.panels["loss"]
    for place, line in ((0.35, "with 0.35 added: loss 2.37, tangent 2"), (-1.5, "with −1.5 added bends")):
        spot = on_page(view, "loss", place, 2 + 3 * place**2)
        assert view.says(*spot) == line
        assert view.at(*spot) == {"nudge": pytest.approx(place)}
    assert view.says(*on_page(view, "loss", *panel.now.get_xydata()[0])).startswith("now")
    assert list(crowded(view.figure)) == []


def test_without_a_number_there_is_no_curve(view):
    update(view)
    fresh = view.png()
    update(view, loss=tried(0.5))
    panel = view.panels["loss"]
    assert len(panel.course.get_xdata()) == 82
    assert view.png() != fresh
    update(view)
    assert view.png() == fresh
    assert len(panel.parts()) == 0
    assert not panel.axes.get_visible()


def test_a_curve_that_is_flat_looks_flat(view):
    update(view, loss=tried(0.5, course=(np.linspace(-2, 2, 81), np.full(81, 2.0)), losses=(2.0, 2.0), kinks=[]))
    low, high = view.panels["loss"].axes.get_ylim()
    assert high - low > 0.05
