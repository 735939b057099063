"""The lab of truncated back-propagation shows what the numerics say, in numbers, in words and in the picture."""

import importlib
import itertools

import numpy as np
import pytest

from rnnlab import labs, tasks, training
from rnnlab.trees import leaves
from rnnlab.views.kit import style


@pytest.fixture
def lab():
    return labs.truncated()


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
    assert lab.readings["length_ratio"] == pytest.approx(np.linalg.norm(ours) / np.linalg.norm(full))


def test_with_the_whole_sequence_as_window_nothing_is_cut(lab):
    for T, window in itertools.product((2, 7, 20), (20, 30)):
        lab.set(T=T, window=window)
        assert lab.readings == {"angle": 0, "length_ratio": 1}
        assert "nothing is cut" in lab.summary
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
    assert "lies 4 steps back, as far as there is" in lab.summary
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
    nothing = module.Cut(window=2, delay=1, T=5, angle=np.nan, ratio=np.nan)
    assert nothing.off == "none"
    assert nothing.times == ""
    assert nothing.summary().endswith("There is no gradient to compare.")


def test_the_present_window_is_marked_on_both_curves(lab):
    lab.set(window=9)
    for name, value in (("angle", lab.readings["angle"]), ("ratio", lab.readings["length_ratio"])):
        panel = lab.view.panels[name]
        assert panel.here.get_xdata()[0] == 9 / 20
        assert panel.here.get_ydata()[0] == pytest.approx(value)
        assert panel.values.get_ydata()[8] == pytest.approx(value)


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
