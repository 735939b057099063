"""Exercises: words as one-hot vectors, the cosine of two vectors, and the words nearest to a - b + c."""

import numpy as np

from rnnlab.checks.kit.cases import drawn
from rnnlab.checks.kit.exercise import Exercise


def one_hot(indices, size):
    rows = np.zeros((len(indices), size))
    rows[np.arange(len(indices)), indices] = 1
    return rows


check_one_hot = Exercise(
    asks="from n whole numbers, counted from 0, to an array (n, size) with one 1 in each row",
    returns="one array with a row for each index and `size` columns",
    answer=one_hot,
    cases=({"indices": [2, 0, 3], "size": 4}, {"indices": [1], "size": 3}, {"indices": [4, 4, 0, 1, 5], "size": 6}),
    hints="""
counted from 1: every 1 is one column too far to the left. The first word has the number 0, so index 2 is the third column.
    >>> rows[np.arange(len(indices)), np.array(indices) - 1] = 1
words as columns: rows and columns have changed places. A row is an example here: one row for each index.
    >>> return rows.T
the index instead of 1: the index itself stands where a 1 belongs. Then the vectors of late words are longer, and the numbering
is back.
    >>> rows[np.arange(len(indices)), indices] = indices
all in one row: there is one row for all words together. That counts words, and their order is lost: give each index its own
row.
    >>> return rows.sum(axis=0)
filled up to the index: the row is 1 up to the index. One-hot means a single 1: only then are all words equally far apart.
    >>> return (np.arange(size) <= np.array(indices)[:, None]).astype(float)
0 and 1 exchanged: there is a 0 in the place of the word and a 1 everywhere else. It is the other way round.
    >>> return 1 - rows
the indices left out: row k has its 1 in column k, whatever the index. The index says which column.
    >>> return np.eye(len(indices), size)
the place instead of 1: what is written is the place in the list. Each row gets a 1.
    >>> rows[np.arange(len(indices)), indices] = np.arange(len(indices))
rows and columns of numbers: `rows[:, indices] = 1` sets these columns in every row. To set one entry in each row, count the
rows too: rows[np.arange(len(indices)), indices].
    >>> rows[:, indices] = 1
all zeros: there is no 1 anywhere. Each row has one, at its index.
    >>> return 0 * result
the same row each time: every row is the last one. The same list was appended again and again: make a new row in each turn.
    >>> return np.broadcast_to(result[-1], result.shape)
ones stay in the row: each row has the ones of the rows before it too. Make a new row of zeros in each turn.
    >>> return np.minimum(np.cumsum(result, axis=0), 1)
returned inside the loop: only the first row is right: the return stands inside the loop and ends it after one turn.
    >>> return result * (np.arange(len(result)) == 0)[:, None]
as many columns as words: there are as many columns as indices. There is one for each word there is: `size` of them.
    >>> return np.eye(max(len(indices), size))[indices][:, : len(indices)]
""",
)


def cosine(u, v):
    length_u = np.sqrt((u**2).sum())
    length_v = np.sqrt((v**2).sum())
    return u @ v / (length_u * length_v)


check_cosine = Exercise(
    asks="from two vectors of the same size to one number, the cosine of the angle between them",
    returns="one number",
    answer=cosine,
    cases=tuple({"u": 2 * case["u"], "v": 0.7 * case["v"]} for case in drawn(1, lambda d: {"u": d, "v": d}, (3,), (2,), (7,))),
    hints="""
scalar product: this is the scalar product. It grows with the length of the vectors; divide by both lengths.
    >>> return u @ v
length of v missing: you divide by the length of u alone. The length of v belongs there too.
    >>> return u @ v / length_u
length of u missing: you divide by the length of v alone. The length of u belongs there too.
    >>> return u @ v / length_v
square root missing: you divide by the sums of squares. A length is the square root of that sum.
    >>> return u @ v / (length_u * length_v) ** 2
parentheses missing, times the length of v: the product is divided by the length of u and then multiplied by that of v: Python
goes from left to right. Put the two lengths in parentheses.
    >>> return u @ v / length_u * length_v
parentheses missing, times the length of u: the product is divided by the length of v and then multiplied by that of u: Python
goes from left to right. Put the two lengths in parentheses.
    >>> return u @ v / length_v * length_u
sum of the lengths: you divide by the sum of the two lengths. Divide by one, then by the other: by their product.
    >>> return u @ v / (length_u + length_v)
lengths by absolute values: the lengths are sums of absolute values here. The length that belongs to the angle is the square
root of the sum of squares.
    >>> return u @ v / (np.abs(u).sum() * np.abs(v).sum())
without the sign: the sign is lost. Vectors that point away from each other have a negative cosine.
    >>> return abs(result)
distance instead of likeness: this is 1 minus the cosine, 0 for equal directions. Asked for is the cosine itself, 1 for equal
directions.
    >>> return 1 - result
angle: this is the angle. Its cosine was asked for: leave the arccos out.
    >>> return np.arccos(result)
norm of the product: you divide by the length of u * v. The two vectors have a length each: multiply those.
    >>> return u @ v / np.sqrt(((u * v) ** 2).sum())
one root for both: the sums of squares are added under one root. Each vector has a root of its own; multiply the two.
    >>> return u @ v / np.sqrt((u**2).sum() + (v**2).sum())
distance: this is the distance between the two points. The cosine compares their directions.
    >>> return np.sqrt(((u - v) ** 2).sum())
correlation: this is Pearson's correlation: the mean was taken away first. The cosine takes the vectors as they are.
    >>> return np.corrcoef(u, v)[0, 1]
angle in degrees: this is the angle, in degrees. Its cosine was asked for: leave the arccos out.
    >>> return np.degrees(np.arccos(result))
squared: this is the square of the cosine, and with it the sign is lost.
    >>> return result**2
""",
)


def _analogy_cases():
    """Among them: only two words besides a, b and c have a cosine above 0; b itself is among the nearest; and few words, whose
    products go far below -1."""
    rng = np.random.default_rng(8)
    shapes, asked = ((12, 3), (9, 5), (30, 4), (16, 2)), ((0, 4, 7), (8, 1, 3), (20, 11, 2), (5, 9, 12))
    cases = [
        {"E": rng.standard_normal((V, d)) * rng.uniform(0.2, 3, (V, 1)), "a": a, "b": b, "c": c}
        for (V, d), (a, b, c) in zip(shapes, asked, strict=True)
    ]
    few = _around([10, 200, 55, 130, 320, 250, 80, 160])
    near = _around([10, 40, 70, 30, 200, 250, 300])  # a - b + c is b
    far = _around([0, 180, 5, 170, 190, 175])
    return (*cases, {"E": few, "a": 4, "b": 1, "c": 6}, {"E": near, "a": 0, "b": 1, "c": 2}, {"E": far, "a": 0, "b": 1, "c": 2})


def _around(degrees):
    """Vectors in these directions, of several lengths."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1) * np.linspace(0.5, 2, len(degrees))[:, None]


def analogy(E, a, b, c):
    U = E / np.sqrt((E**2).sum(axis=1, keepdims=True))
    target = U[a] - U[b] + U[c]
    scores = U @ target
    scores[[a, b, c]] = -np.inf
    return np.argsort(-scores)[:3]


check_analogy = Exercise(
    asks="from an array of vectors (V, d) and three row numbers to the row numbers of the three words nearest to a - b + c by "
    "cosine, the nearest first, without a, b and c",
    returns="three row numbers, the nearest first",
    answer=analogy,
    cases=_analogy_cases(),
    hints="""
query words left in: a, b or c is among the answers. The sum starts from them, so they are near it almost always: take them out.
    >>> return np.argsort(-(U @ target))[:3]
query words at 0: a, b and c got the cosine 0, and then they are nearer than every word whose cosine is below 0. Use −np.inf:
nothing is below that.
    >>> scores[[a, b, c]] = 0
query words at 0, sorted upwards: a, b and c got the cosine 0, and so they come before every word whose cosine is below 0. Use
−np.inf: nothing is below that.
    >>> scores[[a, b, c]] = 0
    >>> return np.argsort(scores)[::-1][:3]
b with a plus: the signs are those of a + b - c. The step from b to a is a - b, and it is added to c.
    >>> target = U[a] + U[b] - U[c]
step turned round: the signs are those of b - a + c. That is the step from a to b; from man to king it is king - man, here a -
b.
    >>> target = U[b] - U[a] + U[c]
everything added: b is added too. It has to be subtracted: a - b is what a has and b has not.
    >>> target = U[a] + U[b] + U[c]
farthest first: these are the words with the smallest cosine. An argsort starts with the smallest; you want the largest.
    >>> scores[[a, b, c]] = np.inf
    >>> return np.argsort(scores)[:3]
nearest last: these are the right three, in the wrong order: the nearest should come first.
    >>> return result[::-1]
never divided by lengths: these are scalar products of the rows as they are, so long vectors win. Bring every row of E to length
1 first.
    >>> U = E
lengths left in the sum: the comparison is by cosine, but a - b + c is made of rows of different lengths. Bring every row to
length 1 first, and add then.
    >>> target = E[a] - E[b] + E[c]
lengths left in the comparison: the sum is made of rows of length 1, but it is compared with rows of any length, so long vectors
win.
    >>> scores = E @ target
cosines instead of rows: these are the cosines. Asked for are the row numbers they belong to.
    >>> return scores[result] / np.sqrt((target**2).sum())
query words at −1: a, b and c got the product −1. The sum is not of length 1, so products go below that. Use −np.inf: nothing is
below that.
    >>> scores[[a, b, c]] = -1
b left in: b is among the answers. All three query words are to be left out.
    >>> scores[[a, c]] = -np.inf
only a left out: only a is left out. All three query words are to be left out.
    >>> scores[[a]] = -np.inf
only the first left out: the first of the list is dropped, whatever it is. Leave out a, b and c, wherever they stand.
    >>> return np.argsort(-(U @ target))[1:4]
the first three left out: the first three of the list are dropped, whatever they are. Leave out a, b and c, wherever they stand.
    >>> return np.argsort(-(U @ target))[3:6]
rows of a shortened table: these are row numbers of the table without a, b and c. All words behind them have moved up: give back
the numbers of the whole table.
    >>> return np.argsort(-np.delete(scores, [a, b, c]))[:3]
nearest by distance: the words are compared by distance, of rows as long as they are. Asked for is the cosine.
    >>> scores = -np.sqrt(((E - (E[a] - E[b] + E[c])) ** 2).sum(axis=1))
ranks: an argsort of the argsort gives each word's rank. One argsort gives the rows, the nearest first.
    >>> return np.argsort(np.argsort(-scores))[:3]
sorted row numbers: these are the right three, sorted by number. The nearest should come first.
    >>> return np.sort(result)
counted from 1: every row number is one too large. Rows are counted from 0.
    >>> return result + 1
not only three: these are all the other words, the nearest first. Only the first three are asked for.
    >>> return np.argsort(-scores)[:-3]
all rows: these are all words, the nearest first. Only the first three are asked for.
    >>> return np.argsort(-scores)
only the nearest: this is the nearest word alone. The three nearest are asked for.
    >>> return np.argsort(-scores)[:1]
columns of length 1: the columns of E have length 1, not its rows: axis 1.
    >>> U = E / np.sqrt((E**2).sum(axis=0, keepdims=True))
""",
    whole=True,
)
