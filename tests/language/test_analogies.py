"""The bar of the course: king - man + woman is queen, over 20 texts; and where it fails."""

import numpy as np
import pytest

from rnnlab.language import analogies, embeddings, toy_corpus

SEEDS = 20
KING = ("king", "man", "woman")


@pytest.fixture(scope="module")
def left_out():
    return analogies.winners(*KING, dimensions=(2, 4, 8, 32, 128), seeds=SEEDS)


@pytest.fixture(scope="module")
def allowed():
    return analogies.winners(*KING, dimensions=(8, 32, 128), seeds=SEEDS, leave_out=False)


def test_at_the_default_queen_is_first_in_nine_of_ten_texts(left_out):
    assert left_out[32]["queen"] >= 0.9 * SEEDS


def test_with_few_dimensions_it_fails(left_out):
    assert left_out[2]["queen"] <= 0.2 * SEEDS
    assert left_out[4]["queen"] <= 0.4 * SEEDS
    assert left_out[8]["queen"] <= 0.7 * SEEDS


def test_with_many_dimensions_it_fails_only_when_the_query_words_are_allowed(left_out, allowed):
    assert left_out[128]["queen"] >= 0.8 * SEEDS
    assert allowed[128]["queen"] <= 0.4 * SEEDS
    assert sum(allowed[128][word] for word in KING) >= 0.6 * SEEDS


def test_every_text_is_counted(left_out):
    assert {counter.total() for counter in left_out.values()} == {SEEDS}


def test_winners_are_those_of_single_texts(allowed):
    for d in (8, 128):
        slow = [embeddings.analogy(analogies.learned(d, seed=seed), *KING, leave_out=False)[0][0] for seed in range(3)]
        assert set(slow) <= set(allowed[d])


def test_the_share_of_all_is_made_of_the_shares_of_the_relations():
    found = analogies.accuracy(analogies.learned(16, n=2000))
    sizes = {name: sum(question.relation == name for question in toy_corpus.QUESTIONS) for name in toy_corpus.RELATIONS}
    assert found["all"] == pytest.approx(sum(found[name] * size for name, size in sizes.items()) / len(toy_corpus.QUESTIONS))
    assert all(0 <= share <= 1 for share in found.values())


def test_more_dimensions_and_more_text_answer_more():
    texts = {n: analogies.learned(32, n=n) for n in (500, 8000)}
    shares = [analogies.accuracy(embeddings.first(texts[8000], d))["all"] for d in (2, 8, 16, 32)]
    assert (np.diff(shares) > 0.05).all()
    assert analogies.accuracy(texts[500])["all"] < shares[-1] - 0.3
