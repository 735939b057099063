"""The machinery of a picture that answers a slider: draw the frame once, keep it, and on each tick draw only what moves.

A `Panel` is one set of axes. It is built once with empty artists; its `update` sets their data. A `View` is a figure of panels
that turns itself into PNG bytes. Drawing everything costs ten times as much as drawing what moves, so the frame (ticks, titles,
legends) is drawn again only when a panel asks for it, by changing its limits.
"""

import threading

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnnlab.views.kit import png, style
from rnnlab.views.kit.grid import Grid
from rnnlab.views.kit.label import Headline, Label
from rnnlab.views.kit.style import PIXELS_PER_INCH

# For whoever computes for a picture or draws one. All figures share matplotlib's fonts, which are not made for two threads; and
# the number of threads that compute belongs to the whole process: it is changed for a while and put back.
LOCK = threading.RLock()

DENSITY = 1.25  # drawn pixels for a CSS pixel: sharp enough on a projector; encoding time grows with its square

LINE = {"lw": 1.5, "ls": "-", "marker": "", "ms": 6, "mew": 1}


class Panel:
    """One set of axes. Subclasses build their artists in `__init__` with `moving`, and set their data in `update`.

    `width` and `height` are those of the axes in CSS pixels, `density` the drawn pixels for each.
    """

    def __init__(self, axes):
        self.axes = axes
        self.density = axes.figure.dpi / PIXELS_PER_INCH
        self.width, self.height = axes.bbox.size * PIXELS_PER_INCH / axes.figure.dpi
        self.artists = []  # drawn at every tick, in this order
        self.frame_changed = False

    def moving(self, artist):
        """Register an artist that `update` changes."""
        artist.set_animated(True)
        self.artists.append(artist)
        return artist

    def line(self, *args, **kwargs):
        """An empty line, registered."""
        return self.moving(self.axes.plot([], [], *args, **LINE | kwargs)[0])

    def write(self, x, y, words, **kwargs):
        """Words that never change, at a place in the data's coordinates."""
        return self.axes.text(x, y, words, **style.TEXT | kwargs)

    def text(self, x, y, **kwargs):
        """An empty text at a place in the axes' own coordinates (0 to 1), registered."""
        return self._label(Label, x, y, **kwargs)

    def headline(self, x, y, **kwargs):
        """The same in large letters, with `say` for an `Outcome`."""
        return self._label(Headline, x, y, fontsize=style.HUGE, fontweight="bold", **kwargs)

    def _label(self, kind, x, y, **kwargs):
        label = kind(x, y, "", transform=self.axes.transAxes, clip_on=False, **style.TEXT | kwargs)
        return self.moving(self.axes.add_artist(label))

    def grid(self):
        """Squares that fill the axes, which then run from 0 to 1, registered."""
        self.axes.set(xlim=(0, 1), ylim=(0, 1))
        return self.moving(self.axes.add_artist(Grid()))

    def limits(self, *, x=None, y=None):
        """Set the axes' limits; the frame is drawn again only if they are new."""
        for name, wanted in (("x", x), ("y", y)):
            if wanted is not None and tuple(wanted) != getattr(self.axes, f"get_{name}lim")():
                getattr(self.axes, f"set_{name}lim")(wanted)
                self.frame_changed = True

    def update(self, **data):
        """Set the artists' data."""
        raise NotImplementedError


class View:
    """A figure of named panels. Subclasses give `width` and `height` in CSS pixels and place their panels in `build`.

    `build` gets what the view is made with: `Cliff(60)` calls build(60).
    """

    width, height = 790, 500

    def __init__(self, *given, **named):
        with LOCK:
            size = self.width / PIXELS_PER_INCH, self.height / PIXELS_PER_INCH
            self.figure = Figure(figsize=size, dpi=PIXELS_PER_INCH * DENSITY, facecolor="white", layout="none")
            FigureCanvasAgg(self.figure)
            self.panels = self.build(*given, **named)
        self._frame = None

    def build(self, *given, **named):
        """Make the panels, each on its `axes`; return them by name."""
        raise NotImplementedError

    def axes(self, left, top, width, height):
        """Axes in a rectangle of the page, in CSS pixels from the picture's upper left corner."""
        bottom = self.height - top - height
        place = left / self.width, bottom / self.height, width / self.width, height / self.height
        return style.dress(self.figure.add_axes(place))

    def update(self, **data):
        """Hand each panel its data, by name: update(loss={"losses": [...], "step": 3}, ...)."""
        for name, panel in self.panels.items():
            panel.update(**data[name])

    def png(self):
        """The picture as PNG bytes."""
        canvas, panels = self.figure.canvas, self.panels.values()
        if self._frame is None or any(panel.frame_changed for panel in panels):
            with LOCK:
                canvas.draw()
            self._frame = canvas.copy_from_bbox(self.figure.bbox)
            for panel in panels:
                panel.frame_changed = False
        canvas.restore_region(self._frame)
        renderer = canvas.get_renderer()
        for panel in panels:
            for artist in panel.artists:
                if not _empty(artist):
                    artist.draw(renderer)
        return png.encode(np.asarray(canvas.buffer_rgba()))


def _empty(artist):
    """Whether it is a line without points, such as the marks of what seldom happens: it would cost as much as a full one."""
    return isinstance(artist, Line2D) and not len(artist.get_xdata(orig=True))
