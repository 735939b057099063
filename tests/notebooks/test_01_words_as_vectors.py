"""What notebook 01 says in words and does not compute in a cell beside it."""

import itertools

import numpy as np
import pytest

from rnnlab import labs
from rnnlab.labs.embedding import measure
from rnnlab.labs.index_arithmetic import WORDS
from rnnlab.labs.kit.memo import Memo
from rnnlab.language import analogies, embeddings, toy_corpus

LARGE = 128


@pytest.fixture(scope="module")
def numbers():
    return labs.index_arithmetic()


@pytest.fixture(scope="module")
def vectors():
    return labs.embedding()


def press(lab, preset, **changes):
    lab.set(**{**lab.presets[preset], **changes})
    return lab


# Numbers and one-hot vectors


def test_the_numbers_are_those_of_the_text(numbers):
    assert [WORDS.index(word) + 1 for word in ("the", "building", "dragon", "king", "queen", "man", "woman")] == list(
        range(1, 8)
    )


def test_woman_minus_man_is_the(numbers):
    assert press(numbers, "woman − man").summary.startswith("By number, woman − man = the, because 7 − 6 = 1.")


def test_king_minus_man_leaves_the_list(numbers):
    assert press(numbers, "king − man").summary.startswith("By number, king − man is no word")


def test_numbered_anew_the_answer_is_another_word(numbers):
    said = {preset: press(numbers, preset).summary.split(",")[1] for preset in ("the + building", "numbered anew")}
    assert said["the + building"] == " the + building = dragon"
    assert said["numbered anew"].startswith(" the + building = ")
    assert len(set(said.values())) == 2


def test_by_number_the_is_closer_to_dragon_than_to_king_and_one_hot_bread_is_as_far_from_king_as_queen_is():
    place = WORDS.index
    assert place("dragon") - place("the") < place("king") - place("the")
    king, queen, bread = embeddings.one_hot([place("king"), place("queen"), place("bread")], len(WORDS))
    assert np.linalg.norm(king - queen) == np.linalg.norm(king - bread) == pytest.approx(1.41, abs=0.005)


# Vectors


def test_kings_and_queens_stand_near_crowns_and_kings_and_men_near_he():
    counts = embeddings.cooccurrence(toy_corpus.draw(8000), toy_corpus.WORDS)
    met = {
        (a, b): counts[toy_corpus.WORDS.index(a), toy_corpus.WORDS.index(b)]
        for a in ("king", "queen", "man")
        for b in ("crown", "he")
    }
    assert met["king", "crown"] > 0 < met["queen", "crown"]
    assert met["king", "he"] > 0 < met["man", "he"]
    assert met["man", "crown"] == met["queen", "he"] == 0


def test_the_nearest_words_to_king_are_people():
    people = {noun.word for noun in toy_corpus.NOUNS if noun.group in ("people", "royalty")}
    assert {word for word, _ in embeddings.nearest(analogies.learned(32), "king")[:3]} <= people


def test_the_corpus_has_716_questions():
    assert len(toy_corpus.QUESTIONS) == 716


def test_at_first_queen_is_nearest(vectors):
    vectors.reset()
    assert vectors.settings["d"] == 32
    assert vectors.readings["rank"] == 1


def test_down_to_8_the_arrows_shrink_and_another_word_comes_first(vectors):
    steps = []
    for d in (32, 16, 8):
        press(vectors, "king", d=d)
        steps.append(vectors.readings["step"])
    assert steps[0] > 2 * steps[1] > 2 * steps[2]
    assert vectors.readings["rank"] > 1
    assert press(vectors, "d too small").readings["rank"] > 1


@pytest.mark.parametrize(("preset", "answer"), [("capitals", "rome"), ("plurals", "cats")])
def test_capitals_and_plurals_come_out_right(vectors, preset, answer):
    press(vectors, preset)
    assert f" is {answer} (cosine" in vectors.summary
    assert vectors.readings["rank"] == 1


def test_the_map_of_all_words_tells_groups_apart_and_has_king_queen_man_and_woman_in_one_heap():
    settings = dict(d=32, a="king", b="man", c="woman", leave_out=True, plane="all words", sentences=8000, seed=0)
    places = measure(Memo(), **settings).picture["map"]["places"]
    place = {noun.word: places[toy_corpus.WORDS.index(noun.word)] for noun in toy_corpus.NOUNS}
    kinds = {"people": ("people", "royalty"), "animals": ("animals",), "places": ("places",)}
    middles = {
        kind: np.mean([place[noun.word] for noun in toy_corpus.NOUNS if noun.group in its], axis=0)
        for kind, its in kinds.items()
    }
    halfway = {"dogs", "cats", "cows", "horses", "ducks", "pigs"}
    for noun in toy_corpus.NOUNS:
        near, middle, _ = sorted(kinds, key=lambda kind: np.linalg.norm(middles[kind] - place[noun.word]))
        assert {near, middle} == {"people", "animals"} if noun.word in halfway else noun.group in kinds[near], noun.word
    heap = [place[word] for word in ("king", "queen", "man", "woman")]
    widest = np.max([np.linalg.norm(one - other) for one, other in itertools.combinations(heap, 2)])
    assert all(widest < 0.4 * np.linalg.norm(one - other) for one, other in itertools.combinations(middles.values(), 2))


def test_in_eight_numbers_people_animals_and_places_are_told_apart():
    unit = embeddings.unit(analogies.learned(8).vectors)
    kinds = {"royalty": "people"}
    rows = {noun.word: unit[toy_corpus.WORDS.index(noun.word)] for noun in toy_corpus.NOUNS}
    kind = {noun.word: kinds.get(noun.group, noun.group) for noun in toy_corpus.NOUNS}
    for word, row in rows.items():
        nearest = max((other for other in rows if other != word), key=lambda other: row @ rows[other])
        assert kind[nearest] == kind[word], word


# The query words


def test_queen_is_first_in_each_of_20_texts_at_32_and_not_at_8():
    found = analogies.winners("king", "man", "woman", dimensions=(8, 32), seeds=20)
    assert found[32]["queen"] == 20
    assert 4 <= found[8]["queen"] <= 16


def test_with_the_query_words_allowed_a_word_of_the_question_wins_in_most_texts_and_mostly_woman():
    found = analogies.winners("king", "man", "woman", dimensions=(LARGE,), seeds=20, leave_out=False)[LARGE]
    assert found["woman"] > 10
    assert found["king"] + found["man"] + found["woman"] > 12


def test_the_preset_with_query_words_shows_king_itself_first(vectors):
    press(vectors, "query words allowed")
    assert " is king (cosine" in vectors.summary
    press(vectors, "query words allowed", leave_out=True)
    assert " is queen (cosine" in vectors.summary


def test_the_lengths_of_the_step_and_of_the_miss(vectors):
    press(vectors, "king")
    assert vectors.readings["step"] == pytest.approx(0.67, abs=0.005)
    assert vectors.readings["miss"] == pytest.approx(0.50, abs=0.005)
    press(vectors, "query words allowed")
    assert vectors.readings["step"] == pytest.approx(1.05, abs=0.005)
    assert vectors.readings["miss"] == pytest.approx(1.09, abs=0.005)


def test_the_dashed_curve_rises_and_then_falls(vectors):
    shares = []
    for d in (4, 32, 128):
        press(vectors, "king", d=d, leave_out=False)
        shares.append(vectors.readings["accuracy"])
    assert shares[0] < shares[2] < shares[1] - 0.4


def test_without_things_of_their_own_the_sum_misses_by_less(monkeypatch):
    """The reason that the text gives: take the favourite things away, and the miss shrinks."""

    def misses():
        embedding = analogies.learned(LARGE)
        a, b, c, answer = embeddings.unit(embedding.vectors[embeddings.rows(embedding, ["king", "man", "woman", "queen"])])
        return np.linalg.norm(a - b + c - answer)

    usual = misses()
    monkeypatch.setattr(toy_corpus, "HABIT", 0.0)
    assert misses() < usual - 0.05
