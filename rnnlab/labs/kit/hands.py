"""A hand in the picture: a click is one more control over the same settings, and a pointer that rests gets a line to read.

Places come from the page as parts of the picture's width and height, whatever size it has there.
"""

from rnnlab.views.kit.spots import step_from
from rnnlab.views.kit.view import DENSITY, LOCK

SHARPEST = 2.5  # drawn pixels for a CSS pixel of the small picture; beyond that a tick would take too long


class Hands:
    """What a lab's companion asks: hands(ask="says", x=0.5, y=0.2) returns what goes back to the page, a dict."""

    def __init__(self, lab):
        self.lab = lab

    def __call__(self, *, ask, **what):
        with LOCK:
            return getattr(self, f"_{ask}")(**what) | {"ask": ask}

    def _at(self, x, y):
        """A click."""
        if moves := self.lab.view.at(*self._pixels(x, y)):
            self.lab.move(moves)
        return {}

    def _says(self, x, y):
        return {"x": x, "y": y, "says": self.lab.view.says(*self._pixels(x, y))}

    def _walk(self, x, y, key):
        """An arrow key, from (x, y) or, where it has been nowhere yet, to the first part."""
        view = self.lab.view
        places = view.parts()
        there = step_from(places, *self._pixels(x, y), "Home" if x < 0 else key)
        if there is None:
            there = self._pixels(x, y)
        return {"x": there[0] / view.width, "y": there[1] / view.height, "says": view.says(*there), "spoken": True}

    def _wall(self, density, text):
        """The lab fills a screen, where a CSS pixel of its picture has `density` pixels, or is back on the page: 0."""
        self.lab.redraw(density=min(density, SHARPEST) if density else DENSITY, text=text if density else 1.0)
        return {}

    def _pixels(self, x, y):
        return x * self.lab.view.width, y * self.lab.view.height
