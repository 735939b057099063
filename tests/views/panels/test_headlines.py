"""Two lines of large words: each in its colour, and none over the other."""

from support.pictures import alone, crowded_outlines, has_colour, shown

from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome
from rnnlab.views.panels.headlines import Headlines


def test_both_lines_stand_in_their_colours_and_apart():
    view = alone(Headlines, place=(20, 20, 560, 60))
    said = {"above": Outcome("✔", "it learned", style.GREEN), "below": Outcome("", "it did not", style.VERMILION)}
    picture = shown(view, **said)
    assert has_colour(picture, style.GREEN)
    assert has_colour(picture, style.VERMILION)
    assert view.panels["panel"].above.items[0][2] == "✔ it learned"
    assert list(crowded_outlines(view.figure)) == []
