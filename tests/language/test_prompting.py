"""Questions to a model: the answers are its probabilities and its loss."""

import numpy as np
import pytest

from rnnlab import character_model, interview
from rnnlab.text import Vocabulary

VOCABULARY = Vocabulary("abcde")


@pytest.fixture(scope="module")
def model():
    return character_model.init(VOCABULARY, 7, cell="gru", seed=1)


def test_the_most_likely_come_first():
    assert interview.most_likely([0.1, 0.5, 0.04, 0.32, 0.04], VOCABULARY) == {"b": 0.5, "d": 0.3, "a": 0.1}
    assert list(interview.most_likely([0.1, 0.5, 0.04, 0.32, 0.04], VOCABULARY, 2)) == list("bd")
    assert list(interview.most_likely(np.full(5, 0.2), VOCABULARY)) == list("abcd")
    assert list(interview.most_likely([0.3, 0.7], Vocabulary("ab"))) == ["b", "a"]


def test_what_comes_after_some_words_is_what_the_model_says(model):
    p = character_model.states(model, "abba").probabilities[-1]
    found = interview.after(model, "abba", 5)
    assert found == {character: round(float(share), 1) for character, share in zip("abcde", p) if share > 0.05}


def test_surprise_is_the_loss(model):
    p = character_model.states(model, "bad").probabilities
    by_hand = -np.log([p[0][0], p[1][3]]).mean()
    assert interview.surprise(model, "bad") == pytest.approx(by_hand, abs=0.05)
