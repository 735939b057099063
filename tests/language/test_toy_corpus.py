"""The corpus: every sentence is whole, and more sentences or another seed do what they promise."""

import collections
import itertools

import pytest

from rnnlab.language import toy_corpus

NOUNS = [noun.word for noun in toy_corpus.NOUNS]


def test_more_sentences_begin_with_the_same_ones():
    assert toy_corpus.draw(300, seed=4)[:100] == toy_corpus.draw(100, seed=4)


def test_the_seed_decides():
    assert toy_corpus.draw(50, seed=1) == toy_corpus.draw(50, seed=1)
    assert toy_corpus.draw(50, seed=1) != toy_corpus.draw(50, seed=2)


@pytest.fixture(scope="module")
def text():
    return toy_corpus.draw(20_000, seed=0)


def test_every_gap_is_filled_and_every_word_is_known(text):
    for line in text:
        assert "{" not in line
        assert "  " not in line
        assert set(line.split()) <= set(toy_corpus.WORDS)


def test_every_word_occurs(text):
    assert {word for line in text for word in line.split()} == set(toy_corpus.WORDS)


def test_words_are_listed_once_and_in_order():
    assert list(toy_corpus.WORDS) == sorted(set(toy_corpus.WORDS))
    assert len(NOUNS) == len(set(NOUNS))
    assert set(NOUNS) < set(toy_corpus.WORDS)


def test_every_noun_is_spoken_of_about_equally_often(text):
    about = collections.Counter(
        next(noun for noun in NOUNS if noun in line.split()) for line in text if set(line.split()) & set(NOUNS)
    )
    assert len(about) == len(NOUNS)
    assert min(about.values()) > 0.7 * len(text) / len(NOUNS)


@pytest.mark.parametrize("seed", range(0, 100, 7))
def test_the_shortest_text_of_the_laboratory_names_every_noun(seed):
    seen = {word for line in toy_corpus.draw(500, seed=seed) for word in line.split()}
    assert set(NOUNS) <= seen


@pytest.mark.parametrize(
    ("noun", "its", "not_its"),
    [
        ("king", {"he", "his", "was", "crown", "gentlemen"}, {"she", "her", "were", "these", "village", "small"}),
        ("queens", {"they", "their", "were", "throne", "ladies", "two"}, {"he", "she", "was", "this"}),
        ("girl", {"she", "her", "village", "small", "one"}, {"he", "crown", "strong", "two"}),
        ("puppy", {"it", "its", "kennel", "little", "barked"}, {"he", "strong", "sofa", "neighed"}),
        ("paris", {"french", "cheese", "seine", "mayor"}, {"pasta", "flag", "he"}),
        ("france", {"french", "cheese", "seine", "flag"}, {"pasta", "mayor", "he"}),
    ],
)
def test_a_noun_keeps_its_company_and_no_other(text, noun, its, not_its):
    company = {word for line in text if noun in line.split() for word in line.split()}
    assert its <= company
    assert not not_its & company


def test_a_noun_is_mostly_seen_with_two_things(text):
    things = collections.Counter(
        word for line in text if "king" in line.split() for word in line.split() if word in toy_corpus.ALL_THINGS
    )
    (_, first), (_, second), (_, third) = things.most_common(3)
    assert first + second > 0.6 * things.total()
    assert third < second / 3


def test_a_question_leads_from_three_words_of_two_pairs_to_the_fourth():
    pairs = {name: [tuple(pair.split()) for pair in table.split(",")] for name, table in toy_corpus.RELATIONS.items()}
    assert len(toy_corpus.QUESTIONS) == sum(4 * len(list(itertools.combinations(found, 2))) for found in pairs.values())
    assert len(set(toy_corpus.QUESTIONS)) == len(toy_corpus.QUESTIONS)
    for a, b, c, answer, relation in toy_corpus.QUESTIONS:
        assert {(a, b), (answer, c)} <= set(pairs[relation]) or {(b, a), (c, answer)} <= set(pairs[relation])
        assert {a, b, c, answer} <= set(NOUNS)


def test_the_famous_question_is_among_them():
    assert ("king", "man", "woman", "queen", "royalty") in toy_corpus.QUESTIONS
