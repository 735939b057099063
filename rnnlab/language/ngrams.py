"""The early language model: how often each character has followed each short context, counted in a text.

A model of order n looks at the n - 1 characters before. Order 1 looks at none. What was never counted still gets a probability,
by the rule of Witten and Bell: a context that was seen N times, with D different characters after it, gives what follows it the
weight N / (N + D) of its own counts, and the rest is what the context that is one character shorter says. The shortest says
that all characters are equally likely. So a context that has often surprised us leaves more room for another surprise.

Sources: I. H. Witten and T. C. Bell, IEEE Transactions on Information Theory 37 (1991), method C; S. F. Chen and J. Goodman,
Computer Speech and Language 13 (1999), section 2, for the interpolated form.
"""

import math
from typing import NamedTuple

import numpy as np

from rnnlab import validation

HIGHEST = 8  # orders; beyond it, contexts of a text that fits here hardly ever come twice


class Level(NamedTuple):
    """What was counted with a context of one length. A gram is the context and the character after it, as one number.

    Its digits, in base `characters`, are their indices; so the grams of one context stand together.
    """

    grams: np.ndarray  # sorted
    counts: np.ndarray  # how often each gram came
    contexts: np.ndarray  # sorted
    totals: np.ndarray  # N, how often each context came
    kinds: np.ndarray  # D, how many different characters came after it


class NGrams:
    """A model made by `fit`: of order `order`, for indices from 0 to `characters` - 1."""

    def __init__(self, characters, levels):
        self.characters, self._levels = characters, levels

    @property
    def order(self):
        """The characters of a gram: one more than the model looks back."""
        return len(self._levels)

    def lower(self, order):
        """The model of a lower order that was counted in the same text."""
        return NGrams(self.characters, self._levels[: validation.whole("order", order, 1, self.order)])

    def probabilities(self, indices):
        """The probability of each of `indices` (T,) after those before it, for all orders from 1 to this: (order, T).

        The first characters have too few before them: there the longest context that there is decides.
        """
        indices, most = _checked(indices, self.characters), self.order - 1
        first = [self._of_grams(_grams(indices[: place + 1], place, self.characters), place) for place in range(most)]
        rest = self._of_grams(_grams(indices, most, self.characters), most)
        return np.concatenate([*first, rest], axis=1)[:, : len(indices)]

    def nats_by_order(self, indices):
        """The mean of -log p over `indices` (T,) in nats, for all orders from 1 to this: (order,).

        This is the cross-entropy of each model on this text.
        """
        indices, most = _checked(indices, self.characters), self.order - 1
        grams, counts = np.unique(_grams(indices, most, self.characters), return_counts=True)
        total = np.log(self._of_grams(grams, most)) @ counts  # each different gram once: they come again and again
        if most:
            total += np.log(self.probabilities(indices[:most])).sum(axis=1)
        return -total / len(indices)

    def seen(self, indices):
        """For all orders from 1 to this, the fraction of the contexts in `indices` (T,) that were in the text: (order,).

        Where the first characters have too few before them, there is no context. With none at all, the fraction is 1.
        """
        indices = _checked(indices, self.characters)
        known = []
        for length, level in enumerate(self._levels):
            contexts = _grams(indices, length, self.characters) // self.characters
            known.append(_places(level.contexts, contexts)[1].mean() if len(contexts) else 1.0)
        return np.array(known)

    def repeats(self):
        """How often a context of each order from 1 to this came in the text, on average: (order,); 0 where it was too short."""
        return np.array([level.totals.mean() if len(level.totals) else 0.0 for level in self._levels])

    def distribution(self, context=()):
        """The probability of each character after `context`, indices (k,) of which the last order - 1 count: (characters,)."""
        return self._after(self._last(_context(context, self.characters)), {})

    def sample(self, length, *, rng, context=(), temperature=1.0):
        """`length` characters drawn one after the other, each after those before it: indices (length,).

        Each probability is raised to the power 1 / temperature first; at 0 the most likely character is taken. Every character
        takes one number of `rng`, so a small change of the temperature leaves the beginning as it was.
        """
        length, context = validation.whole("length", length), _context(context, self.characters)
        temperature = validation.real("temperature", temperature, 0.0)
        draws = validation.generator("rng", rng).random(length)
        drawn, known = list(context), {}
        for draw in draws:
            drawn.append(_draw(self._after(self._last(drawn), known), temperature, draw))
        return np.array(drawn[len(context) :])

    def _last(self, drawn):
        """Of a list of characters the last that count."""
        return tuple(drawn[max(len(drawn) - self.order + 1, 0) :])

    def _after(self, context, known):
        """The probability of each character after a context that is not too long; `known` keeps what was asked before."""
        if context not in known:
            shares = self._after(context[1:], known) if context else np.full(self.characters, 1 / self.characters)
            level, number = self._levels[len(context)], 0
            for index in context:
                number = number * self.characters + index
            first, last = level.grams.searchsorted((number * self.characters, (number + 1) * self.characters))
            if last > first:
                kinds, counts = last - first, level.counts[first:last]
                shares = shares * kinds
                shares[level.grams[first:last] % self.characters] += counts
                shares /= counts.sum() + kinds
            known[context] = shares
        return known[context]

    def _of_grams(self, grams, length):
        """The probability of the last character of each of some grams with `length` characters before it: (order, grams).

        Orders that would look farther back repeat the row of the highest order that they allow.
        """
        rows, shorter = [], np.full(len(grams), 1 / self.characters)
        for context, level in enumerate(self._levels):
            if context <= length:
                shorter = _mixed(level, grams % self.characters ** (context + 1), self.characters, shorter)
            rows.append(shorter)
        return np.array(rows)


def fit(indices, order, characters):
    """Count a text: `indices` (T,), whole numbers from 0 to `characters` - 1, into an `NGrams` of an order from 1 to 8.

    Raises TypeError or ValueError naming the argument; so it does where characters ** order is beyond 64 bits.
    """
    order, characters = validation.whole("order", order, 1, HIGHEST), validation.whole("characters", characters)
    if characters**order >= 2**63:
        raise ValueError(f"characters must be below {math.ceil(2 ** (63 / order))} for order {order}; got {characters}")
    indices, levels = _checked(indices, characters), []
    grams = _grams(indices, order - 1, characters)
    counts = np.ones(len(grams), int)
    for length in reversed(range(order)):
        levels.append(_level(*_added_up(grams, counts), characters))
        # A level below has the same grams without their first character, and the one that ends where no longer one fits.
        grams = np.append(levels[-1].grams % characters**length, _grams(indices[:length], length - 1, characters))
        counts = np.append(levels[-1].counts, np.ones(len(grams) - len(levels[-1].grams), int))
    return NGrams(characters, tuple(reversed(levels)))


def _added_up(grams, counts):
    """Each different gram once, in order, with all its counts together."""
    order = np.argsort(grams)
    grams, counts = grams[order], counts[order]
    first = np.flatnonzero(np.diff(grams, prepend=-1))
    return grams[first], _sums(counts, first)


def _level(grams, counts, characters):
    contexts = grams // characters
    first = np.flatnonzero(np.diff(contexts, prepend=-1))
    return Level(grams, counts, contexts[first], _sums(counts, first), np.diff(first, append=len(grams)))


def _sums(counts, first):
    """The sum of each stretch of counts, from one of the places `first` to the next."""
    return np.add.reduceat(counts, first) if len(first) else counts


def _grams(indices, length, characters):
    """The gram that ends at each place from `length` on: (T - length,); none where the text is too short for one."""
    places = max(len(indices) - length, 0) if length >= 0 else 0
    grams = np.zeros(places, np.int64)
    for start in range(length + 1 if places else 0):
        grams *= characters
        grams += indices[start : start + places]
    return grams


def _mixed(level, grams, characters, shorter):
    """Witten and Bell's mixture of a level's own counts and what the shorter contexts say."""
    if not len(level.grams):  # the text was too short for contexts of this length
        return shorter
    place, known = _places(level.grams, grams)
    counts = np.where(known, level.counts[place], 0)
    place, known = _places(level.contexts, grams // characters)
    totals, kinds = (np.where(known, numbers[place], 0) for numbers in (level.totals, level.kinds))
    return np.where(known, (counts + kinds * shorter) / np.maximum(totals + kinds, 1), shorter)


def _places(names, wanted):
    """Where in the sorted `names` each of the `wanted` stands, and whether it is there."""
    if not len(names):
        return np.zeros(len(wanted), int), np.zeros(len(wanted), bool)
    place = np.minimum(np.searchsorted(names, wanted), len(names) - 1)
    return place, names[place] == wanted


def _draw(shares, temperature, draw):
    if not temperature:
        return int(np.argmax(shares))
    with np.errstate(over="ignore", under="ignore"):
        logs = np.log(shares)
        heights = np.cumsum(np.exp((logs - logs.max()) / temperature))
    return int(np.searchsorted(heights, draw * heights[-1], side="right"))


def _checked(indices, characters):
    return validation.indices("indices", indices, characters, ("T",)).astype(np.int64, copy=False)


def _context(context, characters):
    """A context, which may be empty, as a list of ints."""
    if not context.size if isinstance(context, np.ndarray) else context in ((), []):
        return []
    return validation.indices("context", context, characters, ("T",)).tolist()
