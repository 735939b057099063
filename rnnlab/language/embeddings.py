"""Words as vectors, learned from nothing but the company that words keep.

Three steps. Count how often two words share a sentence. Ask of each count how much larger it is than chance would make it (the
pointwise mutual information). Then find the d numbers a word that reproduce this table of words × words best. Here the singular
value decomposition finds them at once. Networks such as word2vec search by gradient descent, on a much larger text, and what
they come to reproduce is nearly the same table (Levy and Goldberg 2014, "Neural word embedding as implicit matrix
factorization").
"""

from typing import NamedTuple

import numpy as np

from rnnlab import validation
from rnnlab.language.projections import shrunk

TINY = 1e-12  # a vector shorter than this has no direction


class Embedding(NamedTuple):
    """`vectors` (number of words, d): row i is the vector of words[i]."""

    words: tuple
    vectors: np.ndarray


def one_hot(indices, size):
    """Row i has a 1 in column indices[i], counted from 0, and zeros elsewhere -> (len(indices), size)."""
    size = validation.whole("size", size)
    indices = validation.indices("indices", indices, size, ("n",))
    validation.fits({"size": size}, 8 * size * max(size, len(indices)))
    return np.eye(size)[indices]


def cooccurrence(sentences, words):
    """How many sentences hold both of two words -> (len(words), len(words)), symmetric, with zeros on the diagonal.

    `sentences` are lines of words with spaces between them; `words` lists each of these words once.
    """
    held = incidence(sentences, words).astype(np.float32)
    counts = (held.T @ held).astype(float)
    np.fill_diagonal(counts, 0)
    return counts


def incidence(sentences, words):
    """1 where a sentence (row) holds a word (column), and 0 elsewhere -> (len(sentences), len(words))."""
    number = {word: place for place, word in enumerate(_texts("words", words, distinct=True))}
    table = np.zeros((len(_texts("sentences", sentences)), len(number)), np.int8)
    try:
        for row, sentence in zip(table, sentences, strict=True):
            row[[number[word] for word in sentence.split()]] = 1
    except KeyError as error:
        raise ValueError(f"words must hold every word of the sentences; got a sentence with {error}") from None
    return table


def ppmi(counts):
    """Positive pointwise mutual information: log p(a, b) / (p(a) p(b)), or 0 where that is below 0.

    It is log 8 where two words meet eight times as often as chance would have it, and 0 where they meet
    as often as by chance, or less. `counts` is a symmetric table; the result has its shape.
    """
    counts, _ = shrunk(_table(counts))
    each = counts.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        pmi = np.log(counts * each.sum() / np.outer(each, each))
    return np.where(pmi > 0, pmi, 0.0)


def factor(table, d):
    """For each row of `table` (n, m), d numbers that reproduce the rows' scalar products best -> (n, d).

    No other d numbers come closer, in the sum of squares (Eckart and Young 1936). The first column weighs
    most, and one more column leaves the others as they are. The sign of a column, which is free, is the one
    that makes its largest entry positive.
    """
    table = validation.array("table", table, ("n", "m"), finite=True)
    d = validation.whole("d", d, high=min(table.shape))
    U, S, _ = np.linalg.svd(table, full_matrices=False)
    vectors = U[:, :d] * S[:d]
    largest = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=0)[None], axis=0)
    return vectors * np.where(largest < 0, -1.0, 1.0)


def learn(sentences, words, d):
    """The embedding of `words` in d dimensions: count, compare with chance, factor."""
    vectors = factor(ppmi(cooccurrence(sentences, words)), d)
    return Embedding(tuple(words), vectors)


def first(embedding, d):
    """The same words with the first d numbers of each vector: what `learn` finds for a smaller d."""
    words, vectors = checked(embedding)
    d = validation.whole("d", d, high=vectors.shape[1])
    return Embedding(words, vectors[:, :d])


def unit(vectors):
    """Each row of `vectors` (n, d) divided by its length; a row of zeros, a word that was never seen, stays as it is."""
    return _unit(validation.array("vectors", vectors, ("n", "d"), finite=True))


def _unit(vectors):
    vectors, _ = shrunk(vectors, axis=-1)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), TINY)


def cosine(u, v):
    """The cosine of the angle between two vectors: 1 in one direction, 0 at right angles, -1 opposite; 0 if either is zero."""
    u = validation.array("u", u, ("d",), finite=True)
    v = validation.array("v", v, u.shape, finite=True)
    return float(_unit(u) @ _unit(v))


def nearest(embedding, word):
    """All other words with their cosines to `word`, the nearest first: [("queen", 0.71), ...]."""
    embedding, row = checked(embedding), rows(embedding, [word], name="word")[0]
    return _ranking(embedding, embedding.vectors[row], [row])


def analogy(embedding, a, b, c, *, leave_out=True):
    """All words with their cosines to a - b + c, the nearest first: [("queen", 0.86), ...] for king - man + woman.

    The three vectors are brought to length 1 before they are added. `leave_out` keeps a, b and c themselves out of the ranking.
    """
    places = [rows(embedding, [word], name=name)[0] for name, word in (("a", a), ("b", b), ("c", c))]
    embedding = checked(embedding)
    first, second, third = _unit(embedding.vectors[places])
    return _ranking(embedding, first - second + third, places if leave_out else [])


def right_answers(embedding, questions, *, leave_out=True):
    """Whether a - b + c is nearest to the answer, for each question -> (number of questions,) of True and False.

    `questions` (q, 4) has the row numbers of a, b, c and the answer. The words of the question compete unless left out.
    """
    vectors = _unit(checked(embedding).vectors)
    questions = validation.indices("questions", questions, len(vectors), ("q", 4))
    cosines = vectors @ vectors.T
    a, b, c, answer = questions.T
    scores = cosines[a] - cosines[b] + cosines[c]  # a - b + c times each word: the cosine but for one factor a question
    if leave_out:
        np.put_along_axis(scores, questions[:, :3], -np.inf, axis=1)
    return scores.argmax(axis=1) == answer


def rows(embedding, words, *, name="words"):
    """The row number of each word -> (number of words,). `name` is what an error calls the argument."""
    number = {word: row for row, word in enumerate(checked(embedding).words)}
    return np.array([_number(number, name, word) for word in words])


def _ranking(embedding, vector, without):
    """Words and cosines to a vector, the nearest first."""
    cosines = _unit(embedding.vectors) @ _unit(vector)
    order = [row for row in np.argsort(-cosines, kind="stable") if row not in without]
    return [(embedding.words[row], float(cosines[row])) for row in order]


def _number(number, name, word):
    if not isinstance(word, str):
        raise TypeError(f"{name} must be a word; got {word!r}")
    if word not in number:
        raise ValueError(f"{name} must be one of the {len(number)} words, such as {', '.join(list(number)[:3])}; got {word!r}")
    return number[word]


def checked(embedding):
    """`embedding` as it is computed with, which must be one, with a vector for each word."""
    if not isinstance(embedding, Embedding):
        raise TypeError(f"embedding must be an Embedding(words, vectors); got {type(embedding).__name__}")
    vectors = validation.array("vectors", embedding.vectors, (len(embedding.words), "d"), finite=True)
    return embedding._replace(vectors=vectors)


def _table(counts):
    """A square table of counts that are not all 0."""
    counts = validation.array("counts", counts, ("V", "V"), finite=True)
    validation.check_shape("counts", counts, (len(counts), len(counts)))
    if (counts < 0).any() or not counts.any():
        raise ValueError(f"counts must be numbers of at least 0, not all of them 0; got {counts.min():g} to {counts.max():g}")
    return counts


def _texts(name, value, *, distinct=False):
    """`value`, which must be a list of texts, of at least one."""
    wanted = f"{name} must be a list of {'distinct ' if distinct else ''}texts"
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise TypeError(f"{wanted}; got {type(value).__name__}")
    if not value or (distinct and len(set(value)) < len(value)):
        raise ValueError(f"{wanted}; got {len(value)}, {len(set(value))} of them distinct")
    return value
