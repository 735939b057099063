"""The companion of a lab or a prediction in the page: it names, speaks, listens to a hand in the picture, and fills the screen.

What it does there stands in `companion.js`, the only JavaScript of the project. Nothing depends on it: where it cannot run,
such as on a page without anywidget, all that is lost is itself. How things look stands in `lab.css`, and needs no JavaScript.
"""

import pathlib

import anywidget
import ipywidgets as widgets
import traitlets

HERE = pathlib.Path(__file__).parent
STYLE = f"<style>{(HERE / 'lab.css').read_text(encoding='utf-8')}</style>"


class Companion(anywidget.AnyWidget):
    """`answer(ask=…, **what)` is called for what a hand in the picture asks, and its result, a dict, goes back to the page.

    size: (width, height) of the picture in CSS pixels. touchable: whether there is anything in it to point at.
    """

    _esm = (HERE / "companion.js").read_text(encoding="utf-8")
    size = traitlets.List(traitlets.Int()).tag(sync=True)
    touchable = traitlets.Bool(False).tag(sync=True)

    def __init__(self, answer=None, **state):
        super().__init__(**state)
        if answer:
            self.on_msg(lambda _, question, buffers: self.send(answer(**question)))


def look():
    """An invisible widget that gives the page the look of labs and predictions."""
    return widgets.HTML(STYLE, layout=widgets.Layout(display="none"))
