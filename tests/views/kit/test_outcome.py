"""An outcome's headline, and the large letters that say it."""

import pytest
from matplotlib.colors import to_hex
from support.pictures import alone

from rnnlab.views.kit import style
from rnnlab.views.kit.canvas import Canvas
from rnnlab.views.kit.outcome import Outcome


@pytest.mark.parametrize(("sign", "word", "headline"), [("▼", "gone", "▼ gone"), ("", "equal", "equal"), ("✔", "", "✔")])
def test_a_headline_has_no_space_where_a_part_is_missing(sign, word, headline):
    assert Outcome(sign, word, style.BLUE).headline == headline


def test_a_panel_and_a_canvas_say_the_last_outcome_alone():
    panel = alone(Canvas).panels["panel"]
    label, words = panel.headline(0, 0), panel.words()
    for outcome in (Outcome("▲", "growing", style.VERMILION), Outcome("▼", "gone", style.BLUE)):
        label.say(outcome)
        words.say(3, 4, outcome)
    assert (label.get_text(), label.get_color()) == ("▼ gone", style.BLUE)
    assert (words.items, to_hex(words.get_facecolor())) == (((3, 4, "▼ gone"),), style.BLUE.lower())
