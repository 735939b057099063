"""The lab of the unrolled loop shows what the numerics say, in numbers, in words and in the picture."""

import numpy as np
import pytest

from rnnlab import bptt, labs, tasks, training
from rnnlab.cells import rnn


@pytest.fixture
def lab():
    return labs.unrolled()


def network(h=16, T=10, n=4, weight_scale=1.0, seed=0, activation="relu"):
    """The lab's network and its gradient, computed anew."""
    model = training.init(1, h, 1, weight_scale=weight_scale, rng=np.random.default_rng(seed))
    task = tasks.sine(T, n, rng=np.random.default_rng(0))
    return model, training.forward_backward(model, task, activation=activation)


def test_the_readings_are_those_of_the_network(lab):
    _, now = network()
    assert lab.readings["gradient"] == pytest.approx(np.linalg.norm(now.grads.cell.W_hh))
    assert lab.readings["shares_together"] == 1
    assert lab.readings["lengths_together"] > lab.readings["gradient"]


def test_what_is_left_at_input_1_is_the_gradient_of_one_loss(lab):
    lab.set(t=7, weight_scale=1.3, seed=4)
    model, now = network(weight_scale=1.3, seed=4)
    only = np.zeros_like(now.dH)
    only[6] = now.dH[6]
    X = bptt.backprop_through_time(rnn, model.cell, now.trace, only).dX
    assert lab.readings["left_at_input_1"] == pytest.approx(np.linalg.norm(X[0]) / np.linalg.norm(X[6]))


def test_the_bars_are_the_steps_own_pieces(lab):
    model, now = network()
    pieces = np.stack([step.W_hh for step in bptt.contributions(rnn, model.cell, now.trace, now.states)])
    whole = now.grads.cell.W_hh
    drawn = lab.view.panels["shares"]
    heights = [segment[1][1] - drawn.ZERO for segment in drawn.pieces.get_segments()]
    wanted = (pieces * whole).sum(axis=(1, 2)) / (whole**2).sum()
    np.testing.assert_allclose(heights / np.max(heights), wanted / wanted.max())
    assert sum(int(text) for _, _, text in drawn.percent.items) == pytest.approx(100, abs=4)


@pytest.mark.parametrize("beyond", [11, 30])
def test_beyond_the_last_step_the_last_loss_is_followed(lab, beyond):
    last = lab.png
    lab.set(t=beyond)
    assert lab.png == last
    assert "the loss of step 10, the last one," in lab.summary
    lab.set(t=9)
    assert "the last one" not in lab.summary


def test_the_loss_of_step_1_depends_on_one_input(lab):
    lab.set(t=1)
    assert lab.summary.endswith("The loss of step 1 depends on input 1 alone.")
    assert lab.readings["left_at_input_1"] == 1


def test_the_words_and_the_picture_are_about_the_same_numbers(lab):
    lab.set(weight_scale=0.5, T=20, t=20)
    (_, _, headline), *_ = lab.view.panels["network"].headline.items
    assert headline.removeprefix("× ") in lab.summary
    (_, _, size), *_ = lab.view.panels["shares"].size.items
    assert f"has length {size.split(' = ')[1]}." in lab.summary


def test_a_blocked_step_sends_nothing_back():
    lab = labs.unrolled(**labs.unrolled().presets["nothing passes"])
    assert "sends nothing back" in lab.summary
    assert not np.any(lab.view.panels["network"].curves.get_linewidths())


def test_a_network_whose_weights_get_no_gradient_says_so():
    lab = labs.unrolled(h=1, T=2, t=2, n=1, seed=0)
    found = [seed for seed in range(40) if not lab.set(seed=seed) and np.isnan(lab.readings["largest_share"])]
    assert found
    lab.set(seed=found[0])
    assert lab.error is None
    assert lab.readings["gradient"] == 0
    assert "The gradient ∂L/∂W_hh is 0" in lab.summary


def test_every_row_of_the_batch_counts(lab):
    one = labs.unrolled(n=1)
    assert one.readings["gradient"] != lab.readings["gradient"]


def test_a_click_on_a_loss_follows_it_back(lab):
    x = lab.view.panels["network"].losses.get_xdata()[3]
    lab.set(**lab.view.at(x, 4 + 300 - 196))
    assert lab.settings["t"] == 4
    assert lab.summary.endswith("that input 4 gets.")
    assert set(lab.words) == set(lab.readings)
