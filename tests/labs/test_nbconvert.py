"""A stored notebook shows its labs where there is no kernel: nbconvert's page has the picture and no lost widget."""

import base64
import pathlib
import re
from html import escape

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from rnnlab import labs

ROOT = pathlib.Path(__file__).parents[2]
STORED = sorted((ROOT / "notebooks").glob("*.ipynb")) + sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb"))
LOST = re.compile(r"model not found|error (displaying|creating) widget|widget-view\+json", re.IGNORECASE)
NAMES = {make.__name__ for make in labs.ALL}


def page(notebook):
    html, _ = HTMLExporter().from_notebook_node(notebook)
    return html


def pictures(html):
    """The pictures shown on the page, as PNG bytes."""
    found = re.findall(r'<img[^>]*src="data:image/png;base64,([^"]+)"', html)
    return [base64.b64decode(text) for text in found]


def lab_outputs(notebook):
    """What each lab left in the notebook."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    return [o.data for o in outputs if o.data.get("text/plain", "").partition("(")[0] in NAMES]


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A notebook with a lab and a prediction, run as `make notebooks` runs it."""
    lab = nbformat.v4.new_code_cell("from rnnlab import labs\n\nlab = labs.vanishing_gradient(h=5, T=9)\nlab")
    asked = nbformat.v4.new_code_cell('labs.predict("Which?", ["this", "that"], answer="that", why="A secret.")')
    notebook = nbformat.v4.new_notebook(cells=[lab, asked])
    folder = tmp_path_factory.mktemp("notebook")
    client = NotebookClient(
        notebook, kernel_name="python3", store_widget_state=False, resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return notebook


def test_the_page_shows_the_labs_picture(executed):
    assert "widgets" not in executed.metadata
    html = page(executed)
    assert not LOST.search(html)
    lab = labs.vanishing_gradient(h=5, T=9)
    assert pictures(html) == [lab.png]
    (image,) = re.findall(r"<img[^>]*>", html)
    assert f'width="{lab.view.width}"' in image
    assert f'alt="{escape(lab.summary)}"' in image


def test_the_page_asks_and_does_not_answer(executed):
    html = page(executed)
    assert "Which?" in html
    assert "<li>that</li>" in html
    assert "A secret." not in re.sub(r'<div class="[^"]*\bjp-InputArea\b.*?</pre>', "", html, flags=re.DOTALL)


def test_the_line_beside_the_picture_is_the_labs_name(executed):
    (data,) = lab_outputs(executed)
    assert data["text/plain"] == repr(labs.vanishing_gradient(h=5, T=9))


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_stored_notebook_shows_all_its_labs(path):
    notebook = nbformat.read(path, as_version=4)
    html = page(notebook)
    assert not LOST.search(html)
    kept = [base64.b64decode(data["image/png"]) for data in lab_outputs(notebook)]
    shown = pictures(html)
    assert all(picture in shown for picture in kept)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert bool(kept) == bool(re.search(rf"\blabs\.({'|'.join(NAMES)})\(", code))
