"""The picture of five gradients: a right one is a green dot below the line, a wrong one a red cross above it, in words too."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from support.pictures import crowded, crowded_outlines

from rnnlab.views.five_gradients import COLOURS, HIGHEST, ZERO, FiveGradients
from rnnlab.views.kit import style
from rnnlab.views.kit.canvas import on_dark

NAMES = [("W11", "W_xh  6×6"), ("W12", "W_hh  6×6"), ("B", "b_h  1×6"), ("W21", "W_hy  6×2"), ("B2", "b_y  1×2")]
SHAPES = [(6, 6), (6, 6), (1, 6), (6, 2), (1, 2)]


@pytest.fixture
def view():
    return FiveGradients(6, -5)


def update(view, wrong, errors, scale=1.0, headline="✘ 3 of 5 wrong: W11, W12, B"):
    rng = np.random.default_rng(0)
    numerical = [scale * rng.standard_normal(shape) for shape in SHAPES]
    by_hand = [A + bool(bad) for A, bad in zip(numerical, wrong, strict=True)]
    differs = [np.full(shape, bool(bad)) for shape, bad in zip(SHAPES, wrong, strict=True)]
    errors = np.array(errors)
    pairs = dict(names=NAMES, numerical=numerical, by_hand=by_hand, differs=differs, wrong=wrong, errors=errors)
    pairs |= {"way": "yours", "headline": headline}
    view.update(pairs=pairs, errors={"names": [name for name, _ in NAMES], "errors": errors, "wrong": wrong})
    view.png()
    return numerical, by_hand


MIXED = [True, True, True, False, False]


def test_right_and_wrong_are_told_apart_in_shape_place_and_words(view):
    update(view, MIXED, [0.0, -0.5, -1.0, -9.0, -10.0])
    errors, pairs = view.panels["errors"], view.panels["pairs"]
    assert errors.dots[True].get_ydata().tolist() == [0, -0.5, -1]
    assert errors.dots[False].get_ydata().tolist() == [-9, -10]
    assert errors.dots[True].get_marker() != errors.dots[False].get_marker()
    assert [text for *_, text in pairs.outcomes[True].items] == ["✘ wrong"] * 3
    assert [text for *_, text in pairs.outcomes[False].items] == ["✔ equal"] * 2
    assert [text for *_, text in pairs.errors.items] == ["1", "0.316", "0.1", "10⁻⁹", "10⁻¹⁰"]


def test_what_is_not_looked_at_is_neither_right_nor_wrong(view):
    update(view, [None, True, None, False, False], [-9.0, 0.0, -9.0, -9.0, -9.0])
    errors, pairs = view.panels["errors"], view.panels["pairs"]
    assert len(errors.dots[None].get_xdata()) == 2
    assert [text for *_, text in pairs.outcomes[None].items] == ["○ not yours"] * 2
    assert pairs.headline.get_facecolor() == to_rgba(COLOURS[True])
    update(view, [None] * 5, [-9.0] * 5, headline="○ 5 of 5 not yours")
    assert pairs.headline.get_facecolor() == to_rgba(COLOURS[None])
    assert [text for *_, text in pairs.way.items] == ["yours"]


def test_all_five_stand_in_columns(view):
    update(view, MIXED, [0.0, -0.5, -1.0, -9.0, -10.0])
    x = sorted(x for dots in view.panels["errors"].dots.values() for x in dots.get_xdata())
    names = view.panels["pairs"].names.items
    assert [place for place, _, _ in names] == x
    left = view.panels["errors"].axes.get_window_extent().x0 / 1.25
    assert view.panels["errors"].axes.get_xlim()[0] == pytest.approx(left)


def test_each_entry_that_is_off_is_crossed_out(view):
    update(view, MIXED, [0.0, -0.5, -1.0, -9.0, -10.0])
    crosses = view.panels["pairs"].crosses
    assert sum(len(words.items) for words in crosses.values()) == 36 + 36 + 6
    update(view, [False] * 5, [-9.0] * 5, headline="✔ all five agree")
    assert sum(len(words.items) for words in crosses.values()) == 0


@pytest.mark.parametrize(("error", "height"), [(-np.inf, ZERO), (np.nan, HIGHEST), (np.inf, HIGHEST), (-300.0, ZERO)])
def test_every_error_is_in_the_picture(view, error, height, no_excuses):
    update(view, [True] * 5, [error] * 5)
    assert view.panels["errors"].dots[True].get_ydata().tolist() == [height] * 5


@pytest.mark.parametrize("scale", [0.0, 1e-200, 1.0, 1e200])
def test_colours_are_relative_to_the_largest_entry(view, scale, no_excuses):
    update(view, [False] * 5, [-9.0] * 5, scale)
    matrices = view.panels["pairs"].matrices.items
    assert all(np.abs(A).max() == pytest.approx(1 if scale else 0) for *_, A in matrices)
    assert not any(on_dark(A).all() for *_, A in matrices)


@pytest.mark.parametrize("wrong", [MIXED, [True] * 5, [False] * 5])
def test_everything_can_be_read(view, wrong):
    update(view, wrong, [-0.427] * 5, headline="✘ 5 of 5 wrong: W11, W12, B, W21, B2")
    assert list(crowded(view.figure)) == []
    assert list(crowded_outlines(view.figure)) == []


def test_every_square_and_every_error_says_what_it_is(view):
    numerical, by_hand = update(view, MIXED, [0.0, -0.5, -1.0, -9.0, -np.inf])
    pairs, errors = view.panels["pairs"], view.panels["errors"]
    for way, matrices, items in (("numerical", numerical, slice(0, 5)), ("yours", by_hand, slice(5, 10))):
        left, top, width, height, _ = pairs.matrices.items[items][3]
        words = pairs.says(left + 1.5 * width, top - 4.5 * height)
        assert words == f"W21, {way}, row 5, column 2: {style.signed(matrices[3][4, 1])}"
        assert pairs.says(left - width, top - 4.5 * height) == ""
    assert errors.says(160, 0.0) == "W11: relative error 1, ✘ wrong"
    assert errors.says(160 + 4 * 140, -8) == "B2: relative error 0, ✔ equal"
