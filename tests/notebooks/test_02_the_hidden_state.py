"""What notebook 02 says in words about the laboratories and the network, and does not compute in a cell beside it."""

import itertools

import numpy as np
import pytest

from rnnlab import bptt, labs
from rnnlab.cells import rnn
from rnnlab.language import text, text_sources
from rnnlab.lessons import many_seeds, matrices_to_scale, story


@pytest.fixture(scope="module")
def histories():
    return labs.two_histories()


@pytest.fixture(scope="module")
def told():
    """The two laboratories as the chapter opens them."""
    first = labs.two_histories(network="story", history_a="t", history_b="teet", last="h")
    return first, labs.hidden_state(network="story", word="teeth the ", other="h", step=9)


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


# The story


def guesses(lab, name):
    return lab.view.panels[f"guess_{name}"].guess.get_text()


def test_without_a_past_it_says_e_both_times_and_with_one_it_is_right(told):
    lab, _ = told
    for first, second in (("t", "teet"), ("the t", "the teet")):
        lab.set(history_a=first, history_b=second)
        assert guesses(lab, "memoryless") == "A and B: “e”"
        assert guesses(lab, "recurrent") == "A: “e”   B: “␣”"
    lab.set(weight_scale=0.0)
    assert guesses(lab, "recurrent") == guesses(lab, "memoryless")
    np.testing.assert_array_equal(bars(lab, "memoryless"), bars(lab, "recurrent"))
    lab.reset()


def test_the_guess_after_b_is_right_from_about_0_7_on_and_wrong_again_from_1_35(told):
    lab, _ = told
    right = []
    for notch in range(61):
        lab.set(weight_scale=0.05 * notch)
        assert guesses(lab, "recurrent") in ("A: “e”   B: “␣”", "A and B: “e”")
        right += [0.05 * notch] if "B: “␣”" in guesses(lab, "recurrent") else []
    lab.reset()
    assert right[0] == pytest.approx(0.7, abs=0.051)
    assert right[-1] + 0.05 == pytest.approx(1.35)
    assert len(right) == round((right[-1] - right[0]) / 0.05) + 1


def test_after_a_t_it_says_one_half_for_each_word():
    _, O = story.read("t")
    said = dict(zip(story.LETTERS.characters, O[0], strict=True))
    assert (said["h"], said["e"]) == pytest.approx((0.5, 0.5), abs=0.05)


def test_after_th_an_e_comes_most_often_in_the_tale_of_chapter_00():
    tale = text_sources.tale()
    assert tale.count("the") > tale.count("th") / 2


def test_chapter_03_begins_with_the_row_after_t_and_comes_to_the_blue_bars_on_the_right(told):
    lab, _ = told
    lab.reset()
    leaves = matrices_to_scale.example(1, 4, 4, 4)
    H, _ = story.read("teeth")
    np.testing.assert_array_equal(leaves.h_prev[0], H[1])
    first, _ = bars(lab, "recurrent")
    heights = first[..., 1].max(axis=1)
    np.testing.assert_allclose(heights, matrices_to_scale.attempt(leaves).values["h"][0], atol=1e-6)


def test_what_it_writes_with_and_without_memory():
    assert story.LIKELY == 0.25
    with_memory, without = (story.continued("t", 40, rng=np.random.default_rng(1), memory=memory) for memory in (True, False))
    assert set(with_memory.split(" ")[:-1]) == {"the", "teeth"}
    assert sum(word in ("the", "teeth") for word in without.split()) <= len(without.split()) / 2


def test_the_states_after_the_two_e_differ_and_the_first_row_is_zero():
    H, _ = story.read("teeth")
    assert H.shape == (6, 4)
    assert not H[0].any()
    assert np.linalg.norm(H[2] - H[3]) > 1


def test_three_times_an_e_three_states_and_three_guesses(told):
    _, lab = told
    assert [name.get_text() for name in lab.view.panels["alike"].names] == ["2 → e", "3 → t", "9 → ␣"]
    assert "gone from letter 7 on" in lab.summary
    press(lab, "the story, no memory")
    names = [name.get_text()[-1] for name in lab.view.panels["alike"].names]
    assert len(set(names)) == 1
    assert all(line.get_text().endswith(": 0 apart") for line in lab.view.panels["alike"].lines[1:])


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
    H = labs.hidden_state.measure(**word.settings).picture["states"]["H"]
    assert all(np.linalg.norm(H[i] - H[j]) > 0.5 for i, j in itertools.combinations((1, 3, 5), 2))
    press(word, "the recurrence off")
    H = labs.hidden_state.measure(**word.settings).picture["states"]["H"]
    np.testing.assert_allclose(H[[1, 1]], H[[3, 5]], rtol=1e-14)


@pytest.mark.parametrize("preset", ["vanishing", "steady", "growing"])
def test_the_first_presets_show_a_relu_and_the_word_they_are_named_after(word, preset):
    press(word, preset)
    assert word.settings["activation"] == "relu"
    assert f": {preset}" in word.summary


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
        words.append(word.summary.rstrip(".").split(": ")[-1].split(", for it changed")[0])
    # Rounding decides at which g nothing is left, and each processor rounds in its own way: the difference falls below 10⁻¹⁶.
    assert list(dict.fromkeys(words)) == ["the states are equal to the last digit", "vanishing", "steady", "growing"]


# The rule


def test_at_one_half_less_than_a_millionth_is_left_in_the_preset_steady_too(word):
    press(word, "steady", weight_scale=0.5)
    assert (word.settings["h"], len(word.settings["word"])) == (32, 16)
    assert "difference is 4.18 after letter 1 and 2·10⁻⁷ after letter 16" in word.summary


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
        assert 10.0 ** labs.hidden_state.measure(**word.settings).picture["survival"]["norms"].max() < 2 * 32**0.5


def test_growing_looks_like_growing(word):
    """The picture's scales reach as far as the values, and no further than ten times that."""
    press(word, "growing")
    H = labs.hidden_state.measure(**word.settings).picture["states"]["H"]
    states, alike, survival = (word.view.panels[name] for name in ("states", "alike", "survival"))
    assert np.abs(H).max() / 10 < 3 * states.unit < 10 * np.abs(H).max()
    assert alike.lines[0].get_text() == "bars: 0 to 200"
    assert survival.axes.get_ylim() == (0, 3)
    rise = np.ptp(labs.hidden_state.measure(**word.settings).picture["survival"]["norms"])
    assert rise > 0.5 * np.ptp(survival.axes.get_ylim())
