"""What an embedding knows: the analogies of the corpus, counted."""

import collections
import functools

import numpy as np

from rnnlab import validation
from rnnlab.language import embeddings, toy_corpus


def learned(d, *, n=8000, seed=0):
    """The embedding of the corpus's words in d dimensions, from n sentences."""
    return embeddings.learn(toy_corpus.draw(n, seed=seed), toy_corpus.WORDS, d)


def accuracy(embedding, *, leave_out=True):
    """The share of the corpus's analogies that come out right: {"royalty": 0.9, ..., "all": 0.88}, by relation and for all."""
    right = embeddings.right_answers(embedding, _questions(embeddings.checked(embedding).words), leave_out=leave_out)
    return {name: float(right[which].mean()) for name, which in RELATIONS.items()}


def winners(a, b, c, *, dimensions, seeds, leave_out=True):
    """Who is nearest to a - b + c, for each number of dimensions: {32: Counter({"queen": 20})}, over `seeds` texts."""
    found = {validation.whole("d", d, high=len(toy_corpus.WORDS)): collections.Counter() for d in dimensions}
    for seed in range(validation.whole("seeds", seeds)):
        whole = _learned(max(found), seed)
        for d in found:
            found[d][embeddings.analogy(embeddings.first(whole, d), a, b, c, leave_out=leave_out)[0][0]] += 1
    return {d: collections.Counter(dict(count.most_common())) for d, count in found.items()}  # old IPythons do not sort


@functools.lru_cache(maxsize=20)
def _learned(d, seed):
    """The same, remembered: another question may be put to the same embeddings."""
    return learned(d, seed=seed)


@functools.lru_cache(maxsize=4)
def _questions(words):
    """The row numbers of a, b, c and the answer of every question -> (number of questions, 4)."""
    number = {word: row for row, word in enumerate(words)}
    for noun in toy_corpus.NOUNS:
        if noun.word not in number:
            raise ValueError(f"embedding must have a vector for each noun of the corpus; got none for {noun.word!r}")
    return np.array([[number[word] for word in question[:4]] for question in toy_corpus.QUESTIONS])


def _which(relation):
    return np.array([question.relation == relation for question in toy_corpus.QUESTIONS])


RELATIONS = {name: _which(name) for name in toy_corpus.RELATIONS} | {"all": np.full(len(toy_corpus.QUESTIONS), True)}
