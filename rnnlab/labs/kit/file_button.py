"""Buttons in the page that choose a file, and that keep one. Their JavaScript is `file_button.js`; where that cannot run, there
are none."""

import pathlib
import re
import tempfile

import anywidget
import ipywidgets as widgets
import traitlets

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.lab import Refusal

MOST = 9_000_000  # bytes that can come through the page
BUTTON = 48  # CSS pixels
LONGEST_NAME = 60  # characters of a chosen file's name: its end is kept


class FileButton(anywidget.AnyWidget):
    """`name` is what it says to who cannot see it. `chosen(name, size, content)` is called for a file: its bytes, or None where
    there are more than MOST."""

    _esm = pathlib.Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    name = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode("file…").tag(sync=True)
    most = traitlets.Int(MOST).tag(sync=True)
    keeps = traitlets.Bool(False).tag(sync=True)
    chosen = None

    def __init__(self, name, *, width, **look):
        super().__init__(name=name, layout=widgets.Layout(width=f"{width}px", margin="0 0 0 4px"), **look)
        self.add_class("rnnlab-file")
        self.on_msg(self._told)

    def _told(self, _, file, buffers):
        self.chosen(file["name"], file["size"], bytes(buffers[0]) if buffers else None)


class KeepButton(FileButton):
    """A button that hands the page a file to keep: `file()` returns its name and its bytes."""

    def __init__(self, label, name, *, width, file):
        self._file = file
        super().__init__(name, width=width, label=label, keeps=True)

    def _told(self, *_):
        name, content = self._file()
        self.send({"name": name}, [content])


def path_line(label, *, placeholder, name, along=None):
    """A control for the argument `path`: a line to type it on, and beside it a button that chooses a file. `name` is the
    button's. along: other controls, and where they go with a path."""

    def made():
        path = controls.text(label, placeholder=placeholder)()
        path.layout.width, path.layout.margin = f"{controls.WIDTH - BUTTON - 4}px", "0"
        path.button, path.along = FileButton(name, width=BUTTON), along or {}
        path.take = lambda *file: path.along | {"path": copied(*file)}
        path.row = widgets.HBox([path, path.button], layout=widgets.Layout(margin="0 0 2px 0"))
        return path

    return made


def copied(name, size, content):
    """The path of a file that was chosen in the page. It is copied to a folder for temporary files, so that it has a path like
    any other, which `code()` names. Raises Refusal with a sentence."""
    if content is None:
        raise Refusal(f"The file has {size / 1e6:,.0f} MB, and {MOST // 10**6} are the most that a page sends: type its path.")
    name = re.sub(r"[^\w.-]+", "_", name)[-LONGEST_NAME:].lstrip(".") or "text"
    try:
        path = pathlib.Path(tempfile.mkdtemp(prefix="rnnlab-"), name)
        path.write_bytes(content)
    except OSError as error:
        raise Refusal(f"The file cannot be copied: {(error.strerror or str(error)).lower()}.") from None
    return str(path)
