"""What shows a picture in the page sooner than the browser would; its JavaScript is `painter.js`. Where that cannot run, the
picture is seen as ipywidgets shows it."""

import pathlib

import anywidget
import ipywidgets as widgets
import traitlets


class Painter(anywidget.AnyWidget):
    """`source` is the Image that it paints. It lies over that, in the same box and before it."""

    _esm = pathlib.Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    source = traitlets.Instance(widgets.Image).tag(sync=True, **widgets.widget_serialization)

    def __init__(self, source):
        super().__init__(source=source)
        self.add_class("rnnlab-painter")
