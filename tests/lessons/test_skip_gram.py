"""The course of a training of word vectors: each look against what the parts that it is made of find by themselves."""

import numpy as np
import pytest

from rnnlab.language import analogies, embeddings, skip_gram, toy_corpus
from rnnlab.lessons.skip_gram import EVERY, OFTEN, READ, Course

OWN = ("the wug lost her crown", "she was a busy wug")


@pytest.fixture(scope="module")
def course():
    found = Course((), 12, 3)
    found.extend(61)
    return found


def test_it_goes_on_to_the_next_look(course):
    assert course.step == 62
    assert len(course.shares) == len(course.planes) == 62 // EVERY + 1
    assert not course.vectors[len(course.shares) :].any()


def test_the_vectors_are_those_of_a_training_brought_to_length_1(course):
    training = skip_gram.Training(embeddings.incidence(toy_corpus.draw(READ, seed=3), toy_corpus.WORDS), 12, seed=3)
    for step in (0, 10, 62):
        training.extend(step)
        np.testing.assert_allclose(course.vectors[step // EVERY], embeddings.unit(training.vectors), atol=1e-6)


def test_shares_and_right_answers_are_those_of_single_looks(course):
    asked = ("paris", "france", "italy", "rome")
    right = course.right(*asked)
    assert len(right) == len(course.shares)
    for look in (0, 5, 20, 31):
        embedding = course.embedding(look)
        assert course.shares[look] == pytest.approx(analogies.accuracy(embedding)["all"], abs=0.002)
        assert right[look] == (embeddings.analogy(embedding, *asked[:3])[0][0] == "rome")
    assert right[-1]
    assert not right[0]


def test_counting_has_as_many_numbers_a_word(course):
    assert course.counted == analogies.accuracy(analogies.learned(12, seed=3))["all"]


def test_a_map_has_two_directions_at_right_angles(course):
    for plane in course.planes:
        np.testing.assert_allclose(plane @ plane.T, np.eye(2), atol=1e-6)


def test_ones_own_sentences_are_in_the_text_so_many_times_and_new_words_come_last():
    course = Course(OWN, 4, 0)
    assert course.words == (*toy_corpus.WORDS, "wug")
    held = course._training._held
    assert held.shape == (READ + 2 * OFTEN, len(course.words))
    assert held[:, -1].sum() == 2 * OFTEN
