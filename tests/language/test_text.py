"""Letters as numbers: there and back, one place a letter, and errors that name what cannot be read."""

import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.language import text

texts = st.text(alphabet=text.ALPHABET, min_size=1, max_size=60)


def test_the_alphabet_is_that_of_small_letters_and_a_space():
    assert len(text.ALPHABET) == len(set(text.ALPHABET)) == 27
    assert set(text.ALPHABET) == {*string.ascii_lowercase, " "}


@given(texts)
def test_decode_undoes_encode(word):
    assert text.LETTERS.decode(text.LETTERS.encode(word)) == word


def test_places_are_those_of_the_alphabet():
    np.testing.assert_array_equal(text.LETTERS.encode("bad "), [1, 0, 3, 26])
    np.testing.assert_array_equal(text.LETTERS.encode(text.ALPHABET), np.arange(27))


@given(texts)
def test_one_hot_has_a_one_at_each_letters_place(word):
    X = text.one_hot(word)
    assert X.shape == (len(word), 1, 27)
    np.testing.assert_array_equal(X.sum(axis=2), 1)
    np.testing.assert_array_equal(X.argmax(axis=2)[:, 0], text.LETTERS.encode(word))


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
        text.LETTERS.encode(word)
    assert str(caught.value) == f"text must be made of the small letters a to z and the space; got {named}"
    with pytest.raises(ValueError, match="must be made of"):
        text.one_hot(word)


def test_an_empty_text_has_no_letter_to_read():
    with pytest.raises(ValueError, match="at least one letter"):
        text.LETTERS.encode("")


@pytest.mark.parametrize("junk", ["X" * 10_000, "".join(map(chr, range(200, 10_000)))])
def test_the_message_stays_short(junk):
    with pytest.raises(ValueError, match="text must be made of") as caught:
        text.LETTERS.encode(junk)
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


# Vocabularies

anything = st.text(min_size=1, max_size=60)


@given(anything)
def test_a_vocabulary_holds_its_text(words):
    vocabulary = text.Vocabulary.of(words)
    assert vocabulary.characters == "".join(sorted(set(words)))
    assert len(vocabulary) == len(set(words))
    assert vocabulary.decode(vocabulary.encode(words)) == words
    assert vocabulary.admit(words) == (words, [])


@given(anything, anything)
def test_what_is_admitted_can_be_read(known, typed):
    vocabulary = text.Vocabulary.of(known)
    admitted, outsiders = vocabulary.admit(typed)
    assert not vocabulary.outsiders(admitted)
    assert set(outsiders) == set(typed) - set(known)
    if not outsiders:
        assert admitted == typed


@pytest.mark.parametrize(
    ("typed", "admitted"),
    [
        ("café", "cafe"),
        ("“Mira”", '"Mira"'),
        ("it’s", "it's"),
        ("a – b", "a - b"),
        ("a\tb\u00a0c", "a b c"),
        ("straße", "strasse"),
        ("mIRA", "mirA"),
        ("æøł Ærø Łódź ẞ ǿ", "aeol AEro lodz SS o"),
        ("ﬁre", "fire"),
        ("中 a", " a"),
        ("<img src=x onerror=alert(1)>", "img srcx onerroralert"),
    ],
)
def test_an_outsider_gives_way_to_its_nearest_relative(typed, admitted):
    vocabulary = text.Vocabulary("abcdefghijklmnopqrstuvwxyzAEMS'\"- ")
    assert vocabulary.admit(typed)[0] == admitted
    assert vocabulary.admit(typed)[1] == [character for character in dict.fromkeys(typed) if character not in admitted]


def test_with_a_largest_size_the_most_frequent_stay():
    vocabulary = text.Vocabulary.of("aaabbbccd", largest=3)
    assert vocabulary.characters == "abc"
    assert text.Vocabulary.of("abc", largest=3).characters == "abc"


def test_a_vocabulary_is_its_characters():
    assert text.Vocabulary("ab") == text.Vocabulary("ab") != text.Vocabulary("ba")
    assert len({text.Vocabulary("ab"), text.Vocabulary("ab")}) == 1
    assert repr(text.Vocabulary("ab")) == "Vocabulary('ab')"


def test_unknown_characters_are_named():
    with pytest.raises(ValueError, match=r"^text must be made of the 2 characters of the vocabulary; got 'c', 'é'$"):
        text.Vocabulary("ab").encode("acé")


@pytest.mark.parametrize("characters", ["", "aa"])
def test_a_vocabulary_has_each_character_once(characters):
    with pytest.raises(ValueError, match="characters must be at least one, each once"):
        text.Vocabulary(characters)


def test_a_million_characters_are_encoded_at_once():
    words = "the seven bridges " * 60_000
    vocabulary = text.Vocabulary.of(words)
    assert vocabulary.decode(vocabulary.encode(words)[-18:]) == "the seven bridges "


# A text to train on


@pytest.mark.parametrize(("size", "held_out", "cut"), [(100, 0.1, 90), (2, 0.1, 1), (2, 0.9, 1), (10, 0.0, 9), (10, 1.0, 1)])
def test_a_text_is_split_near_its_end(size, held_out, cut):
    words = "abcdefghij" * (size // 10) or "ab"
    for whole in (words, np.arange(len(words))):
        first, last = text.split(whole, held_out)
        assert (len(first), len(last)) == (cut, size - cut)
        assert list(first) + list(last) == list(whole)


@pytest.mark.parametrize("n", [1, 3, 8])
@pytest.mark.parametrize("window", [1, 4, 1000])
def test_windows_go_on_where_the_last_one_ended(n, window):
    indices = np.random.default_rng(0).integers(0, 9, 100)
    pairs = list(text.windows(indices, n, window))
    read, target = (np.concatenate(parts) for parts in zip(*pairs))
    assert all(one.shape == other.shape and len(one) <= window and one.shape[1] == n for one, other in pairs)
    assert [len(one) for one, _ in pairs[:-1]] == [window] * (len(pairs) - 1)
    length = 99 // n
    for stream in range(n):
        np.testing.assert_array_equal(read[:, stream], indices[stream * length : (stream + 1) * length])
        np.testing.assert_array_equal(target[:, stream], indices[stream * length + 1 : (stream + 1) * length + 1])


def test_a_text_too_short_for_its_streams_is_refused():
    with pytest.raises(ValueError, match="indices must be more than n = 5, so that"):
        text.streams(np.arange(5), 5)


@pytest.mark.parametrize(
    "function", [text.LETTERS.encode, text.LETTERS.outsiders, text.one_hot, text.Vocabulary.of, text.Vocabulary("th").admit]
)
def test_half_a_character_is_refused(function):
    with pytest.raises(ValueError, match=r"^text must be made of whole characters; got '\\ud800'$"):
        function("th\ud800")
