"""The way back along the unrolled loop is that of back-propagation, from one loss or from all, in both networks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import bptt, losses, readout, tasks, training
from rnnlab.cells import rnn
from rnnlab.lessons import story
from rnnlab.lessons.unrolled import LONGEST, STORY, TALE, Network, way_back

SMALL = Network(T=5, h=3, n=2, activation="tanh")


def lengths(arrays):
    with np.errstate(divide="ignore"):
        return np.log10([np.linalg.norm(each) for each in arrays])


def test_all_losses_together_are_the_gradient_of_the_training():
    model = training.init(1, 3, 1, rng=np.random.default_rng(0))
    now = training.forward_backward(model, tasks.sine(5, 2, rng=np.random.default_rng(0)), activation="tanh")
    way = way_back(SMALL)
    np.testing.assert_allclose(way.states, lengths(now.states[1:]))
    np.testing.assert_allclose(way.inputs, lengths(now.back.dX))
    assert 10**way.length == pytest.approx(np.linalg.norm(now.grads.cell.W_hh))


@given(T=st.integers(2, 6), h=st.integers(1, 4), seed=st.integers(0, 9), data=st.data())
def test_the_shares_of_one_loss_add_up_and_nothing_comes_after_it(T, h, seed, data):
    t = data.draw(st.integers(2, T))
    way = way_back(Network(T=T, h=h, n=2, activation="tanh", seed=seed), t)
    assert way.shares.sum() == pytest.approx(1)
    assert way.shares[0] == 0
    assert np.isneginf(way.states[t:]).all()
    assert np.isneginf(way.inputs[t:]).all()
    assert np.isfinite(way.states[:t]).all()


@pytest.mark.parametrize("t", [1, 2, 3])
def test_the_way_back_of_one_loss_is_what_a_nudge_of_a_state_does_to_it(t):
    model, letters = story.trained(), story.one_hot("the ")

    def loss(states, k):
        h = states
        for x in letters[k:t]:
            h, _ = rnn.step(model.cell, x, h)
        return losses.squared_error(readout.readout(model.readout, h), letters[t], reduction="sum")[0]

    H = bptt.unroll(rnn, model.cell, letters[:3]).H
    way = way_back(Network(network=STORY, T=3), t)
    for k in range(1, t + 1):
        nudges = 1e-6 * np.eye(4)[:, None]
        slopes = [(loss(H[k] + each, k) - loss(H[k] - each, k)) / 2e-6 for each in nudges]
        assert 10 ** way.states[k - 1] == pytest.approx(np.linalg.norm(slopes), rel=1e-5)


def test_the_story_reads_the_words_that_it_was_trained_on():
    assert set(TALE.replace("the ", "").replace("teeth ", "")) == {"t"}
    assert len(way_back(Network(network=STORY, T=LONGEST)).states) == LONGEST
    louder = way_back(Network(network=STORY, T=3, weight_scale=2.0), 3)
    assert louder.length != way_back(Network(network=STORY, T=3), 3).length
