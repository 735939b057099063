"""The counting models: equal to the definition written out, sums of 1, sound limits, and honest on a text they never saw."""

import collections

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlab.language import ngrams, text, text_sources


@pytest.fixture(scope="module")
def tale():
    words = text_sources.tale()
    vocabulary = text.Vocabulary.of(words)
    return vocabulary, *text.split(vocabulary.encode(words))


def by_definition(indices, context, following, characters):
    """Witten and Bell's probability of `following`, counted anew each time: slow, and easy to believe."""
    shorter = by_definition(indices, context[1:], following, characters) if context else 1 / characters
    k = len(context)
    after = [indices[t] for t in range(k, len(indices)) if tuple(indices[t - k : t]) == tuple(context)]
    if not after:
        return shorter
    counts = collections.Counter(after)
    return (counts[following] + len(counts) * shorter) / (len(after) + len(counts))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_it_is_the_definition(data):
    characters, order = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 8))
    texts = st.lists(st.integers(0, characters - 1), min_size=1, max_size=30)
    indices, new = data.draw(texts), data.draw(texts)
    model = ngrams.fit(np.array(indices), order, characters)
    found = model.probabilities(np.array(new))
    assert found.shape == (order, len(new))
    for t, following in enumerate(new):
        for n in range(1, order + 1):
            context = tuple(new[max(t - n + 1, 0) : t])
            assert found[n - 1, t] == pytest.approx(by_definition(indices, context, following, characters), rel=1e-12)
            assert found[n - 1, t] == pytest.approx(model.lower(n).distribution(context)[following], rel=1e-12)
    np.testing.assert_allclose(model.nats_by_order(new), -np.log(found).mean(axis=1), rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_distribution_is_positive_and_sums_to_1(data):
    characters = data.draw(st.integers(1, 6))
    places = st.integers(0, characters - 1)
    indices, context = data.draw(st.lists(places, min_size=1, max_size=50)), data.draw(st.lists(places, max_size=8))
    shares = ngrams.fit(np.array(indices), data.draw(st.integers(1, 5)), characters).distribution(context)
    assert shares.sum() == pytest.approx(1)
    assert (shares > 0).all()


def test_a_context_repeats_as_often_as_was_counted():
    model = ngrams.fit(np.array([0, 1, 0, 1, 0, 2]), 3, 3)  # contexts of one: 0, 1, 0, 1, 0; of two: 01, 10, 01, 10
    np.testing.assert_allclose(model.repeats(), [6, 5 / 2, 4 / 2])
    np.testing.assert_array_equal(ngrams.fit(np.array([0]), 2, 3).repeats(), [1, 0])


def test_the_worked_example():
    """After "a" came b, b, c: N = 3, D = 2. Shorter: of 7 characters 3 were a, 2 b, 2 c, with D = 3; shortest: 1/4 each."""
    vocabulary = text.Vocabulary("abcd")
    model = ngrams.fit(vocabulary.encode("abacabc"), 2, 4)
    b = (2 + 3 / 4) / (7 + 3)
    assert model.distribution(vocabulary.encode("a"))[1] == pytest.approx((2 + 2 * b) / (3 + 2))
    assert model.distribution(vocabulary.encode("d"))[1] == pytest.approx(b)


def test_only_the_last_characters_count(tale):
    vocabulary, training, _ = tale
    model = ngrams.fit(training, 3, len(vocabulary))
    np.testing.assert_array_equal(model.distribution(vocabulary.encode("th")), model.distribution(vocabulary.encode("Mira th")))
    assert vocabulary.characters[np.argmax(model.distribution(vocabulary.encode("th")))] == "e"


def test_a_lower_order_is_the_model_of_that_order(tale):
    vocabulary, training, held_out = tale
    model = ngrams.fit(training, 5, len(vocabulary))
    for order in range(1, 6):
        alone = ngrams.fit(training, order, len(vocabulary))
        assert alone.order == model.lower(order).order == order
        np.testing.assert_allclose(alone.nats_by_order(held_out), model.nats_by_order(held_out)[:order])


def test_on_the_tale_a_higher_order_is_better_and_on_little_of_it_it_is_not(tale):
    vocabulary, training, held_out = tale
    much, little = (ngrams.fit(part, 5, len(vocabulary)).nats_by_order(held_out) for part in (training, training[:300]))
    assert list(np.argsort(-much)) == [0, 1, 2, 3, 4]
    assert much[-1] == pytest.approx(1.29, abs=0.01)
    assert np.argmin(little) == 2


def test_every_context_of_the_counted_text_is_known_and_fewer_of_another(tale):
    vocabulary, training, held_out = tale
    model = ngrams.fit(training, 5, len(vocabulary))
    known = model.seen(held_out)
    assert known[0] == 1
    assert (np.diff(known) <= 0).all()
    assert known[-1] < 0.95
    assert (model.seen(training) == 1).all()  # the first few characters have no context of this length, known or not


def test_only_whole_contexts_are_counted_as_new_or_known():
    model = ngrams.fit(np.array([0, 1, 0, 2]), 3, 4)
    np.testing.assert_allclose(model.seen([0, 1, 3, 0]), [1, 2 / 3, 1 / 2])
    np.testing.assert_allclose(model.seen([3]), [1, 1, 1])


def test_a_sample_is_drawn_from_the_distributions(tale):
    vocabulary, training, _ = tale
    model = ngrams.fit(training, 3, len(vocabulary))
    draws = np.random.default_rng(3).random(200)
    said = list(vocabulary.encode("th"))
    for draw in draws:
        heights = np.cumsum(model.distribution(said))
        said.append(int(np.searchsorted(heights, draw * heights[-1], side="right")))
    found = model.sample(200, rng=np.random.default_rng(3), context=vocabulary.encode("th"))
    np.testing.assert_array_equal(found, said[2:])


def test_at_temperature_0_the_most_likely_comes_and_when_hot_anything(tale):
    vocabulary, training, _ = tale
    model = ngrams.fit(training, 4, len(vocabulary))
    cold = model.sample(30, rng=np.random.default_rng(0), temperature=0.0)
    for t, index in enumerate(cold):
        assert index == np.argmax(model.distribution(cold[:t]))
    kinds = [len(set(model.sample(500, rng=np.random.default_rng(0), temperature=T).tolist())) for T in (0.0, 0.3, 1.0, 5.0)]
    assert kinds == sorted(kinds)
    assert kinds[-1] == len(vocabulary)


def test_a_sample_repeats_its_seed_and_a_longer_one_goes_on(tale):
    vocabulary, training, _ = tale
    model = ngrams.fit(training, 5, len(vocabulary))
    short, long = (model.sample(length, rng=np.random.default_rng(1)) for length in (50, 80))
    np.testing.assert_array_equal(short, long[:50])


def test_a_tiny_temperature_is_the_limit_and_nothing_overflows(tale):
    vocabulary, training, _ = tale
    model = ngrams.fit(training, 5, len(vocabulary))
    frozen, cold = (model.sample(60, rng=np.random.default_rng(0), temperature=T) for T in (0.0, 5e-324))
    np.testing.assert_array_equal(frozen, cold)


def test_more_characters_than_64_bits_can_hold_are_refused():
    with pytest.raises(ValueError, match="characters must be below 6209 for order 5; got 6300"):
        ngrams.fit(np.arange(6300), 5, 6300)
    assert ngrams.fit(np.arange(6208), 5, 6208).distribution((6207,) * 4).sum() == pytest.approx(1)


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.uint64])
def test_indices_may_be_whole_numbers_of_any_kind(tale, kind):
    vocabulary, training, held_out = tale
    model = ngrams.fit(training.astype(kind), 3, len(vocabulary))
    expected = ngrams.fit(training, 3, len(vocabulary)).nats_by_order(held_out)[-1]
    assert model.nats_by_order(held_out.astype(kind))[-1] == expected


@pytest.mark.parametrize("order", range(1, 6))
def test_a_text_of_one_character_is_a_text(order):
    model = ngrams.fit(np.array([1]), order, 3)
    assert model.distribution()[1] == pytest.approx((1 + 1 / 3) / 2)
    assert model.nats_by_order(np.array([1]))[-1] == pytest.approx(-np.log(2 / 3))
