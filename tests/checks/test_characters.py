"""The exercises of the character model: enough is drawn to tell answers apart, and a mistake written otherwise is named too."""

import numpy as np
import pytest

from rnnlab import checks


def test_at_least_four_characters_are_drawn_in_every_case():
    for case in checks.check_sample.cases:
        assert len(set(checks.check_sample.answer(**case).tolist())) >= 4


def softmax(logits, axis=-1):
    weights = np.exp(logits)
    return weights / weights.sum(axis=axis, keepdims=True)


def one_hot(logits, target):
    return np.eye(logits.shape[-1])[target]


def only_at_the_target(logits, target):
    p, (T, n) = softmax(logits), np.indices(target.shape)
    gradient = np.zeros_like(p)
    gradient[T, n, target] = (p[T, n, target] - 1) / target.size
    return gradient


GRADIENTS = {
    "softmax over rows": lambda logits, target: (softmax(logits, 1) - one_hot(logits, target)) / target.size,
    "softmax over time, summed": lambda logits, target: softmax(logits, 0) - one_hot(logits, target),
    "softmax twice": lambda logits, target: (softmax(softmax(logits)) - one_hot(logits, target)) / target.size,
    "only the character that came": only_at_the_target,
    "one number for each prediction": lambda logits, target: only_at_the_target(logits, target).sum(axis=2),
    "gradient by the probabilities, summed": lambda logits, target: -one_hot(logits, target) / softmax(logits),
    "only the softmax divided": lambda logits, target: softmax(logits) / target.size - one_hot(logits, target),
    "no softmax, summed": lambda logits, target: logits - one_hot(logits, target),
}


@pytest.mark.parametrize("reason", GRADIENTS)
def test_a_wrong_gradient_is_named(reason):
    assert checks.check_cross_entropy_gradient(GRADIENTS[reason]).reason == reason


PERPLEXITIES = {
    "sum, no exp": lambda probabilities: -sum(np.log(probabilities)),
    "product of the probabilities": np.prod,
    "exp of a loss in base 10": lambda probabilities: np.exp(-np.mean(np.log10(probabilities))),
}


@pytest.mark.parametrize("reason", PERPLEXITIES)
def test_a_wrong_perplexity_is_named(reason):
    assert checks.check_perplexity(PERPLEXITIES[reason]).reason == reason


def first_above(shares, u):
    return np.array([next((place for place, height in enumerate(np.cumsum(shares)) if height > each), 0) for each in u])


SAMPLES = {
    "probabilities divided by the temperature, argmax": lambda logits, temperature, u: first_above(
        softmax(logits) / temperature, u
    ),
    "not normalised again, argmax": lambda logits, temperature, u: first_above(softmax(logits) ** (1 / temperature), u),
    "the first sum below u": lambda logits, temperature, u: np.zeros(len(u), int),
    "not added up, searchsorted": lambda logits, temperature, u: np.searchsorted(softmax(logits / temperature), u),
}


@pytest.mark.parametrize("reason", SAMPLES)
def test_a_wrong_sample_is_named(reason):
    assert checks.check_sample(SAMPLES[reason]).reason == reason


def test_a_rounded_answer_is_told_not_to_round():
    words = checks.check_perplexity(lambda probabilities: round(float(np.exp(-np.log(probabilities).mean())), 3)).words
    assert "Do not round" in words
    assert "times" not in words


def test_numbers_that_share_no_factor_are_not_said_to():
    """Of one number in each case, the factors differ from case to case."""
    words = checks.check_perplexity(lambda probabilities: np.exp(-np.log(probabilities).mean()) + 3).words
    assert "times" not in words
    assert "none of the usual mistakes" in words


def test_a_factor_of_all_cases_is_named():
    words = checks.check_perplexity(lambda probabilities: 3 * np.exp(-np.log(probabilities).mean())).words
    assert "every number is 3 times what it should be." in words
