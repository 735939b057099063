"""Three labs in the browser, moved by keys and by a click: they show what they show with a Python of one's own."""

import base64
import io
import itertools

import numpy as np
import pytest
from PIL import Image
from support.jupyter import handle
from support.lite import Chapter

from rnnlab import labs

pytestmark = pytest.mark.lite

# The chapter, the lab in it, which of its sliders the keys move, and what is clicked.
CASES = [
    ("06_vanishing_and_exploding", "vanishing_gradient", 0, "preset"),
    ("02_the_hidden_state", "hidden_state", 2, "picture"),
    ("05_through_time", "unrolled", 0, "picture"),
]
PLACES = np.linspace(0.05, 0.95, 10)  # of the picture's width and height
PIXELS = """image => {
    const canvas = Object.assign(document.createElement('canvas'), {width: image.naturalWidth, height: image.naturalHeight});
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL();
}"""


@pytest.mark.parametrize(("chapter", "name", "slider", "click"), CASES, ids=[name for _, name, *_ in CASES])
def test_keys_and_a_click_show_what_they_show_elsewhere(browser, address, chapter, name, slider, click):
    notebook = Chapter(browser, address, chapter)
    lab = next(lab for lab in notebook.labs() if lab.words() == notebook.of_lab(name)["summary"])
    lab.image.scroll_into_view_if_needed()
    handle(lab.sliders()[slider]).focus()
    lab.changes(lambda: notebook.page.keyboard.press("ArrowRight"))
    lab.settle()
    same_as_here(notebook, lab, name)
    told = lab.words()
    if click == "preset":
        list(lab.buttons().values())[1].click()
        lab.settle()
    box = lab.image.bounding_box()
    for across, down in itertools.product(PLACES, PLACES) if click == "picture" else ():  # until one hits what can be clicked
        lab.image.click(position={"x": across * box["width"], "y": down * box["height"]})
        lab.settle()
        if lab.words() != told:
            break
    assert lab.words() != told
    same_as_here(notebook, lab, name)
    assert lab.trouble() == notebook.problems == []
    notebook.close()


def same_as_here(notebook, lab, name):
    there = notebook.of_lab(name)
    here = getattr(labs, name)(**there["settings"])
    assert lab.words() == there["summary"] == here.summary
    assert there["readings"].keys() == here.readings.keys()
    np.testing.assert_allclose(list(there["readings"].values()), list(map(float, here.readings.values())), rtol=1e-6)
    shown = base64.b64decode(lab.image.evaluate(PIXELS).partition(",")[2])
    drawn = [np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), float) for png in (shown, here.png)]
    assert drawn[0].shape == drawn[1].shape
    assert np.abs(blocks(drawn[0]) - blocks(drawn[1])).max() < 16


def blocks(picture, size=32):
    """The mean colour of each square. Another matplotlib draws letters a little aside, which is 10 of 255 there at most; curves
    of another seed are 100 and more."""
    rows, columns = (length // size for length in picture.shape[:2])
    return picture[: rows * size, : columns * size].reshape(rows, size, columns, size, 3).mean((1, 3))
