"""The minute plans: each move is made, and the laboratory then says what the plan says."""

import pathlib
import re

import pytest
from support.lecture import FIRST_CALLS, WORDS_A_MINUTE, make, opening, seconds

from rnnlab.labs.page import plans
from rnnlab.labs.page.plans import Move, Step

TESTS = pathlib.Path(__file__).parents[2]
PLANS = plans.read()
STEPS = [pytest.param(chapter, step, id=f"{chapter}-{step.minute}") for chapter, plan in PLANS.items() for step in plan.steps]
NUMBER = r"(?<![A-Za-z\d])\d[\d.,]*(?:·10)?[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*"
# Numbers that are said and that no sentence of a laboratory carries, with the test that holds each.
ELSEWHERE = {
    ("06", 4): (["1"], "test_at_the_edge_some_seeds_still_explode"),
    ("06", 7): (["10⁹"], "test_with_clipping_the_loss_comes_down_and_is_still_far_off_the_chart"),
    ("08", 2): (["2", "5"], "test_at_bias_minus_2_a_pulse_is_gone_within_three_steps_and_at_5_it_stays"),
    ("08", 7): (["1"], "test_without_recurrent_weights_the_lstms_gradient_travels_by_f_alone"),
    ("09", 4): (["5"], "test_the_early_model_wins_on_the_tale_and_the_network_passes_order_4"),
    ("09", 5): (["60"], "test_hardly_any_text_turns_sooner_and_rises_higher"),
    ("10", 1): (["200"], "test_both_find_the_answer_1_first_and_then_the_gru_falls_through_both_lines"),
    ("05", 0): (["0.91", "0.1"], "test_in_the_story_the_two_hops_are_091_and_01_and_step_3_adds_95_percent"),
    ("04", 7): (["2.66", "1.78"], "test_a_tenth_is_thrown_across_twice"),
}


@pytest.fixture
def made(request):
    """The labs of a chapter's plan, as the chapter opens them."""
    made = opening(request.getfixturevalue("chapter"))
    yield made
    for lab in made.values():
        lab.close()


@pytest.mark.parametrize("chapter", PLANS)
def test_each_move_makes_what_the_plan_says_and_fits_its_minutes(made, chapter):
    missing, late = [], []
    ends = [step.minute for step in PLANS[chapter].steps[1:]] + [PLANS[chapter].minutes]
    for step, end in zip(PLANS[chapter].steps, ends):
        taken = len(step.say.split()) / WORDS_A_MINUTE * 60 + sum(seconds(move, made[move.lab]) for move in step.moves)
        for move in step.moves:
            lab = made[move.lab]
            assert make(move, lab), (move, lab)
            missing += [(step.minute, move.words, words, lab.summary) for words in move.then if words not in lab.summary]
        if taken > 60 * (end - step.minute):
            late.append((step.minute, taken))
    assert missing == []
    assert late == []


@pytest.mark.parametrize("chapter", PLANS)
def test_what_is_to_be_done_names_what_is_on_the_page(made, chapter):
    for step in PLANS[chapter].steps:
        for place, move in enumerate(step.moves):
            if move.kind == "press":
                assert move.to == "Reset" or move.to in made[move.lab].presets
            if move.kind == "set":
                ((name, to),) = move.to.items()
                named = made[move.lab].controls[name].description
                before = step.moves[place - 1] if place else None
                again = before and before.kind == "set" and list(before.to) == [name]  # "to 8" goes on with the same control
                assert again or f"*{named}*" in move.words or f"*{named}* " in move.words.replace(" at*", " at* "), move
                assert to is True or str(to).removesuffix(".0") in move.words, move


@pytest.mark.parametrize("chapter", PLANS)
def test_a_move_is_not_made_before_it_is_made(made, chapter):
    """Or it would be ticked without a hand. The one that may be is for those who have not let the training before it end."""
    for step in PLANS[chapter].steps:
        for move in step.moves:
            lab = made[move.lab]
            assert move.kind == "look" or move.to == "trained to remember" or not move.made(lab), (chapter, step.minute, move)
            make(move, lab)


@pytest.mark.parametrize(("chapter", "step"), STEPS)
def test_each_number_that_is_said_stands_in_a_sentence_or_has_a_test(chapter, step):
    there = step.doing() + " " + " ".join(words for move in step.moves for words in move.then)
    known, test = ELSEWHERE.get((chapter, step.minute), ([], ""))
    numbers = [number.rstrip(".,") for number in re.findall(NUMBER, step.say)]
    if step.moves:  # a question is answered by its notebook, which is tested
        found = re.findall(NUMBER, there)
        assert [number for number in numbers if number not in {one.rstrip(".,") for one in found} | set(known)] == []
        assert set(known) <= set(numbers)
    assert any(f"def {test}(" in path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")) or not test


def test_every_chapter_has_a_plan_whose_minutes_rise():
    assert sorted(PLANS) == [f"{number:02}" for number in range(12)]
    for plan in PLANS.values():
        minutes = [step.minute for step in plan.steps]
        assert minutes == sorted(set(minutes))
        assert 0 == minutes[0] <= minutes[-1] < plan.minutes


def test_every_move_has_words_that_must_follow():
    assert [
        move for _, step in (one.values for one in STEPS) for move in step.moves if not all(move.then) or not move.then
    ] == []


def test_each_lab_of_a_plan_is_in_its_chapter():
    for chapter, plan in PLANS.items():
        assert {move.lab for step in plan.steps for move in step.moves} <= set(FIRST_CALLS[chapter])


def test_the_words_of_a_step_follow_from_its_moves():
    moves = (Move("cliff", "press", "thrown", "press *thrown*", ()), Move("cliff", "play", 3, "press play", ()))
    assert Step(1, "look, then", moves, "").doing() == "look, then press *thrown*, then press play"
    assert Step(1, "", moves, "").doing() == "press *thrown*, then press play"


def test_a_notch_of_a_slider_may_miss_a_number_by_its_last_digit():
    lab = opening("05")["unrolled"]
    lab.set(network="sine wave", T=20, t=20, weight_scale=2.5000000000000004)
    press = Move("unrolled", "press", "it explodes", "", ())
    assert press.made(lab)
    lab.set(weight_scale=2.45)
    assert not press.made(lab)
    lab.close()


def test_to_stop_the_clock_must_stand_near_where_it_should():
    lab = opening("10")["adding_problem"]
    stop = Move("adding_problem", "stop", 400, "stop", ())
    lab.move({"step": 340})
    assert not stop.made(lab, clock=True)
    lab.move({"step": 380})
    assert stop.made(lab, clock=True)
    lab.controls["step"].play.playing = True
    assert not stop.made(lab, clock=True)
    lab.close()
