"""The cliff: a map of the loss over a weight and a bias, and two walks on it from one start, with clipping and without."""

import itertools

import numpy as np
from matplotlib import colormaps

from rnnlab.views.kit import Panel, Spots, View, style
from rnnlab.views.panels.headlines import Headlines
from rnnlab.views.panels.two_runs import CLIPPED, PLAIN, SIGNS, TwoRuns

W, B = (3.0, 8.0), (-5.0, -1.0)  # what the map shows
PIXELS = 400, 320  # of the map, and numbers in the landscape: the same scale both ways
HIGHEST, BANDS = 0.5, 25  # the loss is below 0.7², and the map has a contour line at each 0.02
GROUND = colormaps["cividis"]
NAME = 0.66, 0.29  # the place of the cliff's name, in parts of the map
DARK_GROUND = 120  # mean of red, green and blue: on darker ground, words are white
LINE_SHADE = 0.82  # of a contour line, compared with the ground
STEP = 6  # CSS pixels around a step of a walk; beyond them a pointer means the ground


def grid():
    """The w and b of the map's points, left to right and top to bottom."""
    (left, right), (low, high) = W, B
    columns, rows = PIXELS
    half = (right - left) / columns / 2
    w = np.linspace(left + half, right - half, columns, dtype=np.float32)
    return w, np.linspace(high - half, low + half, rows, dtype=np.float32)


def painted(losses):
    """A landscape (rows, columns) as colours (rows, columns, 4) in bytes, with contour lines."""
    band = np.clip(losses / HIGHEST * BANDS, 0, BANDS - 1).astype(int)
    colours = (GROUND((np.arange(BANDS) + 0.5) / BANDS)[:, :3] * 255).astype(np.uint8)
    picture = np.full((*losses.shape, 4), 255, np.uint8)
    picture[..., :3] = colours[band]
    edge = np.zeros(losses.shape, bool)
    edge[1:] |= band[1:] != band[:-1]
    edge[:, 1:] |= band[:, 1:] != band[:, :-1]
    picture[edge, :3] = (colours * LINE_SHADE).astype(np.uint8)[band[edge]]
    return picture


def inside(w, b):
    """Whether a point is on the map."""
    return W[0] <= w <= W[1] and B[0] <= b <= B[1]


class Map(Panel):
    """`update(ground, loss, clipped, plain, step, cliff)`: the painted landscape, and loss(w, b) on it; two walks of points
    (steps+1, 2), the step that is looked at, and whether there is a cliff to name. A click anywhere is a new start."""

    def __init__(self, axes):
        super().__init__(axes)
        self.ground = self.grid()
        axes.set(xlim=W, ylim=B, yticks=[-5, -4, -3, -2, -1], yticklabels=["−5", "−4", "−3", "−2", "−1"])
        axes.set_xlabel("weight w", labelpad=2)
        axes.set_ylabel("bias b", labelpad=2)
        look = {"fontsize": style.MEDIUM, "color": style.BLACK, "fontweight": "bold", "va": "center"}
        self.cliff = self.text(*NAME, ha="center", rotation=-32, **look)
        self.clipped = Walk(self, SIGNS["clipped"][1], **CLIPPED)
        self.plain = Walk(self, SIGNS["not clipped"][1], **PLAIN)
        self.start = self.line(marker="D", ms=9, color="white", mec=style.BLACK, mew=2, clip_on=False)
        self.word = self.text(0, 0, **look)

    def update(self, ground, loss, clipped, plain, step, cliff):
        self.ground.set_data(ground)
        self._loss = loss
        walks = {"clipped": clipped[: step + 1], "not clipped": plain[: step + 1]}
        self.spots = [self._steps(name, points) for name, points in walks.items()]
        self.plain.set(plain[: step + 1])
        self.clipped.set(clipped[: step + 1])
        w, b = clipped[0]
        self.start.set_data([w], [b])
        x, y = (w - W[0]) / (W[1] - W[0]), (b - B[0]) / (B[1] - B[0])
        left = x > 0.2  # of the start, where there is room
        self.word.set(
            text="start", x=x - 0.025 if left else x + 0.025, y=min(max(y, 0.04), 0.96), ha="right" if left else "left"
        )
        self.word.set_color("white" if _is_dark(ground, x - 0.08 if left else x + 0.08, y) else style.BLACK)
        near = np.abs(np.subtract((x, y), NAME)) < (0.25, 0.16)
        self.cliff.set_text("the cliff" if cliff and not near.all() else "")

    def at(self, x, y):
        """A step of a walk, or the start that a click on the ground means."""
        w, b = _notch(x, y)
        return (super().at(x, y) or {"w": w, "b": b}) if inside(w, b) else {}

    def says(self, x, y):
        """A step of a walk, or how high the ground is where a click would start."""
        w, b = _notch(x, y)
        return (super().says(x, y) or f"start here: {self._told(w, b)}") if inside(w, b) else ""

    def _steps(self, name, points):
        w, b = np.where([inside(*point) for point in points], points.T, np.nan)
        return Spots(w, b, lambda i: f"{name}, step {i}: {self._told(*points[i])}", lambda i: {"step": i}, (STEP, STEP))

    def _told(self, w, b):
        return f"w = {w:.4g}, b = {b:.4g}, loss {style.number(self._loss(w, b))}".replace("-", "−")


class Walk:
    """A walk as a line with a light border, so that it is seen on any ground; an arrow where its end is off the map."""

    def __init__(self, panel, marker, *, color, ls):
        self.border = panel.line(color="white", lw=5.5, solid_capstyle="round")
        self.line = panel.line(color=color, lw=2.6, ls=ls)
        self.steps = panel.line(color=color, ls="", marker=marker, ms=4)
        self.end = panel.line(marker=marker, ms=11, color=color, mec="white", mew=1.5, clip_on=False)
        self.away = panel.line(ms=17, color=color, mec="white", mew=1.5, clip_on=False)

    def set(self, points):
        shown = _on_the_map(points)
        self.border.set_data(*shown)
        self.line.set_data(*shown)
        self.steps.set_data(*points.T)
        last, here = points[-1], inside(*points[-1])
        self.end.set_data(*(last[:, None] if here else ([], [])))
        self.away.set_data([], [])
        if not here and np.isfinite(last).all():
            before = next(point for point in points[::-1] if inside(*point))
            direction = np.degrees(np.arctan2(*(last - before)[::-1]))
            self.away.set_data(*_border(before, last)[:, None])
            self.away.set_marker((3, 0, direction - 90))


class Ground(Panel):
    """What the colours mean; it never changes."""

    def __init__(self, axes):
        super().__init__(axes)
        axes.imshow(GROUND((np.arange(BANDS) + 0.5) / BANDS)[::-1, None], aspect="auto", extent=(0, 1, 0, HIGHEST))
        axes.set(xticks=[], yticks=[0, 0.1, 0.2, 0.3, 0.4, 0.5])
        axes.yaxis.tick_right()
        axes.tick_params(length=2)
        style.title(axes, "loss", fontsize=style.SMALL, fontweight="normal", pad=9)

    def update(self):
        pass


class Cliff(View):
    """The words on top, the map at the left, loss and gradient over the steps at the right."""

    height = 466

    def build(self, longest):
        return {
            "headlines": Headlines(self.axes(52, 4, 730, 60)),
            "map": Map(self.axes(52, 92, *PIXELS)),
            "ground": Ground(self.axes(460, 92, 12, PIXELS[1])),
            "loss": TwoRuns(self.axes(558, 116, 216, 104), "loss", longest, window=(-5, 0), every=1),
            "norms": TwoRuns(
                self.axes(558, 316, 216, 104), "gradient before clipping", longest, window=(-4, 4), level="clip at"
            ),
        }


def _notch(x, y):
    """The w and b that a slider can stand at, nearest to a place."""
    return round(float(x), 1), round(float(y), 1)


def _is_dark(picture, x, y):
    """Whether a picture is dark at a place in parts of its width and height, counted from the lower left."""
    rows, columns, _ = picture.shape
    row, column = min(int((1 - y) * rows), rows - 1), min(int(x * columns), columns - 1)
    return picture[row, column, :3].mean() < DARK_GROUND


def _on_the_map(points):
    """A walk (steps, 2) as x and y to draw: it ends at the border where it leaves, and begins there anew if it comes back."""
    drawn = [points[0]]
    for before, after in itertools.pairwise(points):
        if inside(*before):
            drawn.append(after if inside(*after) else _border(before, after))
        elif inside(*after):
            drawn += [(np.nan, np.nan), _border(after, before), after]
    return np.array(drawn).T


def _border(here, away):
    """Where the way from a point on the map to one off the map meets the border."""
    with np.errstate(all="ignore"):
        low, high = np.array([W[0], B[0]]), np.array([W[1], B[1]])
        way = away - here
        share = np.where(way > 0, (high - here) / way, np.where(way < 0, (low - here) / way, np.inf))
        return here + np.nan_to_num(way * share.min())
