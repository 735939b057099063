"""The character model: its gradient, how it reads, and what it says."""

import math

import numpy as np
import pytest
from support.small_text import EVERY_CELL, INDICES, VOCABULARY, WORDS, model, trained

from rnnlab import bptt, gradcheck, losses, readout
from rnnlab.language import character_model as cm
from rnnlab.language import text


@pytest.fixture(scope="module")
def learned():
    return trained(200).model


# The network


@EVERY_CELL
def test_a_fresh_model_has_learned_nothing(cell):
    fresh = model(cell, 30)
    assert (fresh.cell, fresh.h) == (cell, 30)
    assert cm.evaluate(fresh, INDICES) == pytest.approx(math.log(len(VOCABULARY)), abs=0.2)
    assert repr(fresh) == f"CharacterModel({cell}, h=30, {len(VOCABULARY)} characters)"


@EVERY_CELL
def test_an_input_weight_is_as_large_as_one_that_stands_alone_must_be(cell):
    made = model(cell, 200).model.cell
    for name, W in made._asdict().items():
        if name.startswith("W_x"):
            assert W.std() == pytest.approx(1, abs=0.1)


@EVERY_CELL
def test_the_gradient_of_a_window_is_right(cell):
    net = model(cell, 4)
    ((read, target), (following, expected)) = list(text.windows(INDICES[:43], 3, 7))[:2]
    state = cm.loss_and_gradient(net, read, target).state
    found = cm.loss_and_gradient(net, following, expected, state)

    def loss(moved):
        return cm.loss_and_gradient(net._replace(model=moved), following, expected, state).loss

    cell_only = gradcheck.check_gradients(
        lambda params: loss(net.model._replace(cell=params)), net.model.cell, found.grads.cell, method="central"
    )
    out_only = gradcheck.check_gradients(
        lambda params: loss(net.model._replace(readout=params)), net.model.readout, found.grads.readout, method="central"
    )
    assert gradcheck.worst(cell_only | out_only) < 1e-5


@EVERY_CELL
def test_the_loss_is_that_of_one_hot_vectors_and_of_a_state_passed_on(cell):
    net, (module, options) = model(cell), cm.CELLS[cell]
    read, target = text.streams(INDICES, 3)
    state, found = None, []
    for t in range(0, 60, 20):
        result = cm.loss_and_gradient(net, read[t : t + 20], target[t : t + 20], state)
        found.append(result.loss)
        state = result.state
    trace = bptt.unroll(module, net.model.cell, np.eye(len(VOCABULARY))[read[:60]], **options)
    whole, _ = losses.cross_entropy(readout.readout(net.model.readout, trace.H[1:]), target[:60])
    assert np.mean(found) == pytest.approx(whole)


def test_a_text_is_read_as_streams_that_lose_little():
    net = trained(100).model
    long = np.tile(INDICES, 8)
    one = cm.states(net, VOCABULARY.decode(long))
    exact = -np.log(one.probabilities[np.arange(len(long) - 1), long[1:]]).mean()
    assert cm.evaluate(net, long) == pytest.approx(exact, abs=0.02)
    assert cm.evaluate(net, INDICES[:400]) == pytest.approx(
        -np.log(one.probabilities[np.arange(399), INDICES[1:400]]).mean(), rel=1e-9
    )
    assert cm.evaluate(net, long[:2002]) == cm.evaluate(net, long[:2001])  # two streams: the last character is left out


# Reading and speaking


@EVERY_CELL
def test_reading_on_is_reading_at_once(cell):
    net = model(cell)
    whole = cm.states(net, "the lamp")
    start = cm.states(net, "the ")
    rest = cm.states(net, "lamp", start.state)
    np.testing.assert_allclose(np.concatenate([start.H, rest.H]), whole.H, rtol=1e-10)
    np.testing.assert_allclose(rest.probabilities, whole.probabilities[4:], rtol=1e-10)
    np.testing.assert_allclose(whole.probabilities.sum(axis=1), 1)
    np.testing.assert_allclose(cm.next_distribution(net, rest.state), whole.probabilities[-1], rtol=1e-10)


@EVERY_CELL
def test_without_memory_each_character_is_read_from_zeros(cell):
    net = model(cell)
    alone = cm.states_without_memory(net, "the lamp")
    for place, letter in enumerate("the lamp"):
        np.testing.assert_allclose(alone.H[place], cm.states(net, letter).H[0], rtol=1e-10)
        np.testing.assert_allclose(alone.logits[place], cm.states(net, letter).logits[0], rtol=1e-10)


@pytest.mark.parametrize("temperature", [0.05, 0.5, 1.0, 3.0])
def test_temperature_divides_the_logits(temperature):
    logits = np.array([[0.3, -1.2, 2.0], [900.0, 0.0, -900.0]])
    raised = np.exp((logits - logits.max(axis=1, keepdims=True)) / temperature)
    np.testing.assert_allclose(cm.softmax(logits, temperature), raised / raised.sum(axis=1, keepdims=True))


def test_at_temperature_0_the_first_of_the_likeliest_gets_all():
    np.testing.assert_array_equal(cm.softmax(np.array([[1, 3, 3], [2, 0, 1]]), 0.0), [[0, 1, 0], [1, 0, 0]])


def test_a_trained_model_says_what_it_has_read(learned):
    said = cm.sample(learned, "the lamp and the ", 20, temperature=0, rng=np.random.default_rng(0))
    assert said == "bell and the bench, "[: len(said)] or said in WORDS
    assert len(said) == 20


def test_the_beginning_stays_when_more_is_asked_for(learned):
    short, long = (cm.sample(learned, "the ", length, rng=np.random.default_rng(3)) for length in (10, 40))
    assert long.startswith(short)
    assert cm.sample(learned, "the ", 0, rng=np.random.default_rng(3)) == ""


def test_characters_come_as_often_as_they_are_likely(learned):
    expected = cm.next_distribution(learned, cm.states(learned, "the b").state, temperature=2.0)
    rng, counts = np.random.default_rng(0), np.zeros(len(VOCABULARY))
    for _ in range(2000):
        counts[VOCABULARY.encode(cm.sample(learned, "the b", 1, temperature=2.0, rng=rng))] += 1
    np.testing.assert_allclose(counts / 2000, expected, atol=0.04)


# Questions to it

ABC = text.Vocabulary("abcde")


@pytest.fixture(scope="module")
def abc():
    return cm.init(ABC, 7, cell="gru", seed=1)


def test_the_most_likely_come_first():
    assert cm.most_likely([0.1, 0.5, 0.04, 0.32, 0.04], ABC) == {"b": 0.5, "d": 0.3, "a": 0.1}
    assert list(cm.most_likely([0.1, 0.5, 0.04, 0.32, 0.04], ABC, 2)) == list("bd")
    assert list(cm.most_likely(np.full(5, 0.2), ABC)) == list("abcd")
    assert list(cm.most_likely([0.3, 0.7], text.Vocabulary("ab"))) == ["b", "a"]


def test_what_comes_after_some_words_is_what_the_model_says(abc):
    p = cm.states(abc, "abba").probabilities[-1]
    found = cm.after(abc, "abba", 5)
    assert found == {character: round(float(share), 1) for character, share in zip("abcde", p) if share > 0.05}


def test_surprise_is_the_loss(abc):
    p = cm.states(abc, "bad").probabilities
    by_hand = -np.log([p[0][0], p[1][3]]).mean()
    assert cm.surprise(abc, "bad") == pytest.approx(by_hand, abs=0.05)
