"""The button that chooses a file: what the page sends of it moves the lab, and what is wrong with it is told there."""

import importlib
import tempfile

import pytest

from rnnlab import labs
from rnnlab.labs.kit.file_button import FileButton

MADE = importlib.import_module("ipywidgets.widgets.widget")._instances  # a private place of ipywidgets: all that are not closed
BOOK = b"the lamp and the bell and the bench. " * 60
WITH_A_FILE = pytest.mark.parametrize("make", [labs.ngram, labs.character_training], ids=lambda make: make.__name__)


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def send(lab, content, size=None):
    """What the page does for a file that was chosen."""
    buffers = [] if content is None else [memoryview(content)]
    lab.controls["path"].button._handle_custom_msg({"name": "book.txt", "size": size or len(content)}, buffers)


@WITH_A_FILE
def test_a_chosen_file_is_the_text_at_once(make):
    lab = make()
    before = lab.png
    send(lab, BOOK)
    assert lab.error is None
    assert lab.png != before
    assert lab.settings["source"] == "own file"
    assert lab.settings["path"].endswith("book.txt")
    again = eval(lab.code(), {"labs": labs})
    assert again.readings == lab.readings


@WITH_A_FILE
@pytest.mark.parametrize(
    ("content", "size", "said"), [(b"\xff\x00" * 99, None, "no text"), (None, 10**8, "has 100 MB"), (b"", 0, "empty")]
)
def test_what_is_wrong_with_a_chosen_file_is_told(make, content, size, said):
    lab = make()
    before = lab.png
    send(lab, content, size)
    assert said in str(lab.error)
    assert said in lab._trouble.value
    assert lab.png == before
    send(lab, BOOK)
    assert lab.error is None


def test_a_training_on_another_text_begins_at_0():
    lab = labs.character_training(h=8, step=20)
    send(lab, BOOK)
    assert lab.settings["step"] == 0


def test_the_button_goes_with_its_lab():
    before = {*MADE}
    lab = labs.ngram()
    assert any(isinstance(made, FileButton) for made in MADE.values())
    lab.close()
    assert {*MADE} <= before


def test_a_lab_that_cannot_be_made_leaves_no_button():
    before = {*MADE}
    with pytest.raises(ValueError, match="order"):
        labs.ngram(order=0)
    assert {*MADE} <= before
