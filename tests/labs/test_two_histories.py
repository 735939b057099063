"""Two histories: the network without a past cannot tell them apart, the one with a past can; and what was typed is answered."""

import itertools

import numpy as np
import pytest
from support.hands import button
from support.pictures import on_page

from rnnlab import labs
from rnnlab.cells import rnn
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.labs.kit.lab import Refusal
from rnnlab.labs.kit.typed_word import LONGEST
from rnnlab.labs.two_histories import FEATURES, PRESETS
from rnnlab.language import text
from rnnlab.lessons import story

measure = labs.two_histories.measure

SETTINGS = [
    {},
    {"history_a": "a", "history_b": "b" * 40, "last": "z", "h": 32, "weight_scale": 3.0, "activation": "relu", "seed": 99},
    {"history_a": "the", "history_b": "her", "h": 5, "weight_scale": 0.3, "activation": "sigmoid", "seed": 3},
    {"history_a": " ", "history_b": "of", "h": 1, "activation": "linear"},
]


def state(letters, *, h, weight_scale, activation, seed, memory=True):
    """The state after some letters, one step after the other."""
    params = rnn.init(FEATURES, h, weight_scale=weight_scale, rng=np.random.default_rng([seed, 1]))
    table = text.random_features(FEATURES, rng=np.random.default_rng([seed, 2]))
    now = np.zeros((1, h))
    for place in text.LETTERS.encode(letters):
        old = now if memory else np.zeros((1, h))
        now, _ = rnn.step(params, table[None, place], old, activation=activation)
    return now[0]


@pytest.mark.parametrize("changes", SETTINGS)
def test_both_networks_read_both_texts_with_the_same_weights(lab, changes):
    lab.set(**changes)
    settings = dict(lab.settings)
    first, second, last, _ = (settings.pop(name) for name in ("history_a", "history_b", "last", "network"))
    moment = measure(**lab.settings)
    for name, memory in (("memoryless", False), ("recurrent", True)):
        states = [state(history + last, **settings, memory=memory) for history in (first, second)]
        np.testing.assert_allclose(moment.picture[name]["first"], states[0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(moment.picture[name]["second"], states[1], rtol=1e-9, atol=1e-12)
        assert lab.readings[name] == pytest.approx(np.linalg.norm(states[0] - states[1]), rel=1e-6)


def test_without_memory_the_difference_is_exactly_zero(lab):
    histories = ("a", "drago", "buildi", "the dragon slept all nigh", "q" * LONGEST)
    choices = itertools.product(itertools.combinations(histories, 2), ACTIVATIONS, (0.0, 1.0, 3.0), (1, 12, 32))
    for (first, second), activation, weight_scale, h in choices:
        settings = {"history_a": first, "history_b": second, "activation": activation, "weight_scale": weight_scale, "h": h}
        moment = measure(**{**lab.settings, **settings})
        assert moment.readings["memoryless"] == 0.0
        assert "The two states of the memoryless network are exactly the same." in moment.summary


def test_with_memory_the_difference_is_there(lab):
    for seed, last in itertools.product(range(20), "nst"):
        lab.set(seed=seed, last=last)
        assert lab.readings["recurrent"] > 0.5
        assert "the past is in them" in lab.summary


def test_the_same_beginning_gives_the_same_state(lab):
    lab.set(history_b="drago")
    assert lab.readings == {"memoryless": 0.0, "recurrent": 0.0}
    assert "The beginnings are the same too" in lab.summary


def test_at_weight_scale_zero_nothing_of_the_past_comes_in(lab):
    button(lab, "the recurrence off").click()
    assert lab.readings == {"memoryless": 0.0, "recurrent": 0.0}
    assert lab.summary.endswith("Those of the recurrent one too: with weight scale 0 no past comes in.")
    states = measure(**lab.settings).picture
    np.testing.assert_array_equal(states["recurrent"]["first"], states["memoryless"]["first"])


def test_a_state_in_which_nothing_is_left_is_called_so(lab):
    lab.set(activation="relu", h=1)
    lab.set(seed=next(seed for seed in range(100) if lab.set(seed=seed) or lab.readings["recurrent"] == 0))
    assert lab.summary.endswith("Those of the recurrent one too: nothing of the beginnings is left.")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("e or a space?", "different"),
        ("one letter, two words", "different"),
        ("no memory", "equal"),
        ("the recurrence off", "equal"),
        ("long ago", "≈ equal"),
        ("long ago, larger g", "different"),
    ],
)
def test_presets_show_what_they_promise(lab, name, word):
    button(lab, name).click()
    assert lab.settings == PRESETS[name]
    assert lab.view.panels["recurrent"].outcome.get_text() == word
    assert lab.view.panels["memoryless"].outcome.get_text() == "equal"


def test_every_preset_is_tried():
    assert len(PRESETS) == 6


@pytest.mark.parametrize(("first", "second"), [("t", "teet"), ("the t", "the teet"), ("teeth the t", "teet")])
def test_the_story_network_guesses_by_the_word_and_without_memory_by_the_letter(lab, first, second):
    button(lab, "e or a space?").click()
    lab.set(history_a=first, history_b=second)
    found = measure(**lab.settings).picture
    for name, memory in (("memoryless", False), ("recurrent", True)):
        for side, history in (("first", first), ("second", second)):
            H, O = story.read(history + "h", memory=memory)
            np.testing.assert_allclose(found[name][side], H[-1], atol=1e-12)
            np.testing.assert_allclose(found[f"guess_{name}"][side], O[-1], atol=1e-12)
    assert lab.summary.endswith("With memory it guesses “e” after A and a space after B; without, “e” both times.")
    assert lab.view.panels["guess_recurrent"].guess.get_text() == "A: “e”   B: “␣”"
    assert lab.view.panels["guess_memoryless"].guess.get_text() == "A and B: “e”"


def test_the_past_of_the_story_comes_in_with_the_weight_scale(lab):
    button(lab, "e or a space?").click()
    lab.set(weight_scale=0.0)
    assert lab.readings == {"memoryless": 0.0, "recurrent": 0.0}
    assert "With memory it guesses “e” both times" in lab.summary


@pytest.mark.parametrize("weight_scale", [1.0, 1.6, 3.0])
def test_no_output_of_the_story_is_cut_off_by_its_axis(lab, weight_scale):
    lab.set(**PRESETS["e or a space?"] | {"weight_scale": weight_scale})
    found = measure(**lab.settings).picture
    for name in ("guess_memoryless", "guess_recurrent"):
        low, high = lab.view.panels[name].axes.get_ylim()
        assert low <= np.min([found[name][side] for side in ("first", "second")])
        assert high >= np.max([found["guess_recurrent"][side] for side in ("first", "second")])
        assert weight_scale > 1 or (low, high) == (-0.5, 1.3)


def test_what_the_story_has_no_use_for_is_grey_and_other_letters_are_zeros(lab):
    button(lab, "e or a space?").click()
    assert {name for name, control in lab.controls.items() if control.disabled} == {"h", "activation", "seed"}
    lab.set(last="n", weight_scale=0.0)
    assert lab.summary.endswith("The network does not know 'n': to it, that is a row of zeros.")
    b_h = story.trained().cell.b_h[0]
    np.testing.assert_allclose(measure(**lab.settings).picture["memoryless"]["first"], np.maximum(b_h, 0))
    lab.reset()
    assert not any(control.disabled for control in lab.controls.values())
    assert "guesses" not in lab.summary


@pytest.mark.parametrize("name", ["history_a", "history_b"])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "is empty. Type 1 to 40 letters"),
        ("x" * 41, "has 41 letters, and at most 40 fit"),
        ("x" * 10_000, "has 10,000 letters"),
        ("naïve", "does not know 'ï'"),
        ("<b>", "does not know '<', '>'"),
        ("a\tb", r"does not know '\t'"),
        ("龙", "does not know '龙'"),
        ("İ", "does not know"),
    ],
)
def test_what_cannot_be_read_is_answered_and_the_picture_stays(lab, name, typed, words):
    before = lab.png, lab.readings, lab.summary
    lab.set(**{name: typed})
    assert isinstance(lab.error, Refusal)
    assert words in str(lab.error)
    assert f"history {name[-1].upper()}" in str(lab.error)
    assert (lab.png, lab.readings, lab.summary) == before
    lab.set(**{name: "dragon"})
    assert lab.error is None
    assert lab.png != before[0]


def test_what_cannot_be_read_is_an_error_in_a_call():
    with pytest.raises(ValueError, match="history A is empty"):
        labs.two_histories(history_a="")
    with pytest.raises(ValueError, match="last must be one of a, b"):
        labs.two_histories(last="nn")


def test_capitals_are_read_as_small_letters(lab):
    before = lab.png
    lab.set(history_a="DRAGO", history_b="Buildi")
    assert lab.error is None
    assert lab.png == before


def test_one_more_unit_leaves_the_others_memoryless_state_as_it_was(lab):
    small, large = (measure(**{**lab.settings, "h": h}).picture["memoryless"]["first"] for h in (12, 13))
    np.testing.assert_allclose(large[:12], small, rtol=1e-12)


def test_a_click_on_a_letter_makes_it_the_last(lab):
    histories = lab.view.panels["histories"]
    x, y = histories.second.get_offsets()[0]
    lab.set(**lab.view.at(*on_page(histories, x, y)))
    assert lab.settings["last"] == "b"
    assert "comes the same letter, “b”." in lab.summary
    assert set(lab.words) == set(lab.readings)
