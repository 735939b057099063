"""Every notebook with a lab, as a learner has it: in JupyterLab, in a browser, by mouse and keyboard."""

import json
import pathlib
import re

import pytest
from support.jupyter import LOST, SECONDS, Notebook, handle, readout

from rnnlab import labs
from rnnlab.labs.kit.lab import WIDEST

pytestmark = pytest.mark.browser

ROOT = pathlib.Path(__file__).parents[2]
NAMES = "|".join(make.__name__ for make in labs.ALL)

FOCUSED = """
output => [...output.querySelectorAll(".widget-slider")]
    .flatMap((slider, place) => slider.querySelector(".noUi-handle") === document.activeElement ? [place] : [])
"""
SIZES_OF_LETTERS = """
root => [...root.querySelectorAll("button, select, .widget-label, .widget-readout, [data-tick]")]
    .filter(node => node.offsetParent && node.textContent.trim())
    .map(node => parseFloat(getComputedStyle(node).fontSize))
"""


def code(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


WITH_LABS = [path for path in (ROOT / "notebooks").glob("*.ipynb") if re.search(rf"\blabs\.({NAMES})\(", code(path))]
WITH_LABS.sort(reverse=True)  # the last chapters take longest, and come first


@pytest.fixture(scope="module", params=WITH_LABS, ids=lambda path: path.stem)
def stored(request, browser, address):
    """A notebook just opened: nothing has been run."""
    notebook = Notebook(browser, address, request.param.name)
    yield notebook
    notebook.close()


@pytest.fixture(scope="module")
def run(stored):
    """The same notebook, run from the top."""
    stored.run_all()
    stored.beginnings = [lab.words() for lab in stored.labs()]
    return stored


def of_each_lab(test, most=None):
    """A test of one lab as a test of all labs of a notebook, each as it was made. Afterwards none is in trouble."""

    def over_all(run):
        for lab, beginning in list(zip(run.labs(), run.beginnings, strict=True))[:most]:
            lab.output.scroll_into_view_if_needed()
            lab.buttons()["Reset"].click()
            run.until(lambda lab=lab, beginning=beginning: lab.words() == beginning)  # it may have to finish something first
            lab.settle()
            test(lab)
            assert lab.trouble() == []
        assert run.problems == []

    over_all.__name__, over_all.__doc__ = test.__name__, test.__doc__
    return over_all


def of_the_first_lab(test):
    """The same for the first lab of a notebook: what all labs have from the same few lines."""
    return of_each_lab(test, most=1)


def press(lab, key):
    """Press a key -> whether the lab answers. A slider that is idle does not, and is not waited for long."""
    tick, idle = lab.tick(), lab.output.locator(".noUi-target[disabled]:focus-within").count()
    lab.notebook.page.keyboard.press(key)
    return lab.notebook.soon(lambda: lab.tick() != tick, 0.5 if idle else 60)


def test_there_are_notebooks_with_labs():
    assert WITH_LABS


def test_before_anything_is_run_the_stored_picture_shows(stored):
    pictures = stored.stored_pictures()
    assert pictures
    for picture in pictures:
        picture.scroll_into_view_if_needed()
        assert picture.is_visible()
        assert picture.evaluate("image => image.naturalWidth") > 300
    assert not stored.labs()
    assert not [words for words in LOST if words in stored.text()]


def test_axe_finds_nothing_wrong_with_the_stored_page(stored):
    assert stored.violations() == []


def test_it_runs_from_the_top_without_an_error(run):
    assert run.labs()
    for lab in run.labs():
        assert lab.picture()
        assert lab.words()
    assert not [words for words in LOST if words in run.text()]
    assert run.problems == []


@of_each_lab
def test_the_picture_is_as_wide_as_it_should_be_and_beside_the_controls(lab):
    image, controls = lab.image.bounding_box(), lab.sliders()[0].bounding_box()
    wide = float(lab.image.get_attribute("width"))
    assert wide - 1 <= image["width"] <= WIDEST * wide + 1
    assert controls["x"] + controls["width"] <= image["x"] + 1


def test_axe_finds_nothing_wrong_with_what_was_run(run):
    assert run.violations() == []


@of_each_lab
def test_sliders_and_pictures_have_names_and_say_their_values(lab):
    lab.settle()
    lab.notebook.until(lambda: lab.image.get_attribute("alt") == lab.words())
    for slider in lab.sliders():
        assert handle(slider).get_attribute("aria-label") == slider.locator(".widget-label").inner_text()
        assert handle(slider).get_attribute("aria-valuetext") == readout(slider)


# Sliders whose first notch shows nothing, by chapter.
SHOWS_NOTHING = {
    "04": {"its row", "its column", "add to it"},  # no number is being nudged
    "05": {"loss of step t", "hops at most", "moments at most"},  # all steps were made, and beyond the last there is none
    "06": {"learning rate η", "clip norm at"},  # no step of training was made
    "07": {"learning rate η"},
    "09": {"text in kB", "clip norm at", "weight decay", "window", "seed"},  # the tale is no longer; all begin alike
    "11": {"size of the input", "workers"},
}


@of_each_lab
def test_every_slider_follows_the_keyboard(lab):
    chapter = lab.notebook.page.url.rpartition("/")[2][:2]
    for slider in lab.sliders():
        handle(slider).focus()
        at_the_end = handle(slider).get_attribute("aria-valuenow") == handle(slider).get_attribute("aria-valuemax")
        there, back = ("ArrowLeft", "ArrowRight") if at_the_end else ("ArrowRight", "ArrowLeft")
        number, picture, name = readout(slider), lab.picture(), slider.locator(".widget-label").inner_text()
        answered = press(lab, there)
        if readout(slider) == number:
            continue  # the lab has sent it back: a matrix of one row has no second one; or it is idle, and grey
        assert answered, name
        if name not in SHOWS_NOTHING.get(chapter, ()):
            lab.notebook.until(lambda picture=picture: lab.picture() != picture)
        press(lab, back)
        lab.notebook.until(lambda slider=slider, number=number: readout(slider) == number)
    lab.settle()
    assert lab.unlike() == 0  # what is painted over the picture is the picture


@of_each_lab
def test_the_picture_can_be_walked_through_and_pointed_at(lab):
    page, line, ring = lab.notebook.page, lab.output.locator(".rnnlab-line"), lab.output.locator(".rnnlab-ring")
    lab.spoken()
    lab.image.focus()
    page.keyboard.press("Home")
    lab.notebook.until(ring.is_visible)
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        lab.settle()
    place = ring.bounding_box()
    assert line.inner_text()
    assert line.inner_text() in lab.spoken()  # and the sentence, if the lab comes to rest only now
    lab.image.blur()
    lab.notebook.until(line.is_hidden)
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    lab.notebook.until(line.is_visible)
    page.mouse.move(5, 5)
    lab.notebook.until(line.is_hidden)


@of_the_first_lab
def test_it_speaks_once_when_the_hand_rests_and_not_while_it_plays(lab):
    page, rest = lab.notebook.page, 1500  # milliseconds: longer than it waits before it speaks

    def spoken():
        """What is said from here on until the lab has come to rest, which ends with its sentence if that is another."""
        said = []

        def right():
            said.extend(lab.spoken())
            return said[-1:] == ([lab.words()] if lab.words() != before else [])

        lab.settle()
        page.wait_for_timeout(rest)
        lab.notebook.until(right)
        return said

    before = lab.words()
    page.wait_for_timeout(rest)
    lab.spoken()
    handle(lab.sliders()[0]).focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert len(spoken()) <= 2  # a slow lab may rest between two keys, too
    if lab.play():
        before = lab.words()
        lab.changes(lab.play().click)
        page.wait_for_timeout(rest)
        assert lab.spoken() == []
        lab.play().click()
        assert len(spoken()) <= 1


@of_each_lab
def test_it_fills_the_screen_and_comes_back(lab):
    page, small, window = lab.notebook.page, lab.image.bounding_box(), lab.notebook.page.viewport_size
    lab.settle()
    assert lab.unlike() == 0
    before = lab.image.evaluate("image => image.naturalWidth")
    lab.output.locator(".rnnlab-wall").click()
    lab.notebook.until(lambda: lab.image.evaluate("image => image.naturalWidth") != before)
    box = lab.image.bounding_box()
    root, words = lab.output.locator(".rnnlab-lab"), lab.output.locator(".rnnlab-words").bounding_box()
    assert root.evaluate(
        "root => root.scrollHeight <= innerHeight && root.clientWidth * root.clientHeight / innerWidth / innerHeight > 0.9"
    )
    assert root.evaluate("root => (root = root.querySelector('.rnnlab-controls')).scrollHeight <= root.clientHeight")
    assert box["y"] + box["height"] <= words["y"] + 1
    assert words["y"] + words["height"] <= window["height"]
    assert box["width"] / box["height"] == pytest.approx(small["width"] / small["height"], rel=0.01)
    sizes = root.evaluate(SIZES_OF_LETTERS)
    assert min(sizes) >= 0.025 * window["height"] - 0.01
    lab.settle()
    assert lab.unlike() == 0
    page.keyboard.press("f")
    lab.notebook.until(lambda: lab.image.evaluate("image => image.naturalWidth") == before)
    assert lab.image.bounding_box()["width"] == small["width"]


@of_the_first_lab
def test_the_picture_keeps_its_shape_in_every_window(lab):
    page, window = lab.notebook.page, lab.notebook.page.viewport_size
    natural = lab.image.evaluate("image => image.naturalWidth / image.naturalHeight")
    for width in (320, 720, 990, 1440):
        page.set_viewport_size({"width": width, "height": 720})
        lab.notebook.until(lambda: lab.image.bounding_box() is not None)
        box = lab.image.bounding_box()
        assert box["width"] / box["height"] == pytest.approx(natural, rel=0.01)
    page.set_viewport_size(window)
    lab.settle()


@of_the_first_lab
def test_a_slider_answers_the_mouse(lab):
    slider = lab.sliders()[0]
    slider.scroll_into_view_if_needed()
    page, box = lab.notebook.page, slider.locator(".noUi-base").bounding_box()
    start = handle(slider).bounding_box()
    before, picture = readout(slider), lab.picture()
    far = 0.2 if start["x"] > box["x"] + box["width"] / 2 else 0.8  # of the slider
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    for part in range(1, 11):
        page.mouse.move(box["x"] + box["width"] * (0.5 + (far - 0.5) * part / 10), box["y"] + box["height"] / 2)
        page.wait_for_timeout(20)
    page.mouse.up()
    lab.notebook.until(lambda: readout(slider) != before and lab.picture() != picture)
    lab.settle()


@of_the_first_lab
def test_tab_goes_from_slider_to_slider(lab):
    sliders = lab.sliders()
    handle(sliders[0]).focus()
    reached = {0}
    for _ in range(4 * len(sliders)):
        lab.notebook.page.keyboard.press("Tab")
        reached |= set(lab.ask(FOCUSED))
    assert reached == set(range(len(sliders)))


@of_each_lab
def test_presets_and_reset_change_the_picture(lab):
    buttons, changed = lab.buttons(), []
    reset, start = buttons.pop("Reset"), lab.words()
    for button in buttons.values():
        tick, picture = lab.tick(), lab.picture()
        button.click()
        lab.notebook.soon(lambda tick=tick: lab.tick() != tick, 2)
        # The first one may be how the lab starts.
        changed.append(lab.notebook.soon(lambda picture=picture: lab.picture() != picture, SECONDS if changed else 0))
    assert all(changed[1:])
    reset.click()
    lab.notebook.until(lambda: lab.words() == start)  # it may train anew on the way


@of_each_lab
def test_play_runs_and_pauses(lab):
    button = lab.play()
    if button is None:
        return  # a lab without a clock
    page, clock = lab.notebook.page, lab.clock()

    def step():
        return int(readout(clock))

    def plays():
        return button.locator("i.fa-pause").count() == 1

    before = step()
    lab.changes(button.click)
    start = min(before, step())  # who plays at the end begins anew
    lab.notebook.until(lambda: step() >= start + 3 or not plays())  # a short story is over sooner
    if plays():
        button.click()
    page.wait_for_timeout(500)
    lab.settle()  # the last tick may take longer
    paused, picture = step(), lab.picture()
    page.wait_for_timeout(700)
    assert (step(), lab.picture()) == (paused, picture)


def test_a_prediction_answers_only_who_has_chosen(run):
    for prediction in run.predictions():
        prediction.scroll_into_view_if_needed()
        options = prediction.locator("input[type=radio]")
        assert prediction.locator("[role=radiogroup]").get_attribute("aria-label").startswith("Predict")
        options.first.focus()
        run.page.keyboard.press("ArrowDown")
        assert options.nth(1).evaluate("option => option === document.activeElement")
        assert prediction.locator("input[type=radio]:checked").count() == 0
        assert prediction.locator(".rnnlab-answer").count() == 0
        run.page.keyboard.press("Space")
        sure = prediction.get_by_role("group", name="How sure?").get_by_role("button")
        assert sure.all_inner_texts() == ["a guess", "fairly sure", "certain"]
        below = prediction.bounding_box()["height"]
        run.page.keyboard.press("Tab")
        assert sure.first.evaluate("button => button === document.activeElement")
        run.page.keyboard.press("Space")
        run.until(lambda prediction=prediction: prediction.locator(".rnnlab-answer").count() == 1)
        assert re.search("✔ Yes|✘ Not this time", prediction.inner_text())
        assert sure.first.get_attribute("aria-pressed") == "true" != sure.last.get_attribute("aria-pressed")
        assert sure.last.is_disabled()
        assert prediction.bounding_box()["height"] == below


def test_recall_goes_on_at_each_press(run):
    asked = run.page.locator(".rnnlab-recall")
    asked.scroll_into_view_if_needed()
    options, height = asked.get_by_role("button"), asked.bounding_box()["height"]
    options.first.focus()
    for number in (1, 2, 3):
        assert f"{number} of " in asked.locator(".rnnlab-question").inner_text()
        run.page.keyboard.press("Space")
        run.until(lambda number=number: f"{number + 1} of " in asked.locator("[role=status]").inner_text())
        assert re.match("✔ Yes|✘ No", asked.locator(".rnnlab-answer").inner_text())
        assert asked.bounding_box()["height"] == height
        assert options.first.evaluate("button => button === document.activeElement")


def test_all_that_was_done_left_no_error(run):
    assert run.problems == []
