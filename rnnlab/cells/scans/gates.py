"""What the gated cells share: over a sequence, their gates are computed together, and columns are examples.

Each gate begins with x W_x + h W_h + b. With the weights of k gates side by side, one product serves all of them. Its result is
kept as (k·h, n), so that a gate is one block of memory: on rows, where a gate would be a stripe, numpy takes two to three times
as long. What comes in and what goes out has examples as rows, as everywhere.
"""

import numpy as np

from rnnlab.cells.scans import indices


def side_by_side(params, kind, letters):
    """What the gates named by `letters` have of a kind, in that order: "W_x" (d, k·h), "W_h" (h, k·h) or "b_" (1, k·h)."""
    return np.concatenate([getattr(params, kind + gate) for gate in letters], axis=1)


def apart(A, count):
    """The second axis of A in `count` equal parts: a gate each."""
    size = A.shape[1] // count
    return [A[:, size * gate : size * (gate + 1)] for gate in range(count)]


def by_name(kind, letters, joined):
    """What stands side by side as one array a gate, by name: {"W_xi": …, "W_xf": …} for the kind "W_x"."""
    return {kind + gate: part for gate, part in zip(letters, apart(joined, len(letters)), strict=True)}


IN_CACHE = 2**18  # bytes of weights that are read as fast the fiftieth time as the first


def from_inputs(W_x, b, X):
    """x_t W_x + b for one step after the other, (k·h, n) each: X (T, n, d), or indices (T, n).

    One large product has the steps side by side in its rows, and turning it costs as much as a small product itself. So small
    weights are used once a step instead, with the bias as one more row of them.
    """
    if indices.are(X):
        return _looked_up(np.ascontiguousarray((W_x + b).T), X)
    T, n, d = X.shape
    if W_x.nbytes > IN_CACHE:
        product = W_x.T.dot(X.reshape(T * n, d).T)
        product += b.T
        return np.ascontiguousarray(product.reshape(-1, T, n).transpose(1, 0, 2))
    and_one = np.ones((T, d + 1, n), X.dtype)
    and_one[:, :d] = turned(X)
    return np.matmul(np.concatenate([W_x, b]).T.copy(), and_one)


def input_gradients(params, letters, X, dZ):
    """What the gradient after `from_inputs`, as (k·h, T·n), says of its arguments: dW_x and db by name, and dX."""
    dW_x = indices.weight_gradient(X, dZ, len(getattr(params, "W_x" + letters[0])))
    db = dZ @ np.ones((dZ.shape[1], 1), dZ.dtype)  # a quarter of the time of the sum
    dX = None if indices.are(X) else indices.input_gradient(X, dZ, side_by_side(params, "W_x", letters))
    return by_name("W_x", letters, dW_x) | by_name("b_", letters, db.T), dX


def recurrent_gradient(h_prev, dZ):
    """The gradient of the weights W (h, k) of a product h_prev W, from that of the product, `dZ` (k, T·n)."""
    return (dZ @ h_prev.reshape(-1, h_prev.shape[-1])).T  # faster than the product the other way round


def _looked_up(columns, X):
    """The columns (k·h, d) that the indices X (T, n) name, (k·h, n) for each step: always the same memory, still at hand."""
    found = np.empty((len(columns), X.shape[1]), columns.dtype)
    for x in X:
        yield columns.take(x, axis=1, out=found, mode="clip")  # the indices are known to be in range; "raise" would copy


def over_time(dZ):
    """(T, k·h, n) as (k·h, T·n): all steps side by side, for the products that sum over time."""
    T, k, n = dZ.shape
    examples = np.dtype((np.void, n * dZ.itemsize))  # the n numbers are moved as one thing, in half the time
    return np.ascontiguousarray(dZ.view(examples)[..., 0].T).view(dZ.dtype).reshape(k, T * n)


def turned(A):
    """Rows for columns: (T, n, h) as (T, h, n), or back, without a copy."""
    return A.transpose(0, 2, 1)
