"""The laboratory of word vectors that are learned: what it shows is the training, it moves steadily, and takes in new words."""

import numpy as np
import pytest
from support.hands import button

from rnnlab import labs
from rnnlab.labs.kit.lab import Refusal
from rnnlab.labs.kit.memo import Memo
from rnnlab.labs.skip_gram import LONGEST, PRESETS, ROOM, START, WUG
from rnnlab.language import analogies, embeddings, toy_corpus
from rnnlab.language.skip_gram import UPDATES, Training
from rnnlab.lessons.skip_gram import EVERY

measure = labs.skip_gram.measure


def play(lab, to, **settings):
    """What the clock does up to a step."""
    lab.set(**settings | {"step": 0})
    for step in range(0, to + 1, EVERY):
        lab.controls["step"].value = step
    assert lab.error is None
    assert lab.settings["step"] == to
    return lab


def pictures(to, **changes):
    """What the view is given at each look."""
    memo = Memo()
    return [measure(memo, **START | changes | {"step": step}).picture for step in range(0, to + 1, EVERY)]


def test_the_readings_are_those_of_the_numerics(lab):
    play(lab, 40, d=10, seed=3, a="paris", b="france", c="italy")
    training = Training(embeddings.incidence(toy_corpus.draw(8000, seed=3), toy_corpus.WORDS), 10, seed=3)
    training.extend(40)
    embedding = embeddings.Embedding(toy_corpus.WORDS, training.vectors)
    ranking = embeddings.analogy(embedding, "paris", "france", "italy")
    assert lab.readings["cosine"] == pytest.approx(ranking[0][1], abs=1e-5)
    assert ranking[int(lab.readings["rank"]) - 1][0] == "rome"
    assert lab.readings["accuracy"] == pytest.approx(analogies.accuracy(embedding)["all"], abs=0.002)
    assert lab.readings["counted"] == analogies.accuracy(analogies.learned(10, seed=3))["all"]


def test_it_opens_at_random_places_and_nothing_is_trained(lab):
    assert lab.settings["step"] == 0
    assert lab.readings["accuracy"] < 0.05
    assert lab.readings["rank"] > 1
    assert len(measure(Memo(), **START).picture["course"]["shares"]) == 1


def test_the_sum_flips_from_wrong_to_right_and_the_marks_say_where():
    seen = pictures(120)
    best = [picture["ranking"]["rows"][0][0] for picture in seen]
    assert best[0] != "queen"
    assert best[-1] == "queen"
    np.testing.assert_array_equal(seen[-1]["course"]["right"], np.array(best) == "queen")
    shares = seen[-1]["course"]["shares"]
    assert shares[0] < 0.05
    assert shares[-1] > 0.7


def test_a_tick_trains_so_far_and_no_further(lab):
    lab.set(step=UPDATES)
    assert lab.settings["step"] == ROOM
    lab.set(step=5)
    assert lab.settings["step"] == 4
    lab.set(seed=2)
    assert lab.settings["step"] == 4
    play(lab, 30, seed=7)
    lab.set(d=20)
    assert lab.settings["step"] == ROOM


def test_going_back_shows_the_same_past(lab):
    before = play(lab, 10).png
    play(lab, 30)
    lab.set(step=10)
    assert lab.readings == play(labs.skip_gram(), 10).readings
    assert lab.settings["step"] == 10
    assert lab.png != before  # the course goes on beyond, in pale


@pytest.mark.parametrize("seed", [7, 4])
def test_the_map_moves_steadily(seed):
    """Under Play no picture throws the words about: each is within a small step of the one before."""
    places = np.array([picture["map"]["places"] for picture in pictures(120, seed=seed)])
    moves = np.median(np.linalg.norm(np.diff(places, axis=0), axis=2), axis=1)
    assert np.max(moves) < 0.1  # of a map that is 1.9 wide
    assert np.mean(moves) < 0.05


def test_the_nouns_drift_from_one_heap_to_groups():
    def apart(picture):
        """How far the middles of the groups are from each other, as a share of how far the nouns spread."""
        shown = picture["map"]
        nouns = shown["groups"] < 4
        places, groups = shown["places"][nouns], shown["groups"][nouns]
        middles = np.array([places[groups == group].mean(axis=0) for group in (1, 2, 3)])
        return np.linalg.norm(middles - middles.mean(axis=0), axis=1).min() / places.std()

    seen = pictures(100)
    assert apart(seen[0]) < 0.4
    assert apart(seen[-1]) > 0.7


def test_a_plane_of_the_analogy_holds_it(lab):
    shown = pictures(4, plane="this analogy")[-1]["map"]
    a, b, c = shown["corners"]
    np.testing.assert_allclose(shown["target"], a - b + c, atol=1e-6)
    assert shown["caption"] == "the plane through a, b and c"


def test_a_new_word_comes_to_lie_with_its_company(lab):
    play(lab, 100, own=WUG)
    assert "Nearest to your “wug”: " in lab.summary
    women = {"queen", "princess", "woman", "mother", "witch", "actress"}
    near = lab.summary.split("“wug”: ")[1].strip(".").split(", ")
    assert len(near) == 3
    assert set(near) <= women
    seen = pictures(0, own=WUG)[-1]["map"]
    assert seen["names"][-1] == "wug"
    assert list(np.flatnonzero(seen["groups"] == 5)) == [len(toy_corpus.WORDS)]


def test_a_sentence_of_known_words_changes_the_text_and_adds_no_dot(lab):
    play(lab, 10)
    before = lab.readings
    play(lab, 10, own="The king lost her crown.")
    assert lab.readings != before
    assert "your" not in lab.summary


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("the", "a word is known by its company, and “the” has none yet"),
        ("a wug 2 eats", "“2” is no word here"),
        ("ein käfer lebt", "“käfer” is no word here"),
        ("my abcdefghijklmno", "is no word here"),
        ("a wug " * 40, f"240 characters, and {LONGEST} are the most"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(lab, typed, said):
    before = lab.png
    lab.set(own=typed)
    assert isinstance(lab.error, Refusal)
    assert said in str(lab.error)
    assert lab.png == before
    lab.set(own="")
    assert lab.error is None


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_a_button(lab, preset):
    button(lab, preset).click()
    assert lab.error is None
    assert lab.settings == PRESETS[preset]


def test_with_no_known_answer_nothing_is_marked(lab):
    lab.set(a="dog", b="paris", c="oslo")
    assert "the corpus knows no answer to this" in lab.summary
    assert not pictures(4, a="dog", b="paris", c="oslo")[-1]["course"]["right"].any()


@pytest.mark.slow
def test_at_the_end_of_the_clock_it_is_as_good_as_counting(lab):
    play(lab, UPDATES)
    assert lab.readings["rank"] == 1
    assert abs(lab.readings["accuracy"] - lab.readings["counted"]) < 0.08
