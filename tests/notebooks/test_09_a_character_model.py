"""What notebook 09 says in words about the tale, the laboratories and the model, and does not compute in a cell beside it."""

import collections
import importlib
import re

import nbformat
import numpy as np
import pytest
from live_links import ROOT

from rnnlab import bptt, labs
from rnnlab.labs.character_training.lab import STRIDE
from rnnlab.labs.kit import text_chooser
from rnnlab.language import character_model, ngrams, small_model, text, text_sources
from rnnlab.language.text_training import Training
from rnnlab.trees import leaves

TALE = text_sources.tale()
VOCABULARY = text.Vocabulary.of(TALE)
TRAINING, HELD_OUT = text.split(VOCABULARY.encode(TALE))


def test_the_tale_is_of_the_size_that_is_said():
    assert len(TALE) == pytest.approx(30_000, rel=0.02)
    assert len(TRAINING) == 26_747
    assert len(VOCABULARY) == 50


def test_odo_keeps_the_first_bridge_and_mother_lark_the_seventh():
    assert TALE.count("the keeper of the first bridge is Odo the miller.") == 1
    assert TALE.count("The keeper of the seventh bridge is Mother Lark.") == 1
    for number in ("first", "seventh"):
        question = f"the keeper of the {number} bridge is "
        assert TALE.lower().count(question) == 1
        assert len(question.partition(number)[2]) == 11


def test_what_begins_with_an_n_after_is_is_a_no_or_a_not():
    begun = collections.Counter(re.findall(r" is (n[a-z]+)", VOCABULARY.decode(TRAINING)))
    assert {word for word, _ in begun.most_common(2)} == {"no", "not"}


# Counts


@pytest.fixture(scope="module")
def counting():
    return labs.ngram()


def curves(lab):
    """The perplexities of all orders on the text that was counted, and on the held-out text."""
    panel = lab.view.panels["by_order"]
    return [2.0 ** np.asarray(line.get_ydata()) for line in (panel.training, panel.held_out)]


def test_of_300_characters_order_3_is_best_and_the_best_order_rises_with_the_text(counting):
    best = []
    for amount in (0.3, 1, 3, 10, 30):
        counting.set(amount=amount)
        best.append(int(np.argmin(curves(counting)[1])) + 1)
    assert best == sorted(best)
    assert set(best) == {3, 4, 5}
    counting.set(amount=0.3, order=5)
    assert best[0] == 3
    assert counting.readings["new_contexts"] > 0.5


def test_on_the_text_that_was_counted_a_longer_context_is_always_better(counting):
    for amount in (0.3, 1, 3, 10, 30):
        counting.set(amount=amount)
        assert (np.diff(curves(counting)[0]) < 0).all()


def test_beyond_order_5_the_held_out_line_turns_up_and_four_in_ten_contexts_are_new(counting):
    counting.set(amount=30)
    held_out = curves(counting)[1]
    assert len(held_out) == 8
    assert held_out.argmin() == 4
    assert (np.diff(held_out[4:]) > 0).all()
    counting.set(order=8)
    assert counting.readings["new_contexts"] == pytest.approx(0.4, abs=0.05)


def test_the_perplexity_in_base_2_is_the_same():
    p = np.random.default_rng(0).uniform(0.1, 1, 9)
    assert 2 ** -np.log2(p).mean() == pytest.approx(np.exp(-np.log(p).mean()))


def words_of(written):
    return "".join(letter if letter.isalpha() else " " for letter in written.lower()).split()[1:-1]


def test_order_5_writes_words_and_order_3_few_of_them():
    known, models = set(words_of(VOCABULARY.decode(TRAINING))), ngrams.fit(TRAINING, 5, len(VOCABULARY))
    share = {}
    for order in (1, 3, 5):
        written = words_of(VOCABULARY.decode(models.lower(order).sample(3000, rng=np.random.default_rng(0))))
        share[order] = np.mean([word in known for word in written])
    assert share[1] < share[3] < 0.7
    assert share[5] > 0.9


# The network


@pytest.fixture(scope="module")
def trained():
    """The run of the notebook, and its training."""
    lab = labs.character_training(cell="gru", step=500)
    return lab, lab.bench.training


def test_the_early_model_wins_on_the_tale_and_the_network_passes_order_4(trained):
    lab, training = trained
    orders = ngrams.fit(TRAINING, 5, len(VOCABULARY)).nats_by_order(HELD_OUT)
    lowest = min(loss for _, loss in training.looks)
    assert orders[4] < lowest < orders[3]
    assert lab.readings["best_ngram"] == pytest.approx(orders[4], abs=1e-3)


def test_the_training_loss_keeps_falling_and_the_held_out_loss_turns(trained):
    lab, training = trained
    assert (np.diff(training.smoothed[50::50]) < 0).all()
    looks = [loss for _, loss in training.looks]
    lowest = int(np.argmin(looks))
    assert 0 < STRIDE * lowest < 450
    assert (looks[lowest], looks[-1]) == pytest.approx((1.31, 1.37), abs=0.006)
    assert "it learns by heart" in lab.summary


def test_the_run_is_as_it_is_described(trained):
    lab, training = trained
    assert lab.readings["times_read"] == pytest.approx(18.5, abs=0.1)
    assert (training.n, training.window) == (32, 32)
    assert [step for step, _ in training.looks][:3] == [0, 20, 40]
    weights = sum(W.size for W in leaves(training.model.model))
    assert 2.5 < weights / len(TRAINING) < 3.2


def test_the_exam_comes_right_after_the_text_that_was_counted():
    given = text_chooser.read("tale", "")
    for amount in (0.3, 3, 10):
        training, held_out = given.parts(amount)
        end = len(training) + len(held_out)
        assert len(training) == 1000 * amount
        np.testing.assert_array_equal(np.append(training, held_out), given.indices[:end])
    np.testing.assert_array_equal(given.parts(30)[1], HELD_OUT)


def test_a_model_that_was_taken_from_the_laboratory_stays_as_it_is(trained):
    lab, _ = trained
    model = lab.model
    before = [W.copy() for W in leaves(model.model)]
    lab.set(step=360)
    assert lab.model is not model
    while lab.settings["step"] < 520:
        lab.set(step=520)
    for W, same in zip(leaves(model.model), before, strict=True):
        np.testing.assert_array_equal(W, same)
    lab.set(step=500)


def test_what_is_said_of_the_model_at_the_end_holds_whatever_was_clicked_before():
    cells = nbformat.read(ROOT / "notebooks" / "09_a_character_model.ipynb", as_version=4).cells
    last = next(cell.source for cell in cells if cell.cell_type == "code" and "Captain " in cell.source)
    assert last.startswith('model = labs.character_training(cell="gru", step=500).model\n')
    assert "lab.model" not in last


def test_which_bridge_was_asked_for_makes_hardly_a_difference(trained):
    lab, _ = trained
    lab.set(step=500)
    questions = [f"the keeper of the {number} bridge is " for number in ("first", "seventh")]
    first, seventh = (character_model.states(lab.model, question).probabilities[-1] for question in questions)
    assert np.abs(first - seventh).max() < 1 / 20


@pytest.mark.slow
def test_hardly_any_text_turns_sooner_and_rises_higher():
    turns, heights = [], []
    for amount in (3, 30):
        parts = text_chooser.read("tale", "").parts(amount)
        training = Training(character_model.init(VOCABULARY, 128, cell="rnn"), *parts, every=STRIDE)
        training.extend(1000)
        looks = [loss for _, loss in training.looks]
        turns.append(int(np.argmin(looks)))
        heights.append(looks[-1] - min(looks))
    assert turns[0] < turns[1]
    assert heights[0] > 5 * heights[1] > 0


@pytest.mark.slow
def test_with_ten_times_the_text_a_gru_passes_all_the_counts():
    lab = labs.character_training()
    lab.set(**lab.presets["ten times the text"])
    assert lab.settings["cell"] == "gru"
    assert lab.settings["learning_rate"] < labs.character_training().settings["learning_rate"]
    while lab.settings["step"] < 2000 and lab.readings["nats_held_out"] >= lab.readings["best_ngram"]:
        lab.set(step=2000)
    assert 1000 < lab.settings["step"] < 2000


def test_weight_decay_and_stopping_early_answer_to_learning_by_heart(trained):
    _, plain = trained
    decayed = labs.character_training(cell="gru", decay=0.2, step=500).bench.training
    ends, lowest = ([f(loss for _, loss in run.looks) for run in (plain, decayed)] for f in (lambda looks: [*looks][-1], min))
    assert ends == pytest.approx([1.37, 1.31], abs=0.006)
    assert lowest == pytest.approx([1.31, 1.28], abs=0.006)
    counts = ngrams.fit(TRAINING, 5, len(VOCABULARY)).nats_by_order(HELD_OUT).min()
    assert counts - lowest[1] == pytest.approx(0.01, abs=0.004)


def test_clipping_never_fired_and_lines_were_written_on_the_way(trained):
    _, training = trained
    assert not any(training.clipped)
    assert list(training.diary) == [20, 60, 200, 500]
    known = set(words_of(VOCABULARY.decode(TRAINING)))
    first, *_, last = (np.mean([word in known for word in words_of(line)]) for line in training.diary.values())
    assert first < last


# Inside


def test_after_th_it_expects_an_e():
    lab = labs.inside_a_model()
    assert "the most likely next character is “e”" in lab.summary
    assert lab.settings["prompt"][: lab.settings["step"]].endswith("th")


def test_a_higher_temperature_makes_the_bars_more_alike_and_at_0_one_has_all():
    lab, shares = labs.inside_a_model(), []
    for temperature in (0.0, 0.5, 1.0, 2.0):
        lab.set(temperature=temperature)
        shares.append(lab.readings["probability"])
    assert shares[0] == 1
    assert (np.diff(shares) < 0).all()


def test_at_a_temperature_of_0_the_text_goes_round_in_a_circle():
    model, rng = small_model.trained(), np.random.default_rng(0)
    written = character_model.sample(model, prompt="The ", length=400, temperature=0.0, rng=rng)
    assert any(written[-200:-step] == written[-200 + step :] for step in range(1, 101))


def test_the_sentence_about_the_crack_comes_back_in_the_training_text():
    sentence = "There is a crack in the wall at Hollow Mere. Open the sea gate before the third night."
    assert VOCABULARY.decode(TRAINING).count(sentence) > 5


def test_unit_number_9_is_on_from_the_space_to_the_first_letter_of_a_word():
    model, end = small_model.trained(), TALE[-3000:]
    lab = labs.inside_a_model(unit=9)
    place = int(lab.summary.split("Unit ")[1].split(",")[0])
    on = character_model.states(model, end).H[:, place] > 0
    letter = np.array([character.isalpha() for character in end])
    before = np.append(False, letter[:-1])
    assert on[letter & ~before].mean() > 0.9  # the first letters
    assert on[np.array(list(end)) == " "].mean() > 0.9
    assert on[letter & before].mean() < 0.4


def test_the_units_that_answer_to_hird_are_on_in_did_too():
    lab = labs.inside_a_model()
    lab.set(**lab.presets["the end of a word"])
    shown = lab.view._data["elsewhere"]
    assert "“hird”" in shown["heading"]
    places = [itself for _, itself, _ in shown["places"]]
    assert "did " in places
    assert set(places) == {"hird", "did "}


# Why this letter


@pytest.fixture(scope="module")
def why():
    return labs.why_this_letter()


def test_both_are_right_equally_often_early_and_late_in_a_word(why):
    early = [why.readings[f"accuracy_{which}"] for which in ("first", "second")]
    assert early == pytest.approx([0.475, 0.473], abs=0.005)
    shares = why.view._data["accuracy"]["shares"]
    assert np.abs(np.subtract(*shares)).max() < 0.04


def test_the_rnn_s_gradient_shrinks_at_an_even_rate_and_the_gru_s_does_not(why):
    first, second = why.view._data["reach"]["reach"]
    assert (10 ** first[-1], 10 ** second[-1]) == pytest.approx((5e-8, 5e-4), rel=0.15)
    falls = -np.diff(first[5:-1])  # the state of zeros lies behind the last
    assert falls.max() < 1.5 * falls.min()
    assert abs(second[-1] - second[-11]) < 0.5 < first[-11] - first[-1]
    assert (first[1:15] > second[1:15] + 0.1).all()  # letters 2 to 15 back
    owes = [np.diff(reach)[:3].sum() for reach in (first, second)]
    assert owes[1] < owes[0] < 0


def test_a_few_units_of_the_gru_keep_most_of_what_they_hold():
    model = character_model_of("GRU")
    cell, options = character_model.CELLS["gru"]
    kept = bptt.unroll(cell, model.model.cell, HELD_OUT[:1000, None], **options).cache.z[:, 0].mean(axis=0)
    assert 2 <= (kept > 0.8).sum() <= 6
    assert kept.mean() < 0.3


def character_model_of(name):
    return importlib.import_module("rnnlab.labs.why_this_letter")._learned(name, "60 updates")


def test_at_their_best_both_reach_farther_and_the_gru_is_right_more_often(why):
    before = [why.readings[f"far_{which}"] for which in ("first", "second")]
    why.set(**why.presets["at their best"])
    assert why.readings["accuracy_second"] > why.readings["accuracy_first"] + 0.03
    for which, far in zip(("first", "second"), before, strict=True):
        assert why.readings[f"far_{which}"] > far + 1
