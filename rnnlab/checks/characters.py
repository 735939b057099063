"""Exercises of a character model: the gradient of its loss, its perplexity, and a character drawn at a temperature."""

import numpy as np

from rnnlab.checks.kit.exercise import Exercise, Hard


def _gradient_cases():
    rng = np.random.default_rng(9)
    return tuple(
        {"logits": 2 * rng.standard_normal((T, n, k)), "target": rng.integers(k, size=(T, n))}
        for T, n, k in ((3, 2, 5), (1, 4, 3), (5, 3, 2))
    )


def cross_entropy_gradient(logits, target):
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = weights / weights.sum(axis=-1, keepdims=True)
    one_hot = np.eye(logits.shape[-1])[target]
    difference = p - one_hot
    return difference / target.size


def taken_everywhere(p, target):
    """1 less at every character that comes in any prediction."""
    p = p.copy()
    p[:, :, target] -= 1
    return p


check_cross_entropy_gradient = Exercise(
    asks="from logits (T, n, k) and the indices of the characters that came (T, n) to the gradient of the mean cross-entropy, "
    "shaped like logits",
    returns="one array of the shape of logits",
    answer=cross_entropy_gradient,
    cases=_gradient_cases(),
    hints="""
summed, not averaged: this is the gradient of the summed loss. The loss is the mean over all predictions: one division is left.
    >>> return difference
averaged over all entries: you divide by the number of logits. A prediction has many logits and is one prediction: count those.
    >>> return difference / logits.size
averaged over time only: you divide by the number of steps T. At each step there are n predictions, one for each row.
    >>> return difference / len(target)
averaged over rows only: you divide by the number of rows n. Each row makes T predictions, one at each step.
    >>> return difference / target.shape[1]
only the one-hot divided: only the one-hot vector is divided by the number of predictions. The division is for the whole
difference: mind the brackets.
    >>> return p - one_hot / target.size
only the softmax divided: only the softmax is divided by the number of predictions, and a whole 1 is taken away. The division is
for the whole difference.
    >>> return p / target.size - one_hot
no softmax: the one-hot vector is taken from the logits themselves. Logits are no probabilities: softmax makes them some.
    >>> p = logits
softmax not divided by the sum: exp makes the logits positive, and their sum is not 1 yet. The softmax divides by the sum over
the characters.
    >>> p = np.exp(logits)
softmax of lowered logits not divided by the sum: the largest logit is taken away before exp, which is good. What comes out has
to be divided by its sum, over the characters.
    >>> p = weights
softmax twice: the softmax is applied to probabilities, which makes them almost equal. It belongs to the logits, once.
    >>> p = softmax(softmax(logits))
softmax over time: the softmax runs over the steps, so what sums to 1 is one character through time. It must sum to 1 over the
characters, the last axis.
    >>> p = softmax(logits, 0)
softmax over rows: the softmax runs over the rows, axis 1, so what sums to 1 is one character in all examples. It must sum to 1
over the characters, the last axis.
    >>> p = softmax(logits, 1)
softmax over everything: all the logits share one sum. Each prediction has its own probabilities, which sum to 1.
    >>> p = softmax(logits, (0, 1, 2))
wrong sign: every sign is turned round: one-hot minus softmax. The update subtracts the gradient, so here the logit of the
character that came must get a negative number.
    >>> difference = one_hot - p
one-hot missing: nothing is taken away at the character that came. As it stands, the gradient does not know the right answer.
    >>> difference = p
lowered above the line only: the largest logit is taken away in the numerator and not in the sum below it, so the softmax does
not sum to 1. Both must be lowered, or neither.
    >>> p = weights / np.exp(logits).sum(axis=-1, keepdims=True)
one-hot everywhere: 1 is taken away from every character that comes anywhere, in every prediction. `[:, :, target]` does that.
Each prediction has its own target: np.eye(k)[target] is the one-hot array.
    >>> difference = taken_everywhere(p, target)
only the character that came: only the character that came has a number, and the others have 0. They took part in the softmax's
sum, so the loss depends on their logits too.
    >>> difference = (p - one_hot) * one_hot
one number for each prediction: there is one number for each prediction, that of the character that came. The gradient has one
for every logit: the others took part in the softmax's sum.
    >>> difference = ((p - one_hot) * one_hot).sum(axis=-1)
slope of the softmax on top: softmax minus one-hot has the slope of the softmax in it already. Here p(1 - p) is multiplied in
once more.
    >>> difference = (p - one_hot) * p * (1 - p)
gradient by the probabilities: this is the gradient with respect to the probabilities, -1/p where the character came. You were
asked for the one with respect to the logits: the softmax lies between the two.
    >>> difference = -one_hot / p
a sigmoid: each logit goes through a sigmoid of its own, so what comes out does not sum to 1. The softmax divides by a common
sum.
    >>> p = sigmoid(logits)
the loss: this is the loss of each prediction, at the character that came. Its derivative by the logits was asked for.
    >>> difference = -one_hot * np.log(p)
the most likely for all: the largest logit counts as probability 1. The softmax gives each character its share.
    >>> p = (logits == logits.max(axis=-1, keepdims=True)) * 1.0
set, not subtracted: where the character came, −1 stands in place of p − 1: = where -= belongs.
    >>> difference = np.where(one_hot > 0, -1, p)
targets column by column: the targets were flattened in another order than the logits: those of one row after the other. Flatten
both alike.
    >>> one_hot = np.eye(logits.shape[-1])[target.T.ravel()].reshape(logits.shape)
factor 2: there is a 2 too much. It belongs to the squared error.
    >>> difference = 2 * (p - one_hot)
""",
    summed=("summed", "And the loss is the mean over all predictions: one division is left.", "return difference"),
    beyond=(
        Hard(
            {"logits": np.array([[[2.0, 1.0]], [[-800.0, -801.0]]]), "target": np.array([[1], [0]])},
            "underflow",
            "One remark: where the largest logit of all is taken away, or none, a prediction whose logits lie 800 lower has "
            "the sum 0, and 0 / 0 is NaN. Take its own largest logit away from each prediction.",
        ),
        Hard(
            {"logits": np.array([[[800.0, 0.0, -800.0]]]), "target": np.array([[1]])},
            "overflow",
            "One remark: exp overflows for a logit above 709, and then this gives NaN. Take the largest logit of each "
            "prediction away first: the softmax stays the same.",
        ),
    ),
)


def perplexity(probabilities):
    loss = -np.log(probabilities).mean()
    return np.exp(loss)


def _perplexity_cases():
    rng = np.random.default_rng(10)
    return tuple({"probabilities": rng.uniform(0.02, 0.9, size=T)} for T in (3, 7, 12))


check_perplexity = Exercise(
    asks="from the probabilities (T,) that a model gave to the characters that came to one number",
    returns="one number",
    answer=perplexity,
    cases=_perplexity_cases(),
    hints="""
no exp: this is the loss in nats. The perplexity is a number of characters: one more function leads there.
    >>> return loss
bits: this is the loss in bits, with logarithms of base 2. The perplexity is a number of characters.
    >>> return -np.log2(probabilities).mean()
exp of a loss in bits: the logarithm has base 2 and the power base e. Both must have the same base; which one does not matter.
    >>> loss = -np.log2(probabilities).mean()
power of 2 of a loss in nats: the logarithm has base e and the power base 2. Both must have the same base; which one does not
matter.
    >>> return 2**loss
exp of the summed loss: the loss is summed over the characters. Then the perplexity grows with the length of the text: take the
mean.
    >>> loss = -np.log(probabilities).sum()
sum, no exp: this is the loss of the whole text in nats, a sum. Take the mean over the characters, and then one more function
leads to the perplexity.
    >>> return -np.log(probabilities).sum()
product of the probabilities: this is the probability of the whole text: it gets smaller with every character. The loss is a
mean over the characters, of minus the logarithms.
    >>> return probabilities.prod()
exp of a loss in base 10: the logarithm has base 10 and the power base e. Both must have the same base; which one does not
matter.
    >>> loss = -np.log10(probabilities).mean()
brackets of the exponent: ** comes before /, so this is the product to the power −1, divided by the number of characters. Write
** (-1 / n).
    >>> return probabilities.prod() ** -1 / len(probabilities)
divided by the root: the sum is divided by the root of the number of characters. A mean divides by the number itself.
    >>> loss = -np.log(probabilities).sum() / np.sqrt(len(probabilities))
wrong sign: this is below 1. The loss is minus the logarithm, so that a small probability costs much.
    >>> loss = np.log(probabilities).mean()
weighted by the probabilities: each logarithm is multiplied by its probability, as in an entropy, which averages over what could
come. Here all that counts is what came, once each: a plain mean.
    >>> loss = -(probabilities * np.log(probabilities)).sum()
made to sum to 1: the probabilities are divided by their sum. They belong to different moments, and need not sum to 1.
    >>> loss = -np.log(probabilities / probabilities.sum()).mean()
mean of 1/p: this is the mean of 1/p. The mean is taken of the logarithms, and then comes the exp.
    >>> return (1 / probabilities).mean()
one over the mean of p: the mean is taken of the probabilities. Take it of their logarithms: one character that was thought
impossible must cost much.
    >>> return 1 / probabilities.mean()
logarithm missing: there is an exp, and no logarithm. The loss of a character is minus the logarithm of its probability.
    >>> loss = -probabilities.mean()
""",
    hard=(
        Hard(
            {"probabilities": np.full(3000, 0.2)},
            "the product underflows",
            "right for a few characters. The product of 3,000 probabilities is smaller than the smallest number there is, "
            "and counts as 0. Add logarithms up instead.",
        ),
        Hard(
            {"probabilities": np.array([0.5, 1e-8, 0.3])},
            "a tiny probability",
            "right, but for a character that was thought impossible: a probability of 1e-8 must cost much. Add nothing to it, "
            "and do not cut it off.",
        ),
    ),
)


def sample(logits, temperature, u):
    z = logits / temperature
    weights = np.exp(z - z.max())
    p = weights / weights.sum()
    return np.searchsorted(np.cumsum(p), u, side="right")


def _sample_cases():
    rng = np.random.default_rng(11)
    return tuple(
        {"logits": temperature * rng.standard_normal(k), "temperature": temperature, "u": rng.random(n)}
        for k, temperature, n in ((5, 0.5, 40), (7, 2.0, 60), (4, 0.7, 50))
    )


check_sample = Exercise(
    asks="from the logits (k,) of one prediction, a temperature, and n random numbers u (n,) from 0 to 1 to the n indices "
    "drawn",
    returns="one array with an index for each u",
    answer=sample,
    cases=_sample_cases(),
    hints="""
multiplied by the temperature: the temperature works the wrong way round: hot becomes cold. A high temperature must bring the
logits closer together.
    >>> z = logits * temperature
temperature left out: the temperature takes no part.
    >>> z = logits
probabilities divided by the temperature: the probabilities are divided by the temperature, and then they no longer sum to 1.
Divide the logits, before the softmax.
    >>> p = softmax(logits) / temperature
not normalised again: p to the power 1/temperature is right, up to a factor. These numbers do not sum to 1: divide by their sum.
    >>> p = softmax(logits) ** (1 / temperature)
probabilities divided by the temperature, argmax: the probabilities are divided by the temperature. Then they no longer sum to
1, and where u is above their sum, argmax gives 0. Divide the logits, before the softmax.
    >>> p = softmax(logits) / temperature
    >>> return np.argmax(np.cumsum(p) > u[:, None], axis=1)
not normalised again, argmax: p to the power 1/temperature is right, up to a factor. These numbers do not sum to 1, and where u
is above their sum, argmax gives 0. Divide by their sum.
    >>> p = softmax(logits) ** (1 / temperature)
    >>> return np.argmax(np.cumsum(p) > u[:, None], axis=1)
softmax twice: the softmax is applied to probabilities, which makes them almost equal. It belongs to the logits, once.
    >>> p = softmax(softmax(logits) / temperature)
not divided by the sum: exp makes the numbers positive, and their sum is not 1 yet. Divide by it, or u is nearly always in the
first few.
    >>> p = np.exp(z)
always the most likely: this is the most likely character, whatever u is. That is the limit of temperature 0; drawing is
something else.
    >>> return np.full(len(u), np.argmax(logits))
probabilities not added up: each probability by itself is compared with u. Add them up from the first on: then character j owns
a stretch of 0…1 as long as its probability, and u falls into one of them.
    >>> return np.argmax(p > u[:, None], axis=1)
not added up, searchsorted: searchsorted looks into the probabilities themselves, and it needs rising numbers. Add them up from
the first on: then character j owns a stretch of 0…1 as long as its probability.
    >>> return np.searchsorted(p, u, side="right")
the first sum below u: this looks for a sum below u, and the first one is that of the first character, or none. So it is always
0. You want the first place where the sum is above u.
    >>> return np.argmax(np.cumsum(p) < u[:, None], axis=1)
nearest sum: this is the place of the sum nearest to u. You want the first sum above u.
    >>> return np.abs(np.cumsum(p) - u[:, None]).argmin(axis=1)
sums above counted: this counts the sums above u. The index is the number of sums that are not above it.
    >>> return (np.cumsum(p) > u[:, None]).sum(axis=1)
another order: the characters were sorted first, and the place was mapped back. Each comes as often as it should, but u belongs
to the order that was given: no sorting is needed.
    >>> return np.argsort(-p)[np.searchsorted(np.cumsum(np.sort(p)[::-1]), u, side="right")]
compared before it is added: the sum is compared with u before p[j] is in it, so nearly every index is one too large. Add first.
    >>> return np.minimum(result + 1, len(p) - 1)
the probabilities, not the places: this is the probability of what was drawn. Its index was asked for.
    >>> return p[result]
nearest probability: this is the place of the probability nearest to u. Add them up: u falls into the stretch of a character.
    >>> return np.abs(p - u[:, None]).argmin(axis=1)
logits left out: every character is drawn as often as any other: u is cut into equal stretches. Each is as long as its
probability.
    >>> return np.floor(u * len(logits)).astype(int)
one too far: every index is one too large. The first character owns the stretch from 0 to p[0].
    >>> return result + 1
one too early: every index is one too small. You want the first place where the sum is above u, not the last where it is below.
    >>> return result - 1
place in a sorted row: the probabilities were sorted first, so this is the place in the sorted row. The index of the character
in the given row was asked for: no sorting is needed.
    >>> p = np.sort(softmax(z))[::-1]
place in a row sorted upwards: the probabilities were sorted first, the smallest first, so this is the place in the sorted row.
The index of the character in the given row was asked for: no sorting is needed.
    >>> p = np.sort(softmax(z))
""",
    whole=True,
    hard=(
        Hard(
            {"logits": np.array([8.995, 9.0, 2.0]), "temperature": 0.01, "u": np.array([0.1, 0.3, 0.43, 0.9])},
            "overflow at a low temperature",
            "right at these temperatures. At 0.01 a logit of 9 becomes 900, and exp of that is infinite. Take the largest "
            "away before exp: the softmax stays the same. And draw there as elsewhere: no bound, no argmax.",
        ),
        Hard(
            {"logits": np.array([-np.inf, 0.5, 0.0]), "temperature": 1.0, "u": np.array([0.0, 0.4, 0.9])},
            "a character without a share",
            "right, but for u = 0 where the first character has probability 0: it must not be drawn. You want the first sum "
            'that is above u, not equal to it: > or side="right".',
        ),
    ),
)
