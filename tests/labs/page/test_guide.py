"""The guide: it makes the moves, and ticks those that a hand has made."""

import gc
import re
import weakref

import pytest
from support.hands import button, from_the_page, play
from support.lecture import opening

from rnnlab import labs
from rnnlab.labs.page import plans


@pytest.fixture
def chapter():
    """The labs of chapter 07, open: two of them with a clock."""
    made = opening("07")
    yield made
    for lab in made.values():
        lab.close()


def press(guide, name):
    button(guide, name).click()


def present(guide):
    """The number of the present step, and its line in the list."""
    lines = re.findall(r"<li.*?</li>", guide._list.value)
    (line,) = [line for line in lines if "aria-current" in line]
    assert lines.index(line) == guide.place
    return guide.place, line


def large(guide):
    """The present step in large letters."""
    (shown,) = [
        part for part in re.findall(r"<div(?: class=.*?)?><p>.*?</div>", guide._now.value) if "rnnlab-hidden" not in part
    ]
    return shown


def ticked(guide):
    return [place for place, line in enumerate(re.findall(r"<li.*?</li>", guide._list.value)) if "✔" in line]


def test_it_opens_at_its_first_step():
    guide = labs.guide("07")
    assert present(guide)[0] == 0
    assert "Minute 0:" in large(guide)
    assert "Where does the next step take it?" in large(guide)
    assert ticked(guide) == []


def test_do_it_makes_every_move_of_the_plan(chapter):
    guide, plan = labs.guide("07"), plans.read()["07"]
    for place, step in enumerate(plan.steps):
        assert present(guide)[0] == place
        for move in step.moves:
            if move.kind == "look":
                continue
            press(guide, "do it")
            if move.kind == "play":
                clock = chapter[move.lab].controls["step"]
                assert clock.play.playing
                from_the_page(clock, move.to)
        press(guide, "do it")  # and now there is no more to do here
    assert ticked(guide) == list(range(8))
    assert present(guide)[0] == len(plan.steps) - 1


def test_a_move_by_hand_is_ticked_and_the_guide_goes_on_from_there(chapter):
    guide = labs.guide("07")
    chapter["cliff"].move({"step": 0})
    button(chapter["cliff"], "smaller steps").click()
    assert (guide.place, ticked(guide)) == (0, [])  # not what comes next
    play(chapter["cliff"]).playing = True
    from_the_page(chapter["cliff"].controls["step"], 0)
    assert (guide.place, ticked(guide)) == (0, [])  # it has only begun
    from_the_page(chapter["cliff"].controls["step"], 20)
    assert (guide.place, ticked(guide)) == (1, [0, 1])
    button(chapter["cliff"], "smaller steps").click()
    assert (guide.place, ticked(guide)) == (2, [0, 1, 2])
    button(chapter["cliff"], "threshold too high").click()
    assert (guide.place, ticked(guide)) == (3, [0, 1, 2])
    assert "✔ press <em>threshold too high</em>, then press <em>threshold too low</em>" in large(guide)


def test_back_and_next_go_through_the_steps_and_stop_at_the_ends(chapter):
    guide = labs.guide("07")
    press(guide, "back")
    assert guide.place == 0
    for _ in range(9):
        press(guide, "next")
    assert guide.place == 7
    press(guide, "back")
    assert (guide.place, ticked(guide)) == (6, [0, 5])
    button(chapter["clip_or_not"], "it never fires").click()
    assert ticked(guide) == [0, 5, 6]


def test_without_its_lab_it_says_which_cell_to_run():
    guide = labs.guide("07")
    press(guide, "next")
    press(guide, "do it")
    assert '<p role="alert">Run the cell with labs.cliff first.</p>' in large(guide)


def test_of_several_labs_it_takes_the_first_until_another_is_moved(monkeypatch):
    cells = iter(["labs.cliff()", "labs.cliff(w=4.0)", "labs.cliff()"])
    shell = type("Shell", (), {"user_ns": property(lambda self: {"_ih": [next(cells)]})})()
    monkeypatch.setattr("rnnlab.labs.kit.opened.get_ipython", lambda: shell)
    old, other, first = labs.cliff(), labs.cliff(), labs.cliff()  # the first cell was run again
    guide = labs.guide("07")
    guide.go(2)
    press(guide, "do it")
    assert (first.settings["learning_rate"], other.settings["learning_rate"]) == (0.2, 1.0)
    other.set(T=12)
    press(guide, "do it")  # to the next step
    press(guide, "do it")
    assert (other.settings["threshold"], first.settings["threshold"], old.settings["threshold"]) == (10.0, 0.2, 0.2)
    for lab in (old, other, first):
        lab.close()


def test_an_error_in_the_lab_is_no_move(chapter):
    guide, lab = labs.guide("07"), chapter["cliff"]
    guide.go(2)
    lab._measure = lambda **settings: 1 / 0
    button(lab, "smaller steps").click()
    assert lab.error
    assert ticked(guide) == [0]


def test_in_a_tour_what_is_to_be_seen_is_said_when_the_move_is_made(chapter):
    tour, guide = labs.tour("07"), labs.guide("07")
    for one in (tour, guide):
        one.go(2)
    assert 'class="rnnlab-unsaid">A smaller learning rate' in large(tour)
    assert "<p>A smaller learning rate" in large(guide)
    button(chapter["cliff"], "smaller steps").click()
    assert "<p>A smaller learning rate" in large(tour)


def test_what_the_plan_says_cannot_become_html(monkeypatch):
    plan = plans.read()["07"]
    first = plan.steps[0]._replace(say="a < *b* & <script>")
    monkeypatch.setattr(plans, "read", lambda: {"07": plan._replace(steps=(first, *plan.steps[1:]))})
    assert "a &lt; <em>b</em> &amp; &lt;script&gt;" in large(labs.guide("07"))


def test_a_copy_for_pages_without_a_kernel_is_the_table(monkeypatch):
    monkeypatch.setenv("RNNLAB_STORED", "1")
    guide = labs.guide("06")
    assert guide._repr_mimebundle_()[0]["text/markdown"] == plans.read()["06"].table()
    assert repr(guide) == "guide of 06, vanishing and exploding gradients, 8 minutes"


@pytest.mark.parametrize("make", [labs.guide, labs.tour])
def test_a_chapter_that_has_no_plan_is_refused(make):
    with pytest.raises(TypeError, match=r"chapter must be one of 00, 01, .*, 11; got 6"):
        make(6)
    with pytest.raises(ValueError, match=r"chapter must be one of 00, 01, .*, 11; got '12'"):
        make("12")


def test_it_keeps_no_lab_alive():
    guide = labs.guide("07")
    lab = labs.cliff()
    lab.set(T=12)
    gone = weakref.ref(lab)
    lab.close()
    del lab
    gc.collect()
    assert gone() is None
    press(guide, "next")
    press(guide, "do it")
    assert "Run the cell" in large(guide)
