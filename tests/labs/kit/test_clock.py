"""The training clock: play and slider agree, it goes on until its step is reached, and an error stops it."""

from types import SimpleNamespace

import pytest
from support.hands import button, from_the_page, play
from support.toy import failing, moment, toy

from rnnlab import labs
from rnnlab.labs.kit.clock import clock, train
from rnnlab.labs.kit.lab import Refusal


def in_steps(most):
    """A `measure` that gets at most so many training steps further at a tick."""
    reached = 0

    def measure(*, step, **settings):
        nonlocal reached
        reached = max(reached, min(step, reached + most))
        return moment(step=min(step, reached), **settings)

    return measure


@pytest.mark.parametrize("drive", ["slider", "play", "page", "set"])
def test_play_and_slider_always_agree_even_where_a_tick_gets_no_further(drive):
    lab = toy(in_steps(4))
    slider, player = lab.controls["step"], play(lab)
    player.playing = drive in ("play", "page")
    for wanted, reached in [(1, 1), (2, 2), (30, 6), (31, 10), (3, 3), (0, 0), (50, 14)]:
        if drive == "slider":
            slider.value = wanted
        elif drive == "play":
            player.value = wanted
        elif drive == "page":
            from_the_page(player, wanted)
        else:
            lab.set(step=wanted)
        assert slider.value == player.value == lab.settings["step"] == reached
        assert lab.error is None


def test_the_constructor_and_reset_go_on_until_the_step_is_reached():
    lab = toy(in_steps(4), step=30)
    assert lab.settings["step"] == 30
    lab.set(step=0)
    lab.reset()
    assert lab.settings["step"] == 30


def test_a_preset_goes_on_until_its_step_is_reached():
    lab = toy(in_steps(4))
    lab.presets["large"]["step"] = 30
    button(lab, "large").click()
    assert lab.settings["step"] == 30


def test_a_step_that_is_never_reached_does_not_hang():
    lab = toy(lambda *, step, **settings: moment(step=min(step, 7), **settings), step=30)
    assert lab.settings["step"] == 7


def test_an_error_stops_the_clock_and_puts_it_back_to_what_is_shown():
    lab = toy(failing(7, Refusal("Take six.")))
    lab.set(step=20)
    play(lab).playing = True
    lab.controls["size"].value = 7
    assert not play(lab).playing
    from_the_page(play(lab), 21)  # one more came from the page before it knew
    assert (lab.settings["step"], play(lab).value) == (20, 20)
    lab.set(size=6)
    assert lab.error is None
    assert lab.settings["step"] == 20


def test_a_preset_is_not_carried_on_by_a_step_that_was_on_its_way():
    lab = toy(in_steps(50))
    play(lab).playing = True
    from_the_page(play(lab), 7)
    assert lab.settings["step"] == 7
    button(lab, "large").click()
    there = lab.settings["step"]
    from_the_page(play(lab), 8)
    assert lab.settings["step"] == play(lab).value == there
    from_the_page(play(lab), 0)  # the stop button
    assert lab.settings["step"] == play(lab).value == 0


def test_where_the_clock_may_end_early_being_sent_back_stops_the_button():
    for ends in (True, False):
        step = clock(50, ends=ends)()
        step.play.playing = True
        step.value = 7
        assert step.play.playing
        step.value = 5
        assert step.play.playing != ends


def test_a_clock_may_have_notches_finer_than_the_stride_of_its_button():
    assert (clock(50, by=20)().step, clock(50, by=20, notch=4)().step) == (20, 4)
    assert clock(50, by=20, notch=4)().play.step == 20


def run(done):
    """A training that has done so many steps."""
    made = SimpleNamespace(losses=[0.0] * (done + 1))
    made.extend = lambda step: made.losses.extend([0.0] * (step + 1 - len(made.losses)))
    return made


def test_a_tick_trains_so_far_from_the_run_that_has_come_least():
    runs = run(10), run(4)
    assert train(100, 5, *runs) == 9
    assert [len(each.losses) - 1 for each in runs] == [10, 9]
    assert train(3, 5, *runs) == 3
    fresh = SimpleNamespace(losses=[], extend=lambda step: None)
    assert train(100, 5, fresh) == 5
    assert train(100, 5, fresh, begun=False) == 4


@pytest.mark.parametrize(("done", "most", "there"), [(0, 5, 8), (0, 17, 16), (16, 7, 24), (21, 1, 24), (23, 9, 32)])
def test_a_tick_that_cannot_go_all_the_way_ends_on_a_notch(done, most, there):
    assert train(100, most, run(done), notch=8) == there
    assert train(30, 50, run(done), notch=8) == 30  # where it was sent


@pytest.mark.parametrize(
    "lab",
    [
        lambda: labs.adding_problem(T=150, network="LSTM"),
        labs.attention,
        labs.gate_bench,
        lambda: labs.memory_map(network="LSTM", T=150, again=True, step=0),
        labs.skip_gram,
        labs.truncated,
        lambda: labs.vanishing_gradient(h=128, T=200),
    ],
)
def test_no_tick_of_a_lab_leaves_its_clock_between_two_notches(lab):
    """A slider in the page would answer with the nearest one, some time later."""
    lab = lab()
    slider = lab.controls["step"]
    for start in (0, 0, slider.step, 1):
        lab.set(step=start)
        lab.set(step=slider.max)
        assert start < slider.value < slider.max
        assert slider.value % slider.step == 0
    lab.close()
