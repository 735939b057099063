"""The cliff: without clipping the walk is thrown away, with clipping it arrives, and the words say which at every setting."""

import numpy as np
import pytest

from rnnlab import labs
from rnnlab.labs.cliff import _rounded
from rnnlab.lessons import cliff as lesson
from rnnlab.views.kit import style


def press(lab, preset):
    lab.set(**lab.presets[preset])
    return lab.readings


def headlines(lab):
    panel = lab.view.panels["headlines"]
    return [words.items[0][2] for words in (panel.above, panel.below)]


def crossed(path):
    """At which step a walk first stands below the cliff."""
    return int(np.argmax(path.losses < 0.1))


def test_the_clipped_walk_crosses_the_cliff_and_arrives_and_the_other_is_thrown_ten_units_away(lab):
    """The bar that this chapter was set."""
    found = press(lab, "thrown")
    assert found["loss_clipped"] < 0.05  # of the minimum's loss, which is 0
    assert found["away_clipped"] < 3
    assert found["away_plain"] > 10
    clipped = lesson.descend(4.6, -3.3, T=50, learning_rate=1.0, threshold=0.2, steps=60)
    assert clipped.losses[0] > 0.4
    step = crossed(clipped)
    assert clipped.b[step - 1] < lesson.foot(clipped.w[step - 1])
    assert clipped.b[step] > lesson.foot(clipped.w[step])


def test_the_throw_is_a_single_step_at_the_cliff(lab):
    press(lab, "thrown")
    away = []
    for step in range(61):
        lab.set(step=step)
        away.append(lab.readings["away_plain"])
    thrown = int(np.argmax(np.diff(away))) + 1
    assert thrown == 9
    assert away[thrown - 1] < 1
    assert away[thrown] > 10
    assert np.ptp(away[thrown:]) < 0.01


def test_the_readings_are_those_of_the_walks(lab):
    lab.set(w=5.5, b=-2.5, learning_rate=0.5, threshold=0.1, T=30, step=17)
    clipped = lesson.descend(5.5, -2.5, T=30, learning_rate=0.5, threshold=0.1, steps=60)
    plain = lesson.descend(5.5, -2.5, T=30, learning_rate=0.5, steps=60)
    assert lab.readings == {
        "loss_clipped": clipped.losses[17],
        "loss_plain": plain.losses[17],
        "away_clipped": clipped.distances[17],
        "away_plain": plain.distances[17],
        "steps_clipped": (clipped.norms[:17] > 0.1).sum(),
    }


def test_presets_do_what_they_say(lab):
    assert "87 away" in lab.summary
    assert press(lab, "threshold too high")["away_clipped"] > 10
    assert press(lab, "threshold too low")["steps_clipped"] == 60
    assert lab.readings["loss_clipped"] > 0.3
    flat = press(lab, "no cliff, no clipping")
    assert flat["steps_clipped"] == 0
    assert flat["loss_clipped"] == flat["loss_plain"] < 0.05
    flat = press(lab, "flat ground")
    assert flat["steps_clipped"] == 0
    assert flat["loss_clipped"] == flat["loss_plain"] > 0.4
    assert press(lab, "smaller steps")["away_plain"] > 10
    assert lab.readings["loss_clipped"] < 0.05


def test_where_nothing_is_clipped_the_sentence_says_so(lab):
    press(lab, "no cliff, no clipping")
    assert "nothing was clipped. Both walks are the same" in lab.summary
    lab.set(step=0)
    assert lab.summary.startswith("Both walks start here")


def test_the_longest_gradient_is_that_of_the_present_place_too(lab):
    """At step 8 the walk stands on the cliff, and has not been thrown yet."""
    lab.set(step=8, b=-3.3, w=4.6, threshold=0.1)
    plain = lesson.descend(4.6, -3.3, T=50, learning_rate=1.0, steps=60)
    assert plain.norms[8] == plain.norms[:9].max() == plain.norms.max()
    assert lab.readings["steps_clipped"] > 0
    assert lab.summary.endswith(f"the longest gradient on its way was {style.number(plain.norms[8])}.")


def test_the_line_across_the_gradients_says_what_it_is(lab):
    key = lab.view.panels["norms"].key
    for threshold in (0.2, 0.01, 1000.0):
        lab.set(threshold=threshold)
        assert key.words.get_text() == f"clip at {threshold:g}"
        assert key.line.get_linestyle() == lab.view.panels["norms"].level.get_linestyle()
        assert len(key.line.get_xdata()) == 2


def test_the_words_on_top_are_those_of_each_walk(lab):
    clipped, plain = headlines(lab)
    assert clipped == "● clipped: ✔ loss 0.0038"
    assert plain == "▲ not clipped: ✖ thrown 87 away, loss 0.09"
    press(lab, "threshold too low")
    assert headlines(lab)[0] == "● clipped: loss 0.37"


def test_a_walk_that_leaves_the_map_in_a_small_step_is_not_called_thrown(lab):
    lab.set(w=3.0, b=-1.0, T=1)
    assert lab.readings["away_clipped"] < 0.1
    assert headlines(lab)[0].startswith("● clipped: off the map, 0.017 away")


def test_the_cliff_is_named_only_where_there_is_one(lab):
    named = lab.view.panels["map"].cliff
    words = {}
    for T in (1, 2, 5, 20, 50, 100):
        lab.set(T=T)
        words[T] = named.get_text()
    assert words == {1: "", 2: "", 5: "", 20: "the cliff", 50: "the cliff", 100: "the cliff"}


@pytest.mark.parametrize(
    ("loss", "words"), [(0.0038, "0.0038"), (0.25, "0.25"), (1.2e-4, "0.00012"), (2e-9, "2·10⁻⁹"), (0.0, "0")]
)
def test_a_loss_in_print(loss, words):
    assert _rounded(loss) == words


def test_a_click_on_the_landscape_starts_the_walks_there(lab):
    page = lab.view.width / 2, lab.view.height / 2
    moves = lab.view.at(*page)
    assert list(moves) == ["w", "b"]
    said = lab.view.says(*page)
    lab.set(step=0, **moves)
    assert lab.view.panels["map"].start.get_xydata()[0].tolist() == list(moves.values())
    assert said.endswith(f"loss {style.number(lab.readings['loss_plain'])}")


def test_a_start_off_the_map_is_an_error():
    with pytest.raises(ValueError, match=r"w must be a finite number from 3\.0 to 8\.0"):
        labs.cliff(w=9.0)


def test_what_comes_later_is_not_drawn_so_that_a_question_may_stand_above(lab):
    lab.set(step=8)
    for panel in ("loss", "norms"):
        for run in (lab.view.panels[panel].clipped, lab.view.panels[panel].plain):
            drawn = [len(line.get_xdata()) for line in (run.past, run.future, run.over)]
            assert drawn == [9, 1, 0]
