"""The journal counts the tries of an exercise up to the right answer, and each mistake by its name."""

import pytest

from rnnlab import checks
from rnnlab.checks.kit.exercise import ExerciseError
from rnnlab.labs.page import journal


def right(probabilities):
    return 2.0 ** (-sum(map(__import__("math").log2, probabilities)) / len(probabilities))


def test_a_stub_is_no_try():
    checks.check_perplexity(lambda probabilities: None)
    assert journal.exercises["perplexity"]["tries"] == 0


def test_tries_are_counted_up_to_the_right_answer():
    wrong = checks.check_perplexity(lambda probabilities: 3.0)
    checks.check_perplexity(lambda probabilities: 3.0)
    assert checks.check_perplexity(right).passed
    checks.check_perplexity(lambda probabilities: 3.0)
    assert journal.exercises == {"perplexity": {"tries": 3, "passed": True, "mistakes": {wrong.reason: 2}}}


def test_a_strict_check_is_counted_too():
    with pytest.raises(ExerciseError):
        checks.check_perplexity(lambda probabilities: 3.0, strict=True)
    assert journal.exercises["perplexity"]["tries"] == 1


def test_a_hint_more_is_no_try():
    checks.check_perplexity(lambda probabilities: 3.0).more()
    assert journal.exercises["perplexity"]["tries"] == 1
