"""The lab of the unrolled loop shows what the numerics say, in numbers, in words and in the picture."""

import numpy as np
import pytest

from rnnlab import bptt, labs, tasks, training
from rnnlab.cells import rnn


def network(h=16, T=10, n=4, weight_scale=1.0, seed=0, activation="relu"):
    """The lab's network and its gradient, computed anew."""
    model = training.init(1, h, 1, weight_scale=weight_scale, rng=np.random.default_rng(seed))
    task = tasks.sine(T, n, rng=np.random.default_rng(0))
    return model, training.forward_backward(model, task, activation=activation)


def only(now, t):
    """What comes from the readout of step t alone."""
    dH = np.zeros_like(now.dH)
    dH[t - 1] = now.dH[t - 1]
    return dH


def panel(lab):
    return lab.view.panels["network"]


def written(words):
    return [text for _, _, text in words.items]


def test_one_loss_gives_to_w_hh_what_it_gives_alone_and_all_give_the_gradient(lab):
    model, now = network()
    one = bptt.backprop_through_time(rnn, model.cell, now.trace, only(now, 10)).params
    assert lab.readings["gradient"] == pytest.approx(np.linalg.norm(one.W_hh))
    lab.set(all_losses=True, t=3)  # then t means nothing
    assert lab.readings["gradient"] == pytest.approx(np.linalg.norm(now.grads.cell.W_hh))
    assert "all losses together" in lab.summary


def test_what_is_left_at_state_1_and_at_input_1_is_the_gradient_of_one_loss(lab):
    lab.set(t=7, weight_scale=1.3, seed=4)
    model, now = network(weight_scale=1.3, seed=4)
    back = bptt.backprop_through_time(rnn, model.cell, now.trace, only(now, 7))
    for name, along in (("left_at_state_1", back.dH[1:]), ("left_at_input_1", back.dX)):
        assert lab.readings[name] == pytest.approx(np.linalg.norm(along[0]) / np.linalg.norm(along[6]))


def test_the_factors_of_the_hops_multiply_to_the_number_in_large_letters(lab):
    factors = [float(text.removeprefix("× ")) for text in written(panel(lab).factors)]
    assert len(factors) == 9
    (headline,) = written(panel(lab).headline)
    assert np.prod(factors) == pytest.approx(lab.readings["left_at_state_1"], rel=0.05)
    assert float(headline.removeprefix("× ")) == pytest.approx(lab.readings["left_at_state_1"], rel=0.01)


def test_the_pulse_walks_a_hop_at_a_time_and_stays_at_state_1(lab):
    x = panel(lab).losses.get_xdata()
    for step, place in ((0, 9), (1, 8), (9, 0), (29, 0)):
        lab.set(step=step)
        assert panel(lab).pulse.get_xdata()[0] == x[place]
        assert len(written(panel(lab).factors)) == 9 - place
    assert lab._measure(**lab.settings | {"step": 9}).over
    assert not lab._measure(**lab.settings | {"step": 8}).over


def test_the_bars_are_the_steps_own_shares(lab):
    lab.set(all_losses=True)
    model, now = network()
    pieces = np.stack([step.W_hh for step in bptt.contributions(rnn, model.cell, now.trace, now.states)])
    whole = now.grads.cell.W_hh
    heights = np.array([segment[1][1] - segment[0][1] for segment in panel(lab).shares.get_segments()])
    wanted = (pieces * whole).sum(axis=(1, 2)) / (whole**2).sum()
    np.testing.assert_allclose(heights / np.max(heights), wanted / wanted.max())
    percents = [int(text.replace("−", "-")) for text in written(panel(lab).steps)[10:]]
    assert sum(percents) == pytest.approx(100, abs=4)


@pytest.mark.parametrize("beyond", [11, 30])
def test_beyond_the_last_step_the_last_loss_is_followed(lab, beyond):
    last = lab.png
    lab.set(t=beyond)
    assert lab.png == last
    assert "the loss of step 10" in lab.summary


def test_the_loss_of_step_1_stays_where_it_starts(lab):
    lab.set(t=1)
    assert lab.summary.startswith("The gradient of the loss of step 1 is at state 1, where it starts.")
    assert lab.readings["left_at_input_1"] == 1


def test_on_the_way_the_words_tell_what_is_there_from_what_will_be(lab):
    lab.set(t=10, step=4)
    assert "What W_hh gets in the end has length" in lab.summary
    lab.set(step=lab.controls["step"].max)
    assert "What W_hh gets has length" in lab.summary


def test_the_words_and_the_picture_are_about_the_same_numbers(lab):
    lab.set(weight_scale=0.5, T=20, t=20)
    (headline,), (remark,), (size,) = (written(words) for words in (panel(lab).headline, panel(lab).remark, panel(lab).size))
    assert f"it is {headline.removeprefix('× ')} times as long" in lab.summary
    assert remark == "after 19 hops; input 1 gets × 2·10⁻¹⁰ of what input 20 gets"
    assert "There input 1 gets 2·10⁻¹⁰ times the gradient that input 20 gets." in lab.summary
    assert f"has length {size.split(' = ')[1]}." in lab.summary


def test_the_story_is_read_letter_by_letter(lab):
    lab.set(**lab.presets["the story"])
    assert written(panel(lab).letters) == ["t", "h", "e"]
    assert written(panel(lab).steps)[-3:] == ["wants h", "wants e", "wants ␣"]
    before = lab.readings
    lab.set(h=9, n=2, seed=5)  # it has its own
    assert lab.readings == before
    lab.set(weight_scale=0.0)
    assert lab.readings["left_at_state_1"] == 0


def test_a_blocked_step_sends_nothing_back():
    lab = labs.unrolled(**labs.unrolled().presets["nothing passes"])
    assert "sends nothing back" in lab.summary
    assert written(panel(lab).headline) == ["nothing passes"]


@pytest.mark.parametrize("weight_scale", [1.0, 1.3, 1.4])
@pytest.mark.parametrize(("T", "seed"), [(10, 32), (10, 1), (10, 26), (20, 32), (30, 1), (30, 26)])
def test_a_blocked_loss_does_not_silence_the_others(lab, T, seed, weight_scale):
    lab.set(**lab.presets["nothing passes"] | {"T": T, "seed": seed, "weight_scale": weight_scale, "all_losses": True})
    _, now = network(h=4, T=T, n=1, weight_scale=weight_scale, seed=seed)
    reached = [np.any(z > 0) for z in now.trace.cache.z]
    told = "Loss 10 sends" if reached.count(False) == 1 else f"{reached.count(False)} of the {T} losses send"
    assert f"{told} nothing back; the others do." in lab.summary
    assert written(panel(lab).headline) != ["nothing passes"]
    assert np.isfinite(lab.readings["left_at_input_1"])
    last = max(k for k, through in enumerate(reached, 1) if through)
    assert f"times the gradient that input {last} gets." in lab.summary


def test_where_all_losses_are_blocked_it_says_so():
    lab = labs.unrolled(h=1, T=2, t=2, n=1, all_losses=True)
    found = [seed for seed in range(40) if not lab.set(seed=seed) and written(panel(lab).headline) == ["nothing passes"]]
    lab.set(seed=found[0])
    assert not np.any(network(h=1, T=2, n=1, seed=found[0])[1].trace.cache.z > 0)
    assert lab.summary.startswith("No loss sends anything back: no unit lets a gradient through.")


def test_a_network_whose_weights_get_no_gradient_says_so():
    lab = labs.unrolled(h=1, T=2, t=2, n=1, seed=0)
    found = [seed for seed in range(40) if not lab.set(seed=seed) and np.isnan(lab.readings["largest_share"])]
    assert found
    lab.set(seed=found[0])
    assert lab.error is None
    assert lab.readings["gradient"] == 0
    assert "What W_hh gets is 0" in lab.summary


def test_every_row_of_the_batch_counts(lab):
    one = labs.unrolled(n=1)
    assert one.readings["gradient"] != lab.readings["gradient"]


def test_a_click_on_a_loss_follows_it_back(lab):
    x = panel(lab).losses.get_xdata()[3]
    lab.set(**lab.view.at(x, 484 - 282))
    assert lab.settings["t"] == 4
    assert "that input 4 gets." in lab.summary
    assert set(lab.words) == set(lab.readings)
