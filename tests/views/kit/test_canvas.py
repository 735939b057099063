"""Texts as outlines, and matrices as squares: they stand where they are put, as wide as they say, in the right colours."""

import numpy as np
import pytest
from matplotlib import colors
from support.pictures import alone, crowded_outlines, has_colour, outlined

from rnnlab.views.kit import style
from rnnlab.views.kit.canvas import Canvas, centres, numbers, on_dark, short
from rnnlab.views.kit.view import View


class Sheet(Canvas):
    """Some texts and some matrices."""

    def __init__(self, axes, ha="left"):
        super().__init__(axes)
        self.matrices = self.squares()
        self.texts = self.words(ha=ha, color="#ff0000")

    def update(self, texts=(), matrices=()):
        self.texts.put(texts)
        self.matrices.put(matrices)


def sheet(**options):
    return alone(Sheet, (0, 0, 600, 320), **options)


class Kinds(Canvas):
    """Texts of two kinds, and numbers on squares."""

    def __init__(self, axes):
        super().__init__(axes)
        self.kinds = self.words_by_kind({"red": "#ff0000", "blue": "#0000ff"}, size=20)
        self.numbers = self.words_on_squares()


def drawn(view, **data):
    """The picture's pixels that are not white, as rows and columns in CSS pixels from the lower left."""
    view.update(panel=data)
    view.png()
    pixels = np.asarray(view.figure.canvas.buffer_rgba())[:, :, :3]
    rows, columns = np.nonzero((pixels < 128).any(axis=2))
    return (len(pixels) - rows) / 1.25, columns / 1.25


def test_a_canvas_is_measured_in_pixels_of_the_page():
    axes = sheet().panels["panel"].axes
    assert axes.get_xlim() == (0, 600)
    assert axes.get_ylim() == (0, 320)


@pytest.mark.parametrize("text", ["H", "∂L/∂W12 = Hᵀ · ∂L/∂C", "a  b", "–0.53", "ReLU(z)"])
@pytest.mark.parametrize(("ha", "before"), [("left", 0), ("center", 0.5), ("right", 1)])
def test_a_text_stands_where_it_is_put_and_is_as_wide_as_it_says(text, ha, before):
    view = sheet(ha=ha)
    y, x = drawn(view, texts=[(300, 100, text)])
    width = view.panels["panel"].texts.width(text)
    assert x.min() == pytest.approx(300 - before * width, abs=3)
    assert x.max() == pytest.approx(300 + (1 - before) * width, abs=3)
    assert y.min() > 95
    assert y.max() < 112


def test_a_text_is_as_large_as_matplotlib_would_make_it():
    view = sheet()
    words = view.panels["panel"].texts
    text = view.panels["panel"].axes.text(0, 0, "numerical 123", fontsize=style.SMALL)
    wanted = text.get_window_extent(view.figure.canvas.get_renderer()).width / 1.25
    assert words.width("numerical 123") == pytest.approx(wanted, rel=0.05)  # it rounds each letter to pixels


def test_what_is_put_replaces_what_was_there():
    view = sheet()
    drawn(view, texts=[(100, 100, "one"), (100, 200, "two")], matrices=[(300, 300, 20, 20, np.ones((2, 2)))])
    y, x = drawn(view, texts=[(400, 50, "three")])
    assert x.min() > 390
    assert y.max() < 70
    assert len(drawn(view)[0]) == 0


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (4, 1)])
def test_a_matrix_lies_row_by_row_from_its_upper_left_corner(shape):
    A = np.arange(np.prod(shape), dtype=float).reshape(shape) + 1
    middles = centres(100, 200, 10, 20, A)
    np.testing.assert_allclose(middles[0], [105, 190])
    np.testing.assert_allclose(middles[-1], [100 + 10 * (shape[1] - 0.5), 200 - 20 * (shape[0] - 0.5)])
    y, x = drawn(sheet(), matrices=[(100, 200, 10, 20, A)])
    assert (x.min(), x.max()) == (pytest.approx(100, abs=1.5), pytest.approx(100 + 10 * shape[1], abs=1.5))
    assert (y.min(), y.max()) == (pytest.approx(200 - 20 * shape[0], abs=1.5), pytest.approx(200, abs=1.5))


def test_above_zero_is_orange_and_below_it_purple_and_zero_is_white():
    view = sheet()
    view.update(panel={"matrices": [(100, 200, 20, 20, np.array([[0.0, 1.0], [-1.0, 5.0]]))]})
    zero, positive, negative, _ = (colors.to_hex(face) for face in view.panels["panel"].matrices.get_facecolor())
    assert zero == "#ffffff"
    red, _, blue = colors.to_rgb(positive)
    assert red > blue
    red, _, blue = colors.to_rgb(negative)
    assert red < blue
    view.png()
    pixels = np.asarray(view.figure.canvas.buffer_rgba())
    assert has_colour(pixels[:, :, :3], positive)


def test_a_number_on_a_dark_square_is_white():
    np.testing.assert_array_equal(on_dark(np.array([[0.0, 0.1, -0.1, 50.0, -50.0]])), [[False, False, False, True, True]])


def test_what_is_no_ordinary_number_has_its_colour(no_excuses):
    view = sheet()
    drawn(view, matrices=[(100, 200, 20, 20, np.array([[np.inf, np.nan]]))], texts=[(10, 10, short(np.inf))])
    faces = [colors.to_hex(face) for face in view.panels["panel"].matrices.get_facecolor()]
    assert faces[0] == "#000000"
    assert faces[1] not in ("#000000", "#ffffff")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0.00"), (-0.0, "0.00"), (-0.001, "0.00"), (0.534, "0.53"), (-1.2, "–1.20"), (9.996, "10.0"), (-12.34, "–12.3"),
        (99.96, "100"), (-999.4, "–999"), (1234.0, "10³"), (-3e20, "–10²⁰"), (np.inf, "∞"), (-np.inf, "–∞"), (np.nan, "NaN"),
    ],
)  # fmt: skip
def test_a_number_is_short(value, words, no_excuses):
    assert short(value) == words
    assert len(words) <= 5


def test_the_tests_see_texts_that_lie_over_each_other():
    view = sheet()
    view.update(panel={"texts": [(10, 10, "here"), (12, 12, "there"), (590, 100, "outside")]})
    assert len(list(outlined(view.figure))) == 3
    assert len(list(crowded_outlines(view.figure))) == 2


class Deep(View):
    """A canvas that does not begin at the corner of the picture."""

    width, height = 300, 200

    def build(self):
        return {"panel": Sheet(self.axes(100, 50, 150, 100))}


def test_a_canvas_may_lie_anywhere_in_the_picture():
    y, x = drawn(Deep(), matrices=[(0, 100, 150, 100, np.ones((1, 1)))])
    assert (x.min(), x.max()) == (pytest.approx(100, abs=1.5), pytest.approx(250, abs=1.5))
    assert (y.min(), y.max()) == (pytest.approx(50, abs=1.5), pytest.approx(150, abs=1.5))


def test_texts_of_each_kind_have_their_look():
    kinds = alone(Kinds).panels["panel"].kinds
    kinds.put([("red", 10, 20, "a"), ("blue", 30, 40, "b"), ("red", 50, 60, "c")], zoom=2)
    assert {kind: words.items for kind, words in kinds.items()} == {
        "red": ((10, 20, "a"), (50, 60, "c")),
        "blue": ((30, 40, "b"),),
    }
    assert [words.get_facecolor() for words in kinds.values()] == [(1, 0, 0, 1), (0, 0, 1, 1)]
    assert {words.zoom for words in kinds.values()} == {2}
    kinds.put([])
    assert not any(words.items for words in kinds.values())


def test_a_number_stands_in_its_square_in_a_colour_that_can_be_read_there():
    canvas = alone(Kinds).panels["panel"]
    canvas.numbers.put(numbers((100, 90, 30, 20, np.array([[0.0, np.inf], [-np.inf, 0.1]])), str))
    assert canvas.numbers[True].items == ((145, 75, "inf"), (115, 55, "-inf"))
    assert canvas.numbers[False].items == ((115, 75, "0.0"), (145, 55, "0.1"))
    assert [words.get_facecolor() for words in canvas.numbers.values()] == [(0, 0, 0, 1), (1, 1, 1, 1)]


def test_texts_may_change_their_colour():
    words = sheet().panels["panel"].texts
    words.put([(0, 0, "a")], color="#0000ff")
    words.put([(0, 0, "b")])
    assert words.get_facecolor() == (0, 0, 1, 1)
