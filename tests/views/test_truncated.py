"""The table of ways back, the angles and the trainings: kept is blue, cut is orange, and the answers have their marks."""

import numpy as np
import pytest
from support.pictures import crowded

from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.truncated import CUT, KEPT, NOTHING, PALEST, PINK, Truncated, cells


def table(T, slope=-0.5):
    """A gradient that is multiplied by the same at every step back; nothing above the diagonal."""
    t, k = np.indices((T, T))
    return np.where(k <= t, slope * (t - k) - 3, -np.inf)


def data(T=20, window=4, delay=8, *, slope=-0.5, angles=None, courses=None):
    angles = np.linspace(60, 0, T) if angles is None else np.array(angles, float)
    courses = [[1.0] * 5, [1.0] * 5, [1.0, 0.8, 0.4, 0.2, 0.1], [1.0, 0.4, 0.1, 0.0, 0.0]] if courses is None else courses
    ways = {
        "influence": table(T, slope),
        "window": window,
        "delay": delay,
        "outcome": Outcome("✖", "the answer is cut off", "#000"),
    }
    return {
        "ways_back": ways,
        "shades": {},
        "angle": {"values": angles, "window": window, "outcome": Outcome("", "28° off", style.DARK)},
        "training": {"courses": courses, "step": 4, "outcome": Outcome("✖", "window 20 learns nothing", style.DARK)},
    }


@pytest.fixture
def view():
    return Truncated(120)


def test_the_window_divides_the_colours(no_excuses):
    picture = cells(table(5, slope=0.0), window=2)
    one = PALEST + (1 - PALEST) * 0.8  # a gradient as large as at the loss's own input
    for t in range(5):
        for k in range(5):
            wanted = NOTHING if k > t else KEPT(one, bytes=True) if t - k < 2 else CUT(one, bytes=True)
            assert tuple(picture[t, k]) == tuple(wanted)


def test_less_is_paler_and_the_ends_hold_everything_further_out(no_excuses):
    for window, shades in ((9, KEPT), (1, CUT)):
        last = cells(table(9, slope=-1.0), window)[-1, :-1].astype(int).sum(axis=1)
        assert (np.diff(last) <= 0).all()
        assert last[0] == last[3]  # 10⁻⁸ and 10⁻⁵
        assert tuple(cells(table(9, slope=-1.0), window)[-1, 0]) == shades(PALEST, bytes=True)


def test_no_way_not_a_number_and_infinity_have_their_colours(no_excuses):
    influence = table(4)
    influence[2, :] = -np.inf  # a loss that sends nothing
    influence[3, 0] = np.nan
    picture = cells(influence, 4)
    assert {tuple(cell) for cell in picture[2]} == {NOTHING}
    assert tuple(picture[3, 0]) == PINK
    influence[3, 3] = np.inf
    assert cells(influence, 4).shape == (4, 4, 4)


@pytest.mark.parametrize(("window", "corners"), [(1, 10), (3, 6), (4, 4), (5, 0)])
def test_the_border_follows_the_window(view, window, corners):
    view.update(**data(5, window, 1))
    x, y = view.panels["ways_back"].border.get_data()
    assert len(x) == corners
    if corners:
        assert (x[0], y[0]) == (0, pytest.approx(1 - window / 5))
        assert (x[-1], y[-1]) == (pytest.approx(1 - window / 5), pytest.approx(0))


@pytest.mark.parametrize("window", [1, 3, 4])
def test_the_border_runs_between_what_is_kept_and_what_is_cut(view, window):
    view.update(**data(5, window, 1))
    x, y = (np.round(5 * np.asarray(along)).astype(int) for along in view.panels["ways_back"].border.get_data())
    t, k = np.indices((5, 5))
    cut = (t - k >= window).sum(axis=1)  # the first columns of each row
    upright = {5 - max(pair): start for start, end, *pair in zip(x, x[1:], y, y[1:]) if pair[0] != pair[1]}
    assert upright == {row: count for row, count in enumerate(cut) if count}


@pytest.mark.parametrize(("window", "delay"), [(4, 3), (4, 4), (1, 0), (20, 19)])
def test_each_answer_has_a_mark(view, window, delay):
    view.update(**data(20, window, delay))
    panel = view.panels["ways_back"]
    shown, other = (panel.inside, panel.outside) if delay < window else (panel.outside, panel.inside)
    x, y = shown.get_data()
    np.testing.assert_allclose(x, (np.arange(20 - delay) + 0.5) / 20)
    np.testing.assert_allclose(1 - y, x + delay / 20)
    assert not len(other.get_xdata())


def test_a_curve_marks_what_is_above_it_and_leaves_a_gap_for_nan(view):
    angles = [170.0, 95.0, np.nan, 30.0, 0.0]
    view.update(**data(5, 3, 1, angles=angles))
    view.png()
    assert len(view.panels["angle"].over.get_xdata()) == 2
    assert np.isnan(view.panels["angle"].values.get_ydata()[2])


def test_each_training_has_its_course_and_one_that_has_not_begun_has_none(view):
    view.update(**data(20, 4, 8))
    curves = view.panels["training"].curves
    assert [curve.past.get_ydata()[-1] for curve in curves] == [1, 1, 0.1, 0]
    assert len({curve.past.get_linestyle() for curve in curves} | {curve.past.get_color() for curve in curves}) >= 5
    view.update(**data(20, 4, 8, courses=[[]] * 4))
    assert all(len(curve.past.get_xdata()) == 0 for curve in curves)
    assert view.png().startswith(b"\x89PNG")


def test_an_error_that_is_no_number_is_marked_at_the_edge(view):
    view.update(**data(20, 4, 8, courses=[[1.0, np.nan], [1.0, np.inf], [1.0, 9.0], [1.0, 0.0]]))
    view.png()
    assert [len(curve.over.get_xdata()) for curve in view.panels["training"].curves] == [1, 1, 1, 0]


@pytest.mark.parametrize(("T", "window", "delay"), [(2, 1, 1), (2, 2, 0), (20, 4, 8), (30, 1, 29), (30, 30, 0)])
def test_it_can_be_read(view, T, window, delay):
    view.update(**data(T, window, delay))
    view.png()
    assert list(crowded(view.figure)) == []


def test_the_frame_is_drawn_once(view, monkeypatch):
    drawn, draw = [], view.figure.canvas.draw
    monkeypatch.setattr(view.figure.canvas, "draw", lambda: drawn.append(draw()))
    for T in (2, 17, 30):
        view.update(**data(T, 2, 1))
        view.png()
    assert len(drawn) == 1


def test_a_square_of_the_table_says_what_reaches_the_input(view):
    view.update(**data(20, 4, 8))
    panel = view.panels["ways_back"]

    def says(t, k):
        return panel.says((k - 0.5) / 20, 1 - (t - 0.5) / 20)

    assert says(12, 10) == "gradient of loss 12 at input 10: 0.1 of that at input 12, kept"
    assert says(12, 4) == "gradient of loss 12 at input 4, the answer: 10⁻⁴ of that at input 12, cut off"
    assert says(4, 12) == "input 12 comes after the loss of step 4"
    influence = table(20)
    influence[:8], influence[15] = -np.inf, -np.inf
    panel.update(influence, 4, 8, Outcome("✖", "the answer is cut off", "#000"))
    assert says(8, 3) == "loss 8 to input 3: no answer yet"
    assert says(16, 3) == "loss 16 to input 3: no gradient"


def test_a_click_on_a_curve_chooses_its_window(view):
    view.update(**data(5, 3, 1, angles=[170.0, 95.0, np.nan, 30.0, 0.0]))
    angle, training = view.panels["angle"], view.panels["training"]
    assert (angle.says(0.8, 30), angle.at(0.8, 60)) == ("window 4: 30° off the full gradient", {"window": 4})
    assert angle.says(0.2, 90) == "window 1: 170° off the full gradient"  # drawn at the edge
    assert angle.at(0.6, 10) == {}  # no gradient there
    assert training.says(2, 0.4) == "error, just enough at step 2: 0.4"
    assert training.at(2, 0.4) == {"step": 2}
