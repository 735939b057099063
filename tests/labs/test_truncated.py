"""The lab of truncated back-propagation shows what the numerics say, in numbers, in words and in the picture."""

import importlib
import itertools

import numpy as np
import pytest
from support.pictures import crowded

from rnnlab import labs, optim, tasks, training
from rnnlab.trees import leaves
from rnnlab.views.kit import style


def press(lab, preset, **changes):
    lab.set(**{**lab.presets[preset], **changes})
    return lab.readings


def vectors(window, *, delay=8, T=20, h=16, seed=1):
    """The cell's gradients of the lab's network, truncated and full, computed anew."""
    model = training.init(1, h, 1, rng=np.random.default_rng(seed))
    model = model._replace(readout=model.readout._replace(W_hy=0.01 * model.readout.W_hy))
    task = tasks.delayed_echo(T, 32, 1, delay=delay, rng=np.random.default_rng(0))
    for options in ({"window": window}, {}):
        grads = training.forward_backward(model, task, activation="tanh", **options).grads.cell
        yield np.concatenate([array.ravel() for array in leaves(grads)])


@pytest.mark.parametrize("window", [1, 4, 9])
def test_the_readings_are_those_of_the_two_gradients(lab, window):
    lab.set(window=window)
    ours, full = vectors(window)
    cosine = ours @ full / np.linalg.norm(ours) / np.linalg.norm(full)
    assert lab.readings["angle"] == pytest.approx(np.degrees(np.arccos(cosine)), abs=1e-4)


def test_with_the_whole_sequence_as_window_nothing_is_cut(lab):
    for T, window in itertools.product((2, 7, 20), (20, 30)):
        lab.set(T=T, window=window)
        assert lab.readings["angle"] == 0
        assert "nothing is cut" in lab.summary
        assert "The truncated gradient is equal to the full one." in lab.summary
        assert not len(lab.view.panels["ways_back"].border.get_xdata())


@pytest.mark.parametrize(("window", "delay", "inside"), [(4, 3, True), (4, 4, False), (1, 0, True), (20, 19, True)])
def test_the_answer_is_inside_if_it_lies_less_steps_back_than_the_window(lab, window, delay, inside):
    lab.set(window=window, delay=delay)
    panel = lab.view.panels["ways_back"]
    shown, other = (panel.inside, panel.outside) if inside else (panel.outside, panel.inside)
    assert len(shown.get_xdata()) == 20 - delay
    assert len(other.get_xdata()) == 0
    assert ("inside the window." in lab.summary) == inside
    assert ("outside the window" in lab.summary) != inside
    assert panel.outcome.get_text().endswith("inside" if inside else "cut off")


def test_a_delay_longer_than_the_sequence_is_the_longest_there_is(lab):
    lab.set(T=5, delay=29)
    assert "lies 4 steps back, at step 1" in lab.summary
    longest = lab.png
    lab.set(delay=4)
    assert lab.png == longest


def test_the_presets_show_what_they_are_called(lab):
    assert press(lab, "nothing is cut")["angle"] == 0
    assert press(lab, "short memory suffices")["angle"] < 5
    assert "inside the window" in lab.summary
    assert press(lab, "it vanishes")["angle"] < 1
    assert "outside the window" in lab.summary
    assert press(lab, "the answer lies beyond")["angle"] > 30
    assert "outside the window" in lab.summary


def test_the_first_steps_have_no_answer_yet_and_their_rows_are_white(lab):
    influence = lab._measure(**lab.settings).picture["ways_back"]["influence"]
    assert np.isneginf(influence[:8]).all()
    assert np.isfinite(influence[8:, 0]).all()
    assert "The first 8 steps have no loss, since no answer is known yet." in lab.summary
    lab.set(delay=1)
    assert "The first step has no loss" in lab.summary
    lab.set(delay=0)
    assert "no loss, since" not in lab.summary
    assert "or no answer yet" in {text.get_text() for text in lab.view.panels["ways_back"].axes.texts}


def test_where_there_is_no_gradient_the_words_say_so():
    module = importlib.import_module("rnnlab.labs.truncated")  # the name in rnnlab.labs is the function
    nothing = module.Cut(window=2, delay=1, T=5, angle=np.nan, step=0, errors=[np.nan] * 4)
    assert nothing.off == "none"
    assert nothing.summary().endswith("There is no gradient to compare.")


def test_a_small_angle_is_not_written_as_none(lab):
    lab.set(weight_scale=0.3, window=8)
    assert 0 < lab.readings["angle"] < 0.05
    assert lab.summary.endswith("The truncated gradient is less than 0.1° off the full one.")
    assert list(crowded(lab.view.figure)) == []
    lab.set(window=4)
    assert "is 0.2° off" in lab.summary


def test_the_present_window_is_marked_on_the_curve(lab):
    lab.set(window=9)
    panel = lab.view.panels["angle"]
    assert panel.here.get_xdata()[0] == 9 / 20
    assert panel.here.get_ydata()[0] == panel.values.get_ydata()[8] == pytest.approx(lab.readings["angle"])


def courses(lab):
    """The errors that are drawn, of the four trainings."""
    return [curve.past.get_ydata() for curve in lab.view.panels["training"].curves]


def test_the_trainings_begin_with_the_network_of_the_table_and_follow_their_windows():
    lab = labs.truncated(window=2, delay=3, T=6, h=4, step=4)
    for window, course in zip((1, 2, 4, None), courses(lab), strict=True):
        model, memory = training.init(1, 4, 1, rng=np.random.default_rng(1)), None
        model = model._replace(readout=model.readout._replace(W_hy=0.01 * model.readout.W_hy))
        for step, loss in enumerate(course):
            task = tasks.delayed_echo(6, 32, 1, delay=3, rng=np.random.default_rng([0, step]))
            now = training.forward_backward(model, task, activation="tanh", window=window)
            assert now.loss == pytest.approx(loss)
            model, memory = optim.adam(model, optim.clip_by_global_norm(now.grads, 1.0)[0], memory, 0.05)


def test_nothing_is_trained_before_play_and_then_little_by_little(lab):
    assert [len(course) for course in courses(lab)] == [0] * 4
    assert np.isnan(lab.readings["error"])
    assert lab.view.panels["training"].outcome.get_text() == "press play"
    lab.set(step=100)
    assert lab.settings["step"] == 2
    assert "After 2 training steps the error is" in lab.summary
    assert lab.view.panels["training"].outcome.get_text() == "not learned yet"


def test_another_window_trains_its_own_network_alone_anew(lab):
    lab.set(step=2)
    before = courses(lab)
    lab.set(window=5)
    after = courses(lab)
    assert [np.array_equal(one, other) for one, other in zip(before, after, strict=True)] == [True, False, True, True]


def test_what_has_been_learned_is_said_in_large_letters():
    lab = labs.truncated(window=4, delay=4, T=12, h=8, step=60)
    outcome = lab.view.panels["training"].outcome
    assert outcome.get_text() == "✖ window 4 learns nothing"
    assert (lab.readings["error_whole"] < 0.1) & (lab.readings["error"] > 0.8)
    lab = labs.truncated(window=5, delay=4, T=12, h=8, step=60)
    assert lab.view.panels["training"].outcome.get_text() == "✔ window 5 has learned"


def test_the_colour_tells_near_from_far(lab):
    lab.set(window=20)
    assert lab.view.panels["angle"].outcome.get_color() == style.GREEN_WORDS
    press(lab, "the answer lies beyond")
    assert lab.view.panels["angle"].outcome.get_color() == style.VERMILION_WORDS


def test_a_click_in_the_table_makes_the_window_just_large_enough(lab):
    t, k = 15, 8  # from 0
    x, y = 64 + (k + 0.5) * 320 / 20, 62 + (t + 0.5) * 320 / 20
    lab.set(**lab.view.at(x, y))
    assert lab.settings["window"] == 8
    assert lab.view.says(x, y).endswith("kept")
    lab.set(window=7)
    assert lab.view.says(x, y).endswith("cut off")
    assert set(lab.words) == set(lab.readings)
