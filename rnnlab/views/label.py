"""A text that is set anew at every tick and seldom says anything else, so its pixels are kept.

To lay out a text and draw its letters costs the better part of a millisecond. To put down the pixels of the last time costs a
twentieth of that, and a slider feels it: a picture has a dozen texts.
"""

import math

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

MARGIN = 3  # drawn pixels around the text's rectangle, which some letters overrun


class Label(Text):
    """A matplotlib text without a box around it, drawn from kept pixels for as long as it looks and stands the same."""

    _seen, _pixels, _corner = None, None, (0, 0)

    def draw(self, renderer):
        """Put the text on the canvas."""
        if not (self.get_visible() and self.get_text()):
            return
        look = self._look(renderer)
        if look != self._seen:
            self._corner, self._pixels = self._printed(renderer)
            self._seen = look
        gc = renderer.new_gc()
        renderer.draw_image(gc, *self._corner, self._pixels)
        gc.restore()

    def _look(self, renderer):
        """All that the pixels depend on."""
        place = self.get_transform().transform(self.get_position())
        words = self.get_text(), self.get_color(), self.get_alpha(), hash(self.get_fontproperties())
        return *place, *words, self.get_rotation(), self.get_ha(), self.get_va(), renderer.dpi

    def _printed(self, renderer):
        """The text drawn on nothing: the lower left corner of its pixels on the canvas, and the pixels, lowest row first."""
        box, moved = self.get_window_extent(renderer), self.get_transform()
        left, bottom = math.floor(box.x0) - MARGIN, math.floor(box.y0) - MARGIN
        size = math.ceil(box.x1) + MARGIN - left, math.ceil(box.y1) + MARGIN - bottom
        paper = RendererAgg(*size, renderer.dpi)
        self.set_transform(moved + Affine2D().translate(-left, -bottom))
        super().draw(paper)
        self.set_transform(moved)
        return (left, bottom), np.array(paper.buffer_rgba())[::-1]
