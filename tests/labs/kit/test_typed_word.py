"""What was typed: small letters, or a refusal that names the control; and one network and one input a seed."""

import numpy as np
import pytest

from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.labs.kit import typed_word
from rnnlab.labs.kit.lab import Refusal
from rnnlab.language import text
from rnnlab.language.text import Vocabulary
from rnnlab.lessons import story


def test_what_can_be_read_comes_in_small_letters():
    assert typed_word.coerce("word", "The Gate") == "the gate"
    assert typed_word.coerce("word", "a" * typed_word.LONGEST) == "a" * typed_word.LONGEST


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "The history is empty. Type 1 to 40 letters"),
        ("a" * 41, "The history has 41 letters, and at most 40 fit"),
        ("a1", "The network does not know '1'. The history can hold"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(typed, said):
    with pytest.raises(Refusal, match=said):
        typed_word.coerce("history", typed)


def test_a_letter_is_the_same_numbers_wherever_it_stands():
    X = typed_word.inputs("abba", 5, seed=3)
    assert X.shape == (4, 1, 5)
    np.testing.assert_array_equal(X[[0, 1]], X[[3, 2]])
    assert not np.array_equal(X, typed_word.inputs("abba", 5, seed=4))


GIVEN = {"h": 7, "d": 5, "weight_scale": 0.5, "activation": "tanh", "seed": 3}


@pytest.mark.parametrize("name", typed_word.NETWORKS)
def test_a_network_reads_step_by_step_what_it_reads_at_once(name):
    network = typed_word.network(name, **GIVEN)
    H = network.states("teeth")
    assert len(H) == 6
    assert not H[0].any()
    for t, letter in enumerate("teeth"):
        before = H[t] @ network.cell.W_hh + network.table[text.ALPHABET.index(letter)] @ network.cell.W_xh
        np.testing.assert_allclose(H[t + 1], ACTIVATIONS[network.activation].function(before + network.cell.b_h[0]), atol=1e-12)
    np.testing.assert_allclose(network.after("teet", "h"), H[5], atol=1e-12)


def test_without_memory_the_last_letter_decides_to_the_last_digit():
    for name in typed_word.NETWORKS:
        network = typed_word.network(name, **GIVEN).without_memory()
        np.testing.assert_array_equal(network.after("t", "h"), network.after("the teet", "h"))


def test_the_story_network_guesses_and_a_random_one_does_not():
    network = typed_word.network("story", **GIVEN | {"weight_scale": 1.0})
    states, outputs = story.read("teeth")
    np.testing.assert_allclose(network.states("teeth"), states)
    np.testing.assert_allclose(network.outputs(states[1:]), outputs)
    assert network.guesses(states[1:])[1:] == list("eth ")
    np.testing.assert_allclose(typed_word.network("story", **GIVEN).cell.W_hh, story.trained().cell.W_hh / 2)
    np.testing.assert_array_equal(network.table.sum(axis=1), [letter in "the " for letter in text.ALPHABET])
    assert network.unknown("the end") == " The network does not know 'd', 'n': to it, they are rows of zeros."
    assert network.unknown("the teeth") == ""
    other = typed_word.network("random", **GIVEN)
    assert other.unknown(text.ALPHABET) == ""
    assert other.outputs(np.zeros((3, 7))).shape == (3, 0)
    assert other.guesses(np.zeros((3, 7))) == ["", "", ""]


def test_unknown_characters_give_way_to_relatives():
    known = Vocabulary("abc")
    assert typed_word.admitted("text", "Äbx", known, 5) == ("ab", ["Ä", "x"])
    for typed, words in (("", "The text is empty"), ("xyz", "knows none of"), ("a" * 6, "has 6 letters, and at most 5")):
        with pytest.raises(Refusal, match=words):
            typed_word.admitted("text", typed, known, 5)
