"""Exercises of a character model: the gradient of its loss, its perplexity, and a character drawn at a temperature."""

import numpy as np

from rnnlab import losses
from rnnlab.checks.kit.exercise import Exercise, Mistake


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
    return dlogits


def _slope_on_top(logits, target):
    p = _softmax(logits)
    return (p - _one_hot(logits, target)) * p * (1 - p)


def _lowered(logits):
    """The logits less the largest of each prediction, so that exp cannot overflow."""
    return logits - logits.max(axis=-1, keepdims=True)


SUMMED = (  # name, hint, and what is wrong with the gradient of the summed loss already
    (
        "no softmax",
        "the one-hot vector is taken from the logits themselves. Logits are no probabilities: softmax makes them some.",
        lambda logits, target: logits - _one_hot(logits, target),
    ),
    (
        "softmax not divided by the sum",
        "exp makes the logits positive, and their sum is not 1 yet. The softmax divides by the sum over the characters.",
        lambda logits, target: np.exp(logits) - _one_hot(logits, target),
    ),
    (
        "softmax of lowered logits not divided by the sum",
        "the largest logit is taken away before exp, which is good. What comes out has to be divided by its sum, over the "
        "characters.",
        lambda logits, target: np.exp(_lowered(logits)) - _one_hot(logits, target),
    ),
    (
        "softmax twice",
        "the softmax is applied to probabilities, which makes them almost equal. It belongs to the logits, once.",
        lambda logits, target: _softmax(_softmax(logits)) - _one_hot(logits, target),
    ),
    (
        "softmax over time",
        "the softmax runs over the steps, so what sums to 1 is one character through time. It must sum to 1 over the "
        "characters, the last axis.",
        lambda logits, target: _softmax(logits, 0) - _one_hot(logits, target),
    ),
    (
        "softmax over rows",
        "the softmax runs over the rows, axis 1, so what sums to 1 is one character in all examples. It must sum to 1 over the "
        "characters, the last axis.",
        lambda logits, target: _softmax(logits, 1) - _one_hot(logits, target),
    ),
    (
        "softmax over everything",
        "all the logits share one sum. Each prediction has its own probabilities, which sum to 1.",
        lambda logits, target: _softmax(logits, (0, 1, 2)) - _one_hot(logits, target),
    ),
    (
        "wrong sign",
        "every sign is turned round: one-hot minus softmax. The update subtracts the gradient, so here the logit of the "
        "character that came must get a negative number.",
        lambda logits, target: -_difference(logits, target),
    ),
    (
        "one-hot missing",
        "nothing is taken away at the character that came. As it stands, the gradient does not know the right answer.",
        lambda logits, target: _softmax(logits),
    ),
    (
        "one-hot everywhere",
        "1 is taken away from every character that comes anywhere, in every prediction. `[:, :, target]` does that. Each "
        "prediction has its own target: np.eye(k)[target] is the one-hot array.",
        _taken_everywhere,
    ),
    (
        "only the character that came",
        "only the character that came has a number, and the others have 0. They took part in the softmax's sum, so the loss "
        "depends on their logits too.",
        lambda logits, target: _difference(logits, target) * _one_hot(logits, target),
    ),
    (
        "one number for each prediction",
        "there is one number for each prediction, that of the character that came. The gradient has one for every logit: the "
        "others took part in the softmax's sum.",
        lambda logits, target: (_difference(logits, target) * _one_hot(logits, target)).sum(axis=-1),
    ),
    (
        "slope of the softmax on top",
        "softmax minus one-hot has the slope of the softmax in it already. Here p(1 - p) is multiplied in once more.",
        _slope_on_top,
    ),
    (
        "gradient by the probabilities",
        "this is the gradient with respect to the probabilities, -1/p where the character came. You were asked for the one "
        "with respect to the logits: the softmax lies between the two.",
        lambda logits, target: -_one_hot(logits, target) / _softmax(logits),
    ),
    (
        "factor 2",
        "there is a 2 too much. It belongs to the squared error.",
        lambda logits, target: 2 * _difference(logits, target),
    ),
)


def _also_summed():
    """Each of these mistakes, in the gradient of the mean loss and in that of the sum: then a division is missing too."""
    for name, hint, function in SUMMED:
        yield Mistake(name, hint, lambda logits, target, function=function: function(logits, target) / target.size)
        more = " And the loss is the mean over all predictions: one division is left."
        yield Mistake(f"{name}, summed", hint + more, function)


check_cross_entropy_gradient = Exercise(
    name="cross_entropy_gradient",
    asks="cross_entropy_gradient(logits, target): from logits (T, n, k) and the indices of the characters that came (T, n) to "
    "the gradient of the mean cross-entropy, shaped like logits",
    reference=lambda logits, target: losses.cross_entropy(logits, target)[1],
    cases=_gradient_cases(),
    returns="one array of the shape of logits",
    mistakes=(
        Mistake(
            "summed, not averaged",
            "this is the gradient of the summed loss. The loss is the mean over all predictions: one division is left.",
            _difference,
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
            "only the one-hot divided",
            "only the one-hot vector is divided by the number of predictions. The division is for the whole difference: "
            "mind the brackets.",
            lambda logits, target: _softmax(logits) - _one_hot(logits, target) / target.size,
        ),
        Mistake(
            "only the softmax divided",
            "only the softmax is divided by the number of predictions, and a whole 1 is taken away. The division is for the "
            "whole difference.",
            lambda logits, target: _softmax(logits) / target.size - _one_hot(logits, target),
        ),
        *_also_summed(),
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
            "sum, no exp",
            "this is the loss of the whole text in nats, a sum. Take the mean over the characters, and then one more function "
            "leads to the perplexity.",
            lambda probabilities: -np.log(probabilities).sum(),
        ),
        Mistake(
            "product of the probabilities",
            "this is the probability of the whole text: it gets smaller with every character. The loss is a mean over the "
            "characters, of minus the logarithms.",
            lambda probabilities: np.exp(np.log(probabilities).sum()),
        ),
        Mistake(
            "exp of a loss in base 10",
            "the logarithm has base 10 and the power base e. Both must have the same base; which one does not matter.",
            lambda probabilities: np.exp(-np.log10(probabilities).mean()),
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
        {"logits": temperature * rng.standard_normal(k), "temperature": temperature, "u": rng.random(n)}
        for k, temperature, n in ((5, 0.5, 40), (7, 2.0, 60), (4, 0.7, 50))
    )


def _place(shares, u):
    """For each u the first place where the sum of the shares so far is above it."""
    return np.searchsorted(np.cumsum(shares), u, side="right")


def _argmax(shares, u):
    """The same by argmax, which gives 0 where there is no such place."""
    return np.argmax(np.cumsum(shares) > u[:, None], axis=1)


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
            "temperature left out", "the temperature takes no part.", lambda logits, temperature, u: _place(_softmax(logits), u)
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
            "probabilities divided by the temperature, argmax",
            "the probabilities are divided by the temperature. Then they no longer sum to 1, and where u is above their sum, "
            "argmax gives 0. Divide the logits, before the softmax.",
            lambda logits, temperature, u: _argmax(_softmax(logits) / temperature, u),
        ),
        Mistake(
            "not normalised again, argmax",
            "p to the power 1/temperature is right, up to a factor. These numbers do not sum to 1, and where u is above their "
            "sum, argmax gives 0. Divide by their sum.",
            lambda logits, temperature, u: _argmax(_softmax(logits) ** (1 / temperature), u),
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
            "not added up, searchsorted",
            "searchsorted looks into the probabilities themselves, and it needs rising numbers. Add them up from the first on: "
            "then character j owns a stretch of 0…1 as long as its probability.",
            lambda logits, temperature, u: np.searchsorted(_softmax(logits / temperature), u, side="right"),
        ),
        Mistake(
            "the first sum below u",
            "this looks for a sum below u, and the first one is that of the first character, or none. So it is always 0. You "
            "want the first place where the sum is above u.",
            lambda logits, temperature, u: np.argmax(np.cumsum(_softmax(logits / temperature)) < u[:, None], axis=1),
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
