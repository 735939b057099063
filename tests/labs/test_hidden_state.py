"""The hidden state: what is drawn is what the cell computes, the clock stops at the word's end, and each outcome is true."""

import numpy as np
import pytest
from support.hands import button, from_the_page, play
from support.pictures import on_page

from rnnlab import bptt, labs
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.labs.hidden_state import OUTCOMES, PRESETS
from rnnlab.labs.kit.lab import Refusal
from rnnlab.language import text
from rnnlab.lessons import story

measure = labs.hidden_state.measure

SETTINGS = [
    {},
    {"word": "a" * 40, "other": "z", "step": 40, "h": 64, "d": 32, "weight_scale": 3.0, "seed": 9},
    {"word": "of ", "other": "q", "step": 2, "h": 3, "d": 1, "weight_scale": 0.4, "activation": "sigmoid"},
    {"word": "x", "other": "y", "step": 0, "h": 2, "d": 5, "activation": "tanh", "seed": 4},
]


def states(letters, *, h, d, weight_scale, activation, seed, **_):
    """All states of a word, the zeros at the start first: (T+1, h)."""
    params = rnn.init(d, h, weight_scale=weight_scale, rng=np.random.default_rng([seed, 1]))
    table = text.random_features(d, rng=np.random.default_rng([seed, 2]))
    return bptt.unroll(rnn, params, table[text.LETTERS.encode(letters)][:, None], activation=activation).H[:, 0]


@pytest.mark.parametrize("changes", SETTINGS)
def test_the_picture_has_the_states_of_the_cell(lab, changes):
    lab.set(**changes)
    settings = lab.settings
    word, t = settings["word"], settings["step"]
    H, H_twin = states(word, **settings), states(settings["other"] + word[1:], **settings)
    found = measure(**settings).picture
    np.testing.assert_allclose(found["states"]["H"], H[1:], rtol=1e-12)
    if t:
        np.testing.assert_allclose(found["alike"]["H"][found["alike"]["alike"][-1]], H[t], rtol=1e-12)
    norms = np.linalg.norm(H[1:] - H_twin[1:], axis=1)
    np.testing.assert_allclose(10.0 ** found["survival"]["norms"], norms, rtol=1e-6)
    assert lab.readings["size"] == pytest.approx(np.linalg.norm(H[t]))
    assert (lab.readings["difference_first"], lab.readings["difference_last"]) == pytest.approx((norms[0], norms[-1]))
    assert lab.readings["decades"] == pytest.approx(np.log10(norms[-1] / norms[0]), abs=1e-6)


def test_the_state_starts_as_zeros(lab):
    lab.set(step=0)
    assert lab.readings["size"] == 0
    assert lab.view.panels["alike"].heading.get_text() == "at first: zeros"
    assert lab.summary.startswith("Before the first of 16 letters the state is all zeros.")


def test_the_clock_stops_at_the_end_of_the_word(lab):
    lab.set(step=40)
    assert lab.settings["step"] == 16
    lab.set(word="short")
    assert lab.settings["step"] == 5
    assert lab.summary.startswith("After 5 of 5 letters")


def test_play_reads_on_and_pauses_at_the_end(lab):
    player = play(lab)
    lab.set(word="hid", step=0)
    player.playing = True
    for t in (1, 2, 3):
        assert player.playing
        from_the_page(player, t)
        assert lab.settings["step"] == t
    assert not player.playing  # there is nothing more to read
    player.playing = True
    from_the_page(player, 4)
    assert lab.settings["step"] == player.value == 3
    assert not player.playing


def test_a_step_changes_where_one_looks_and_not_what_is_found(lab):
    first = measure(**{**lab.settings, "step": 3})
    later = measure(**{**lab.settings, "step": 7})
    np.testing.assert_array_equal(first.picture["states"]["H"], later.picture["states"]["H"])
    assert first.readings["decades"] == later.readings["decades"]


# Outcomes


def outcome(lab):
    return lab.view.panels["survival"].outcome.get_text()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"weight_scale": 0.7}, "vanishing"),
        ({"h": 32, "weight_scale": 1.4}, "steady"),
        ({"h": 32, "weight_scale": 2.0}, "growing"),
        ({"weight_scale": 0.0}, "gone"),
        ({"h": 1, "seed": 0}, "none"),
        ({"word": "t"}, "too short"),
    ],
)
def test_each_outcome_has_its_sign_and_its_sentence(lab, changes, kind):
    lab.set(**changes)
    assert outcome(lab) == OUTCOMES[kind].headline
    assert lab.view.panels["survival"].outcome.get_color() == OUTCOMES[kind].colour
    assert OUTCOMES[kind].sentence.split("}")[-1] in lab.summary


def test_a_outcome_says_what_became_of_the_difference(lab):
    for activation in ACTIVATIONS:
        for g in np.arange(0, 3.01, 0.25):
            lab.set(weight_scale=float(g), activation=activation)
            first, last = lab.readings["difference_first"], lab.readings["difference_last"]
            word = outcome(lab).split()[-1]
            assert word == (
                "gone" if last == 0 else "vanishing" if last < first / 10 else "growing" if last > 10 * first else "steady"
            )


@pytest.mark.parametrize(
    ("weight_scale", "words"),
    [
        (1.4, "and 0.883 after letter 16: steady, for it changed less than tenfold."),
        (1.5, "and still 2.88 after letter 16: steady."),
        (1.6, "and 5.31 after letter 16: steady."),
        (1.8, "and 30.6 after letter 16: steady, for it changed less than tenfold."),
    ],
)
def test_what_is_steady_is_still_there_only_if_it_is_about_as_large_and_not_larger(lab, weight_scale, words):
    lab.set(h=32, weight_scale=weight_scale)
    assert lab.summary.endswith(words)


def test_a_space_and_the_same_first_letter_are_named(lab):
    lab.set(word=" of", other="t")
    assert "With “t” in place of a space the difference is" in lab.summary
    assert measure(**lab.settings).picture["survival"]["lines"][0] == "first letter ␣ or t"
    lab.set(word="the", other="t")
    assert lab.summary.endswith("The other first letter is the same, “t”: there is no difference.")


def test_a_difference_that_is_gone_says_from_which_letter_on(lab):
    lab.set(weight_scale=0.0)
    assert "gone from letter 2 on:" in lab.summary
    lab.set(word="a" * 40, weight_scale=0.3)
    first = int(lab.summary.split("gone from letter ")[1].split(" on:")[0])
    norms = measure(**lab.settings).picture["survival"]["norms"]
    assert np.isfinite(norms[: first - 1]).all()
    assert np.isneginf(norms[first - 1 :]).all()


def test_two_first_letters_that_lead_to_the_same_state_are_told_from_equal_letters(lab):
    lab.set(h=1)
    for seed in range(100):
        lab.set(seed=seed)
        if lab.readings["difference_first"] == 0:
            break
    assert lab.readings["decades"] == 0
    assert lab.summary.endswith("the difference is exactly 0: both first letters lead to the same state.")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_shows_what_it_promises(lab, name):
    button(lab, name).click()
    assert lab.settings == PRESETS[name]
    H = measure(**lab.settings).picture["states"]["H"]
    if name in {"vanishing", "steady", "growing"}:
        assert outcome(lab).split()[-1] == name
    elif name == "one letter, three states":
        a = H[[1, 3, 5]]
        assert all(np.linalg.norm(a[i] - a[j]) > 0.5 for i, j in ((0, 1), (0, 2), (1, 2)))
    elif name == "the story":
        assert lab.view.panels["alike"].names[2].get_text() == "9 → ␣"
    elif name in {"the recurrence off", "the story, no memory"}:
        a = [i for i, letter in enumerate(lab.settings["word"]) if letter == lab.settings["word"][lab.settings["step"] - 1]]
        assert len(a) == 3
        np.testing.assert_allclose(H[[a[0], a[0]]], H[a[1:]], rtol=1e-14)  # a processor may sum one row otherwise than the next
    else:
        assert name == "tanh cannot grow"
        assert outcome(lab) == "● steady"
        assert np.abs(H).max() < 1


# The story network, and one letter more than once


@pytest.fixture
def told(lab):
    button(lab, "the story").click()
    return lab


def test_the_story_network_is_the_one_of_the_course(told):
    H, O = story.read("teeth the ")
    found = measure(**told.settings).picture
    np.testing.assert_allclose(found["states"]["H"], H[1:])
    said = [story.LETTERS.characters[o.argmax()] for o in O]
    assert (
        found["alike"]["names"]
        == ["2 → e", "3 → t", "9 → ␣"]
        == [f"{i} → {said[i - 1]}".replace("→  ", "→ ␣") for i in (2, 3, 9)]
    )
    assert "It guesses a space next." in told.summary
    told.set(weight_scale=0.0)
    np.testing.assert_allclose(measure(**told.settings).picture["states"]["H"], story.read("teeth the ", memory=False)[0][1:])


def test_the_states_after_one_letter_are_as_far_apart_as_it_says(told):
    H = story.read("teeth the ")[0]
    lines = measure(**told.settings).picture["alike"]["lines"]
    for line, (i, j) in zip(lines, ((2, 3), (2, 9), (3, 9)), strict=True):
        assert line == f"{i} and {j}: {np.linalg.norm(H[i] - H[j]):.3g} apart"


def test_the_last_three_of_one_letter_stand_side_by_side(lab):
    lab.set(word="a man has a bad hand", step=20)
    assert measure(**lab.settings).picture["alike"]["alike"] == [14, 19]
    lab.set(step=18)
    assert measure(**lab.settings).picture["states"]["alike"] == [10, 13, 17]
    assert measure(**lab.settings).picture["alike"]["names"] == ["11", "14", "18"]


def test_what_the_story_has_no_use_for_is_grey(told):
    grey = {name for name, control in told.controls.items() if control.disabled}
    assert grey == {"h", "d", "activation", "seed"}
    for name, value in (("h", 3), ("d", 2), ("activation", "tanh"), ("seed", 5)):
        before = told.png
        told.set(**{name: value})
        assert told.png == before
    told.reset()
    assert not any(control.disabled for control in told.controls.values())


def test_other_letters_are_zeros_to_the_story_network(told):
    told.set(word="teeth and")
    assert told.error is None
    assert told.summary.endswith("The network does not know 'a', 'd', 'n': to it, they are rows of zeros.")
    told.set(word="the", other="s")
    assert "does not know 's'" in told.summary


# What was typed


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "The word is empty."), ("y" * 10_000, "The word has 10,000 letters, and at most 40"), ("c3po", "does not know '3'.")],
)
def test_what_cannot_be_read_is_answered_and_the_picture_stays(lab, typed, words):
    before = lab.png, lab.readings, lab.summary
    from_the_page(lab.controls["word"], typed)
    assert isinstance(lab.error, Refusal)
    assert words in str(lab.error)
    assert (lab.png, lab.readings, lab.summary) == before
    lab.set(step=4)
    assert isinstance(lab.error, Refusal)
    from_the_page(lab.controls["word"], "dragon")
    assert lab.error is None
    assert lab.png != before[0]


def test_a_letter_more_leaves_the_states_before_it_as_they_were(lab):
    short, long = (measure(**{**lab.settings, "word": word}).picture["states"]["H"] for word in ("drago", "dragon"))
    np.testing.assert_allclose(long[:5], short, rtol=1e-12)


@pytest.mark.parametrize("name", ["h", "d", "weight_scale", "seed", "step"])
def test_every_notch_of_a_slider_changes_the_picture(lab, name):
    control = lab.controls[name]
    seen = {lab.png}
    for _ in range(4):
        from_the_page(control, control.value + control.step)
        seen.add(lab.png)
    assert len(seen) == 5


def test_a_click_on_a_column_reads_up_to_it(lab):
    states, T = lab.view.panels["states"], len(lab.settings["word"])
    lab.set(**lab.view.at(*on_page(states, 3.5 / T, 0.5)))
    assert lab.settings["step"] == 4
    assert lab.summary.startswith("After 4 of 16 letters")
    assert set(lab.words) == set(lab.readings)
