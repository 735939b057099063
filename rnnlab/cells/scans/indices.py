"""An input may be an index: a whole number k stands for the one-hot vector that has its 1 at place k.

The product of that vector with W is row k of W. So a sequence X may be (T, n) whole numbers in place of (T, n, d) numbers, and
nothing is multiplied: a row is looked up. The tests hold both to the same states and gradients.
"""

import numpy as np


def are(X):
    """Whether a sequence is one of indices."""
    return X.ndim == 2 and X.dtype.kind in "iu"


def product(X, W, b):
    """X W + b for every step and example at once: (T, n, d) or (T, n), W (d, k) and b (1, k) -> (T, n, k)."""
    return (W + b)[X] if are(X) else steps(rows(X) @ W + b, len(X))


def weight_gradient(X, dZ, d):
    """The gradient of W (d, k), from that of the product, `dZ` (k, T·n).

    Of indices it is a sum of columns of dZ for each. To add them up one by one takes longer than to multiply with ones and
    zeros, of which there is a column for each index that occurs.
    """
    if not are(X):
        return rows(X).mT @ dZ.mT
    occurs = np.zeros(d, bool)
    occurs[X] = True
    one_hot = np.zeros((X.size, np.count_nonzero(occurs)), dZ.dtype)
    one_hot[np.arange(X.size), np.cumsum(occurs)[X.ravel()] - 1] = 1
    dW = np.zeros((d, len(dZ)), dZ.dtype)
    dW[occurs] = (dZ @ one_hot).T  # faster than the product the other way round
    return dW


def input_gradient(X, dZ, W):
    """The gradient of X itself, (T, n, d), from that of the product, `dZ` (k, T·n). An index has none: None."""
    return None if are(X) else steps(dZ.mT @ W.mT, len(X))


def rows(A):
    """All steps below each other: (T, n, k) as (T·n, k). With an axis of networks, (T, S, n, k) as (S, T·n, k)."""
    A = A.swapaxes(0, 1) if A.ndim == 4 else A
    return A.reshape(*A.shape[:-3], -1, A.shape[-1])


def steps(A, T):
    """The rows of T steps one step after the other again: (T·n, k) as (T, n, k), and (S, T·n, k) as (T, S, n, k)."""
    A = A.reshape(*A.shape[:-2], T, -1, A.shape[-1])
    return np.ascontiguousarray(A.swapaxes(0, 1)) if A.ndim == 4 else A


def small_product(H):
    """The product to take at each step of states H (T, n, h), or (T, S, n, h) with an axis of networks.

    On small arrays `dot` takes a third of the time of @, but it knows no such axis.
    """
    return np.dot if H.ndim == 3 else np.matmul
