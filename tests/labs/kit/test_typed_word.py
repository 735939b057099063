"""What was typed: small letters, or a refusal that names the control; and one network and one input a seed."""

import numpy as np
import pytest

from rnnlab.labs.kit import typed_word
from rnnlab.labs.kit.lab import Refusal


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
    assert typed_word.network(7, 5, 1.0, seed=3).W_xh.shape == (5, 7)
