"""What notebook 05 says in words about the laboratories and the training, and does not compute in a cell beside it."""

import numpy as np
import pytest

from rnnlab import labs
from rnnlab.lessons import many_seeds


def press(lab, preset, **changes):
    lab.set(**{**lab.presets[preset], **changes})
    return lab.readings


@pytest.fixture(scope="module")
def unrolled():
    return labs.unrolled()


@pytest.fixture(scope="module")
def truncated():
    return labs.truncated()


def curves(lab):
    """How thick the curve to each input is."""
    return np.array(lab.view.panels["network"].curves.get_linewidths())


def blue(lab):
    """What of the bars' length is blue."""
    panel = lab.view.panels["shares"]
    heights = [[segment[1][1] - panel.ZERO for segment in bars.get_segments()] for bars in (panel.pieces, panel.hollow)]
    return np.sum(heights[0]) / np.sum(heights[1])


def test_at_first_one_loss_reaches_all_ten_inputs_and_input_1_gets_about_a_tenth(unrolled):
    unrolled.reset()
    assert (curves(unrolled) > 0).sum() == 10
    assert unrolled.readings["left_at_input_1"] == pytest.approx(0.1, rel=0.1)


def test_a_loss_knows_only_the_inputs_up_to_its_own_step(unrolled):
    unrolled.reset()
    unrolled.set(t=4)
    assert ((curves(unrolled) > 0) == (np.arange(10) < 4)).all()


def test_when_it_explodes_the_curves_grow_to_the_left_and_much_grey_shows_above_the_blue(unrolled):
    unrolled.reset()
    assert blue(unrolled) > 0.9
    press(unrolled, "it explodes")
    assert curves(unrolled)[0] > 1.5 * curves(unrolled)[-1]
    assert 0.3 < blue(unrolled) < 0.7
    assert unrolled.readings["lengths_together"] > 1.5 * unrolled.readings["gradient"]


def test_where_nothing_passes_the_steps_own_bar_is_zero(unrolled):
    press(unrolled, "nothing passes")
    assert "sends nothing back" in unrolled.summary
    panel = unrolled.view.panels["shares"]
    assert panel.hollow.get_segments()[9][1][1] == panel.ZERO
    assert min(segment[1][1] for segment in panel.pieces.get_segments()) < panel.ZERO  # one pulls against the others


def test_the_gradient_can_have_an_ordinary_length_and_be_blind_to_the_past(unrolled):
    found = press(unrolled, "the last inputs count")
    assert found["gradient"] == pytest.approx(1.6, abs=0.05)
    assert 1e-10 <= found["left_at_input_1"] < 3e-10


def test_the_truncated_gradient_is_28_degrees_off_until_the_window_reaches_the_answer(truncated):
    truncated.reset()
    assert truncated.settings["delay"] == 8
    assert truncated.readings["angle"] == pytest.approx(28, abs=0.5)
    truncated.set(window=9)
    assert truncated.readings["angle"] < 2


def test_the_cut_costs_most_for_a_rotation_and_nothing_where_the_gradient_vanishes(truncated):
    truncated.reset()
    usual = truncated.readings["angle"]
    assert press(truncated, "the answer lies beyond", window=4)["angle"] > 1.5 * usual
    assert press(truncated, "short memory suffices")["angle"] < 2
    assert press(truncated, "it vanishes")["angle"] < 0.5
    assert "outside the window" in truncated.summary


@pytest.mark.slow
def test_a_window_that_is_too_short_sometimes_learns_and_less_so_for_a_longer_delay():
    seeds = range(6)
    near = [many_seeds.echo_after_training(2, delay=2, steps=400, seed=seed) for seed in seeds]
    far = [many_seeds.echo_after_training(4, delay=4, steps=400, seed=seed) for seed in seeds]
    reached = [many_seeds.echo_after_training(5, delay=4, steps=400, seed=seed) for seed in seeds]
    assert np.min(near) < 0.05 < 0.5 < np.max(near)
    assert np.min(far) > 0.8
    assert np.max(reached) < 0.1
