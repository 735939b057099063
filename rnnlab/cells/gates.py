"""What the gated cells share: over a sequence, their gates are computed together, and columns are examples.

Each gate begins with x W_x + h W_h + b. With the weights of k gates side by side, one product serves all of them. Its result is
kept as (k·h, n), so that a gate is one block of memory: on rows, where a gate would be a stripe, numpy takes two to three times
as long. What comes in and what goes out has examples as rows, as everywhere.
"""

import numpy as np

from rnnlab.cells import indices


def side_by_side(params, letters):
    """The weights of the gates named by `letters`, in that order: W_x (d, k·h), W_h (h, k·h), b (1, k·h)."""
    return tuple(np.concatenate([getattr(params, kind + gate) for gate in letters], axis=1) for kind in ("W_x", "W_h", "b_"))


def apart(A, count):
    """The second axis of A in `count` equal parts: a gate each."""
    size = A.shape[1] // count
    return [A[:, size * gate : size * (gate + 1)] for gate in range(count)]


def by_name(kind, letters, joined):
    """What stands side by side as one array a gate, by name: {"W_xi": …, "W_xf": …} for the kind "W_x"."""
    return {kind + gate: part for gate, part in zip(letters, apart(joined, len(letters)), strict=True)}


IN_CACHE = 2**18  # bytes of weights that are read as fast the fiftieth time as the first


def from_inputs(W_x, b, X):
    """x_t W_x + b for every step at once: X (T, n, d), or indices (T, n) -> (T, k·h, n).

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


def input_gradients(X, W_x, dZ):
    """The gradients of what `from_inputs` was given, from that of its result, `dZ` (k·h, T·n): dW_x, db and dX."""
    return indices.weight_gradient(X, dZ, len(W_x)), dZ.sum(axis=1)[None], indices.input_gradient(X, dZ, W_x)


def _looked_up(columns, X):
    """The columns (k·h, d) that the indices X (T, n) name: (T, k·h, n)."""
    Z = np.empty((len(X), len(columns), X.shape[1]), columns.dtype)
    for z, x in zip(Z, X, strict=True):
        np.take(columns, x, axis=1, out=z, mode="clip")  # the indices are known to be in range; "raise" would copy
    return Z


def over_time(dZ):
    """(T, k·h, n) as (k·h, T·n): all steps side by side, for the products that sum over time."""
    return np.ascontiguousarray(dZ.transpose(1, 0, 2)).reshape(dZ.shape[1], -1)


def turned(A):
    """Rows for columns: (T, n, h) as (T, h, n), or back, without a copy."""
    return A.transpose(0, 2, 1)
