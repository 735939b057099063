"""The laboratory of numbered words counts as one counts on a list."""

import itertools
import math

import numpy as np
import pytest
from support.hands import button
from support.pictures import on_page

from rnnlab import labs
from rnnlab.labs.index_arithmetic import PRESETS, SIGNS, WORDS, numbered

measure = labs.index_arithmetic.measure


def test_the_essays_example_is_the_start(lab):
    assert WORDS[:3] == ("the", "building", "dragon")
    assert lab.readings["number"] == 3
    assert lab.summary.startswith("By number, the + building = dragon, because 1 + 2 = 3.")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("numbering", [0, 3, 20])
def test_every_sum(sign, numbering):
    words = numbered(numbering)
    for first, second in itertools.product(WORDS, repeat=2):
        i, j = words.index(first) + 1, words.index(second) + 1
        total = i + j if sign == "plus" else i - j
        moment = measure(first=first, sign=sign, second=second, numbering=numbering)
        assert moment.readings["number"] == total
        named = words[total - 1] if 1 <= total <= len(words) else "?"
        assert moment.picture["headline"]["outcome"].endswith(f"=  {named}")
        vectors = moment.picture["one_hot"]["vectors"]
        np.testing.assert_array_equal(vectors[2], vectors[0] + (1 if sign == "plus" else -1) * vectors[1])
        assert {words[row] for row in np.flatnonzero(vectors[2])} <= {first, second}


def test_one_hot_vectors_are_equally_far_apart():
    for word in WORDS:
        apart = measure(first=word, sign="plus", second="the", numbering=0).picture["distances"]["one_hot"]
        assert apart[WORDS.index(word)] == 0
        np.testing.assert_allclose(np.delete(apart, WORDS.index(word)), math.sqrt(2))


def test_distances_by_number_depend_on_the_numbering(lab):
    assert lab.readings["farthest"] == 11
    lab.set(numbering=3)
    assert lab.readings["farthest"] != 11


def test_every_numbering_has_all_words_and_differs_from_the_others():
    orders = [tuple(numbered(numbering)) for numbering in range(21)]
    assert all(set(order) == set(WORDS) for order in orders)
    assert len(set(orders)) == 21
    assert orders[0] == WORDS


def test_a_sum_that_leaves_the_list_is_no_word(lab):
    lab.set(first="the", sign="minus", second="bread")
    assert "the − bread is no word, because 1 − 12 = −11" in lab.summary
    lab.set(first="bread", sign="plus", second="bread")
    assert "is no word, because 12 + 12 = 24" in lab.summary
    assert "twice “bread”" in lab.summary
    lab.set(sign="minus")
    assert "nothing but zeros" in lab.summary


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_a_button(lab, preset):
    button(lab, preset).click()
    assert lab.error is None
    assert lab.settings == PRESETS[preset]


def test_a_click_on_a_word_adds_it(lab):
    numbers = lab.view.panels["numbers"]
    lab.set(**lab.view.at(*on_page(numbers, 40, numbers.foot(WORDS.index("king")) + 10)))
    assert lab.summary.startswith("By number, the + king = queen, because 1 + 4 = 5.")
    assert set(lab.words) == set(lab.readings)
