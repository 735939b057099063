"""A grid of squares: every square in its place, and the same share of the axes for each."""

import io

import numpy as np
import pytest
from PIL import Image

from rnnlab.views.kit.view import DENSITY, Panel, View

LEFT, TOP, WIDTH, HEIGHT = 10, 20, 80, 40  # CSS pixels


class Squares(Panel):
    def __init__(self, axes):
        super().__init__(axes)
        axes.set_axis_off()
        self.squares = self.grid()

    def update(self, colours):
        self.squares.set_data(colours)


class Small(View):
    width, height = 120, 80

    def build(self):
        return {"panel": Squares(self.axes(LEFT, TOP, WIDTH, HEIGHT))}


def shown(colours):
    """What is on the page where the axes are."""
    view = Small()
    view.update(panel={"colours": colours})
    picture = np.asarray(Image.open(io.BytesIO(view.png())))
    left, top, width, height = (round(size * DENSITY) for size in (LEFT, TOP, WIDTH, HEIGHT))
    outside = picture.copy()
    outside[top : top + height, left : left + width] = 255
    assert (outside == 255).all()
    return picture[top : top + height, left : left + width]


def random_colours(rows, columns):
    colours = np.random.default_rng(0).integers(0, 256, (rows, columns, 4), dtype=np.uint8)
    colours[..., 3] = 255
    return colours


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (2, 5), (5, 10), (7, 3)])
def test_every_square_is_in_its_place(rows, columns):
    colours = random_colours(rows, columns)
    picture = shown(colours)
    height, width, _ = picture.shape
    y = ((np.arange(rows) + 0.5) * height / rows).astype(int)
    x = ((np.arange(columns) + 0.5) * width / columns).astype(int)
    np.testing.assert_array_equal(picture[np.ix_(y, x)], colours)


def test_squares_are_of_one_size():
    picture = shown(random_colours(1, 10))
    widths = np.diff(np.flatnonzero((np.diff(picture[0].astype(int), axis=0) != 0).any(axis=1)))
    assert set(widths) == {round(WIDTH * DENSITY / 10)}


def test_more_squares_than_pixels_still_show_the_first_and_the_last():
    colours = np.zeros((200, 200, 4), np.uint8)
    colours[..., 3] = 255
    colours[:5], colours[-5:] = 255, (255, 0, 0, 255)
    picture = shown(colours)
    assert tuple(picture[0, 0]) == (255, 255, 255, 255)
    assert tuple(picture[-1, 0]) == (255, 0, 0, 255)
