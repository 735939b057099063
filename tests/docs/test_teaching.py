"""What docs/teaching.md tells a lecturer about chapters 01 to 05: each number is what the laboratory then shows."""

import pathlib
import re

import numpy as np
import pytest

from rnnlab import labs

TEXT = (pathlib.Path(__file__).parents[2] / "docs" / "teaching.md").read_text(encoding="utf-8")
MADE = {}


def at(name, preset=None, **changes):
    """The lab of this name, at a preset or as it opens, with some settings changed."""
    lab = MADE.setdefault(name, getattr(labs, name)())
    lab.reset()
    lab.set(**{**(lab.presets[preset] if preset else {}), **changes})
    return lab


SHOWN = [  # laboratory, preset, changes, what the plan says, what the laboratory says
    ("index_arithmetic", None, {}, "the + building = dragon, because 1 + 2 = 3", "the + building = dragon, because 1 + 2 = 3"),
    ("index_arithmetic", "woman − man", {}, "man = the", "woman − man = the"),
    ("index_arithmetic", "numbered anew", {}, "the + building = king", "the + building = king"),
    ("index_arithmetic", None, {}, "every word is 1.41", "one-hot, 1.41 from each"),
    ("embedding", None, {}, "king − man + woman is queen", "king − man + woman is queen"),
    ("embedding", None, {}, "88% of 716", "88% of the corpus's 716"),
    ("embedding", None, {"d": 8}, "Witch is first, queen number 7, and 28%", "witch"),
    ("embedding", None, {"d": 8}, "Witch is first, queen number 7, and 28%", "which is number 7"),
    ("embedding", None, {"d": 8}, "Witch is first, queen number 7, and 28%", "28% of"),
    ("embedding", "capitals", {}, "Rome and cats", "is rome"),
    ("embedding", "plurals", {}, "Rome and cats", "is cats"),
    ("embedding", "query words allowed", {}, "King itself is first, and 25%", "woman is king"),
    ("embedding", "query words allowed", {}, "King itself is first, and 25%", "25% of"),
    ("two_histories", None, {}, "it is 2.44", "differ by 2.44"),
    ("two_histories", "long ago", {}, "10⁻¹¹", "10⁻¹¹"),
    ("two_histories", "long ago, larger g", {}, "back, 4.52", "differ by 4.52"),
    ("hidden_state", "vanishing", {}, "from 3.75 to 2·10⁻⁶", "3.75 after letter 1 and 2·10⁻⁶"),
    ("hidden_state", "growing", {}, "from 4.18 to 157", "4.18 after letter 1 and 157"),
    ("hidden_state", "tanh cannot grow", {}, "From 4.6 to 4.46", "4.6 after letter 1 and still 4.46"),
    ("matrices_to_scale", "a wrong size", {}, "size 4 is different from 3", "size 4 is different from 3"),
    ("matrices_to_scale", "wrong, and no error", {}, "8.754 where 8.512", "comes out as 8.754. It should be 8.512"),
    (
        "matrices_to_scale",
        None,
        {"mistake": "target", "step": 5},
        "7.622 where 8.258",
        "comes out as 7.622. It should be 8.258",
    ),
    ("matrices_to_scale", "PyTorch's way round", {}, "keeps W_ih as 4×3", "keeps W_ih as 4×3"),
    ("computational_graph", "forward pass", {}, "The loss is 5.77", "The loss is 5.77"),
    ("computational_graph", "all gradients", {}, "Eighteen steps back", "18 of 18"),
    ("computational_graph", "through the ReLU", {}, "4 of 8 entries are 0", "4 of its 8 entries are 0"),
    ("computational_graph", "recurrent weights", {"first": True}, "all 16 entries are 0", "16 of its 16 entries are 0"),
    ("five_gradients", "one of five", {}, "W12 alone", "Wrong: W12. Still"),
    ("five_gradients", "three of five", {}, "then W11, W12 and B.", "Wrong: W11, W12, B. Still"),
    ("five_gradients", "hidden", {}, "nothing is red", "Yet all five agree"),
    ("five_gradients", "hidden no more", {}, "and three are", "Wrong: W11, W12, B. Still"),
    ("update_rule", None, {"step": 2}, "−259, 259, for ever", "the error is −259,"),
    ("update_rule", None, {"step": 3}, "−259, 259, for ever", "the error is 259,"),
    ("unrolled", None, {}, "gets 0.107 of what input 10 gets", "input 1 gets 0.107 times the gradient that input 10 gets"),
    ("unrolled", "it explodes", {}, "× 6910", "gets 6910 times"),
    ("unrolled", "the last inputs count", {}, "× 2·10⁻¹⁰", "gets 2·10⁻¹⁰ times"),
    ("unrolled", "the last inputs count", {}, "a length of 1.56", "has length 1.56"),
    ("unrolled", "nothing passes", {}, "Its loss sends nothing back", "The loss of step 10 sends nothing back"),
    ("truncated", None, {}, "cut off, and 28° off", "is 28° off the full one"),
    ("truncated", None, {"window": 1}, "63° at 1", "is 63° off"),
    ("truncated", None, {"window": 8}, "4° at 8", "is 4° off"),
    ("truncated", None, {"window": 9}, "1° at 9", "is 1° off"),
    ("truncated", "the answer lies beyond", {}, "39° off", "is 39° off"),
    ("truncated", "it vanishes", {}, "then 0°", "is 0° off"),
]


@pytest.mark.parametrize(("name", "preset", "changes", "planned", "shown"), SHOWN)
def test_the_laboratory_shows_what_the_plan_says(name, preset, changes, planned, shown):
    assert planned.lower() in TEXT.lower()
    assert shown in at(name, preset, **changes).summary


def test_without_a_past_or_a_recurrence_there_is_no_difference():
    assert at("two_histories").readings["memoryless"] == 0
    assert set(at("two_histories", "the recurrence off").readings.values()) == {0.0}


def test_more_examples_leave_the_parameters():
    counts = [at("matrices_to_scale", n=n).readings["parameters"] for n in (2, 8)]
    assert counts[0] == counts[1]


def test_a_tenth_is_thrown_across_twice():
    found = [at("update_rule", "a tenth", step=step).readings["error"] for step in range(3)]
    np.testing.assert_allclose(found, [-0.90, 2.66, -1.78], atol=0.005)


def plans():
    """(chapter, text) of every plan."""
    parts = re.split(r"^## ", TEXT, flags=re.MULTILINE)
    return [(re.search(r"notebooks/(\d\d)_", part)[1], part) for part in parts if part.startswith("Eight minutes")]


def test_every_chapter_has_a_plan_of_eight_minutes():
    assert sorted(chapter for chapter, _ in plans()) == [f"{number:02}" for number in range(1, 11)]


@pytest.mark.parametrize(("chapter", "plan"), [pair for pair in plans() if pair[0] <= "05"])
def test_a_plan_counts_its_minutes_and_presses_what_is_there(chapter, plan):
    rows = re.findall(r"^\| (\d) \| (.+?) \|", plan, re.MULTILINE)
    assert [minute for minute, _ in rows] == [str(minute) for minute in range(8)]
    made = [at(name) for name in dict.fromkeys(name for name, *_ in SHOWN)]
    there = {"Reset", "target"} | {name for lab in made for name in lab.presets}
    there |= {control.description for lab in made for control in lab.controls.values()}
    assert {pressed for _, do in rows for pressed in re.findall(r"\*([^*]+)\*", do)} <= there
