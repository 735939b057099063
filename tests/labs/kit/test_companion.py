"""The companion and the look go with every lab and every question; what they do on the page is tested in the browser."""

import pathlib
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from support.hands import every
from support.toy import toy

from rnnlab import checks, labs
from rnnlab.labs.kit import companion
from rnnlab.views.kit import style
from rnnlab.views.kit.canvas import on_dark
from rnnlab.views.kit.state_colours import colours

ACCESSIBILITY = pathlib.Path(__file__).parents[3] / "docs" / "accessibility.md"


@pytest.mark.parametrize("make", [toy, lambda: labs.predict("Which?", ["a", "b"], answer="a", why="So.")])
def test_one_goes_with_each(make):
    made = make()
    assert len(every(companion.Companion, made)) == 1
    assert companion.STYLE in [box.value for box in every(companion.widgets.HTML, made)]


def test_a_question_has_no_picture_to_touch():
    (own,) = every(companion.Companion, labs.predict("Which?", ["a", "b"], answer="a", why="So."))
    assert (own.touchable, own.size) == (False, [])


def test_the_script_is_short_and_its_classes_are_those_of_the_look():
    script = companion.Companion._esm
    assert len(script.splitlines()) <= 200
    look = companion.STYLE
    for name in set(re.findall(r"rnnlab-[a-z]+", script)) - {"rnnlab-verdict", "rnnlab-tick"}:
        assert name in look, name


def test_in_a_dark_theme_pictures_and_verdicts_are_dark():
    (rule,) = re.findall(r"^body\[data-jp-theme-light=\"false\"\] (.*) \{ filter: (.*) \}$", companion.STYLE, re.MULTILINE)
    assert rule == (":is(.rnnlab-picture, .rnnlab-verdict, .rnnlab-tally)", "invert(0.93) hue-rotate(180deg)")
    assert "rnnlab-picture" in repr(labs.cliff().children[0].children[1]._dom_classes)
    assert 'class="rnnlab-verdict"' in checks.check_cosine(lambda u, v: 1)._repr_html_()


def in_the_dark(colours):
    """Colours (…, 3) as that filter shows them: as the CSS standard defines `invert` and `hue-rotate`."""
    inverted = 0.93 - 0.86 * np.asarray(colours)
    return np.clip(2 * (inverted @ (0.213, 0.715, 0.072))[..., None] - inverted, 0, 1)


def contrast(colours, others):
    """As WCAG 2 defines it."""

    def luminance(colours):
        colours = np.asarray(colours)
        linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
        return linear @ (0.2126, 0.7152, 0.0722) + 0.05

    one, other = luminance(colours), luminance(others)
    return np.maximum(one, other) / np.minimum(one, other)


@pytest.mark.parametrize(
    "colour", [style.BLACK, style.DARK, style.BLUE, style.GREEN_WORDS, style.VERMILION_WORDS, style.PLUM, style.OCHRE]
)
def test_words_in_the_dark_have_the_contrast_of_words(colour):
    assert contrast(in_the_dark(to_rgb(colour)), in_the_dark(to_rgb("white"))) >= 4.5


def test_numbers_on_squares_in_the_dark_have_the_contrast_that_is_told():
    values = np.linspace(-9, 9, 1801)[None]
    letters, grounds = np.repeat(on_dark(values)[0][:, None], 3, axis=1).astype(float), colours(values)[:, 0, :3] / 255
    assert contrast(letters, grounds).min() >= 4.5
    found = contrast(in_the_dark(letters), in_the_dark(grounds))
    told = f"{np.floor(10 * found.min()) / 10:.1f} to 1 at the least, for values near {values[0, found.argmin()]:.1f}"
    doc = " ".join(ACCESSIBILITY.read_text(encoding="utf-8").split())
    assert told in doc
    ((ground, letter),) = re.findall(r"^\.rnnlab-line \{[^}]*background: (#\w+); color: (#\w+);", companion.STYLE, re.MULTILINE)
    assert f"The pointer's line says the same number at {contrast(to_rgb(ground), to_rgb(letter)):.0f} to 1" in doc
