"""The lab that trains a character model: what it shows, what a mistake leaves alone, and how Play goes on."""

import importlib
import types

import numpy as np
import pytest
from ipywidgets import HTML
from support.hands import button, every, play

from rnnlab import labs
from rnnlab.labs.character_training import words as training_words
from rnnlab.labs.character_training.lab import ORDERS
from rnnlab.labs.kit import text_chooser
from rnnlab.language import character_model, model_files, ngrams, text, text_sources, text_training
from rnnlab.views.panels.written import seen

module = importlib.import_module("rnnlab.labs.character_training.lab")
QUICK = {"h": 16, "window": 16, "learning_rate": 0.02}


@pytest.fixture
def lab():
    return labs.character_training(**QUICK)


@pytest.fixture
def ours(tmp_path):
    """A text of one's own."""
    path = tmp_path / "mine.txt"
    path.write_text("the lamp and the bell and the bench. " * 60, encoding="utf-8")
    return str(path)


def train(lab, steps):
    """What the play button does."""
    while lab.settings["step"] < steps:
        before = lab.settings["step"]
        lab.set(step=min(before + 20, steps))
        assert lab.error is None
        assert lab.settings["step"] > before


def test_it_is_the_training_of_the_package(lab):
    train(lab, 45)
    tale = text_sources.tale()
    vocabulary = text.Vocabulary.of(tale)
    training, held_out = text.split(vocabulary.encode(tale))
    model = character_model.init(vocabulary, 16, cell="rnn")
    run = text_training.Training(model, training, held_out, window=16, learning_rate=0.02)
    run.extend(45)
    assert lab.readings["nats_training"] == round(run.smoothed[44], 3)
    assert lab.readings["nats_held_out"] == round(run.looks[2][1], 3)
    assert lab.readings["times_read"] == round(45 * 16 * 32 / len(training), 3)
    scores = ngrams.fit(training, 5, len(vocabulary)).nats_by_order(held_out)
    assert lab.readings["best_ngram"] == round(scores.min(), 3)
    np.testing.assert_array_equal(lab.model.model.readout.W_hy, run.model_at(40)[1].model.readout.W_hy)


def test_the_model_is_that_of_the_step_that_is_shown(lab):
    train(lab, 40)
    newest = lab.model
    lab.set(step=20)
    assert lab.model is lab.bench.training.model_at(20)[1]
    assert lab.model is not newest
    lab.set(step=40)
    assert lab.model is newest


def test_a_loss_of_an_earlier_look_is_not_given_as_that_of_now(lab):
    train(lab, 33)
    assert lab.summary.startswith("The tanh RNN has made 33 updates on 26,747 characters of the tale.")
    assert "At the last look, after 20 updates, it had a loss of" in lab.summary
    small = [words for _, _, words in lab.view.panels["now"].small.items]
    assert "held-out text, after 20" in small
    train(lab, 40)
    assert lab.summary.startswith("After 40 updates")
    assert "held-out text" in [words for _, _, words in lab.view.panels["now"].small.items]


def test_a_written_letter_says_how_likely_the_model_found_it(lab):
    train(lab, 40)
    written = lab.view.panels["written"]
    words = lab.view._data["written"]["text"]
    reading = character_model.states(lab.model, "\n" + words[:30])
    share = character_model.softmax(reading.logits[-1], module.TEMPERATURE)[lab.model.vocabulary.characters.index(words[30])]
    place = [written.spots[0].says(i) for i in range(25, 36)]
    assert f"after “{seen(words[20:30])}”: {100 * share:.1f} %" in " / ".join(place)


def test_a_click_on_a_curve_goes_back_to_its_update(lab):
    train(lab, 60)
    panel = lab.view.panels["losses"]
    lab.set(**panel.at(20, panel.curves[1].past.get_ydata()[1]))
    assert lab.settings["step"] == 20
    assert lab.summary.startswith("After 20 updates")


def test_before_training_nothing_is_learned(lab):
    assert "It has learned nothing" in lab.summary
    assert lab.readings["nats_held_out"] == pytest.approx(np.log(50), abs=0.1)
    assert lab.readings["times_read"] == 0


def test_looking_back_shows_the_past_and_trains_nothing(lab, monkeypatch):
    train(lab, 60)
    end = lab.readings
    lab.set(step=20)
    assert lab.summary.startswith("After 20 updates")
    assert lab.readings["nats_training"] > end["nats_training"]
    monkeypatch.setattr(text_training.Training, "_advance", lambda run: pytest.fail("it trains"))
    lab.set(step=60)
    assert lab.error is None
    assert lab.readings == end


def test_a_tick_trains_only_so_far(lab):
    lab.set(h=160, cell="lstm", window=64, step=5000)
    assert lab.settings["step"] == 0  # another model is shown before it is trained
    lab.set(step=5000)
    assert 1 <= lab.settings["step"] <= 4


def test_a_tick_goes_to_the_next_look_at_most(lab):
    for expected in (20, 40):
        lab.set(step=5000)
        assert lab.settings["step"] == expected


def test_rates_hold_for_the_updates_to_come(lab):
    train(lab, 40)
    before = lab.bench.training
    lab.set(learning_rate=0.0005, clip="off", window=1)
    assert lab.bench.training is before
    assert lab.settings["step"] == 40
    lab.set(step=41)
    assert before.characters[-1] - before.characters[-2] == before.n


@pytest.mark.parametrize("changed", [{"window": 4}, {"learning_rate": 0.001}, {"clip": 0.5}, {"decay": 0.5}])
def test_with_other_rates_a_training_begins_anew_at_0(lab, changed):
    train(lab, 40)
    before = lab.bench.training
    lab.set(step=0)
    assert lab.bench.training is before
    lab.set(**changed)
    assert lab.bench.training.step == lab.settings["step"] == 0
    train(lab, 20)
    other = labs.character_training(**QUICK | changed)
    train(other, 20)
    assert lab.readings == other.readings


def test_another_network_starts_anew_and_the_first_is_found_as_it_was_left(lab):
    train(lab, 40)
    first, model = lab.bench.training, lab.model
    for other in ({"cell": "gru"}, {"seed": 1}):
        lab.set(**other, step=0)
        assert lab.bench.training is not first
        assert lab.bench.training.step == 0
    lab.set(cell="rnn", seed=0, step=40)
    assert lab.bench.training is first
    assert lab.model is model


@pytest.mark.parametrize(
    ("cell", "rate", "decay", "end"),
    [("rnn", 0.005, 0.0, 500), ("gru", 0.005, 0.0, 500), ("gru", 0.005, 0.2, 500), ("lstm", 0.01, 0.0, 400)],
)
def test_a_preset_s_end_is_stored_and_goes_on(cell, rate, decay, end, monkeypatch):
    monkeypatch.setattr(text_training.Training, "_advance", lambda run: pytest.fail("it trains"))
    lab = labs.character_training(cell=cell, learning_rate=rate, decay=decay, step=end)
    assert lab.settings["step"] == lab.bench.training.step == end
    lowest = min(lab.bench.training.looks, key=lambda look: look[1])
    lab.set(step=lowest[0])
    found = character_model.evaluate(lab.model, lab.bench.training._held_out)
    assert found == pytest.approx(lowest[1], abs=1e-4)
    monkeypatch.undo()
    lab.set(step=end + 1)
    assert lab.settings["step"] == lab.bench.training.step == end + 1


def test_what_is_watched_from_the_beginning_is_trained_here(lab):
    button(lab, "tale, RNN").click()
    assert lab.bench.training.step == 0


def test_where_training_is_slow_a_preset_begins_with_what_is_stored(lab, monkeypatch):
    before = module._updates_in_a_tick("rnn", 16, 16, 50)
    monkeypatch.setattr(module, "SLOW", True)
    assert 1 <= module._updates_in_a_tick("rnn", 16, 16, 50) <= before / 10
    button(lab, "tale, RNN").click()
    assert lab.settings["step"] == 0
    assert lab.bench.training.step == 500
    lab.set(learning_rate=0.01)
    assert lab.bench.training.step == 0


def test_reset_keeps_what_was_learned(lab):
    train(lab, 40)
    lab.reset()
    assert lab.settings["step"] == 0
    assert lab.bench.training.step == 40


def test_only_the_last_models_are_remembered(lab):
    for seed in range(6):
        lab.set(seed=seed)
    assert len(lab.bench._models) == module.MODELS


MISTAKES = {
    "": "Choose a text file",
    "no/such/file": "no such file",
    "/": "folder",
    "<img src=x onerror=alert(1)>": "no such file",
}


@pytest.mark.parametrize("path", MISTAKES)
def test_a_mistake_is_a_sentence_and_the_model_stays(lab, path):
    train(lab, 20)
    before = lab.png, lab.readings, lab.model
    lab.set(source="own file", path=path)
    assert MISTAKES[path] in str(lab.error)
    assert (lab.png, lab.readings, lab.model) == before
    assert "<img" not in lab._trouble.value
    lab.set(source="tale")
    assert lab.error is None
    assert lab.model is before[2]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"\xff\x00\x01" * 99, "no text"), (b"\xe9" * 999, "not UTF-8"), (b"short", "at least 200")],
)
def test_a_file_that_is_no_text_leaves_the_model(lab, content, words, tmp_path):
    path = tmp_path / "bad"
    path.write_bytes(content)
    before = lab.model
    lab.set(source="own file", path=str(path))
    assert words in str(lab.error)
    assert lab.model is before


def test_a_text_of_ones_own_is_learned(lab, ours):
    lab.set(source="own file", path=ours)
    train(lab, 60)
    assert lab.error is None
    assert lab.readings["nats_held_out"] < 1.5
    assert ours in lab.summary
    assert set(lab.model.vocabulary.characters) == set("the lamp and the bell and the bench. ")


def test_a_text_that_was_changed_is_another_text(lab, ours, tmp_path):
    lab.set(source="own file", path=ours)
    train(lab, 20)
    (tmp_path / "mine.txt").write_text("a gate and a gull, again. " * 60, encoding="utf-8")
    lab.set(step=40)
    assert lab.settings["step"] == 0
    assert set(lab.model.vocabulary.characters) == set("a gate and a gull, again. ")


def test_signs_of_no_width_are_learned(lab, tmp_path):
    signs = "\u00ad\u200b\u200c\u200d\u200e\u2060\u202e\ufeff"
    (tmp_path / "signs.txt").write_text(f"a{signs}b" * 60, encoding="utf-8")
    lab.set(source="own file", path=str(tmp_path / "signs.txt"))
    train(lab, 20)
    assert set(signs) < set(lab.model.vocabulary.characters)


def test_the_clock_stops_at_what_cannot_be_shown(lab):
    train(lab, 40)
    play(lab).playing = True
    lab.set(source="own file")
    assert lab.error is not None
    assert not play(lab).playing
    play(lab).value = 60  # what the browser had sent already
    assert lab.settings["step"] == play(lab).value == 40
    lab.set(source="tale")
    assert lab.error is None
    assert lab.settings["step"] == 40


@pytest.mark.parametrize(("source", "amounts"), [("tale", (3, 10, 30)), ("NumPy docstrings", (30, 300))])
def test_the_lab_that_counts_holds_out_the_same(lab, source, amounts):
    counting = labs.ngram(source=source, order=5)
    for amount in amounts:
        lab.set(source=source, amount=amount, step=0)
        counting.set(amount=amount)
        nats = counting.view.panels["by_order"].held_out.get_ydata() * np.log(2)
        assert lab.readings["best_ngram"] == pytest.approx(nats[:ORDERS].min(), abs=1e-3)


def test_rare_characters_are_reported(lab, tmp_path):
    path = tmp_path / "many.txt"
    path.write_text("".join(map(chr, range(0x4E00, 0x4E00 + 250))) + "abc " * 200, encoding="utf-8")
    counted = labs.ngram(source="own file", path=str(path))
    lab.set(source="own file", path=str(path))
    assert lab.error is None
    assert len(lab.model.vocabulary) == text_chooser.KINDS
    said = "� stands for 55 rare kinds of characters, 5.2 % of the text."
    assert said in lab.summary
    assert said in counted.summary


def test_the_amount_is_what_is_trained_on(lab):
    for amount, length in ((3, 3000), (10, 10_000), (1000, 26_747)):
        lab.set(amount=amount)
        assert lab.bench.training.length == length
        assert f"on {length:,} characters of the tale" in lab.summary


def test_the_speed_is_told_beside_the_clock_and_not_in_the_picture(lab):
    (line,) = [found for found in every(HTML, lab) if found is lab.bench.speed._line]
    train(lab, 20)
    assert line.value == ""  # moved by hand
    play(lab).playing = True
    train(lab, 40)
    assert "characters/s, " in line.value
    assert line.value.endswith(" left")
    lab.set(seed=3, step=0)
    assert line.value == ""
    train(lab, 20)
    assert line.value
    play(lab).playing = False
    assert line.value == ""


def test_how_often_clipping_fired_is_told(lab):
    lab.set(clip=0.5)
    train(lab, 40)
    run = lab.bench.training
    share = np.mean(np.array(run.norms) > 0.5)
    assert 0 < share == np.mean(run.clipped) < 1
    assert lab.readings["clipped"] == pytest.approx(share, abs=0.006)
    assert f"clipped: {100 * share:.0f} % of updates" in [words for _, _, words in lab.view.panels["now"].small.items]
    lab.set(clip="off")
    train(lab, 60)
    assert not any(run.clipped[40:])
    lab.set(step=20)
    assert lab.readings["clipped"] == pytest.approx(np.mean(run.clipped[:20]), abs=0.006)


def test_what_it_wrote_on_the_way_is_shown_up_to_the_step(lab):
    train(lab, 80)
    lines = lab.view._data["diary"]["lines"]
    assert list(lines) == [20, 60]
    rng = np.random.default_rng(0)
    wanted = character_model.sample(lab.bench.training.model_at(60)[1], "\n", 100, temperature=module.TEMPERATURE, rng=rng)
    assert lines[60] == wanted
    lab.set(step=60)
    assert list(lab.view._data["diary"]["lines"]) == [20]


def test_weight_decay_holds_for_the_updates_to_come(lab):
    lab.set(decay=0.5)
    train(lab, 20)
    assert lab.bench.training.decay == 0.5
    other = labs.character_training(**QUICK)
    train(other, 20)
    assert other.readings["nats_training"] != lab.readings["nats_training"]


def found(held_out, smoothed, baselines, step=40, read=200):
    """A moment with these losses, after so many of 100 characters."""

    run = types.SimpleNamespace(characters=[read] * 999, length=100, refused=0, smoothed=[smoothed] * 999, clipped=[], diary={})
    run.looks = [(20 * place, value) for place, value in enumerate(held_out)]
    return training_words.Measurement(run, step, np.array(baselines))


BASELINES = [3.0, 2.0, 1.6, 1.4, 1.5]


@pytest.mark.parametrize(
    ("held_out", "smoothed", "kind", "beaten"),
    [
        ([3.9, 3.5, 3.2], 3.2, "far behind", 0),
        ([3.9, 2.5, 1.9], 1.9, "behind", 2),
        ([3.9, 2.5, 1.45], 1.4, "behind", 5),
        ([3.9, 1.5, 1.39], 1.2, "ahead", 4),
        ([3.9, 1.5, 1.6], 1.2, "memorising", 2),
        ([3.9, 1.5, 1.6], 1.6, "behind", 2),
        ([3.9, 1.5, 1.52], 1.2, "behind", 3),
        ([3.9, 1.0, 1.2], 0.5, "memorising", 4),
    ],
)
def test_the_outcome(held_out, smoothed, kind, beaten):
    moment = found(held_out, smoothed, BASELINES)
    assert (moment.kind, moment.beaten) == (kind, beaten)
    words = moment.picture()["now"]["outcome"].headline
    assert {"behind": "beats n", "far behind": "beats no", "ahead": "beats all", "memorising": "memorising"}[kind] in words
    sentence = {
        "behind": "That is not below",
        "far behind": "That is not below",
        "ahead": "That is below",
        "memorising": "it learns by heart",
    }[kind]
    assert sentence in moment._compared()


def test_a_text_that_was_read_once_is_not_learned_by_heart():
    for read, kind in ((60, "behind"), (100, "behind"), (101, "memorising")):
        assert found([3.9, 1.5, 1.6], 1.2, BASELINES, read=read).kind == kind


def test_where_the_training_loss_is_not_below_the_lowest_held_out_loss_nothing_is_learned_by_heart():
    for smoothed, kind in ((1.52, "behind"), (1.48, "behind"), (1.46, "memorising")):
        assert found([3.9, 1.5, 1.6], smoothed, BASELINES).kind == kind


def test_a_training_that_goes_wrong_is_not_called_learning_by_heart():
    moment = found([3.9, 1.5, 7.0], 5.0, BASELINES)
    moment.training.smoothed[10] = 1.6
    assert moment.kind == "astray"
    assert "it unlearns; the learning rate is too high." in moment._compared()


def test_steps_that_were_not_made_are_told():
    moment = found([3.9, 3.5], 3.5, BASELINES)
    moment.training.refused = 3
    assert moment._refused() == [
        "3 gradients were not finite, or too large: they changed nothing. The learning rate is too high."
    ]


@pytest.mark.parametrize("name", module.PRESETS)
def test_a_preset_is_a_button(lab, name):
    button(lab, name).click()
    assert lab.error is None
    assert lab.settings == module.PRESETS[name]


def test_a_saved_model_is_the_lab_s(lab, tmp_path):
    train(lab, 20)
    model_files.save(tmp_path / "m.npz", lab.model)
    kept = model_files.load(tmp_path / "m.npz")
    np.testing.assert_array_equal(kept.model.readout.W_hy, lab.model.model.readout.W_hy)
