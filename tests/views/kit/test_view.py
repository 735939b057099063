"""The machinery: the frame is drawn once, and what comes out is a picture of the size that was declared."""

import io

import numpy as np
import pytest
from PIL import Image
from support.pictures import alone

from rnnlab.views.kit.view import DENSITY, Panel, View


class Dot(Panel):
    """One point, whose axes may follow it."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        self.dot = self.line(ls="", marker="o", ms=20, color="#ff0000")
        self.words = self.text(0.1, 0.1)

    def update(self, x, words="", wide=1):
        self.limits(x=(0, wide))
        self.dot.set_data([x], [0.5])
        self.words.set_text(words)


class Small(View):
    width, height = 120, 80

    def build(self):
        return {"left": Dot(self.axes(10, 10, 40, 60)), "right": Dot(self.axes(70, 10, 40, 60))}


@pytest.fixture
def view():
    return Small()


@pytest.fixture
def frames(view, monkeypatch):
    """One entry each time the frame is drawn."""
    drawn, draw = [], view.figure.canvas.draw
    monkeypatch.setattr(view.figure.canvas, "draw", lambda: drawn.append(draw()))
    return drawn


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def red(picture):
    """The columns, as fractions of the width, that hold pure red."""
    columns = np.flatnonzero((picture == [255, 0, 0]).all(axis=2).any(axis=0))
    return columns / picture.shape[1]


def test_the_picture_is_a_png_of_the_declared_size(view):
    view.update(left={"x": 0.5}, right={"x": 0.5})
    picture = Image.open(io.BytesIO(view.png()))
    picture.verify()
    assert picture.format == "PNG"
    assert picture.size == (round(120 * DENSITY), round(80 * DENSITY))
    assert picture.mode == "RGBA"


def test_the_picture_is_the_canvas(view):
    view.update(left={"x": 0.5}, right={"x": 0.5})
    picture = np.asarray(Image.open(io.BytesIO(view.png())))
    np.testing.assert_array_equal(picture, np.asarray(view.figure.canvas.buffer_rgba()))
    assert (picture[..., 3] == 255).all()


def test_axes_are_placed_in_pixels_of_the_page(view):
    corners = view.panels["left"].axes.get_window_extent().extents / DENSITY
    np.testing.assert_allclose(corners, [10, 10, 50, 70])


@pytest.mark.parametrize("density", [1, 3])
def test_a_panel_knows_its_size_in_pixels_of_the_page(view, density):
    view.redraw(density=density)
    panel = view.panels["left"]
    np.testing.assert_allclose([panel.width, panel.height, panel.density], [40, 60, density])


def test_the_frame_is_drawn_once(view, frames):
    for x in np.linspace(0, 1, 5):
        view.update(left={"x": x, "words": f"{x}"}, right={"x": 1 - x})
        view.png()
    assert len(frames) == 1


def test_what_moved_has_left_its_old_place(view):
    view.update(left={"x": 0.2}, right={"x": np.nan})
    first = red(pixels(view.png()))
    view.update(left={"x": 0.8}, right={"x": np.nan})
    second = red(pixels(view.png()))
    assert len(first) > 0
    assert first.max() < second.max()
    assert first.min() < second.min()


def test_the_same_data_give_the_same_bytes(view):
    view.update(left={"x": 0.2}, right={"x": 0.3})
    first = view.png()
    view.update(left={"x": 0.9, "words": "elsewhere"}, right={"x": 0.1})
    assert view.png() != first
    view.update(left={"x": 0.2}, right={"x": 0.3})
    assert view.png() == first


def test_new_limits_draw_the_frame_again_and_the_same_limits_do_not(view, frames):
    for wide in (1, 1, 2, 2, 1):
        view.update(left={"x": 0.5, "wide": wide}, right={"x": 0.5})
        view.png()
    assert len(frames) == 3


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_saved_figure_has_what_moves_in_it_and_the_next_picture_is_right(view, kind):
    view.update(left={"x": 0.5}, right={"x": 0.5})
    before = view.png()
    saved = io.BytesIO()
    view.figure.savefig(saved, format=kind, dpi=60)
    if kind == "png":
        assert len(red(pixels(saved.getvalue()))) > 0
    elif kind == "svg":
        assert b"#ff0000" in saved.getvalue()
    assert view.png() == before


def test_a_picture_without_data_is_a_frame(view):
    assert len(red(pixels(view.png()))) == 0


def test_a_panel_and_a_view_must_be_filled_in(view):
    with pytest.raises(NotImplementedError):
        Panel(view.figure.axes[0]).update()
    with pytest.raises(NotImplementedError):
        View()


class Many(Panel):
    """What stands for many artists, each two units of ten wide."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.set(xlim=(0, 10), ylim=(0, 10))
        self.one, self.lines, self.many = self.area(color="red"), self.segments(color="red", lw=40), self.polygons(color="red")

    def update(self, one=(), lines=(), many=()):
        self.one.set_xy(np.reshape(one, (-1, 2)))
        self.lines.set_segments(lines)
        self.many.set_verts(many)


SQUARE = np.array([(2, 2), (4, 2), (4, 4), (2, 4)])


@pytest.mark.parametrize(
    ("data", "wide"),
    [
        ({"one": SQUARE}, 2),
        ({"lines": [[(2, 5), (4, 5)]]}, 2),
        ({"many": [SQUARE, SQUARE + np.array((4, 0))]}, 4),
        ({}, 0),
    ],
)
def test_many_areas_or_lines_are_one_artist(data, wide):
    view = alone(Many, (0, 0, 200, 100))
    limits = view.panels["panel"].axes.axis()
    view.update(panel=data)
    assert len(red(pixels(view.png()))) == pytest.approx(wide * 25, abs=4)
    assert view.panels["panel"].axes.axis() == limits
    assert all(artist.get_animated() for artist in view.panels["panel"].artists)


@pytest.mark.parametrize("words", [[], ["a"], ["a", "b"]])
def test_texts_are_filled_one_after_the_other(words):
    panel = alone(Dot).panels["panel"]
    texts = [panel.text(0, y) for y in (0, 1)]
    panel.fill(texts, ["before", "that"])
    panel.fill(texts, words)
    assert [text.get_text() for text in texts] == [*words, "", ""][:2]
