"""Exercises of a character model: the gradient of its loss, its perplexity, and a character drawn at a temperature."""

import numpy as np

from rnnlab import losses
from rnnlab.checks.exercise import Exercise, Mistake


def _softmax(logits, axis=-1):
    weights = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def _one_hot(logits, target):
    return np.eye(logits.shape[-1])[target]


def _gradient_cases():
    rng = np.random.default_rng(9)
    return tuple(
        {"logits": 2 * rng.standard_normal((T, n, k)), "target": rng.integers(k, size=(T, n))}
        for T, n, k in ((3, 2, 5), (1, 4, 3), (5, 3, 2))
    )


def _difference(logits, target):
    return _softmax(logits) - _one_hot(logits, target)


def _taken_everywhere(logits, target):
    dlogits = _softmax(logits)
    dlogits[:, :, target] -= 1
    return dlogits / target.size


def _slope_on_top(logits, target):
    p = _softmax(logits)
    return (p - _one_hot(logits, target)) * p * (1 - p) / target.size


check_cross_entropy_gradient = Exercise(
    name="cross_entropy_gradient",
    asks="cross_entropy_gradient(logits, target): from logits (T, n, k) and the indices of the characters that came (T, n) to "
    "the gradient of the mean cross-entropy, shaped like logits",
    reference=lambda logits, target: losses.cross_entropy(logits, target)[1],
    cases=_gradient_cases(),
    returns="one array of the shape of logits",
    mistakes=(
        Mistake(
            "no softmax",
            "the one-hot vector is taken from the logits themselves. Logits are no probabilities: softmax makes them some.",
            lambda logits, target: (logits - _one_hot(logits, target)) / target.size,
        ),
        Mistake(
            "summed, not averaged",
            "this is the gradient of the summed loss. The loss is the mean over all predictions: one division is left.",
            _difference,
        ),
        Mistake(
            "wrong sign",
            "every sign is turned round: one-hot minus softmax. The update subtracts the gradient, so here the logit of the "
            "character that came must get a negative number.",
            lambda logits, target: -_difference(logits, target) / target.size,
        ),
        Mistake(
            "one-hot missing",
            "nothing is taken away at the character that came. As it stands, the gradient does not know the right answer.",
            lambda logits, target: _softmax(logits) / target.size,
        ),
        Mistake(
            "one-hot everywhere",
            "1 is taken away from every character that comes anywhere, in every prediction. `[:, :, target]` does that. Each "
            "prediction has its own target: np.eye(k)[target] is the one-hot array.",
            _taken_everywhere,
        ),
        Mistake(
            "averaged over all entries",
            "you divide by the number of logits. A prediction has many logits and is one prediction: count those.",
            lambda logits, target: _difference(logits, target) / logits.size,
        ),
        Mistake(
            "averaged over time only",
            "you divide by the number of steps T. At each step there are n predictions, one for each row.",
            lambda logits, target: _difference(logits, target) / len(target),
        ),
        Mistake(
            "averaged over rows only",
            "you divide by the number of rows n. Each row makes T predictions, one at each step.",
            lambda logits, target: _difference(logits, target) / target.shape[1],
        ),
        Mistake(
            "softmax over time",
            "the softmax runs over the steps, so what sums to 1 is one character through time. It must sum to 1 over the "
            "characters, the last axis.",
            lambda logits, target: (_softmax(logits, 0) - _one_hot(logits, target)) / target.size,
        ),
        Mistake(
            "softmax over everything",
            "all the logits share one sum. Each prediction has its own probabilities, which sum to 1.",
            lambda logits, target: (_softmax(logits, (0, 1, 2)) - _one_hot(logits, target)) / target.size,
        ),
        Mistake(
            "slope of the softmax on top",
            "softmax minus one-hot has the slope of the softmax in it already. Here p(1 - p) is multiplied in once more.",
            _slope_on_top,
        ),
        Mistake(
            "gradient by the probabilities",
            "this is the gradient with respect to the probabilities, -1/p where the character came. You were asked for the one "
            "with respect to the logits: the softmax lies between the two.",
            lambda logits, target: -_one_hot(logits, target) / _softmax(logits) / target.size,
        ),
        Mistake(
            "factor 2",
            "there is a 2 too much. It belongs to the squared error.",
            lambda logits, target: 2 * _difference(logits, target) / target.size,
        ),
    ),
)


def _perplexity_cases():
    rng = np.random.default_rng(10)
    return tuple({"probabilities": rng.uniform(0.02, 0.9, size=T)} for T in (3, 7, 12))


check_perplexity = Exercise(
    name="perplexity",
    asks="perplexity(probabilities): from the probabilities (T,) that a model gave to the characters that came to one number",
    reference=lambda probabilities: losses.perplexity(-np.log(probabilities).mean()),
    cases=_perplexity_cases(),
    returns="one number",
    mistakes=(
        Mistake(
            "no exp",
            "this is the loss in nats. The perplexity is a number of characters: one more function leads there.",
            lambda probabilities: -np.log(probabilities).mean(),
        ),
        Mistake(
            "bits",
            "this is the loss in bits, with logarithms of base 2. The perplexity is a number of characters.",
            lambda probabilities: -np.log2(probabilities).mean(),
        ),
        Mistake(
            "exp of a loss in bits",
            "the logarithm has base 2 and the power base e. Both must have the same base; which one does not matter.",
            lambda probabilities: np.exp(-np.log2(probabilities).mean()),
        ),
        Mistake(
            "power of 2 of a loss in nats",
            "the logarithm has base e and the power base 2. Both must have the same base; which one does not matter.",
            lambda probabilities: 2 ** -np.log(probabilities).mean(),
        ),
        Mistake(
            "exp of the summed loss",
            "the loss is summed over the characters. Then the perplexity grows with the length of the text: take the mean.",
            lambda probabilities: np.exp(-np.log(probabilities).sum()),
        ),
        Mistake(
            "wrong sign",
            "this is below 1. The loss is minus the logarithm, so that a small probability costs much.",
            lambda probabilities: np.exp(np.log(probabilities).mean()),
        ),
        Mistake(
            "mean of 1/p",
            "this is the mean of 1/p. The mean is taken of the logarithms, and then comes the exp.",
            lambda probabilities: (1 / probabilities).mean(),
        ),
        Mistake(
            "one over the mean of p",
            "the mean is taken of the probabilities. Take it of their logarithms: one character that was thought impossible "
            "must cost much.",
            lambda probabilities: 1 / probabilities.mean(),
        ),
        Mistake(
            "logarithm missing",
            "there is an exp, and no logarithm. The loss of a character is minus the logarithm of its probability.",
            lambda probabilities: np.exp(-probabilities.mean()),
        ),
    ),
)


def _sample_cases():
    rng = np.random.default_rng(11)
    return tuple(
        {"logits": 1.5 * rng.standard_normal(k), "temperature": temperature, "u": rng.random(n)}
        for k, temperature, n in ((5, 0.5, 40), (7, 2.0, 60), (4, 0.7, 50))
    )


def _place(shares, u):
    """For each u the first place where the sum of the shares so far is above it."""
    return np.searchsorted(np.cumsum(shares), u, side="right")


check_sample = Exercise(
    name="sample",
    asks="sample(logits, temperature, u): from the logits (k,) of one prediction, a temperature, and n random numbers u (n,) "
    "from 0 to 1 to the n indices drawn",
    reference=lambda logits, temperature, u: _place(_softmax(logits / temperature), u),
    cases=_sample_cases(),
    returns="one array with an index for each u",
    mistakes=(
        Mistake(
            "multiplied by the temperature",
            "the temperature works the wrong way round: hot becomes cold. A high temperature must bring the logits closer "
            "together.",
            lambda logits, temperature, u: _place(_softmax(logits * temperature), u),
        ),
        Mistake(
            "temperature left out",
            "the temperature takes no part.",
            lambda logits, temperature, u: _place(_softmax(logits), u),
        ),
        Mistake(
            "probabilities divided by the temperature",
            "the probabilities are divided by the temperature, and then they no longer sum to 1. Divide the logits, before the "
            "softmax.",
            lambda logits, temperature, u: _place(_softmax(logits) / temperature, u),
        ),
        Mistake(
            "not normalised again",
            "p to the power 1/temperature is right, up to a factor. These numbers do not sum to 1: divide by their sum.",
            lambda logits, temperature, u: _place(_softmax(logits) ** (1 / temperature), u),
        ),
        Mistake(
            "softmax twice",
            "the softmax is applied to probabilities, which makes them almost equal. It belongs to the logits, once.",
            lambda logits, temperature, u: _place(_softmax(_softmax(logits) / temperature), u),
        ),
        Mistake(
            "not divided by the sum",
            "exp makes the numbers positive, and their sum is not 1 yet. Divide by it, or u is nearly always in the first few.",
            lambda logits, temperature, u: _place(np.exp(logits / temperature), u),
        ),
        Mistake(
            "always the most likely",
            "this is the most likely character, whatever u is. That is the limit of temperature 0; drawing is something else.",
            lambda logits, temperature, u: np.full(len(u), np.argmax(logits)),
        ),
        Mistake(
            "probabilities not added up",
            "each probability by itself is compared with u. Add them up from the first on: then character j owns a stretch of "
            "0…1 as long as its probability, and u falls into one of them.",
            lambda logits, temperature, u: np.argmax(_softmax(logits / temperature) > u[:, None], axis=1),
        ),
        Mistake(
            "one too far",
            "every index is one too large. The first character owns the stretch from 0 to p[0].",
            lambda logits, temperature, u: _place(_softmax(logits / temperature), u) + 1,
        ),
        Mistake(
            "one too early",
            "every index is one too small. You want the first place where the sum is above u, not the last where it is below.",
            lambda logits, temperature, u: _place(_softmax(logits / temperature), u) - 1,
        ),
    ),
)
