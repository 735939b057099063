"""What is pasted into a box is text: it may look like a page's markup, and the page makes nothing of it."""

import ipywidgets as widgets
import nbformat
import pytest
from support.jupyter import Notebook

from rnnlab import labs
from rnnlab.labs.kit import text_chooser

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)>"
FOUND = "document.querySelectorAll('img[src=\"x\"], [onerror]').length"
FORMULAS = r"""
from rnnlab import checks
def f(*case):
    raise ValueError(r"$\frac12$ $$x^2$$ \(y\) \[z\] \begin{equation}q\end{equation}")
checks.check_dh_prev(f)
"""
BOXES = ".widget-text input[type=text]"


def has_a_box(make):
    lab = make()
    found = any(isinstance(control, widgets.Text) for control in lab.controls.values())
    lab.close()
    return found


@pytest.fixture(scope="module")
def names():
    """The labs that one can type into."""
    return [make.__name__ for make in labs.ALL if has_a_box(make)]


@pytest.fixture(scope="module")
def notebook(browser, address, folder, names):
    """A notebook of these labs, run; it notes every window that pops up."""
    cells = [nbformat.v4.new_code_cell(f"from rnnlab import labs\nlabs.{name}()") for name in names]
    cells += map(nbformat.v4.new_code_cell, (FORMULAS, "from IPython.display import HTML\nHTML('<i>$x$</i>')"))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "typed.ipynb")
    notebook = Notebook(browser, address, "typed.ipynb")
    notebook.popped_up = []
    notebook.page.on("dialog", lambda dialog: (notebook.popped_up.append(dialog.message), dialog.dismiss()))
    notebook.run_all()
    yield notebook
    notebook.close()


def paste(box, text):
    box.click()
    box.press("ControlOrMeta+a")
    box.page.keyboard.insert_text(text)


def ask_for_the_own_file(lab):
    """Where a box is for the name of a file, make the lab look there."""
    for menu in lab.output.locator("select").all():
        options = [option.replace("\xa0", " ") for option in menu.locator("option").all_inner_texts()]
        if text_chooser.OWN in options:
            menu.select_option(index=options.index(text_chooser.OWN))


def test_there_are_labs_with_boxes(names):
    assert {"hidden_state", "ngram"} <= set(names)


def test_markup_in_any_box_is_shown_as_text(notebook, names):
    assert len(notebook.labs()) == len(names)
    for lab in notebook.labs():
        lab.output.scroll_into_view_if_needed()
        ask_for_the_own_file(lab)
        boxes = lab.output.locator(BOXES).all()
        assert boxes
        for box in boxes:
            paste(box, EVIL)
            notebook.page.wait_for_timeout(500)  # a refusal may be in the words of the one before: no change to wait for
            lab.settle()
            assert lab.words() or lab.trouble()
            assert box.input_value() == EVIL
            assert notebook.page.evaluate(FOUND) == 0
            box.press("ControlOrMeta+a")
            box.press("Delete")
            lab.settle()
    assert notebook.popped_up == []
    assert [problem for problem in notebook.problems if "alert" in problem] == []


def test_markup_in_a_refusal_is_quoted(notebook, names):
    lab = notebook.labs()[names.index("ngram")]
    lab.output.scroll_into_view_if_needed()
    ask_for_the_own_file(lab)
    paste(lab.output.locator(BOXES).first, EVIL)
    notebook.until(lambda: any(EVIL in words for words in lab.trouble()))
    assert notebook.page.evaluate(FOUND) == 0
    assert notebook.popped_up == []


def test_a_formula_in_an_exception_is_not_typeset(notebook):
    verdict, formula = (notebook.page.locator(f".jp-OutputArea-output:has({tag})").last for tag in ("div.rnnlab-verdict", "i"))
    notebook.until(lambda: formula.locator("mjx-container").count())
    assert verdict.locator("mjx-container").count() == 0
    assert r"$\frac12$ $$x^2$$ \(y\) \[z\] \begin{equation}q\end{equation}" in verdict.inner_text()
