"""A button in the page that chooses a file. Its JavaScript is `file_button.js`; where that cannot run, there is no button."""

import pathlib

import anywidget
import ipywidgets as widgets
import traitlets

MOST = 9_000_000  # bytes that can come through the page


class FileButton(anywidget.AnyWidget):
    """`name` is what it says to who cannot see it. `chosen(name, size, content)` is called for a file: its bytes, or None where
    there are more than MOST."""

    _esm = pathlib.Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    name = traitlets.Unicode().tag(sync=True)
    most = traitlets.Int(MOST).tag(sync=True)
    chosen = None

    def __init__(self, name, *, width):
        super().__init__(name=name, layout=widgets.Layout(width=f"{width}px", margin="0 0 0 4px"))
        self.add_class("rnnlab-file")
        self.on_msg(lambda _, file, buffers: self.chosen(file["name"], file["size"], bytes(buffers[0]) if buffers else None))
