"""A text is chosen with a button: it is read at once, whatever is wrong with it is a sentence, and keys are enough."""

import nbformat
import pytest
from support.jupyter import Notebook

from rnnlab.language import model_files

pytestmark = pytest.mark.browser

LABS = ("ngram", "character_training")
BOOK = {"name": "my book.txt", "mimeType": "text/plain", "buffer": b"the lamp and the bell and the bench. " * 60}
NO_TEXT = {"name": "photo.txt", "mimeType": "text/plain", "buffer": b"\xff\x00\x01" * 99}
LARGE = {"name": "large.txt", "mimeType": "text/plain", "buffer": b"the lamp and " * 10**6}


@pytest.fixture(scope="module")
def notebook(browser, address, folder):
    cells = [nbformat.v4.new_code_cell(f"from rnnlab import labs\nlabs.{name}()") for name in LABS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "chosen.ipynb")
    notebook = Notebook(browser, address, "chosen.ipynb")
    notebook.opened = []
    notebook.page.on("filechooser", lambda opened: notebook.opened.append(opened))
    notebook.run_all()
    yield notebook
    notebook.close()


def choose(lab, file):
    """With keys alone: to the button from the line before it, and press it."""
    lab.output.locator(".widget-text input[type=text]").first.focus()
    lab.notebook.page.keyboard.press("Tab")
    lab.notebook.page.keyboard.press("Enter")
    lab.notebook.until(lambda: lab.notebook.opened)
    lab.notebook.opened.pop().set_files(file)


def test_a_model_is_kept_in_a_file(notebook, tmp_path):
    lab = notebook.labs()[LABS.index("character_training")]
    lab.output.scroll_into_view_if_needed()
    with notebook.page.expect_download() as download:
        lab.output.get_by_role("button", name="keep the model in a file", exact=True).click()
    assert download.value.suggested_filename == "rnn_128.npz"
    download.value.save_as(tmp_path / "kept.npz")
    assert model_files.load(tmp_path / "kept.npz").h == 128
    assert notebook.problems == []


PASTE = """(line, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    line.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def paste(lab, text):
    """What a browser tells the page when a text is pasted; a script's event leaves the line as it is."""
    lab.output.locator(".widget-text input[type=text]").first.evaluate(PASTE, text)


@pytest.mark.parametrize("place", range(len(LABS)), ids=LABS)
def test_a_chosen_file_is_read_at_once(notebook, place):
    lab = notebook.labs()[place]
    lab.output.scroll_into_view_if_needed()
    assert lab.output.get_by_role("button", name="choose a text file", exact=True).count() == 1
    lab.changes(lambda: choose(lab, BOOK))
    notebook.until(lambda: "my_book.txt" in lab.words())
    assert lab.output.locator(".widget-text input[type=text]").first.input_value().endswith("my_book.txt")
    before = lab.picture()
    choose(lab, NO_TEXT)
    notebook.until(lambda: any("which is no text" in words for words in lab.trouble()))
    assert lab.picture() == before
    choose(lab, LARGE)
    notebook.until(lambda: any("9 are the most that a page sends" in words for words in lab.trouble()))
    choose(lab, BOOK)
    notebook.until(lambda: not lab.trouble())
    paste(lab, "床前明月光。\n疑是地上霜。\n" * 20)
    notebook.until(lambda: "pasted.txt" in lab.words())
    paste(lab, "~/no such book.txt")
    assert (
        lab.output.locator(".widget-text input[type=text]").first.input_value().endswith("pasted.txt")
    )  # the browser's to paste
    assert notebook.violations() == []
    assert notebook.problems == []
