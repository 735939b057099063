"""Words as vectors: each step against a count by hand, a formula, or a slow way to the same numbers."""

import numpy as np
import pytest

from rnnlab.language import embeddings, toy_corpus
from rnnlab.language.embeddings import Embedding

TEXT = ["a b a", "b c", "c"]
WORDS = ("a", "b", "c", "never")


@pytest.fixture(scope="module")
def learned():
    return embeddings.learn(toy_corpus.draw(2000, seed=3), toy_corpus.WORDS, 24)


def planted():
    """Four words on a parallelogram, one on the way and one far off, none of length 1."""
    vectors = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1], [1, 0.4, 0.4], [-1, 0, 0]], float)
    return Embedding(("man", "king", "woman", "queen", "clerk", "stone"), vectors * [[1], [2], [3], [4], [5], [6]])


# One-hot


def test_a_one_hot_row_has_one_1(rng):
    indices = rng.integers(7, size=5)
    rows = embeddings.one_hot(indices, 7)
    assert rows.shape == (5, 7)
    np.testing.assert_array_equal(rows.sum(axis=1), 1)
    np.testing.assert_array_equal(rows.argmax(axis=1), indices)


def test_a_one_hot_row_times_a_matrix_is_a_row_of_the_matrix(rng):
    table = rng.standard_normal((6, 3))
    np.testing.assert_array_equal(embeddings.one_hot([4, 0, 4], 6) @ table, table[[4, 0, 4]])


# Counting, and comparing with chance


def test_words_that_share_a_sentence_are_counted():
    counts = embeddings.cooccurrence(TEXT, WORDS)
    np.testing.assert_array_equal(counts, [[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]])


def test_counts_are_those_of_a_plain_loop():
    text = toy_corpus.draw(150, seed=1)
    counts = embeddings.cooccurrence(text, toy_corpus.WORDS)
    slow = np.zeros_like(counts)
    for line in text:
        words = {toy_corpus.WORDS.index(word) for word in line.split()}
        for i, j in ((i, j) for i in words for j in words if i != j):
            slow[i, j] += 1
    np.testing.assert_array_equal(counts, slow)


def test_a_sentence_holds_a_word_or_does_not():
    np.testing.assert_array_equal(embeddings.incidence(TEXT, WORDS), [[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0]])


def test_pmi_by_hand():
    counts = np.array([[0, 3, 1], [3, 0, 0], [1, 0, 0]])
    found = embeddings.ppmi(counts)
    assert found[0, 1] == pytest.approx(np.log((3 / 8) / (4 / 8 * 3 / 8)))
    assert found[0, 2] == pytest.approx(np.log((1 / 8) / (4 / 8 * 1 / 8)))
    assert found[1, 2] == 0


def test_words_that_meet_by_chance_have_no_pmi(no_excuses):
    often = np.array([1.0, 2.0, 5.0])
    np.testing.assert_allclose(embeddings.ppmi(np.outer(often, often)), 0, atol=1e-12)


def test_words_that_meet_less_often_than_by_chance_have_none_either(no_excuses):
    found = embeddings.ppmi(np.array([[9, 1, 0], [1, 9, 0], [0, 0, 0]]))
    assert found[0, 0] > 0
    assert found[0, 1] == 0
    assert not found[2].any()


def test_an_eightfold_count_is_log_8():
    counts = np.outer(np.ones(50), np.ones(50))
    counts[0, 1] = counts[1, 0] = 8.0
    assert embeddings.ppmi(counts)[0, 1] == pytest.approx(np.log(8), rel=0.2)


# Factoring


def test_the_products_of_the_rows_are_reproduced_as_well_as_is_possible(rng):
    table = rng.standard_normal((9, 6))
    values, directions = np.linalg.eigh(table @ table.T)
    for d in (1, 3, 6):
        E = embeddings.factor(table, d)
        best = (directions[:, -d:] * values[-d:]) @ directions[:, -d:].T
        np.testing.assert_allclose(E @ E.T, best, atol=1e-10)


def test_no_small_change_of_the_vectors_comes_closer(rng):
    table = rng.standard_normal((8, 5))
    E = embeddings.factor(table, 2)

    def error(E):
        return ((table @ table.T - E @ E.T) ** 2).sum()

    for _ in range(50):
        assert error(E + 1e-3 * rng.standard_normal(E.shape)) > error(E)


def test_one_more_dimension_leaves_the_others_as_they_are(rng):
    table = rng.standard_normal((9, 9))
    np.testing.assert_allclose(embeddings.factor(table, 4), embeddings.factor(table, 7)[:, :4])


def test_the_largest_entry_of_a_column_is_positive_and_the_columns_shrink(rng):
    for _ in range(20):
        E = embeddings.factor(rng.standard_normal((7, 5)), 5)
        assert (E.max(axis=0) >= -E.min(axis=0)).all()
        assert (np.diff(np.linalg.norm(E, axis=0)) <= 1e-12).all()


# From a text to vectors


def test_the_same_text_gives_the_same_vectors(learned):
    again = embeddings.learn(toy_corpus.draw(2000, seed=3), toy_corpus.WORDS, 24)
    np.testing.assert_array_equal(again.vectors, learned.vectors)
    assert again.words == learned.words == toy_corpus.WORDS


def test_another_text_gives_others(learned):
    other = embeddings.learn(toy_corpus.draw(2000, seed=4), toy_corpus.WORDS, 24)
    assert not np.allclose(other.vectors, learned.vectors)


def test_the_first_dimensions_are_those_of_a_smaller_d(learned):
    smaller = embeddings.learn(toy_corpus.draw(2000, seed=3), toy_corpus.WORDS, 5)
    np.testing.assert_allclose(embeddings.first(learned, 5).vectors, smaller.vectors)


def test_a_word_that_was_never_seen_is_zero_and_near_to_nothing(no_excuses):
    embedding = embeddings.learn(TEXT, WORDS, 2)
    assert not embedding.vectors[3].any()
    assert dict(embeddings.nearest(embedding, "a"))["never"] == 0
    assert {cosine for _, cosine in embeddings.nearest(embedding, "never")} == {0}


def test_words_of_one_kind_are_near(learned):
    assert {word for word, _ in embeddings.nearest(learned, "dog")[:8]} & {"puppy", "dogs", "barked", "kennel", "bone"}


# Near and far


def test_the_cosine_is_that_of_the_angle():
    for angle in np.linspace(0, np.pi, 9):
        u, v = 3 * np.array([1, 0]), 0.5 * np.array([np.cos(angle), np.sin(angle)])
        assert embeddings.cosine(u, v) == pytest.approx(np.cos(angle), abs=1e-12)


def test_a_zero_vector_has_no_direction(no_excuses):
    assert embeddings.cosine(np.zeros(3), np.ones(3)) == 0
    np.testing.assert_array_equal(embeddings.unit(np.zeros((2, 3))), 0)


def test_the_nearest_come_first_with_their_cosines(learned):
    ranking = embeddings.nearest(learned, "queen")
    cosines = [cosine for _, cosine in ranking]
    assert (np.diff(cosines) <= 0).all()
    assert len(ranking) == len(toy_corpus.WORDS) - 1
    vectors = dict(zip(learned.words, learned.vectors, strict=True))
    for word, cosine in ranking[::20]:
        assert cosine == pytest.approx(embeddings.cosine(vectors["queen"], vectors[word]))


# Analogies


def test_an_analogy_finds_the_fourth_corner():
    unit = Embedding(planted().words, embeddings.unit(planted().vectors))
    for embedding in (planted(), unit):  # the lengths of the vectors do not matter
        word, cosine = embeddings.analogy(embedding, "king", "man", "woman")[0]
        assert word == "queen"
        first, second, third, fourth = (unit.vectors[unit.words.index(name)] for name in ("king", "man", "woman", "queen"))
        assert cosine == pytest.approx(embeddings.cosine(first - second + third, fourth))


def test_the_query_words_are_left_out_unless_they_are_allowed(learned):
    asked = {"king", "man", "woman"}
    assert not asked & {word for word, _ in embeddings.analogy(learned, "king", "man", "woman")}
    ranking = embeddings.analogy(learned, "king", "man", "woman", leave_out=False)
    assert {word for word, _ in ranking} == set(toy_corpus.WORDS)


def test_a_minus_a_plus_c_is_c(learned):
    word, cosine = embeddings.analogy(learned, "dog", "dog", "paris", leave_out=False)[0]
    assert (word, round(cosine, 9)) == ("paris", 1)


@pytest.mark.parametrize("leave_out", [True, False])
def test_right_answers_are_those_of_one_analogy_after_the_other(learned, leave_out):
    asked = toy_corpus.QUESTIONS[::40]
    questions = np.array([embeddings.rows(learned, question[:4]) for question in asked])
    right = embeddings.right_answers(learned, questions, leave_out=leave_out)
    slow = [embeddings.analogy(learned, a, b, c, leave_out=leave_out)[0][0] == answer for a, b, c, answer, _ in asked]
    np.testing.assert_array_equal(right, slow)
    assert right.any()
    assert not right.all()


def test_an_unknown_word_is_told_what_there_is(learned):
    with pytest.raises(ValueError, match="b must be one of the 224 words, such as a, acropolis, actor; got 'emperor'"):
        embeddings.analogy(learned, "king", "emperor", "woman")


def test_a_sentence_with_a_word_that_is_not_listed_is_refused():
    with pytest.raises(ValueError, match="words must hold every word of the sentences; got a sentence with 'c'"):
        embeddings.cooccurrence(TEXT, ("a", "b"))


def test_what_is_near_the_largest_number_is_measured(no_excuses):
    huge = np.full(3, 1e308)
    assert embeddings.cosine(huge, np.ones(3)) == pytest.approx(1)
    np.testing.assert_allclose(embeddings.unit(huge[None]), 3**-0.5)
    three = embeddings.Embedding(("a", "b", "c"), 1e308 * np.array([[1.0, 0], [1, 1], [-1, 0]]))
    assert embeddings.nearest(three, "a") == [("b", pytest.approx(0.5**0.5)), ("c", pytest.approx(-1))]
    np.testing.assert_allclose(embeddings.ppmi(1e308 * (1 - np.eye(3))), embeddings.ppmi(1 - np.eye(3)))
