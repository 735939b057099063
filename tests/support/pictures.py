"""A panel alone in a small picture, and what a reader would see of it and could not read."""

import io
import itertools

import numpy as np
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from rnnlab.views.kit.canvas import Words
from rnnlab.views.kit.view import PIXELS_PER_INCH, View


def alone(kind, place=(60, 60, 420, 200), **options):
    """A view with nothing but a panel of `kind`, named "panel"."""

    class Alone(View):
        width, height = 600, 320

        def build(self):
            return {"panel": kind(self.axes(*place), **options)}

    return Alone()


def shown(view, **data):
    """Update the panel and return the picture as an array (rows, columns, 3)."""
    view.update(panel=data)
    return np.asarray(Image.open(io.BytesIO(view.png())).convert("RGB"))


def texts(figure):
    """Every text of the figure that is not empty or hidden, with the rectangle it takes, in drawn pixels."""
    renderer = figure.canvas.get_renderer()
    hidden = {text for axes in figure.axes if not axes.get_visible() for text in axes.findobj(Text)}
    words = [text for text in figure.findobj(Text) if text not in hidden and text.get_visible() and text.get_text().strip()]
    return [(text, text.get_window_extent(renderer)) for text in words]


def crowded(figure):
    """What a reader could not read: texts that leave the figure, lie over another text, or are below 11 pixels of the page."""
    found, (width, height) = texts(figure), figure.bbox.size
    for text, box in found:
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height:
            yield f"{text.get_text()!r} leaves the figure"
        if text.get_fontsize() * PIXELS_PER_INCH / 72 < 11:
            yield f"{text.get_text()!r} is small"
    for (text, box), (other, below) in itertools.combinations(found, 2):
        if box.overlaps(below):
            yield f"{text.get_text()!r} lies over {other.get_text()!r}"


def outlined(figure):
    """Every text that a canvas draws as an outline, with the rectangle it takes, in drawn pixels."""
    for words in figure.findobj(Words):
        for text, (left, bottom, right, top) in words.boxes():
            yield text, Bbox(words.axes.transData.transform([(left, bottom), (right, top)]))


def crowded_outlines(figure):
    """What a reader could not read of the texts drawn as outlines, among themselves and among the others."""
    found, others = list(outlined(figure)), [(text.get_text(), box) for text, box in texts(figure)]
    width, height = figure.bbox.size
    for text, box in found:
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > width + 0.5 or box.y1 > height + 0.5:
            yield f"{text!r} leaves the figure"
    pairs = [*itertools.combinations(found, 2), *itertools.product(found, others)]
    for (text, box), (other, below) in pairs:
        if text.strip() and other.strip() and _shared(box, below) > 1:
            yield f"{text!r} lies over {other!r}"


def _shared(box, other):
    """How far two rectangles lie over one another, in drawn pixels; below 0 if they do not."""
    return min(box.x1, other.x1) - max(box.x0, other.x0) if box.overlaps(other) else -1


def has_colour(picture, colour):
    """Whether some pixel of the picture has this colour, "#rrggbb", up to what anti-aliasing leaves."""
    wanted = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)])
    return bool((np.abs(picture.astype(int) - wanted).max(axis=2) <= 2).any())


def on_page(panel, x, y, transform=None):
    """Where a place in a panel's data is in the picture, in CSS pixels from its upper left corner."""
    figure = panel.axes.figure
    across, up = (transform or panel.axes.transData).transform((x, y))
    return np.array([across, figure.bbox.height - up]) * PIXELS_PER_INCH / figure.dpi
