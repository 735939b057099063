"""What notebook 02 says in words about the laboratories and the network, and does not compute in a cell beside it."""

import itertools

import numpy as np
import pytest

from rnnlab import bptt, labs
from rnnlab.cells import rnn
from rnnlab.labs.hidden_state import measure as read
from rnnlab.language import text
from rnnlab.lessons import many_seeds


@pytest.fixture(scope="module")
def histories():
    return labs.two_histories()


@pytest.fixture(scope="module")
def word():
    return labs.hidden_state()


def press(lab, preset, **changes):
    lab.set(**{**lab.presets[preset], **changes})
    return lab.readings


def bars(lab, network):
    """The four corners of each bar of a network, for A and for B."""
    panel = lab.view.panels[network]
    return [np.array([path.vertices for path in state._drawn.get_paths()]) for state in (panel.first, panel.second)]


# Two histories


def test_at_first_the_left_difference_is_zero_to_the_last_digit_and_the_right_one_is_not(histories):
    histories.reset()
    assert histories.readings["memoryless"] == 0
    assert histories.readings["recurrent"] > 1
    assert histories.settings["activation"] == "tanh"


def test_through_the_alphabet_all_bars_change_and_the_left_pairs_stay_equal(histories):
    histories.reset()
    seen = []
    for letter in text.ALPHABET.strip():
        histories.set(last=letter)
        first, second = bars(histories, "memoryless")
        np.testing.assert_array_equal(first[..., 1], second[..., 1])
        assert histories.readings["recurrent"] > 0.5
        seen.append(first[..., 1].min(axis=1) + first[..., 1].max(axis=1))
    assert all(len(set(unit)) == len(seen) for unit in np.transpose(seen))


def test_with_relu_the_two_answers_stay_what_they_were(histories):
    histories.reset()
    histories.set(activation="relu")
    assert histories.readings["memoryless"] == 0
    assert histories.readings["recurrent"] > 1


def test_with_the_recurrence_off_both_panels_show_the_same_bars(histories):
    assert set(press(histories, "the recurrence off").values()) == {0.0}
    np.testing.assert_array_equal(bars(histories, "memoryless"), bars(histories, "recurrent"))


def test_long_ago_is_forgotten_at_half_and_remembered_at_a_larger_scale(histories):
    assert press(histories, "long ago")["recurrent"] < 1e-9
    texts = [histories.settings[name].split() for name in ("history_a", "history_b")]
    assert texts[0][0] != texts[1][0]
    assert texts[0][1:] == texts[1][1:]
    assert press(histories, "long ago, larger g")["recurrent"] > 1


# The cell of the text


def test_the_first_step_is_the_memoryless_one():
    cell = rnn.init(27, 16, rng=np.random.default_rng(0))
    H = bptt.unroll(rnn, cell, text.one_hot("dragon")).H
    without = bptt.unroll(rnn, cell._replace(W_hh=np.zeros((16, 16))), text.one_hot("d")).H
    np.testing.assert_array_equal(H[1], without[1])


# Letter by letter


def test_at_first_the_difference_falls_from_about_4_to_less_than_a_thousandth(word):
    word.reset()
    assert word.readings["difference_first"] == pytest.approx(4, abs=0.5)
    assert word.readings["difference_last"] < 0.001
    assert len(word.settings["word"]) == 16
    assert word.settings["activation"] == "relu"


def test_each_a_of_banana_leaves_another_column_behind_unless_the_recurrence_is_off(word):
    press(word, "one letter, three states")
    H = read(**word.settings).picture["states"]["H"]
    assert all(np.linalg.norm(H[i] - H[j]) > 0.5 for i, j in itertools.combinations((1, 3, 5), 2))
    press(word, "the recurrence off")
    H = read(**word.settings).picture["states"]["H"]
    np.testing.assert_array_equal(H[[1, 1]], H[[3, 5]])


@pytest.mark.parametrize("preset", ["vanishing", "steady", "growing"])
def test_the_first_presets_show_a_relu_and_the_word_they_are_named_after(word, preset):
    press(word, preset)
    assert word.settings["activation"] == "relu"
    assert word.summary.endswith(f": {preset}.")


def test_with_tanh_it_is_steady_where_the_relu_grows(word):
    press(word, "tanh cannot grow")
    assert word.summary.endswith(": steady.")
    word.set(activation="relu")
    assert word.summary.endswith(": growing.")


def test_at_32_units_the_word_goes_through_all_three(word):
    press(word, "tanh cannot grow")
    press(word, "steady")
    assert word.settings["h"] == 32
    words = []
    for g in np.arange(0.0, 3.01, 0.05):
        word.set(weight_scale=float(g))
        words.append(word.summary.rstrip(".").split(": ")[-1])
    # Rounding decides at which g nothing is left, and each processor rounds in its own way: the difference falls below 10⁻¹⁶.
    assert list(dict.fromkeys(words)) == ["the states are equal to the last digit", "vanishing", "steady", "growing"]


# The rule


def test_the_relu_keeps_a_difference_near_the_square_root_of_two():
    assert many_seeds.difference_change(2**0.5, h=128, T=16, seeds=40) == pytest.approx(0, abs=0.4)


@pytest.mark.parametrize("g", [0.5, 1, 2])
def test_a_step_multiplies_the_difference_by_about_g_over_the_square_root_of_two(g):
    a_step = 10 ** (many_seeds.difference_change(g, h=128, T=16, seeds=40) / 15)
    assert a_step == pytest.approx(g / 2**0.5, rel=0.12)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_a_difference_decays_at_a_small_scale_and_survives_at_a_large_one(activation):
    changes = [many_seeds.difference_change(g, h=32, T=16, seeds=40, activation=activation) for g in (0.5, 2.5)]
    assert changes[0] < -6
    assert changes[1] > -0.5


def test_with_tanh_two_states_cannot_be_far_apart(word):
    word.reset()
    for g, seed in itertools.product((1.0, 2.0, 3.0), range(5)):
        word.set(activation="tanh", weight_scale=g, seed=seed, h=32)
        assert 10.0 ** read(**word.settings).picture["survival"]["norms"].max() < 2 * 32**0.5
