"""The picture of word vectors that are being learned: its course, and the words that are one's own."""

import numpy as np
import pytest
from support.pictures import alone, crowded, has_colour, on_page, shown

from rnnlab.views.embedding import GROUPS, YOURS
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.skip_gram import Course, SkipGram

STEPS = np.arange(0, 42, 2)
SHARES = np.linspace(0, 0.8, 21)


def course(**changes):
    data = {"steps": STEPS, "shares": SHARES, "right": STEPS >= 30, "step": 40, "counted": 0.9}
    return data | changes


def word_map():
    """Five words of one's own in the four corners and the middle of the map."""
    places = np.array([[-0.9, -0.9], [-0.9, 0.9], [0.9, 0.9], [0.9, -0.9], [0.05, 0]])
    return {
        "names": ["abcdefghijklmn", "wug", "gavagai", "blicket", "dax"],
        "places": places,
        "groups": np.full(5, YOURS),
        "cosines": np.ones(5),
        "corners": places[:3] / 2,
        "target": places[3] / 2,
        "nearest": places[4],
        "near": [],
        "words": ("king", "man", "woman", "queen"),
        "colour": style.GREEN,
        "caption": "a plane that follows the nouns as they spread",
    }


@pytest.fixture
def panel():
    return alone(lambda axes: Course(axes, 400), place=(60, 60, 290, 76))


def test_the_course_goes_up_to_the_step_and_the_dashed_line_is_that_of_counting(panel):
    picture = shown(panel, **course(step=20))
    drawn = panel.panels["panel"]
    np.testing.assert_array_equal(drawn.course.past.get_xdata(), STEPS[:11])
    np.testing.assert_array_equal(drawn.course.future.get_xdata(), STEPS[10:])
    assert set(drawn.counted.get_ydata()) == {0.9}
    assert drawn.value.get_text() == "40 %"
    assert has_colour(picture, style.BLUE)


def test_the_marks_are_where_this_sum_came_out_right_so_far(panel):
    shown(panel, **course(step=36))
    np.testing.assert_array_equal(panel.panels["panel"].right.get_xdata(), [30, 32, 34, 36])
    shown(panel, **course(step=20))
    assert not len(panel.panels["panel"].right.get_xdata())


def test_a_point_of_the_course_says_its_share_and_a_click_goes_there(panel):
    shown(panel, **course())
    place = on_page(panel.panels["panel"], 20, SHARES[10])
    assert panel.says(*place) == "analogies solved at step 20: 40 %"
    assert panel.at(*place) == {"step": 20}
    assert panel.says(*on_page(panel.panels["panel"], 300, 0.9)) == "vectors found by counting: 90 % solved"


@pytest.mark.parametrize("wall", [False, True])
def test_words_fit_and_the_legend_names_what_is_yours(wall):
    picture = SkipGram(400)
    if wall:
        picture.redraw(density=1.6, text=1.06)
    outcome = Outcome("✘ ", "princess is number 221", style.VERMILION)
    notes = "Nearest to your “abcdefghijklmn”: princess, princess, princess.", ""
    rows = [(f"princess{place}", 1 - place / 8, "plain") for place in range(8)]
    picture.update(
        headline={"words": "princess − princess + princess  →  princess", "outcome": outcome},
        map=word_map(),
        ranking={"rows": rows, "notes": notes},
        course=course(shares=np.ones(21)),
    )
    picture.png()
    assert list(crowded(picture.figure)) == []
    written = [text.get_text() for text in picture.panels["map"].axes.texts]
    assert {*GROUPS, "sum"} - {*written} == {"other"}
