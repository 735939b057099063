"""The lab of the scan: the picture, the words and the numbers agree at every round."""

import pytest

from rnnlab.labs.scan import LONGEST, MOST
from rnnlab.lessons import scan as lesson


def press(lab, preset):
    lab.set(**lab.presets[preset])
    return lab.view.panels["tree"]


def test_the_clock_holds_the_longest_race():
    assert lesson.joins(*lesson.sequence(LONGEST, 0), 1)[-1].round == MOST


def test_at_the_tree_s_last_round_the_loop_is_far_behind(lab):
    tree = press(lab, "32 steps, 16 workers")
    assert len(tree.tree.get_xdata()) == 32
    assert len(tree.loop.get_xdata()) == 10
    assert tree.outcome.items[0][2] == "▼ the tree is first: tree 9 rounds, 57 joins; loop 31 rounds"
    assert lab.summary.startswith("After 9 rounds the tree knows 32 of 32 states, the loop 10.")


@pytest.mark.parametrize(
    ("preset", "word"), [("32 steps, 2 workers", "● both take"), ("a single worker", "▲ the loop is first")]
)
def test_few_workers_lose(lab, preset, word):
    assert press(lab, preset).outcome.items[0][2].startswith(word)


def test_the_readings_are_depth_and_work(lab):
    for T in range(2, 33):
        lab.set(T=T, workers=16)
        joins = lesson.joins(*lesson.sequence(T, 0), 16)
        assert lab.readings == {
            "depth": joins[-1].level,
            "work": len(joins),
            "rounds_tree": joins[-1].round,
            "rounds_loop": T - 1,
            "difference": 0.0,
        }


def test_the_remark_computes_the_last_join_of_the_round(lab):
    tree = press(lab, "the way up")
    assert tree.remark.items[0][2] == "round 3, steps 1–8:  keep 0.60·0.14 = 0.08,  add 0.60·(–1.69) + 1.33 = 0.31"
    assert round(0.60 * -1.69 + 1.33, 1) == 0.3
    lab.set(step=1)  # what is added first is −0.0013
    assert tree.remark.items[0][2] == "round 1, steps 7–8:  keep 0.86·0.80 = 0.69,  add 0.86·0.39 + 0.00 = 0.34"
    lab.set(step=0)
    assert tree.remark.items[0][2].startswith("press play")
    lab.set(step=7)
    assert tree.remark.items[0][2] == "the tree has all its states"


def test_a_click_on_a_node_goes_to_its_round(lab):
    tree = press(lab, "32 steps, 16 workers")
    _, nodes, *states = tree.spots
    joins = lesson.joins(*lesson.sequence(32, 0), 16)
    for i, (x, y) in enumerate(nodes.places()):
        assert tree.at(x, y) == {"step": joins[i].round}
    assert tree.says(states[0].x[0], states[0].y[0]).startswith("tree: h₁ = 0.10, known from round 0")
    assert tree.at(states[1].x[31], states[1].y[31]) == {"step": 31}


def test_both_rows_have_the_same_numbers_at_the_end(lab):
    tree = press(lab, "the way down")
    lab.set(step=7)
    numbers = [text for _, _, text in tree.numbers.items]
    assert numbers[-8:] == numbers[-16:-8]
    assert numbers[-1] == f"{lesson.joins(*lesson.sequence(8, 0), 1)[2 + 4].pair[1]:.2f}" == "0.31"


def test_the_clock_stops_when_both_are_done(lab):
    lab.set(step=57)
    assert lab.settings["step"] == 7
    lab.set(workers=1, step=57)
    assert lab.settings["step"] == 11
