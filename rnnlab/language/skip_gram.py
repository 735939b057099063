"""Vectors for words that a network chooses by training: skip-gram with negative sampling (Mikolov and others 2013b).

The network has two tables. A word's row v in the first is its vector. A word that may stand beside it has a row u in the
second, and σ(v·u) is how sure the network is that the two share a sentence. It is shown pairs that do, and against each of them
some words drawn at random, which it should tell apart. The vectors start small and random; nothing but the errors moves them.
"""

from typing import NamedTuple

import numpy as np

from rnnlab import optim, validation
from rnnlab.cells.activations import sigmoid

UPDATES = 400  # the learning rate falls to nothing by then
SENTENCES = 256  # that an update reads
NEGATIVES = 2  # words drawn against each pair
SPREAD = 0.2  # the largest number in a vector at first
RATE = 0.03
DECAY = 1.0  # so many times the learning rate, all numbers shrink at each update: what few pairs ask for does not last
FREQUENT = 0.002  # a word that is a larger share of the text is passed over now and then


class Tables(NamedTuple):
    """The weights: row a of `words` (V, d) is the vector of word a, row b of `company` (V, d) that of b as its company."""

    words: np.ndarray
    company: np.ndarray


def loss(tables, met, drawn):
    """The error of all pairs that met and were drawn, for each pair that met, and its gradient.

    met, drawn (V, V): how often word a (row) met b (column), and how often b was drawn against it.
    Returns a number, and the gradient as `Tables`. `Training` has checked what it gives.
    """
    words, company = tables
    Z, pairs = words @ company.T, max(met.sum(), 1)
    errors = met * np.logaddexp(0, -Z) + drawn * np.logaddexp(0, Z)  # log(1 + e^-z) is -log σ(z)
    dZ = (met * (sigmoid(Z) - 1) + drawn * sigmoid(Z)) / pairs
    return errors.sum() / pairs, Tables(dZ @ company, dZ.T @ words)


class Training:
    """Skip-gram on a text, run only as far as somebody looks.

    `held` (sentences, V) has a 1 where a sentence holds a word, as `embeddings.incidence` finds it. Each update reads some
    sentences picked at random. Words are drawn with chances that go with the ¾th power of how many sentences hold them. Updates
    are Adam's, and all weights decay (Loshchilov and Hutter 2019). `losses` has one for each update, before it.
    """

    def __init__(self, held, d, *, seed=0):
        self._held = validation.array("held", held, ("sentences", "V")) > 0
        V, d = self._held.shape[1], validation.whole("d", d)
        often = np.maximum(self._held.sum(axis=0), 1)
        chances = np.cumsum(often**0.75)
        self._read, self._chances = np.sqrt(FREQUENT * often.sum() / often), chances / chances[-1]
        self._rng = np.random.default_rng([validation.whole("seed", seed, low=0), 3])
        start = self._rng.uniform(-SPREAD, SPREAD, (V, d))
        self._adam = optim.AdamInPlace(Tables(start, np.zeros_like(start)))
        self.losses = []

    @property
    def vectors(self):
        """The vectors of the words as they are by now (V, d)."""
        return self._adam.params.words.copy()

    def extend(self, step):
        """Train until `step` updates are done, UPDATES at most."""
        while len(self.losses) < validation.whole("step", step, 0, UPDATES):
            rate = RATE * (1 - len(self.losses) / UPDATES)
            found, grads = loss(self._adam.params, *self._pairs())
            self._adam.vector *= 1 - rate * DECAY
            self._adam.update(grads, rate)
            self.losses.append(float(found))

    def _pairs(self):
        """How often each two words are shown together, from sentences and by a draw: met, drawn."""
        held = self._held[self._rng.integers(len(self._held), size=SENTENCES)]
        held = (held & (self._rng.random(held.shape) < self._read)).astype(float)
        met, V = held.T @ held, held.shape[1]
        np.fill_diagonal(met, 0)
        words = np.repeat(np.arange(V), NEGATIVES * met.sum(axis=1).astype(int))
        drawn = np.searchsorted(self._chances, self._rng.random(len(words)))
        return met, np.bincount(words * V + drawn, minlength=V * V).reshape(V, V)
