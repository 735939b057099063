"""The lab that guesses the next letter: its guesses are the model's, the score counts them, and reading follows who types."""

import numpy as np
import pytest
from support.hands import button, from_the_page, play

from rnnlab.labs.kit.lab import Refusal
from rnnlab.labs.next_letter import PRESETS
from rnnlab.language import character_model, small_model


def picture(lab):
    return lab._measure(**lab.settings).picture


@pytest.mark.parametrize("memory", [True, False])
def test_the_guesses_are_the_likeliest_letters_of_the_model(lab, memory):
    lab.set(prompt="the river and the wall", step=14, memory=memory)
    model, state, guesses = small_model.trained(), None, ""
    for letter in "the river and ":
        reading = character_model.states(model, letter, state if memory else None)
        state, guesses = reading.state, guesses + model.vocabulary.characters[reading.logits[0].argmax()]
    shown = picture(lab)
    assert shown["guesses"]["guesses"] == guesses
    np.testing.assert_allclose(shown["lights"]["h"], reading.H[0], rtol=1e-5)
    shares = np.sort(reading.probabilities[0])[::-1]
    np.testing.assert_allclose(shown["next"]["shares"], shares[:12], rtol=1e-5)
    assert shown["next"]["right"] == "t"
    assert lab.readings["probability"] == round(shares[0], 3)


def test_the_score_counts_the_guesses_that_have_been_read_since(lab):
    text, guesses = lab.settings["prompt"], picture(lab)["guesses"]["guesses"]
    right = sum(guesses[i] == text[i + 1] for i in range(15))
    assert lab.readings["right"] == right
    assert lab.readings["guessed"] == 15
    assert f"So far {right} of 15 guesses came true." in lab.summary
    assert picture(lab)["guesses"]["score"] == f"{right} of 15 right"


def test_a_guess_is_called_right_or_wrong_and_at_the_end_neither(lab):
    assert "it guesses “e” with" in lab.summary
    assert ": right." in lab.summary
    lab.set(step=4)
    assert ": wrong, “k” comes." in lab.summary
    lab.set(step=36)
    assert ": right" not in lab.summary
    assert picture(lab)["next"]["right"] == ""


def test_with_its_memory_it_guesses_most_and_without_it_few(lab):
    found = {}
    for name in ("read it all", "without memory"):
        button(lab, name).click()
        assert lab.settings == PRESETS[name]
        found[name] = lab.readings["right"] / lab.readings["guessed"]
    assert found["without memory"] < 0.4 < 0.8 < found["read it all"]
    assert lab.summary.endswith("The memory is off: the state is put back to zeros before each letter.")


def test_without_memory_the_same_letter_gets_the_same_guess(lab):
    button(lab, "without memory").click()
    shown = picture(lab)["guesses"]
    pairs = set(zip(shown["text"], shown["guesses"], strict=True))
    assert len(pairs) == len(set(shown["text"]))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_button(lab, name):
    button(lab, name).click()
    assert lab.error is None
    assert lab.settings == PRESETS[name]
    assert lab.settings["step"] == len(lab.settings["prompt"])


def test_who_types_on_where_all_is_read_has_read_what_was_typed(lab):
    lab.set(prompt="the r", step=36)
    for typed in ("the ri", "the riv", "the river and"):
        from_the_page(lab.controls["prompt"], typed)
        assert lab.settings["step"] == len(typed)
    from_the_page(lab.controls["step"], 3)
    from_the_page(lab.controls["prompt"], "the river and a")
    assert lab.settings["step"] == 3


def test_the_clock_reads_on_and_stops_at_the_end(lab):
    player = play(lab)
    lab.set(prompt="the b", step=3)
    player.playing = True
    for step in (4, 5):
        from_the_page(player, step)
        assert lab.settings["step"] == step
    from_the_page(player, 6)
    assert lab.settings["step"] == 5
    assert not player.playing


def test_a_click_reads_up_to_a_letter_and_writes_one(lab):
    guesses, following = lab.view.panels["guesses"], lab.view.panels["next"]
    spots = guesses.spots[0]
    assert guesses.at(spots.x[6], spots.y[6]) == {"step": 7}
    assert following.at(following.spots[0].x[0], 20) == {}  # there is more of the text
    lab.set(prompt="the r", step=36)
    _, _, letter = following.letters.items[0]
    lab.move(following.at(following.spots[0].x[0], 20))
    assert lab.settings["prompt"] == "the r" + letter
    assert lab.settings["step"] == 6


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "The text is empty."), ("y" * 10_000, "The text has 10,000 letters, and at most 36"), ("中", "knows none")],
)
def test_what_cannot_be_read_is_answered_and_the_picture_stays(lab, typed, words):
    before = lab.png, lab.readings, lab.summary
    from_the_page(lab.controls["prompt"], typed)
    assert isinstance(lab.error, Refusal)
    assert words in str(lab.error)
    assert (lab.png, lab.readings, lab.summary) == before


def test_strangers_are_reported_and_mapped(lab):
    lab.set(prompt="Höllow €", step=36)
    assert picture(lab)["guesses"]["text"] == "Hollow "
    assert lab.settings["step"] == 7
    assert "does not know 'ö', '€', and reads a relative or nothing." in lab.summary


def test_what_is_typed_is_shown_as_text(lab):
    lab.set(prompt="a <img src=x onerror=alert(1)>")
    assert "<img" not in lab._words.value
