"""A training of word vectors as chapter 01 watches it: what there is to see at each look, beside what counting comes to."""

import functools

import numpy as np

from rnnlab.language import analogies, embeddings, projections, skip_gram, toy_corpus

READ = 8000  # sentences of the corpus
OFTEN = 50  # times that each of one's own sentences is put into the text: three bring a word as often as a noun of the corpus
MOST = 64  # dimensions
EVERY = 2  # updates from look to look
NOUNS = [toy_corpus.WORDS.index(noun.word) for noun in toy_corpus.NOUNS]
_corpus = functools.lru_cache(maxsize=2)(toy_corpus.draw)


class Course:
    """Skip-gram on the corpus and sentences of one's own, run only as far as somebody looks.

    own: a tuple of sentences. At look k, after k * EVERY updates: `vectors[k]` (V, d), each of length 1; `planes[k]` (2, d),
    the directions of a map, which starts with the first two and follows the nouns; `shares[k]` of the analogies come out right.
    `counted` is this share for vectors of as many numbers that were found by counting.
    """

    def __init__(self, own, d, seed):
        self.words, held, counted = _text(own, seed)
        self.counted = _share(embeddings.first(counted, d))
        self._training = skip_gram.Training(held, d, seed=seed)
        self.vectors = np.zeros((skip_gram.UPDATES // EVERY + 1, len(self.words), d), np.float32)
        self.planes, self.shares = [np.eye(2, d)], []
        self._look()

    @property
    def step(self):
        """Updates done."""
        return EVERY * (len(self.shares) - 1)

    def extend(self, step):
        """Train until `step` updates are done, or one more where nobody looks there."""
        while self.step < step:
            self._training.extend(self.step + EVERY)
            self._look()

    def embedding(self, look):
        """The vectors at a look."""
        return embeddings.Embedding(self.words, self.vectors[look])

    def right(self, a, b, c, answer):
        """At which looks so far the answer was nearest to a - b + c, the words of the question left out -> (looks,) of bool."""
        a, b, c, answer = embeddings.rows(self.embedding(0), [a, b, c, answer])
        known = self.vectors[: len(self.shares)]
        scores = (known @ (known[:, a] - known[:, b] + known[:, c])[:, :, None])[:, :, 0]
        scores[:, [a, b, c]] = -np.inf
        return scores.argmax(axis=1) == answer

    def _look(self):
        now = self.vectors[len(self.shares)] = embeddings.unit(self._training.vectors)
        if self.shares:
            self.planes.append(projections.followed(self.planes[-1], now[NOUNS]))
        self.shares.append(_share(embeddings.Embedding(self.words, now)))


def _share(embedding):
    return analogies.accuracy(embedding)["all"]


@functools.lru_cache(maxsize=2)
def _text(own, seed):
    """All words of a text, which sentence holds which, and the vectors of MOST numbers that counting finds."""
    words = tuple(dict.fromkeys([*toy_corpus.WORDS, *" ".join(own).split()]))
    sentences = [*_corpus(READ, seed=seed), *OFTEN * own]
    return words, embeddings.incidence(sentences, words), embeddings.learn(sentences, words, MOST)
