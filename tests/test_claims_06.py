"""What notebook 06 says in words about the laboratory, and does not compute in a cell beside it."""

import numpy as np
import pytest

from rnnlab import labs


@pytest.fixture(scope="module")
def lab():
    return labs.vanishing_gradient()


def press(lab, preset, **changes):
    lab.set(**{**lab.presets[preset], **changes})
    return lab.readings


def play(lab, steps):
    """What the play button does: one step after the other."""
    for step in range(1, steps + 1):
        lab.set(step=step)
    return lab.readings


def test_at_first_the_gradient_falls_by_about_nine_powers_of_ten_and_both_lines_lie_above_it(lab):
    lab.reset()
    T = lab.settings["T"]
    assert lab.readings["decades"] == pytest.approx(-9, abs=0.5)
    assert T * np.log10(lab.readings["rho"]) > lab.readings["decades"]
    assert lab.readings["sigma_max"] > 1


def test_the_fall_per_step_stays_the_same_for_a_longer_sequence(lab):
    lab.reset()
    falls = []
    for T in (50, 100, 200):
        lab.set(T=T)
        falls.append(lab.readings["decades"] / T)
    np.testing.assert_allclose(falls, falls[0], rtol=0.1)


def test_to_the_right_the_word_changes_from_vanishing_to_steady_to_exploding(lab):
    lab.reset()
    words = []
    for g in np.arange(1, 3.01, 0.05):
        lab.set(weight_scale=float(g))
        words.append(lab.summary.split(":")[0])
    assert list(dict.fromkeys(words)) == ["Vanishing", "Steady", "Exploding"]


def test_presets_show_what_the_text_says(lab):
    assert abs(press(lab, "edge")["decades"]) < 1
    vanishes = press(lab, "σ > 1 yet vanishes")
    assert vanishes["sigma_max"] == pytest.approx(1.4, abs=0.05)
    assert -9 < vanishes["decades"] < -8
    assert press(lab, "grows, then vanishes")["rho"] == pytest.approx(0.72)
    assert lab.summary.startswith("Grows, then vanishes")
    assert press(lab, "dead ReLU")["alive"] == 0
    assert play(lab, 40)["gradient_first"] == 0


def test_in_a_few_units_one_seed_differs_much_from_the_next(lab):
    lab.reset()
    found = []
    for seed in range(12):
        lab.set(h=4, seed=seed)
        found.append(lab.readings["decades"])
    assert np.ptp(np.clip(found, -16, 16)) > 8


def test_while_the_gradient_vanishes_the_loss_goes_to_the_best_constant_answer_and_stays(lab):
    press(lab, "vanishes")
    assert play(lab, 60)["loss"] == pytest.approx(1, abs=0.01)


def test_when_it_explodes_the_weights_leave_the_range_of_numbers_at_the_second_step(lab):
    press(lab, "explodes")
    assert np.isnan(play(lab, 2)["loss"])
    assert "overflowed at step 2" in lab.summary


def test_with_clipping_the_loss_comes_down(lab):
    start = press(lab, "explodes", clip=1.0)["loss"]
    assert play(lab, 60)["loss"] < start / 50


def test_hes_scheme_goes_up_for_some_seeds_and_down_for_others(lab):
    press(lab, "edge", h=64, T=40, weight_scale=1.0, scheme="he")
    decades = []
    for seed in range(8):
        lab.set(seed=seed)
        decades.append(lab.readings["decades"])
    assert min(decades) < 0 < max(decades)
