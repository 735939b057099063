"""The story network says what comes next wherever its two words leave no choice, and without its memory it cannot."""

import json

import numpy as np
import pytest

from rnnlab import stored
from rnnlab.lessons import story
from rnnlab.trees import leaves

WORDS = [first + second + third for first in story.WORDS for second in story.WORDS for third in story.WORDS]


def decided(text):
    """(place, the letter that must come next): everywhere but after the first letter of a word."""
    return [(i, letter) for i, letter in enumerate(text[1:]) if text[i] != "t" or text[i - 1] == "e"]


@pytest.mark.parametrize("text", WORDS)
def test_it_says_the_next_letter_and_nothing_else_comes_near(text):
    _, O = story.read(text)
    for place, letter in decided(text):
        right = story.LETTERS.encode(letter)[0]
        assert O[place, right] > 0.8
        assert (np.delete(O[place], right) < 0.2).all()


@pytest.mark.parametrize("text", WORDS)
def test_after_the_first_letter_it_holds_both_words_possible(text):
    _, O = story.read(text)
    for place in (i for i in range(1, len(text)) if text[i - 1 : i + 1] == " t"):
        assert O[place, story.LETTERS.encode("h")[0]] == pytest.approx(0.5, abs=0.2)
        assert O[place, story.LETTERS.encode("e")[0]] == pytest.approx(0.5, abs=0.2)


def test_after_th_the_word_decides_and_without_memory_it_is_the_same_guess():
    (_, short), (_, long) = story.read("th"), story.read("teeth")
    assert [story.LETTERS.decode([O[-1].argmax()]) for O in (short, long)] == ["e", " "]
    (_, short), (_, long) = (story.read(text, memory=False) for text in ("th", "teeth"))
    np.testing.assert_array_equal(short[-1], long[-1])


def test_a_text_that_it_writes_is_made_of_its_words_and_without_memory_it_is_not():
    for seed in range(20):
        written = story.continued("t", 60, rng=np.random.default_rng(seed))
        assert len(written) == 61
        assert set(written.split(" ")[:-1]) == {"the", "teeth"}
        assert set(story.continued("t", 60, rng=np.random.default_rng(seed), memory=False).split(" ")[:-1]) - {"the", "teeth"}


@pytest.mark.parametrize("memory", [True, False])
def test_it_always_has_a_letter_to_go_on_with(memory):
    rng = np.random.default_rng(0)
    for _ in range(50):
        _, O = story.read("".join(rng.choice(list("the "), size=40)), memory=memory)
        assert (O.max(axis=1) > story.LIKELY).all()


def test_its_numbers_are_tenths_and_small_and_cannot_be_written_over():
    for W in leaves(story.trained()):
        np.testing.assert_array_equal(W, np.round(W, 1))
        assert np.abs(W).max() <= 2.5
        with pytest.raises(ValueError, match="read-only"):
            W[0] = 0
    assert not any(np.signbit(W[W == 0]).any() for W in leaves(story.trained()))


def test_the_states_begin_with_zeros_and_there_is_one_more_than_letters():
    H, O = story.read("the teeth")
    assert H.shape == (10, story.UNITS)
    assert O.shape == (9, 4)
    assert not H[0].any()


def test_another_letter_is_refused_and_named():
    with pytest.raises(ValueError, match=r"text must be made of the letters t, h and e, and the space; got 'x'"):
        story.read("thx")


@pytest.mark.slow
def test_training_ends_at_what_is_stored(tmp_path):
    """To the last tenth on the machine that stored it; elsewhere at a network that reads as well."""
    story.write(tmp_path / "story.json")
    model = story.train(**story.TRAINING)
    assert json.loads((tmp_path / "story.json").read_text(encoding="utf-8")) == {
        name: W.tolist() for part in model for name, W in part._asdict().items()
    }
    for place, letter in decided("the teeth the "):
        _, O = story.read("the teeth the ", model=model)
        assert story.LETTERS.decode([O[place].argmax()]) == letter


def test_it_is_stored_as_text_beside_the_trainings():
    assert story.FILE.parent == stored.FOLDER
    assert story.FILE.stat().st_size < 1000
