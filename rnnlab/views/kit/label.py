"""A text that is set anew at every tick and seldom says anything else, so its pixels are kept.

A picture has a dozen texts, and drawn by matplotlib they cost as much as everything else in it. A slider feels that.
"""

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from rnnlab.views.kit import outlines


class Label(Text):
    """A text drawn as outlines, from kept pixels for as long as it looks and stands the same.

    It has no box around it. What is turned, or longer than a line, matplotlib draws, each time.
    """

    _seen, _pixels, _corner = None, None, (0, 0)

    def draw(self, renderer):
        """Put the text on the canvas."""
        if not (self.get_visible() and self.get_text().strip()):
            return
        if self.get_rotation() or "\n" in self.get_text():
            super().draw(renderer)
            return
        look = self._look(renderer)
        if look != self._seen:
            self._corner, self._pixels = _printed(*look)
            self._seen = look
        if self._pixels is None:
            return
        gc = renderer.new_gc()
        renderer.draw_image(gc, *self._corner, self._pixels)
        gc.restore()

    def _look(self, renderer):
        """All that the pixels depend on."""
        x, y = self.get_transform().transform(self.get_position())
        size = self.get_fontsize() * renderer.dpi / 72
        return (
            self.get_text(),
            x,
            y,
            size,
            self.get_fontweight(),
            self.get_ha(),
            self.get_va(),
            self.get_color(),
            self.get_alpha(),
        )


class Headline(Label):
    """A label in large letters that says an `Outcome`."""

    def say(self, outcome):
        """Write its sign and word in its colour."""
        self.set(text=outcome.headline, color=outcome.colour)


def _printed(text, x, y, size, weight, ha, va, color, alpha):
    """The text on nothing: where the lower left corner of its pixels is on the canvas, and the pixels, the lowest row first.

    There are no pixels for a text of signs that have no outline.
    """
    below, above = (size * part for part in outlines.below_and_above(weight))
    foot = round(y + {"bottom": below, "top": -above, "center": (below - above) / 2, "baseline": 0}[va])  # on a pixel: sharp
    outline = outlines.outline([(x, foot, text)], weight=weight, ha=ha, scale=size)
    if not len(outline.vertices):
        return (0, 0), None
    corner = np.floor(outline.vertices.min(axis=0)).astype(int) - 1
    width, height = np.ceil(outline.vertices.max(axis=0)).astype(int) + 1 - corner
    paper = RendererAgg(width, height, 72)
    gc = paper.new_gc()
    gc.set_linewidth(0)
    paper.draw_path(gc, outline, Affine2D().translate(*-corner), to_rgba(color, alpha))
    return corner, np.array(paper.buffer_rgba())[::-1]
