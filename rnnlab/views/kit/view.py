"""The machinery of a picture that answers a slider: draw the frame once, keep it, and on each tick draw only what moves.

A `Panel` is one set of axes. It is built once with empty artists; its `update` sets their data. A `View` is a figure of panels
that turns itself into PNG bytes. Drawing everything costs ten times as much as drawing what moves, so the frame (ticks, titles,
legends) is drawn again only when a panel asks for it, by changing its limits.
"""

import itertools
import threading

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
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

    `width` and `height` are those of the axes in CSS pixels, `density` the drawn pixels for each. `pinnable`: whether a curve
    can be left standing while the settings move on, because its axes mean the same at all settings.
    """

    pinnable = True

    def __init__(self, axes):
        self.axes = axes
        self.density = axes.figure.dpi / PIXELS_PER_INCH
        self.width, self.height = axes.bbox.size * PIXELS_PER_INCH / axes.figure.dpi
        self.artists = []  # drawn at every tick, in this order
        self.spots = ()  # what can be pointed at: `update` sets them where a subclass has some
        self.frame_changed = False

    def moving(self, artist):
        """Register an artist that `update` changes."""
        artist.set_animated(True)
        self.artists.append(artist)
        return artist

    def line(self, *args, **kwargs):
        """An empty line, registered."""
        return self.moving(self.axes.plot([], [], *args, **LINE | kwargs)[0])

    def area(self, **look):
        """An empty area, registered. `set_xy` takes its corners."""
        return self.moving(self.axes.fill([0], [0], **look)[0])

    def segments(self, **look):
        """An empty set of lines that are one artist, registered. `set_segments` takes the points of each."""
        return self.moving(self.axes.add_collection(LineCollection([], **look), autolim=False))

    def polygons(self, **look):
        """An empty set of areas that are one artist, registered. `set_verts` takes the corners of each."""
        return self.moving(self.axes.add_collection(PolyCollection([], **look), autolim=False))

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

    @staticmethod
    def fill(texts, words):
        """Write these words into texts, one after the other; a text that is left over becomes empty."""
        for text, line in itertools.zip_longest(texts, words, fillvalue=""):
            text.set_text(line)

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

    def pinnable_curves(self):
        """What can be pinned: the lines of more than two points, as they stand -> [(x, y), …]."""
        drawn = [artist for artist in self.artists if isinstance(artist, Line2D) and artist.get_linestyle() != "None"]
        own = [line.get_data() for line in drawn if line.get_transform() == self.axes.transData]
        return [(x, y) for x, y in own if len(x) > 2] if self.pinnable and self.axes.axison else []

    def at(self, x, y):
        """The settings that a click at a place in the data's coordinates means; none: an empty dict."""
        spots, place = self._meant(x, y)
        return spots.at(place) if spots else {}

    def says(self, x, y):
        """A line about what is at a place in the data's coordinates, or ""."""
        spots, place = self._meant(x, y)
        return spots.says(place) if spots else ""

    def parts(self):
        """All that can be pointed at, in the data's coordinates -> (parts, 2)."""
        return np.concatenate([np.zeros((0, 2)), *(spots.places() for spots in self.spots)])

    def _meant(self, x, y):
        """The spot at a place that has something to say: of those that reach there the smallest, of equally small ones, to a
        pixel, the nearest, and of equally near ones the first -> its kind, or None, and which of them it is."""
        found = [(*spots.nearest(x, y, self._per_unit()), spots) for spots in self.spots]
        near = [(away, place, spots) for away, place, spots in found if away < np.inf and spots.says(place)]
        _, place, spots = min(near, key=lambda spot: (spot[2].size(spot[1]), round(spot[0])), default=(np.inf, -1, None))
        return spots, place

    def _per_unit(self):
        """CSS pixels for a unit of the data, across and up."""
        (left, right), (low, high) = self.axes.get_xlim(), self.axes.get_ylim()
        return self.width / (right - left), self.height / (high - low)


class View:
    """A figure of named panels. Subclasses give `width` and `height` in CSS pixels and place their panels in `build`.

    `build` gets what the view is made with: `Cliff(60)` calls build(60).
    """

    width, height = 790, 500

    def __init__(self, *given, **named):
        self._given, self._data, self._pinned = (given, named), {}, []
        self.redraw()

    def redraw(self, density=DENSITY, text=1.0):
        """Make the picture anew with so many drawn pixels for a CSS pixel, and letters so many times as large."""
        with LOCK:
            size = self.width / PIXELS_PER_INCH, self.height / PIXELS_PER_INCH
            self.figure = Figure(figsize=size, dpi=PIXELS_PER_INCH * density, facecolor="white", layout="none")
            FigureCanvasAgg(self.figure)
            given, named = self._given
            self.panels = self.build(*given, **named)
            if text != 1:  # to look through all artists makes marks that no axis needs yet
                for artist in self.figure.findobj(lambda artist: hasattr(artist, "set_fontsize")):
                    artist.set_fontsize(text * artist.get_fontsize())
        self._frame = None
        self._draw_pinned()
        if self._data:
            self.update(**self._data)

    def pin(self, on=True):
        """Leave the present curves standing in grey while the settings move on, in place of those pinned before; or none."""
        panels = self.panels if on else {}
        self._pinned = [(name, *curve) for name, panel in panels.items() for curve in panel.pinnable_curves()]
        for ghost in self._ghosts:
            ghost.remove()
        self._draw_pinned()

    def _draw_pinned(self):
        """Pinned curves are a part of the frame, so a tick does not draw them again."""
        look = LINE | {"color": style.PINNED, "lw": 2, "zorder": 0.5}
        self._ghosts = [self.panels[name].axes.plot(x, y, **look)[0] for name, x, y in self._pinned]
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
        self._data = data
        for name, panel in self.panels.items():
            panel.update(**data[name])

    def at(self, x, y):
        """The settings that a click means, x and y in CSS pixels from the picture's upper left corner; none: an empty dict."""
        return next((found for panel, place in self._panels_at(x, y) if (found := panel.at(*place))), {})

    def says(self, x, y):
        """A line about what is there, or ""."""
        return next((found for panel, place in self._panels_at(x, y) if (found := panel.says(*place))), "")

    def parts(self):
        """All places that can be pointed at, in CSS pixels from the picture's upper left corner -> (parts, 2)."""
        places = [panel.axes.transData.transform(parts) for panel in self.panels.values() if len(parts := panel.parts())]
        drawn = np.concatenate([np.zeros((0, 2)), *places]) * PIXELS_PER_INCH / self.figure.dpi
        inside = (drawn >= 0).all(axis=1) & (drawn <= (self.width, self.height)).all(axis=1)
        return drawn[inside] * (1, -1) + (0, self.height)

    @property
    def touchable(self):
        """Whether there is anything to point at."""
        return len(self.parts()) > 0

    def _panels_at(self, x, y):
        """The panels near a place, the nearest first, each with the place in its data's coordinates."""
        drawn = np.array([x, self.height - y]) * self.figure.dpi / PIXELS_PER_INCH

        def away(panel):
            (left, low), (right, high) = panel.axes.bbox.get_points()
            return max(left - drawn[0], drawn[0] - right, low - drawn[1], drawn[1] - high, 0)

        for panel in sorted(self.panels.values(), key=away):
            yield panel, panel.axes.transData.inverted().transform(drawn)

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
