"""Letters as numbers: there and back, one place a letter, and errors that name what cannot be read."""

import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import text

texts = st.text(alphabet=text.ALPHABET, min_size=1, max_size=60)


def test_the_alphabet_is_that_of_small_letters_and_a_space():
    assert len(text.ALPHABET) == len(set(text.ALPHABET)) == 27
    assert set(text.ALPHABET) == {*string.ascii_lowercase, " "}


@given(texts)
def test_decode_undoes_encode(word):
    assert text.decode(text.encode(word)) == word


def test_places_are_those_of_the_alphabet():
    np.testing.assert_array_equal(text.encode("bad "), [1, 0, 3, 26])
    np.testing.assert_array_equal(text.encode(text.ALPHABET), np.arange(27))


@given(texts)
def test_one_hot_has_a_one_at_each_letters_place(word):
    X = text.one_hot(word)
    assert X.shape == (len(word), 1, 27)
    np.testing.assert_array_equal(X.sum(axis=2), 1)
    np.testing.assert_array_equal(X.argmax(axis=2)[:, 0], text.encode(word))


@pytest.mark.parametrize(
    ("word", "named"),
    [
        ("Dragon", "'D'"),
        ("a dragon, 3 towers and 3 ghosts.", "',', '3', '.'"),
        ("émile", "'é'"),
        ("line\nbreak", r"'\n'"),
        ("ABCDEFGA", "'A', 'B', 'C', 'D', 'E' and 2 more"),
    ],
)
def test_letters_outside_are_named_each_once(word, named):
    with pytest.raises(ValueError, match="text must be made of") as caught:
        text.encode(word)
    assert str(caught.value) == f"text must be made of the small letters a to z and the space; got {named}"
    with pytest.raises(ValueError, match="must be made of"):
        text.one_hot(word)


def test_an_empty_text_has_no_letter_to_read():
    with pytest.raises(ValueError, match="at least one letter"):
        text.encode("")


@pytest.mark.parametrize("junk", ["X" * 10_000, "".join(map(chr, range(200, 10_000)))])
def test_the_message_stays_short(junk):
    with pytest.raises(ValueError, match="text must be made of") as caught:
        text.encode(junk)
    assert len(str(caught.value)) < 150


def test_features_are_one_row_a_letter_and_nested_in_d():
    small, large = (text.random_features(d, rng=np.random.default_rng(4)) for d in (3, 40))
    assert small.shape == (27, 3)
    np.testing.assert_array_equal(large[:, :3], small)
    assert len(np.unique(small, axis=0)) == 27
    assert abs(large.mean()) < 0.1
    assert large.std() == pytest.approx(1, abs=0.05)


def test_one_hot_picks_the_rows_of_the_features():
    table = text.random_features(5, rng=np.random.default_rng(0))
    np.testing.assert_array_equal((text.one_hot("cab") @ table)[:, 0], table[[2, 0, 1]])
