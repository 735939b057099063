"""Mistakes with cosines and analogies as learners write them: each is named."""

import numpy as np
import pytest

from rnnlab import checks


def test_parentheses_missing_in_the_cosine():
    norm = np.linalg.norm
    assert checks.check_cosine(lambda u, v: u @ v / norm(u) * norm(v)).reason.startswith("parentheses missing")
    assert checks.check_cosine(lambda u, v: u @ v / norm(v) * norm(u)).reason.startswith("parentheses missing")


def ranked(E, a, b, c, *, instead, upwards):
    rows = E / np.linalg.norm(E, axis=1, keepdims=True)
    cosines = rows @ (rows[a] - rows[b] + rows[c])
    cosines[[a, b, c]] = instead
    return np.argsort(cosines)[::-1][:3] if upwards else np.argsort(-cosines)[:3]


@pytest.mark.parametrize("upwards", [True, False])
def test_a_cosine_of_0_does_not_keep_the_query_words_out(upwards):
    assert checks.check_analogy(lambda *case: ranked(*case, instead=-np.inf, upwards=upwards))
    assert checks.check_analogy(lambda *case: ranked(*case, instead=0, upwards=upwards)).reason.startswith("query words at 0")
