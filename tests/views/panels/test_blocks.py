"""Formulas in blocks: one cell size for all, nothing outside the panel, nothing over anything else."""

import itertools

import numpy as np
import pytest
from support.pictures import alone, has_colour, shown

from rnnlab.views.kit import style
from rnnlab.views.kit.view import DENSITY
from rnnlab.views.panels.blocks import READABLE, SMALLEST, SPACED, Block, Blocks, short, size_words


class Formula(Blocks):
    """Draws the lines it is given at the upper left corner."""

    def update(self, lines, cell):
        self.put(lines, cell, 10, 5)


@pytest.fixture
def view():
    return alone(Formula, place=(0, 0, 600, 320))


def block(rows, columns, name="A", **details):
    return Block(name, (rows, columns), np.arange(rows * columns).reshape(rows, columns) / 10, **details)


LINES = [[block(2, 3), block(3, 4, "B"), "=", block(2, 4, "A B")], ["+", block(1, 4, "c"), "→", block(2, 4, "D")]]


def words(panel):
    """Every text of the panel with its rectangle."""
    groups = (panel.names, panel.bad, panel.shapes, panel.signs, *panel.numbers.values())
    return [found for group in groups for found in group.boxes()]


@pytest.mark.parametrize(("width", "height"), [(500, 300), (200, 300), (500, 120), (60, 60), (5, 5)])
def test_the_largest_cell_fits(view, width, height):
    panel = view.panels["panel"]
    cell = panel.largest_cell(LINES, width, height, 40)
    assert 0 < cell <= 40
    assert cell * DENSITY == round(cell * DENSITY)
    bigger = cell + 1 / DENSITY
    tall = [
        sum(max(item.shape[0] for item in line if isinstance(item, Block)) * size for line in LINES) for size in (cell, bigger)
    ]
    if cell > 2 / DENSITY:
        assert tall[0] < height
        assert max(panel.places(line, cell)[-1] for line in LINES) <= width
    if cell < 40:
        assert tall[1] + 60 > height or max(panel.places(line, bigger)[-1] for line in LINES) > width


def test_all_blocks_have_the_same_scale(view):
    shown(view, lines=LINES, cell=20)
    for left, top, width, height, values in view.panels["panel"].grounds.items:
        assert width == height == 20
        assert left >= 10
        assert top - values.shape[0] * height >= 0


@pytest.mark.parametrize("cell", [4, 20, 36, 40])
def test_words_stay_inside_and_apart(view, cell):
    shown(view, lines=LINES, cell=cell)
    boxes = words(view.panels["panel"])
    assert len(boxes) >= 13
    for _, (left, bottom, right, top) in boxes:
        assert 0 <= left < right <= 600
        assert 0 <= bottom < top <= 320
    for (one, (l1, b1, r1, t1)), (two, (l2, b2, r2, t2)) in itertools.combinations(boxes, 2):
        assert min(r1, r2) - max(l1, l2) <= 0.5 or min(t1, t2) - max(b1, b2) <= 2, f"{one} lies over {two}"


@pytest.mark.parametrize("cell", [SPACED - 1, SPACED, 40])
def test_letters_stand_left_of_their_rows_and_above_their_columns(view, cell):
    lines = [[block(2, 4, "x", letters=("", "the␣")), block(4, 3, "W", letters=("the␣", "")), "=", block(2, 3, "y")]]
    shown(view, lines=lines, cell=cell)
    panel = view.panels["panel"]
    if cell < SPACED:
        assert not panel.letters.items
        return
    (left, top, *_), (aside, _, *_), _ = panel.grounds.items
    above, beside = panel.letters.items[:4], panel.letters.items[4:]
    assert [letter for *_, letter in above] == [letter for *_, letter in beside] == list("the␣")
    np.testing.assert_allclose([x for x, *_ in above], left + cell * (np.arange(4) + 0.5))
    assert all(y >= top for _, y, _ in above)
    assert all(left + 4 * cell < x < aside for x, *_ in beside)
    ends = [box for _, box in words(panel)] + [box for _, box in panel.letters.boxes()]
    for (l1, b1, r1, t1), (l2, b2, r2, t2) in itertools.combinations(ends, 2):
        assert min(r1, r2) - max(l1, l2) <= 1 or min(t1, t2) - max(b1, b2) <= 4


def test_numbers_are_written_where_they_can_be_read(view):
    panel = view.panels["panel"]
    shown(view, lines=LINES, cell=READABLE)
    written = [text for group in panel.numbers.values() for text, _ in group.boxes()]
    assert len(written) == 6 + 12 + 8 + 4 + 8
    assert {"0", "0.1", "1.1"} <= set(written)
    shown(view, lines=LINES, cell=READABLE - 1)
    assert not any(group.items for group in panel.numbers.values())


def test_numbers_do_not_touch_their_neighbours(view):
    """One that has no room is a digit shorter, unless that made it 0."""
    panel = view.panels["panel"]
    values = np.array([[-0.36, -2.05, -0.04, 0.12]])
    for cell, written in ((READABLE, ["-0.4", "-2", "-0.04", "0.12"]), (40, ["-0.36", "-2.05", "-0.04", "0.12"])):
        shown(view, lines=[[Block("A", (1, 4), values)]], cell=cell)
        assert sorted(text for group in panel.numbers.values() for text, _ in group.boxes()) == sorted(written)


def test_a_number_fits_into_its_cell(view):
    panel = view.panels["panel"]
    for value in (-0.46, -9.99, 12.3, 9.99, -1.05):
        assert SMALLEST * panel.numbers[False].width(short(value)) <= READABLE


def test_what_is_not_known_is_an_empty_outline(view):
    panel = view.panels["panel"]
    shown(view, lines=[[Block("A", (2, 3))]], cell=20)
    assert not panel.grounds.items
    assert len(panel.waiting.get_xdata()) == 6
    assert not len(panel.edges.get_xdata())


@pytest.mark.parametrize(("side", "length"), [("columns", 60), ("rows", 40)])
def test_the_side_that_does_not_fit_is_red_and_as_long_as_the_side(view, side, length):
    assert not has_colour(shown(view, lines=[[block(2, 3)]], cell=20), style.VERMILION)
    assert has_colour(shown(view, lines=[[block(2, 3, wrong=side)]], cell=20), style.VERMILION)
    panel = view.panels["panel"]
    x, y = panel.wrong.get_data()
    assert np.hypot(x[1] - x[0], y[1] - y[0]) == pytest.approx(length)
    assert [text for text, _ in panel.bad.boxes()] == ["A"]


@pytest.mark.parametrize(
    ("mark", "left", "low", "wide", "high"),
    [((2, None), 0, 20, 60, 20), ((None, 1), 20, 0, 20, 80), ((3, 2), 40, 0, 20, 20), ((None, None), 0, 0, 60, 80)],
)
def test_a_mark_outlines_a_row_a_column_or_an_entry(view, mark, left, low, wide, high):
    shown(view, lines=[[block(4, 3, mark=mark)]], cell=20)
    panel = view.panels["panel"]
    x, y = panel.marks.get_data()
    corner, foot = panel.grounds.items[0][0], panel.grounds.items[0][1] - 80
    assert (np.nanmin(x) - corner, np.nanmin(y) - foot, np.ptp(x[:4]), np.ptp(y[:4])) == (left, low, wide, high)


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (-0.0, "0"), (1.0, "1"), (-0.5, "-0.5"), (0.126, "0.13"), (-0.001, "0"), (100.0, "100")]
)
def test_short_numbers(value, text, no_excuses):
    assert short(value) == text


def test_longer_numbers():
    assert short(2.4917, 3) == "2.492"
    assert short(31.814) == "31.8"
    assert size_words((2, 13)) == "2×13"
