"""The laboratory of word vectors shows what the numerics find, and moves without a jump."""

import numpy as np
import pytest
from support.hands import button
from support.pictures import on_page

from rnnlab import labs
from rnnlab.labs.embedding import ALONG, LARGEST, PRESETS, SENTENCES
from rnnlab.labs.kit.analogy import ANSWERS, MENU
from rnnlab.labs.kit.memo import Memo
from rnnlab.language import analogies, embeddings, toy_corpus

measure = labs.embedding.measure


def picture(reader, **changes):
    """What the view is given at some settings."""
    settings = dict(d=32, a="king", b="man", c="woman", leave_out=True, sentences=8000, seed=0)
    return measure(reader, **settings | changes).picture


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"d": 7, "seed": 4, "leave_out": False},
        {"d": 128, "a": "rome", "b": "italy", "c": "spain", "sentences": 2000},
        {"d": 20, "a": "cows", "b": "cow", "c": "dog", "sentences": 500, "seed": 99},
    ],
)
def test_the_readings_are_those_of_the_numerics(lab, changes):
    lab.set(**changes)
    s = lab.settings
    embedding = analogies.learned(s["d"], n=s["sentences"], seed=s["seed"])
    ranking = embeddings.analogy(embedding, s["a"], s["b"], s["c"], leave_out=s["leave_out"])
    answer = ANSWERS[s["a"], s["b"], s["c"]]
    a, b, c, right = embeddings.unit(embedding.vectors[embeddings.rows(embedding, [s["a"], s["b"], s["c"], answer])])
    assert lab.readings["cosine"] == pytest.approx(ranking[0][1])
    assert ranking[int(lab.readings["rank"]) - 1][0] == answer
    assert lab.readings["accuracy"] == analogies.accuracy(embedding, leave_out=s["leave_out"])["all"]
    assert lab.readings["step"] == pytest.approx(np.linalg.norm(a - b))
    assert lab.readings["miss"] == pytest.approx(np.linalg.norm(a - b + c - right))


def test_the_picture_has_the_ranking_and_the_curve():
    shown = picture(Memo(), d=10)
    embedding = analogies.learned(10)
    ranking = embeddings.analogy(embedding, "king", "man", "woman")[:8]
    assert [row[0] for row in shown["ranking"]["rows"]] == [word for word, _ in ranking]
    curve = shown["accuracy"]["curve"]
    assert list(curve) == sorted({*ALONG, 10})
    for d in (4, 10, 64):
        cut = embeddings.first(analogies.learned(LARGEST), d)
        assert curve[d] == tuple(analogies.accuracy(cut, leave_out=leave_out)["all"] for leave_out in (True, False))


def test_the_map_holds_a_parallelogram():
    shown = picture(Memo())["map"]
    a, b, c = shown["corners"]
    np.testing.assert_allclose(shown["target"], a - b + c, atol=1e-12)
    place = dict(zip(toy_corpus.WORDS, shown["places"], strict=True))
    for word, corner in zip(("king", "man", "woman", "queen"), (a, b, c, shown["nearest"]), strict=True):
        np.testing.assert_allclose(place[word], corner)


def test_the_map_through_the_analogy_keeps_the_true_lengths(lab):
    shown = picture(Memo())["map"]
    a, b, _ = shown["corners"]
    assert np.linalg.norm(a - b) == pytest.approx(lab.readings["step"])


@pytest.mark.parametrize("seed", [0, 3])
def test_a_notch_of_d_does_not_shuffle_the_map(seed):
    reader, before, moves = Memo(), None, []
    for d in range(12, 129):
        places = picture(reader, d=d, seed=seed)["map"]["places"]
        if before is not None:
            moves.append(np.median(np.linalg.norm(places - before, axis=1)))
        before = places
    assert np.max(moves) < 0.25  # of a map that is 1.9 wide
    assert np.mean(moves) < 0.04


def test_what_is_right_and_what_was_asked_is_marked():
    rows = picture(Memo(), d=128, leave_out=False, seed=5)["ranking"]["rows"]
    kinds = {word: kind for word, _, kind in rows}
    assert (kinds["king"], kinds["woman"], kinds["queen"], kinds["mother"]) == ("asked", "asked", "right", "plain")


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_a_button(lab, preset):
    button(lab, preset).click()
    assert lab.error is None
    assert lab.settings == PRESETS[preset]


def test_the_words_say_what_the_picture_shows(lab):
    assert lab.summary.startswith("Nearest to king − man + woman is queen (cosine 0.87), as it should be. With d = 32")
    assert "88% of the corpus's 716 analogies" in lab.summary
    lab.set(d=8)
    assert "Nearest to king − man + woman is witch" in lab.summary
    assert "it should be queen, which is number 8 of 221" in lab.summary
    lab.set(a="dog", b="paris", c="oslo")
    assert "the corpus knows no answer to this" in lab.summary
    assert lab.readings["rank"] == 0
    assert np.isnan(lab.readings["miss"])


def test_in_one_dimension_words_tie_and_there_is_no_ranking(lab):
    lab.set(d=1)
    assert lab.summary.startswith("To king − man + woman, 221 words are equally near, so none is nearest.")
    assert "number" not in lab.summary
    assert lab.readings["accuracy"] < 0.05
    assert lab.readings["rank"] == 0
    shown = picture(Memo(), d=1)
    assert shown["ranking"]["rows"] == []
    assert len(shown["map"]["near"]) == 0
    assert shown["headline"]["outcome"].headline.strip() == "✘"


def test_the_ten_nearest_are_named_in_the_map():
    shown = picture(Memo())
    named = [shown["map"]["names"][row] for row in shown["map"]["near"]]
    assert len(named) == 10
    assert named[:8] == [word for word, *_ in shown["ranking"]["rows"]]


def test_a_sum_may_be_asked_either_way_round(lab):
    lab.set(a="woman", b="man", c="king")
    assert "as it should be" in lab.summary


def test_the_menus_hold_all_nouns():
    assert [noun.word for noun in toy_corpus.NOUNS] == MENU


@pytest.mark.parametrize("n", SENTENCES)
def test_any_amount_of_text_will_do(lab, n):
    lab.set(sentences=n, seed=7)
    assert lab.error is None
    assert lab.readings["accuracy"] > 0.15


def test_an_unknown_word_is_refused():
    with pytest.raises(ValueError, match="a must be one of king, queen"):
        labs.embedding(a="emperor")


def test_a_click_on_a_dot_makes_it_the_word_c(lab):
    panel = lab.view.panels["map"]
    shown = picture(Memo())["map"]
    row = shown["names"].index("king")
    lab.set(**lab.view.at(*on_page(panel, *panel._pixels(shown["places"][row]))))
    assert lab.settings["c"] == "king"
    assert lab.summary.startswith("Nearest to king − man + king is ")
    assert set(lab.words) == set(lab.readings)


@pytest.mark.parametrize("changes", [{}, {"leave_out": False, "d": 7, "a": "dogs"}])
def test_the_cosines_of_the_map_are_those_of_the_ranking(changes):
    shown = picture(Memo(), **changes)
    cosines = dict(zip(shown["map"]["names"], shown["map"]["cosines"], strict=True))
    for word, cosine, _ in shown["ranking"]["rows"]:
        assert cosines[word] == pytest.approx(cosine)
