"""The machinery of pictures: a view and its panels, letters, squares, colours. What most pictures are made of is named here."""

from rnnlab.views.kit.canvas import CORNERS, Canvas, entries, numbers, on_dark
from rnnlab.views.kit.spots import NEAR, Spots, squares
from rnnlab.views.kit.time_axis import TimeAxis
from rnnlab.views.kit.view import Panel, View

__all__ = ["CORNERS", "NEAR", "Canvas", "Panel", "Spots", "TimeAxis", "View", "entries", "numbers", "on_dark", "squares"]
