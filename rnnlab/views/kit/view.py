"""The machinery of a picture that answers a slider: draw the frame once, keep it, and on each tick draw only what moves.

A `Panel` is one set of axes. It is built once with empty artists; its `update` sets their data. A `View` is a figure of panels
that turns itself into PNG bytes. Drawing everything costs ten times as much as drawing what moves, so the frame (ticks, titles,
legends) is drawn again only when a panel asks for it, by changing its limits.
"""

import struct
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnnlab.views.kit import style
from rnnlab.views.kit.grid import Grid
from rnnlab.views.kit.label import Headline, Label

PIXELS_PER_INCH = 100  # CSS pixels, so that sizes here are sizes on the page

# For whoever computes for a picture or draws one: matplotlib's settings, and the number of threads that compute, belong to the
# whole process, and are changed for a while and put back.
LOCK = threading.RLock()

DENSITY = 1.25  # drawn pixels for a CSS pixel: sharp enough on a projector; encoding time grows with its square


class Panel:
    """One set of axes. Subclasses build their artists in `__init__` with `moving`, and set their data in `update`."""

    def __init__(self, axes):
        self.axes = axes
        self.artists = []  # drawn at every tick, in this order
        self.frame_changed = False

    def moving(self, artist):
        """Register an artist that `update` changes."""
        artist.set_animated(True)
        self.artists.append(artist)
        return artist

    def line(self, *args, **kwargs):
        """An empty line, registered."""
        return self.moving(self.axes.plot([], [], *args, **kwargs)[0])

    def text(self, x, y, **kwargs):
        """An empty text at a place in the axes' own coordinates (0 to 1), registered."""
        return self._label(Label, x, y, **kwargs)

    def headline(self, x, y, **kwargs):
        """The same in large letters, with `say` for an `Outcome`."""
        return self._label(Headline, x, y, fontsize=style.HUGE, fontweight="bold", **kwargs)

    def _label(self, kind, x, y, **kwargs):
        label = kind(x, y, "", transform=self.axes.transAxes, clip_on=False, **kwargs)
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
        with LOCK, mpl.rc_context(style.RC):
            size = self.width / PIXELS_PER_INCH, self.height / PIXELS_PER_INCH
            self.figure = Figure(figsize=size, dpi=PIXELS_PER_INCH * DENSITY)
            FigureCanvasAgg(self.figure)
            self.panels = self.build(*given, **named)
        self._frame = None

    def build(self, *given, **named):
        """Make the panels, each on its `axes`; return them by name."""
        raise NotImplementedError

    def axes(self, left, top, width, height):
        """Axes in a rectangle of the page, in CSS pixels from the picture's upper left corner."""
        bottom = self.height - top - height
        return self.figure.add_axes([left / self.width, bottom / self.height, width / self.width, height / self.height])

    def update(self, **data):
        """Hand each panel its data, by name: update(loss={"losses": [...], "step": 3}, ...)."""
        for name, panel in self.panels.items():
            panel.update(**data[name])

    def png(self):
        """The picture as PNG bytes."""
        canvas, panels = self.figure.canvas, self.panels.values()
        if self._frame is None or any(panel.frame_changed for panel in panels):
            with LOCK, mpl.rc_context(style.RC):
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
        return encode(canvas)


def _empty(artist):
    """Whether it is a line without points, such as the marks of what seldom happens: it would cost as much as a full one."""
    return isinstance(artist, Line2D) and not len(artist.get_xdata(orig=True))


_OTHER_HALF = ThreadPoolExecutor(max_workers=1, thread_name_prefix="png")


def encode(canvas):
    """The canvas as PNG bytes, in a third of the time that Pillow takes, which tries five filters on each row.

    Encoding is the largest part of a tick, and a slider feels it; so these few lines are ours. The format is that of RFC 2083:
    a header, the compressed rows, an end. Each row begins with a 0, for "no filter".
    """
    pixels = np.asarray(canvas.buffer_rgba())
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 4 * width), np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # 8 bits each of red, green, blue and opacity
    parts = (b"IHDR", header), (b"IDAT", _compressed(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _compressed(rows):
    """The rows in the format of RFC 1950, one half of them compressed by another thread: zlib lets go of Python's lock."""
    half = len(rows) // 2
    upper = _OTHER_HALF.submit(_blocks, rows[:half], zlib.Z_FULL_FLUSH)
    lower = _blocks(rows[half:], zlib.Z_FINISH)
    return b"\x78\x01" + upper.result() + lower + struct.pack(">I", zlib.adler32(rows))


def _blocks(rows, end):
    deflate = zlib.compressobj(level=1, wbits=-zlib.MAX_WBITS)
    return deflate.compress(rows) + deflate.flush(end)


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
