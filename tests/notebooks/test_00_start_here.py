"""What notebook 00 says in words about its laboratory, the tale and the counts, and does not compute in a cell beside it."""

import collections
import json
import pathlib

import pytest

from rnnlab import labs
from rnnlab.language import small_model, text_sources

PAGE = pathlib.Path(__file__).parents[2] / "notebooks" / "00_start_here.ipynb"
TALE = text_sources.tale()


@pytest.fixture(scope="module")
def prose():
    cells = json.loads(PAGE.read_text(encoding="utf-8"))["cells"]
    return " ".join(" ".join("".join(cell["source"]).split()) for cell in cells)


@pytest.fixture(scope="module")
def lab():
    return labs.next_letter()


def read(lab, preset):
    """The text and the guesses of a preset: the guess at place i was made after letter i."""
    lab.set(**lab.presets[preset])
    shown = lab._measure(**lab.settings).picture["guesses"]
    return shown["text"], shown["guesses"]


def follow(seen):
    return collections.Counter(TALE[i + len(seen)] for i in range(len(TALE) - len(seen)) if TALE.startswith(seen, i))


def test_the_state_has_as_many_numbers_as_it_says(prose):
    assert f"it keeps {small_model.trained().h} numbers" in prose


def test_the_scores_are_those_of_the_two_presets(lab, prose):
    read(lab, "read it all")
    right, guessed = (int(lab.readings[name]) for name in ("right", "guessed"))
    assert f"guesses {right} of {guessed} letters of the first text" in prose.replace('" "', "")
    read(lab, "without memory")
    assert f"{int(lab.readings['right'])} of {guessed} come true" in prose
    assert lab.readings["guessed"] == guessed


def test_the_bars_are_as_many_as_it_says_and_the_likeliest_comes_first(lab, prose):
    assert "The bars are the twelve letters that the network finds likeliest." in prose
    lab.reset()
    shares = lab._measure(**lab.settings).picture["next"]["shares"]
    assert len(shares) == 12
    assert all(shares[:-1] >= shares[1:])


def test_it_opens_with_as_many_boxes_as_the_score_says(lab):
    lab.reset()
    assert len(lab.view.panels["guesses"].boxes.get_paths()) == lab.readings["right"] == 13


def test_after_an_e_it_guesses_an_r_without_memory_and_what_came_before_decides_with_it(lab):
    text, guesses = read(lab, "without memory")
    assert {guess for letter, guess in zip(text, guesses, strict=True) if letter == "e"} == {"r"}
    text, guesses = read(lab, "read it all")
    first = [i for i, letter in enumerate(text) if letter == "e"][:4]
    assert [guesses[i] for i in first] == [text[i + 1] for i in first] == [" ", "e", "p", "r"]


def test_it_knows_the_words_of_its_tale_better_than_others(lab):
    shares = {}
    for words in ("the lamp, the bell and the bench", "the river and the bridge", "hello my name is anna", "i am called maria"):
        lab.set(prompt=words, step=36)
        shares[words] = lab.readings["right"] / lab.readings["guessed"]
    *known, name, other = shares.values()
    assert min(known) > max(name, other)
    assert all(word in TALE for word in ("lamp", "bell", "bench", "river"))


def test_the_counts_are_what_it_says(lab):
    (letter, most), (_, second), *_ = follow("th").most_common(2)
    assert letter == "e"
    assert most > 5 * second
    assert 0 < follow("keeper of th").total() < follow("th").total()
    assert follow("third bridge s").total() == 0
    assert lab.start["prompt"] not in TALE
    assert "third bridge s" in lab.start["prompt"]


def test_seven_bridges():
    assert TALE.startswith("The Seven Bridges of the Ash")
