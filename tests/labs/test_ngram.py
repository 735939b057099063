"""The lab on counting models: its numbers are the models', its outcomes are true, and a bad file leaves the picture."""

import numpy as np
import pytest
from support.hands import button

from rnnlab import labs
from rnnlab.labs.kit.lab import Refusal
from rnnlab.labs.ngram import PRESETS
from rnnlab.language import ngrams, text, text_sources
from rnnlab.views.panels.written import named, seen


def counted(words, amount):
    """The models; the text to count in; and what comes right after it, a tenth of all."""
    vocabulary = text.Vocabulary.of(words)
    indices, tenth = vocabulary.encode(words), round(len(words) / 10)
    cut = min(int(1000 * amount), len(words) - tenth)
    training, held_out = indices[:cut], indices[cut : cut + tenth]
    return ngrams.fit(training, 8, len(vocabulary)), training, held_out


@pytest.mark.parametrize("amount", [1, 10, 300])
@pytest.mark.parametrize("order", [1, 4, 8])
def test_the_readings_are_the_models(lab, order, amount):
    lab.set(order=order, amount=amount)
    model, training, held_out = counted(text_sources.tale(), amount)
    model = model.lower(order)
    assert lab.readings["characters"] == len(training)
    assert lab.readings["nats_training"] == pytest.approx(model.nats_by_order(training)[-1], abs=1e-6)
    assert lab.readings["nats_held_out"] == pytest.approx(model.nats_by_order(held_out)[-1], abs=1e-6)
    assert lab.readings["perplexity_held_out"] == pytest.approx(np.exp(model.nats_by_order(held_out)[-1]), rel=1e-5)
    assert lab.readings["new_contexts"] == pytest.approx(1 - model.seen(held_out)[-1], abs=1e-6)


def test_what_is_written_is_drawn_from_the_chosen_order(lab):
    lab.set(order=4, temperature=0.8, seed=7)
    vocabulary = text.Vocabulary.of(text_sources.tale())
    model, _, _ = counted(text_sources.tale(), 30)
    drawn = vocabulary.decode(model.lower(4).sample(200, rng=np.random.default_rng(7), temperature=0.8))
    shown = " ".join(line for _, _, line in lab.view.panels["written"].body.items)
    assert drawn.split()[:20] == shown.split()[:20]


def test_at_temperature_0_the_spaces_that_order_1_writes_are_seen(lab):
    lab.set(order=1, temperature=0.0)
    assert {letter for *_, line in lab.view.panels["written"].body.items for letter in line} == {"␣"}


def outcome(lab):
    return lab.view.panels["headline"].outcome.items[0][2]


@pytest.mark.parametrize(
    ("changes", "shown", "said"),
    [
        ({"order": 5}, "● the best order here", "No other order from 1 to 8 is better"),
        ({"order": 2}, "▲ a longer context would help", "Order 5 is better there: it looks farther back."),
        ({"order": 5, "amount": 0.3}, "▼ too long for this text", "of the contexts of order 5 in it were never counted."),
        ({"order": 8}, "▼ too long for this text", "39 % of the contexts of order 8 in it were never counted."),
    ],
)
def test_each_outcome_has_its_sign_and_its_sentence(lab, changes, shown, said):
    lab.set(**changes)
    assert outcome(lab) == shown
    assert said in lab.summary
    assert f"held-out perplexity {lab.readings['perplexity_held_out']:.1f}" in [
        words for _, _, words in lab.view.panels["headline"].number.items
    ]


def test_the_more_text_the_higher_the_best_order(lab):
    best = []
    for amount in (0.3, 3, 30):
        lab.set(amount=amount)
        best.append(lab.readings["best_order"])
    assert best == [3, 4, 5]


def test_where_hardly_a_context_is_new_the_reason_is_that_each_came_too_seldom(lab, tmp_path):
    letters = np.array(list("abcdefghijklmnopqrst"))[np.random.default_rng(0).integers(20, size=6000)]
    (tmp_path / "chance.txt").write_text("".join(letters), encoding="utf-8")
    lab.set(order=3, source="own file", path=str(tmp_path / "chance.txt"))
    assert lab.readings["new_contexts"] < 0.05
    assert "Order 1 is better there: a context of order 3 was counted 13.5 times on average, too seldom" in lab.summary


@pytest.mark.parametrize("temperature", [0.0, 0.5, 1.0])
def test_a_written_letter_says_how_likely_the_model_found_it(lab, temperature):
    lab.set(order=3, temperature=temperature)
    model, *_ = counted(text_sources.tale(), 30)
    vocabulary = text.Vocabulary.of(text_sources.tale())
    before, letter = lab.view.panels["written"].body.items[0][2][4:7][:2], lab.view.panels["written"].body.items[0][2][6]
    shares = model.lower(3).distribution(vocabulary.encode(before)) ** (1 / temperature if temperature else 400)
    expected = 100 * (shares / shares.sum())[vocabulary.encode(letter)[0]]
    letters = lab.view.panels["written"].spots[0]
    assert letters.says(6) == f"{named(letter)} after “{seen(before)}”: {expected:.1f} %"


def test_a_click_on_a_bar_chooses_its_order(lab):
    x, y = lab.view.panels["new"].axes.transData.transform((5, 0.1)) / lab.view.figure.dpi * 100
    said = lab.view.says(x, lab.view.height - y)
    lab.set(**lab.view.at(x, lab.view.height - y))
    assert lab.settings["order"] == 5
    assert said == f"order 5: {100 * lab.readings['new_contexts']:.1f} % of the contexts are new"


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_shows_what_it_promises(lab, name):
    button(lab, name).click()
    assert lab.error is None
    assert lab.settings == PRESETS[name]
    if name == "little text, order 5":
        assert outcome(lab) == "▼ too long for this text"
    if name in ("order 5", "much text, order 5"):
        assert outcome(lab) == "● the best order here"


def test_the_temperature_changes_what_is_written_and_no_number(lab):
    before = lab.readings, lab.png
    lab.set(temperature=0.5)
    assert lab.readings == before[0]
    assert lab.png != before[1]


# A file of one's own


def test_a_file_is_counted(lab, tmp_path):
    words = "the cat sat on the mat. " * 100
    (tmp_path / "cat.txt").write_text(words)
    lab.set(source="own file", path=f" {tmp_path / 'cat.txt'} ", amount=1, order=3)
    assert lab.error is None
    model, _, held_out = counted(words, 1)
    assert lab.readings["nats_held_out"] == pytest.approx(model.lower(3).nats_by_order(held_out)[-1], abs=1e-6)
    assert "cat.txt" in lab.summary


def test_a_file_that_was_changed_is_counted_anew(lab, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("the cat sat on the mat. " * 100)
    lab.set(source="own file", path=str(path))
    before = lab.readings
    path.write_text("a dog ran. " * 100)
    lab.set()
    assert lab.error is None
    assert lab.readings["characters"] == 990
    assert lab.readings != before


def test_signs_of_no_width_are_counted_and_nothing_is_drawn_for_them(lab, tmp_path):
    signs = "\u00ad\u200b\u200c\u200d\u200e\u2060\u202e\ufeff"
    (tmp_path / "signs.txt").write_text(f"a{signs}b" * 60, encoding="utf-8")
    lab.set(source="own file", path=str(tmp_path / "signs.txt"))
    assert lab.error is None
    assert lab.readings["characters"] == 540


def test_no_loss_at_all_is_0_and_not_minus_0(tmp_path):
    (tmp_path / "one.txt").write_text("a" * 300)
    for lab in (labs.ngram(), labs.character_training(h=2)):
        lab.set(source="own file", path=str(tmp_path / "one.txt"))
        assert lab.error is None
        assert "0.00" in lab.summary
        assert "-0.00" not in lab.summary


def test_a_file_in_letters_that_the_picture_cannot_draw_is_counted_all_the_same(lab, tmp_path):
    (tmp_path / "book.txt").write_text("床前明月光🙂 疑是地上霜\t举头望明月\x07 低头思故乡。\n" * 30, encoding="utf-8")
    lab.set(source="own file", path=str(tmp_path / "book.txt"))
    assert lab.error is None


def test_a_file_of_too_many_kinds_of_characters_is_counted_and_said(lab, tmp_path):
    (tmp_path / "signs.txt").write_text("".join(map(chr, range(0x4E00, 0x4E00 + 5000))), encoding="utf-8")
    lab.set(source="own file", path=str(tmp_path / "signs.txt"))
    assert lab.error is None
    assert "� stands for 4,801 rare kinds of characters, 96.0 % of the text." in lab.summary


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "no such file"),
        (b"", "is empty"),
        (b"\0\1", "is no text"),
        (b"\xff a", "is not UTF-8"),
        (b"short", "has 5 characters"),
    ],
)
def test_a_bad_file_is_answered_in_words_and_the_picture_stays(lab, tmp_path, content, words):
    path = tmp_path / "bad.txt"
    if content is not None:
        path.write_bytes(content)
    before = lab.png, lab.readings, lab.summary
    lab.set(source="own file", path=str(path))
    assert isinstance(lab.error, Refusal)
    assert words in str(lab.error)
    assert (lab.png, lab.readings, lab.summary) == before
    lab.set(source="tale")
    assert lab.error is None


def test_without_a_path_the_lab_asks_for_one(lab):
    lab.set(source="own file", path="  ")
    assert isinstance(lab.error, Refusal)
    assert str(lab.error).startswith("Choose a text file")
