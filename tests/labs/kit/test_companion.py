"""The companion and the look go with every lab and every question; what they do on the page is tested in the browser."""

import re

import pytest
from support.hands import every
from support.toy import toy

from rnnlab import checks, labs
from rnnlab.labs.kit import companion


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
