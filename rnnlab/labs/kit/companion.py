"""The companion of a lab or a prediction in the page: it names, speaks, listens to a hand in the picture, and fills the screen.

What it does there stands in `companion.js`. Nothing depends on it: where it cannot run, such as on a page without anywidget,
all that is lost is itself. How things look stands in `lab.css`, and needs no JavaScript.
"""

import html
import itertools
import json
import pathlib

import anywidget
import ipywidgets as widgets
import traitlets

HERE = pathlib.Path(__file__).parent
STYLE = f"<style>{(HERE / 'lab.css').read_text(encoding='utf-8')}</style>"


class Companion(anywidget.AnyWidget):
    """`answer(ask=…, **what)` is called for what a hand in the picture asks. Its result, a dict, then stands in the HTML of
    `answers`: what is sent to an anywidget is lost if the page was busy for two seconds when it was made.

    size: (width, height) of the picture in CSS pixels. touchable: whether there is anything in it to point at.
    """

    _esm = (HERE / "companion.js").read_text(encoding="utf-8")
    size = traitlets.List(traitlets.Int()).tag(sync=True)
    touchable = traitlets.Bool(False).tag(sync=True)

    def __init__(self, answer=None, **state):
        super().__init__(**state)
        self.answers = widgets.HTML(layout=widgets.Layout(display="none"))
        self._count = itertools.count()  # two equal answers are two
        if answer:
            self.on_msg(lambda _, question, buffers: self._write(answer(**question)))

    def _write(self, answer):
        said = html.escape(json.dumps(answer | {"count": next(self._count)}))
        self.answers.value = f'<i data-answer="{said}"></i>'


def look():
    """An invisible widget that gives the page the look of labs and predictions."""
    return widgets.HTML(STYLE, layout=widgets.Layout(display="none"))
