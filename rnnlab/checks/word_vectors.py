"""Exercises: words as one-hot vectors, the cosine of two vectors, and the words nearest to a - b + c."""

import numpy as np

from rnnlab.checks.kit.exercise import Exercise, Mistake
from rnnlab.language import embeddings

BEST = 3  # how many words an analogy is answered with


def _one_hot_cases():
    return ({"indices": [2, 0, 3], "size": 4}, {"indices": [1], "size": 3}, {"indices": [4, 4, 0, 1, 5], "size": 6})


def _filled(indices, size, value):
    """Rows with value(index) in the place of the index."""
    rows = np.zeros((len(indices), size))
    rows[np.arange(len(indices)), indices] = [value(index) for index in indices]
    return rows


check_one_hot = Exercise(
    name="one_hot",
    asks="one_hot(indices, size): from n whole numbers, counted from 0, to an array (n, size) with one 1 in each row",
    reference=embeddings.one_hot,
    cases=_one_hot_cases(),
    returns="one array with a row for each index and `size` columns",
    mistakes=(
        Mistake(
            "counted from 1",
            "every 1 is one column too far to the left. The first word has the number 0, so index 2 is the third column.",
            lambda indices, size: embeddings.one_hot([(index - 1) % size for index in indices], size),
        ),
        Mistake(
            "words as columns",
            "rows and columns have changed places. A row is an example here: one row for each index.",
            lambda indices, size: embeddings.one_hot(indices, size).T,
        ),
        Mistake(
            "the index instead of 1",
            "the index itself stands where a 1 belongs. Then the vectors of late words are longer, and the numbering is back.",
            lambda indices, size: _filled(indices, size, float),
        ),
        Mistake(
            "all in one row",
            "there is one row for all words together. That counts words, and their order is lost: give each index its own row.",
            lambda indices, size: embeddings.one_hot(indices, size).sum(axis=0),
        ),
        Mistake(
            "filled up to the index",
            "the row is 1 up to the index. One-hot means a single 1: only then are all words equally far apart.",
            lambda indices, size: (np.arange(size) <= np.array(indices)[:, None]).astype(float),
        ),
        Mistake(
            "0 and 1 exchanged",
            "there is a 0 in the place of the word and a 1 everywhere else. It is the other way round.",
            lambda indices, size: 1 - embeddings.one_hot(indices, size),
        ),
    ),
)


def _cosine_cases():
    rng = np.random.default_rng(1)
    return tuple({"u": 2 * rng.standard_normal(d), "v": 0.7 * rng.standard_normal(d)} for d in (3, 2, 7))


def _length(v):
    return np.sqrt((v**2).sum())


check_cosine = Exercise(
    name="cosine",
    asks="cosine(u, v): from two vectors of the same size to one number, the cosine of the angle between them",
    reference=embeddings.cosine,
    cases=_cosine_cases(),
    returns="one number",
    mistakes=(
        Mistake(
            "scalar product",
            "this is the scalar product. It grows with the length of the vectors; divide by both lengths.",
            lambda u, v: u @ v,
        ),
        Mistake(
            "length of v missing",
            "you divide by the length of u alone. The length of v belongs there too.",
            lambda u, v: u @ v / _length(u),
        ),
        Mistake(
            "length of u missing",
            "you divide by the length of v alone. The length of u belongs there too.",
            lambda u, v: u @ v / _length(v),
        ),
        Mistake(
            "square root missing",
            "you divide by the sums of squares. A length is the square root of that sum.",
            lambda u, v: u @ v / (_length(u) * _length(v)) ** 2,
        ),
        Mistake(
            "parentheses missing, times the length of v",
            "the product is divided by the length of u and then multiplied by that of v: Python goes from left to right. "
            "Put the two lengths in parentheses.",
            lambda u, v: u @ v / _length(u) * _length(v),
        ),
        Mistake(
            "parentheses missing, times the length of u",
            "the product is divided by the length of v and then multiplied by that of u: Python goes from left to right. "
            "Put the two lengths in parentheses.",
            lambda u, v: u @ v / _length(v) * _length(u),
        ),
        Mistake(
            "sum of the lengths",
            "you divide by the sum of the two lengths. Divide by one, then by the other: by their product.",
            lambda u, v: u @ v / (_length(u) + _length(v)),
        ),
        Mistake(
            "lengths by absolute values",
            "the lengths are sums of absolute values here. The length that belongs to the angle is the square root of the sum "
            "of squares.",
            lambda u, v: u @ v / (np.abs(u).sum() * np.abs(v).sum()),
        ),
        Mistake(
            "without the sign",
            "the sign is lost. Vectors that point away from each other have a negative cosine.",
            lambda u, v: abs(embeddings.cosine(u, v)),
        ),
        Mistake(
            "distance instead of likeness",
            "this is 1 minus the cosine, 0 for equal directions. Asked for is the cosine itself, 1 for equal directions.",
            lambda u, v: 1 - embeddings.cosine(u, v),
        ),
        Mistake(
            "angle",
            "this is the angle. Its cosine was asked for: leave the arccos out.",
            lambda u, v: np.arccos(embeddings.cosine(u, v)),
        ),
    ),
)


def _analogy_cases():
    """The last has only two words besides a, b and c with a cosine above 0: the third of the answer has one below."""
    rng = np.random.default_rng(8)
    shapes, asked = ((12, 3), (9, 5), (30, 4), (16, 2)), ((0, 4, 7), (8, 1, 3), (20, 11, 2), (5, 9, 12))
    cases = [
        {"E": rng.standard_normal((V, d)) * rng.uniform(0.2, 3, (V, 1)), "a": a, "b": b, "c": c}
        for (V, d), (a, b, c) in zip(shapes, asked, strict=True)
    ]
    degrees = np.radians([10, 200, 55, 130, 320, 250, 80, 160])
    few = np.stack([np.cos(degrees), np.sin(degrees)], axis=1) * np.linspace(0.5, 2, len(degrees))[:, None]
    return (*cases, {"E": few, "a": 4, "b": 1, "c": 6})


def _order(E, asked, *, signs=(1, -1, 1), summed=embeddings.unit, compared=embeddings.unit):
    """All row numbers, the nearest first. `summed` and `compared` say what is done to E before it is added, and compared."""
    target = sum(sign * summed(E)[row] for sign, row in zip(signs, asked, strict=True))
    return np.argsort(-compared(E) @ target)


def _without(order, asked):
    return np.array([row for row in order if row not in asked])


def _three(E, *asked, **how):
    return _without(_order(E, asked, **how), asked)[:BEST]


def _query_words_at_zero(E, *asked):
    """All cosines, those of a, b and c replaced by 0."""
    rows = embeddings.unit(E)
    target = rows[asked[0]] - rows[asked[1]] + rows[asked[2]]
    cosines = rows @ target
    cosines[list(asked)] = 0
    return cosines


def _plain(E):
    return E


def _cosines(E, a, b, c):
    rows = embeddings.unit(E)
    target = rows[a] - rows[b] + rows[c]
    return rows[_three(E, a, b, c)] @ target / _length(target)


check_analogy = Exercise(
    name="analogy",
    asks="analogy(E, a, b, c): from an array of vectors (V, d) and three row numbers to the row numbers of the three words "
    "nearest to a - b + c by cosine, the nearest first, without a, b and c",
    reference=_three,
    cases=_analogy_cases(),
    returns="three row numbers, the nearest first",
    mistakes=(
        Mistake(
            "query words left in",
            "a, b or c is among the answers. The sum starts from them, so they are near it almost always: take them out.",
            lambda E, *asked: _order(E, asked)[:BEST],
        ),
        Mistake(
            "query words at 0",
            "a, b and c got the cosine 0, and then they are nearer than every word whose cosine is below 0. Use −np.inf: "
            "nothing is below that.",
            lambda *case: np.argsort(-_query_words_at_zero(*case))[:BEST],
        ),
        Mistake(
            "query words at 0, sorted upwards",
            "a, b and c got the cosine 0, and so they come before every word whose cosine is below 0. Use −np.inf: "
            "nothing is below that.",
            lambda *case: np.argsort(_query_words_at_zero(*case))[::-1][:BEST],
        ),
        Mistake(
            "b with a plus",
            "the signs are those of a + b - c. The step from b to a is a - b, and it is added to c.",
            lambda E, *asked: _three(E, *asked, signs=(1, 1, -1)),
        ),
        Mistake(
            "step turned round",
            "the signs are those of b - a + c. That is the step from a to b; from man to king it is king - man, here a - b.",
            lambda E, *asked: _three(E, *asked, signs=(-1, 1, 1)),
        ),
        Mistake(
            "everything added",
            "b is added too. It has to be subtracted: a - b is what a has and b has not.",
            lambda E, *asked: _three(E, *asked, signs=(1, 1, 1)),
        ),
        Mistake(
            "farthest first",
            "these are the words with the smallest cosine. An argsort starts with the smallest; you want the largest.",
            lambda E, *asked: _without(_order(E, asked)[::-1], asked)[:BEST],
        ),
        Mistake(
            "nearest last",
            "these are the right three, in the wrong order: the nearest should come first.",
            lambda E, *asked: _three(E, *asked)[::-1],
        ),
        Mistake(
            "never divided by lengths",
            "these are scalar products of the rows as they are, so long vectors win. Bring every row of E to length 1 first.",
            lambda E, *asked: _three(E, *asked, summed=_plain, compared=_plain),
        ),
        Mistake(
            "lengths left in the sum",
            "the comparison is by cosine, but a - b + c is made of rows of different lengths. Bring every row to length 1 "
            "first, and add then.",
            lambda E, *asked: _three(E, *asked, summed=_plain),
        ),
        Mistake(
            "lengths left in the comparison",
            "the sum is made of rows of length 1, but it is compared with rows of any length, so long vectors win.",
            lambda E, *asked: _three(E, *asked, compared=_plain),
        ),
        Mistake("cosines instead of rows", "these are the cosines. Asked for are the row numbers they belong to.", _cosines),
    ),
)
