"""Skip-gram: its gradient against numerical ones, its pairs against their definition, and what it comes to over 20 texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import gradcheck
from rnnlab.language import embeddings, skip_gram, toy_corpus
from rnnlab.language.skip_gram import NEGATIVES, UPDATES, Tables, Training, loss

TEXT = ["a cat saw a dog", "the dog ran", "the cat"]
WORDS = ("a", "cat", "dog", "ran", "saw", "the", "never")


def tables(rng, V, d):
    return Tables(*rng.standard_normal((2, V, d)))


def counts(rng, V):
    return rng.integers(0, 4, (V, V)).astype(float)


@given(st.integers(1, 7), st.integers(1, 5), st.integers(0, 10**6))
def test_the_gradient_is_the_numerical_one(V, d, seed):
    rng = np.random.default_rng(seed)
    weights, met, drawn = tables(rng, V, d), counts(rng, V), counts(rng, V)
    met[0, 0] += 1
    _, grads = loss(weights, met, drawn)
    errors = gradcheck.check_gradients(lambda moved: loss(moved, met, drawn)[0], weights, grads)
    assert gradcheck.worst(errors) < 1e-7


def test_the_loss_is_that_of_its_pairs_one_by_one(rng):
    weights, met, drawn = tables(rng, 5, 3), counts(rng, 5), counts(rng, 5)

    def sure(a, b):
        return 1 / (1 + np.exp(-weights.words[a] @ weights.company[b]))

    slow = sum(-met[a, b] * np.log(sure(a, b)) - drawn[a, b] * np.log(1 - sure(a, b)) for a, b in np.ndindex(5, 5))
    assert loss(weights, met, drawn)[0] == pytest.approx(slow / met.sum())


def test_who_cannot_tell_them_apart_loses_one_bit_a_pair():
    untrained = Training(embeddings.incidence(TEXT, WORDS), 3)
    untrained.extend(1)
    assert untrained.losses[0] == pytest.approx((1 + NEGATIVES) * np.log(2))


def test_a_large_score_is_no_warning(no_excuses):
    huge = Tables(np.full((2, 1), 1e2), np.array([[1.0], [-1.0]]))
    found, grads = loss(huge, np.ones((2, 2)), np.ones((2, 2)))
    assert found == pytest.approx(1e2)
    assert np.isfinite(grads.words).all()


def test_pairs_come_from_sentences_and_as_many_as_asked_are_drawn_against_each():
    training = Training(embeddings.incidence(TEXT, WORDS), 3, seed=1)
    meet = embeddings.cooccurrence(TEXT, WORDS) > 0
    met, drawn = training._pairs()
    assert met.any()
    assert not met[~meet].any()
    np.testing.assert_array_equal(met, met.T)
    np.testing.assert_array_equal(drawn.sum(axis=1), NEGATIVES * met.sum(axis=1))


def test_frequent_words_are_passed_over_and_words_are_drawn_by_how_often_they_stand_there():
    held = embeddings.incidence(toy_corpus.draw(4000), toy_corpus.WORDS)
    training = Training(held, 3)
    pairs = [training._pairs() for _ in range(30)]
    met, drawn = (np.sum(parts, axis=0) for parts in zip(*pairs, strict=True))
    often = held.sum(axis=0)
    the, king = (toy_corpus.WORDS.index(word) for word in ("the", "king"))
    assert met[the].sum() / met[king].sum() < 0.5 * often[the] / often[king]
    chances = often**0.75 / (often**0.75).sum()
    assert np.abs(drawn.sum(axis=0) / drawn.sum() - chances).max() < 0.003


def test_vectors_begin_small_at_random_and_do_not_change_behind_ones_back():
    training = Training(embeddings.incidence(TEXT, WORDS), 4, seed=2)
    start = training.vectors
    assert 0.1 < np.abs(start).max() <= skip_gram.SPREAD
    kept = start.copy()
    training.extend(3)
    np.testing.assert_array_equal(start, kept)
    assert len(training.losses) == 3
    assert not np.allclose(training.vectors, start)


def test_the_same_seed_goes_the_same_way_however_it_is_asked():
    held = embeddings.incidence(toy_corpus.draw(300), toy_corpus.WORDS)
    one, other = Training(held, 5, seed=4), Training(held, 5, seed=4)
    one.extend(8)
    for step in (1, 3, 2, 8):
        other.extend(step)
    np.testing.assert_array_equal(one.vectors, other.vectors)
    assert one.losses == other.losses
    assert not np.array_equal(Training(held, 5, seed=5).vectors, Training(held, 5, seed=4).vectors)


def test_a_text_without_pairs_moves_nothing_but_the_decay(no_excuses):
    training = Training(np.eye(3), 2)
    training.extend(2)
    assert training.losses == [0, 0]
    assert np.isfinite(training.vectors).all()


@pytest.mark.slow
def test_at_the_default_queen_is_first_in_nine_of_ten_texts_after_a_quarter_of_the_clock():
    """The bar of the course, for the default of `labs.skip_gram`."""
    first = []
    for seed in range(20):
        training = Training(embeddings.incidence(toy_corpus.draw(8000, seed=seed), toy_corpus.WORDS), 48, seed=seed)
        training.extend(UPDATES // 4)
        found = embeddings.Embedding(toy_corpus.WORDS, training.vectors)
        first.append(embeddings.analogy(found, "king", "man", "woman")[0][0] == "queen")
    assert sum(first) >= 18


def test_the_clock_has_an_end():
    with pytest.raises(ValueError, match="step must be a whole number"):
        Training(np.eye(3), 2).extend(skip_gram.UPDATES + 1)
