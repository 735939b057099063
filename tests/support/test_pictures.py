"""The tools of these tests see what they should see."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from support.pictures import crowded, has_colour


def figure(*texts):
    made = Figure(figsize=(3, 2), dpi=100)
    FigureCanvasAgg(made)
    for x, y, words, size in texts:
        made.text(x, y, words, fontsize=size)
    return made


@pytest.mark.parametrize(
    ("texts", "problems"),
    [
        ([(0.1, 0.1, "low", 10), (0.1, 0.8, "high", 10)], []),
        ([(0.1, 0.1, "here", 10), (0.12, 0.12, "there", 10)], ["'here' lies over 'there'"]),
        ([(0.95, 0.1, "outside", 10)], ["'outside' leaves the figure"]),
        ([(0.1, 0.1, "tiny", 6)], ["'tiny' is small"]),
    ],
)
def test_crowded_texts_are_found(texts, problems):
    assert list(crowded(figure(*texts))) == problems


def test_a_colour_is_found_only_where_it_is():
    picture = np.full((4, 5, 3), 255, np.uint8)
    assert not has_colour(picture, "#0072b2")
    picture[2, 3] = 0x01, 0x72, 0xB1
    assert has_colour(picture, "#0072b2")
