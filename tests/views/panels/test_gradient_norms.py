"""The gradient's panel: what leaves the window, is zero, infinite, dead or no number at all is marked, at its own step."""

import numpy as np
import pytest
from support.pictures import alone, crowded, has_colour, shown

from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.panels.gradient_norms import MARK, WINDOW, GradientNorms, inside

INF, NAN = np.inf, np.nan
DEAD = "■ 0: every ReLU off at a later step"


@pytest.fixture
def view():
    return alone(GradientNorms)


def data(norms, dead=None, **more):
    norms = np.array(norms, float)
    zeros = np.zeros_like(norms)
    dead = zeros.astype(bool) if dead is None else np.array(dead)
    given = {"bound": zeros, "guide": zeros, "band": (zeros - 1, zeros + 1), "outcome": Outcome("▼", "vanishing", style.BLUE)}
    return {"norms": norms, "dead": dead, **given, **more}


def marks(line):
    """The steps that a line of marks points at, for a sequence of four steps, and the height of the marks."""
    x, y = line.get_data()
    return [round(place * 4) for place in x], sorted(set(y))


def test_ordinary_norms_are_the_line_and_nothing_is_marked(view, no_excuses):
    norms = [-15.9, -4, -2, 0, 15.9]
    shown(view, **data(norms))
    panel = view.panels["panel"]
    np.testing.assert_allclose(panel.norms.get_xdata(), [0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(panel.norms.get_ydata(), norms)
    for line in (panel.over, panel.under, panel.nan, panel.dead):
        assert marks(line) == ([], [])
    assert panel.note.get_text() == ""


@pytest.mark.parametrize(
    ("norms", "dead", "line", "steps", "height", "words"),
    [
        ([0, 17, 300, INF, 0], None, "over", [1, 2, 3], MARK, ["▲ above the window", "∞: overflow"]),
        ([0, 17, 16, 0, 0], None, "over", [1], MARK, ["▲ above the window"]),
        ([-INF, -300, -17, -3, 0], None, "under", [0, 1, 2], -MARK, ["▼ below the window", "0: underflow"]),
        ([-18, -17, -16, -3, 0], None, "under", [0, 1], -MARK, ["▼ below the window"]),
        ([0, NAN, 0, NAN, 0], None, "nan", [1, 3], 0, ["✖ not a number"]),
        ([-INF, -INF, 0, 0, 0], [True, True, False, False, False], "dead", [0, 1], -MARK, [DEAD]),
    ],
)
def test_what_cannot_be_a_point_of_the_line_is_marked(view, norms, dead, line, steps, height, words, no_excuses):
    shown(view, **data(norms, dead))
    panel = view.panels["panel"]
    assert marks(getattr(panel, line)) == (steps, [height])
    for other in {"over", "under", "nan", "dead"} - {line}:
        assert marks(getattr(panel, other)) == ([], [])
    assert panel.note.get_text().split("    ") == words


def test_a_zero_can_have_another_reason(view):
    shown(view, **data([-INF, -INF, 0], zero="W_hh is 0"))
    assert view.panels["panel"].note.get_text().split("    ") == ["▼ below the window", "0: W_hh is 0"]


def test_dead_steps_are_not_called_underflow_and_both_may_occur(view):
    shown(view, **data([-INF, -INF, -INF, -400, 0], [True, True, False, False, False]))
    panel = view.panels["panel"]
    assert marks(panel.dead)[0] == [0, 1]
    assert marks(panel.under)[0] == [2, 3]
    assert panel.note.get_text().split("    ") == [DEAD, "▼ below the window", "0: underflow"]


def test_every_step_is_a_point_or_a_mark(view):
    rng = np.random.default_rng(0)
    for _ in range(50):
        norms = rng.choice([-INF, -400.0, -17, -3, 0, 12, 17, 500, INF, NAN], size=5)
        dead = np.isneginf(norms) & (rng.random(5) < 0.5)
        shown(view, **data(norms, dead))
        panel = view.panels["panel"]
        marked = [t for line in (panel.over, panel.under, panel.nan, panel.dead) for t in marks(line)[0]]
        points = [t for t in range(5) if abs(norms[t]) <= WINDOW]
        assert sorted(marked + points) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("norms", "dead", "colour"),
    [
        ([400, 300, 200, 100, 0], None, style.BLACK),
        ([-400, -300, -200, -100, 0], None, style.BLACK),
        ([NAN, NAN, NAN, NAN, 0], None, style.PURPLE),
        ([-INF, -INF, -INF, -INF, 0], [True, True, True, True, False], style.ORANGE),
    ],
)
def test_the_marks_are_seen_in_the_pixels(view, norms, dead, colour):
    panel = view.panels["panel"]
    with_marks = shown(view, **data(norms, dead))
    top, bottom = (view.figure.bbox.height - y for y in (panel.axes.bbox.y1, panel.axes.bbox.y0))
    left = panel.axes.bbox.x0
    region = with_marks[int(top) : int(bottom) + 8, int(left) : int(left) + 8]  # the mark of step 0
    assert has_colour(region, colour)


def test_a_line_that_leaves_the_window_goes_out_steeply_and_is_not_cut(view):
    shown(view, **data([-INF, -1000, -10, -5, 0], bound=np.array([INF, 2000.0, 20, 10, 0])))
    panel = view.panels["panel"]
    for line in (panel.norms, panel.bound):
        assert np.isfinite(line.get_ydata()).all()
        assert np.abs(line.get_ydata()).max() == 2 * WINDOW
    np.testing.assert_array_equal(inside(np.array([NAN, -INF, INF, 3.0])), [NAN, -2 * WINDOW, 2 * WINDOW, 3])


@pytest.mark.parametrize("edge", [0.0, INF, -INF, NAN])
def test_the_band_takes_anything(view, edge, no_excuses):
    low, high = np.array([edge, -5, -3, -1, 0]), np.array([edge, 5, 3, 1, 0])
    shown(view, **data(np.zeros(5), band=(low, high)))
    corners = view.panels["panel"].band.get_xy()
    np.testing.assert_allclose(corners[1:5, 1], [-5, -3, -1, 0])
    np.testing.assert_allclose(corners[5:9, 1], [0, 1, 3, 5])


@pytest.mark.parametrize("T", [1, 2, 200])
def test_any_length_fills_the_axis(view, T):
    shown(view, **data(np.zeros(T + 1)))
    panel = view.panels["panel"]
    assert panel.norms.get_xdata()[[0, -1]].tolist() == [0, 1]
    assert len(panel.norms.get_xdata()) == T + 1
    assert panel.time._numbers[-1].get_text() == f"T = {T}"


def test_the_outcome_is_written_in_its_colour(view):
    shown(view, **data(np.zeros(5), outcome=Outcome("●", "steady", style.GREEN_WORDS)))
    panel = view.panels["panel"]
    assert panel.outcome.get_text() == "● steady"
    assert panel.outcome.get_color() == style.GREEN_WORDS


@pytest.mark.parametrize(
    ("norms", "dead"),
    [
        ([NAN, INF, 300, 17, 0], [False] * 5),  # an explosion, all of it
        ([-INF, -INF, -INF, -300, 0], [True, False, False, False, False]),  # a death on top of an underflow
    ],
)
def test_the_longest_notes_and_the_longest_outcome_fit(view, norms, dead):
    shown(view, **data(norms, dead, outcome=Outcome("◆", "grows, then vanishes", style.PLUM)))
    assert view.panels["panel"].note.get_text().count("    ") == 2
    assert list(crowded(view.figure)) == []


def test_every_curve_and_the_band_say_their_numbers(view):
    low, high = np.array([-15.0, -9, -6, -3, 0]), np.array([20.0, 9, 6, 3, 0])
    shown(view, **data([-8, -5, -2, -1, 0], bound=np.full(5, 12.0), band=(low, high)))
    panel = view.panels["panel"]
    assert panel.says(0.25, -5) == "gradient at t = 1: 10⁻⁵"
    assert panel.says(0.25, 12) == "bound at t = 1: 10¹²"
    assert panel.says(0.25, 9) == "18 of 20 seeds at t = 1: 10⁻⁹ to 10⁹"
    assert panel.says(0, WINDOW) == "18 of 20 seeds at t = 0: 10⁻¹⁵ to 10²⁰"  # at the edge that it has left
