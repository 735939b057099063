"""What the companion does for any lab, tried on one: a slow kernel, a kernel that is gone, the keys of the full screen, a page
where it cannot run."""

import nbformat
import pytest
from support.jupyter import Notebook, handle, readout

pytestmark = pytest.mark.browser

CELLS = {
    "lab": "from rnnlab import checks, labs\nlab = labs.hidden_state()\nlab",
    "slow": "import time\nmeasure = lab._measure\nlab._measure = lambda **settings: (time.sleep(2), measure(**settings))[1]",
    "refusing": "from rnnlab.labs.kit.lab import Refusal\n\ndef refuse(**settings):\n    raise Refusal('Not this one.')\n\n"
    "lab._measure = refuse",
    "quick": "lab._measure = measure",
    "verdict": "checks.check_dh_prev(lambda dh, z, W_hh: dh)",
}
PLACES = {name: place for place, name in enumerate(CELLS)}


@pytest.fixture
def opened(browser, address, folder):
    """Open a notebook of these cells, of which the first has been run."""
    made = []

    def opened(**options):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS.values()])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
        nbformat.write(notebook, folder / "companion.ipynb")
        made.append(Notebook(browser, address, "companion.ipynb", **options))
        made[-1].page.wait_for_selector("text=/ \\| Idle/")
        made[-1].run_cell(PLACES["lab"])
        return made[-1]

    yield opened
    for notebook in made:
        notebook.close()


@pytest.fixture
def notebook(opened):
    notebook = opened()
    yield notebook
    assert notebook.problems == []


@pytest.fixture
def lab(notebook):
    return on(notebook)


def on(notebook):
    """The lab of a notebook, in sight."""
    notebook.until(notebook.labs)
    (lab,) = notebook.labs()
    lab.output.scroll_into_view_if_needed()
    lab.settle()
    return lab


def opacity(lab):
    shown = lab.output.locator(":is(img.widget-image, .rnnlab-painted)")  # the picture, and what is painted over it
    seen = shown.evaluate_all("all => all.map(one => getComputedStyle(one).opacity)")
    assert len(seen) == 2
    (one,) = set(seen)
    return float(one)


def test_a_picture_that_is_not_the_controls_is_pale(notebook, lab):
    def press():
        handle(lab.sliders()[1]).focus()
        notebook.page.keyboard.press("ArrowRight")

    notebook.run_cell(PLACES["slow"])
    press()
    notebook.until(lambda: opacity(lab) < 1)  # while it works
    notebook.until(lambda: opacity(lab) == 1)
    notebook.run_cell(PLACES["refusing"])
    press()
    notebook.until(lambda: lab.trouble() == ["Not this one."])
    assert opacity(lab) < 1
    notebook.run_cell(PLACES["quick"])
    press()
    notebook.until(lambda: opacity(lab) == 1)
    assert lab.trouble() == []


def test_a_lab_whose_kernel_was_restarted_while_it_played_says_so_and_can_be_woken(notebook, lab):
    lab.spoken()
    lab.changes(lab.play().click)
    notebook.restart()
    notebook.until(lambda: "kernel" in lab.output.locator(".rnnlab-note").inner_text())
    assert opacity(lab) < 1
    assert lab.spoken()[-1] == lab.output.locator(".rnnlab-note").inner_text()
    notebook.run_cell(PLACES["lab"])
    lab = on(notebook)
    assert opacity(lab) == 1
    assert lab.output.locator(".rnnlab-note").inner_text() == ""
    lab.changes(lab.play().click)


def test_the_full_screen_has_keys(notebook, lab):
    page, sliders = notebook.page, lab.sliders()
    handle(sliders[1]).focus()
    page.keyboard.press("f")
    notebook.until(lambda: page.evaluate("document.fullscreenElement !== null"))
    lab.changes(lambda: page.keyboard.press("2"))
    told = lab.words()
    assert notebook.labs()  # a digit did not turn the cell into a heading
    lab.changes(lambda: page.keyboard.press("1"))
    notebook.until(lambda: lab.words() != told)  # it comes by a message of its own
    lab.settle()
    before = readout(sliders[1])
    page.keyboard.press("ArrowLeft")
    notebook.until(lambda: readout(sliders[1]) != before)
    lab.changes(lambda: page.keyboard.press("Space"))
    page.keyboard.press("Space")
    page.keyboard.press("f")
    notebook.until(lambda: page.evaluate("document.fullscreenElement === null"))


def test_a_click_in_the_picture_moves_a_slider_and_pinned_curves_stay(notebook, lab):
    page, steps = notebook.page, lab.sliders()[1]
    pin, numbers = (lab.output.get_by_role("button", name=name) for name in ("pin curves", "numbers"))
    lab.changes(pin.click)
    lab.image.focus()
    page.keyboard.press("Home")
    notebook.until(lambda: lab.output.locator(".rnnlab-ring").is_visible())
    lab.changes(lambda: page.keyboard.press("Enter"))
    notebook.until(lambda: readout(steps) == "1")
    lab.changes(pin.click)
    numbers.click()
    notebook.until(lambda: lab.output.locator(".rnnlab-numbers table").is_visible())


def test_keys_that_jupyterlab_knows_do_nothing_to_the_cell_of_a_lab(notebook, lab):
    cells = notebook.page.locator(".jp-CodeCell").count()
    for part in (handle(lab.sliders()[1]), lab.image, lab.buttons()["Reset"]):
        part.focus()
        for key in "ddb0":
            notebook.page.keyboard.press(key)
    notebook.page.wait_for_timeout(500)
    assert notebook.page.locator(".jp-CodeCell").count() == cells
    assert lab.words()
    notebook.page.keyboard.press("Escape")
    notebook.page.keyboard.press("b")
    notebook.until(lambda: notebook.page.locator(".jp-CodeCell").count() == cells + 1)


def test_a_verdict_is_spoken(notebook, lab):
    lab.spoken()
    notebook.run_cell(PLACES["verdict"])
    notebook.until(lambda: notebook.page.locator(".rnnlab-verdict").count() == 1)
    notebook.page.wait_for_timeout(300)
    assert any("dh_prev" in words for words in lab.spoken())


def test_where_anywidget_is_missing_a_lab_works_by_its_controls(opened):
    notebook = opened(missing="**/anywidget/**")
    lab = on(notebook)
    assert lab.output.locator(".rnnlab-wall, canvas").count() == 0
    assert "error" not in lab.output.inner_text().lower()
    handle(lab.sliders()[1]).focus()
    told = lab.words()
    lab.changes(lambda: notebook.page.keyboard.press("ArrowRight"))
    notebook.until(lambda: lab.words() != told)  # it comes by a message of its own
    assert lab.trouble() == []


def test_a_browser_that_cannot_decode_for_a_canvas_shows_the_picture_itself(opened):
    lab = on(opened(script="delete globalThis.ImageDecoder"))
    assert lab.output.locator("canvas").count() == 0
    assert lab.image.evaluate("image => getComputedStyle(image).objectPosition") == "50% 50%"


def test_a_picture_that_cannot_be_decoded_is_left_to_the_browser(opened):
    lab = on(opened(script="ImageDecoder.prototype.decode = () => Promise.reject(new Error('not this one'))"))
    assert lab.output.locator("canvas:visible").count() == 0
    assert lab.image.evaluate("image => getComputedStyle(image).objectPosition") == "50% 50%"
