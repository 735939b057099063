"""Flat maps of points that live in d dimensions. Straight lines stay straight in them, and parallels parallel."""

import numpy as np

from rnnlab import validation


def followed(directions, points):
    """The plane of two `directions` (2, d), turned towards those in which `points` (n, d) spread most -> directions (2, d).

    A small step of the power method leads to a plane; of the pairs at right angles in it, these two have turned least (the
    orthogonal Procrustes problem, Schönemann 1966). So a map of points that move goes along with them and never jumps.
    """
    directions = validation.array("directions", directions, (2, "d"), finite=True)
    points, _ = shrunk(validation.array("points", points, ("n", directions.shape[1]), finite=True))
    points = points - points.mean(axis=0)
    pull = (directions @ points.T) @ points
    _, _, plane = np.linalg.svd(directions + pull / (np.linalg.norm(pull) or 1), full_matrices=False)
    U, _, V = np.linalg.svd(directions @ plane.T, full_matrices=False)
    return U @ V @ plane


def plane_through(a, b, c):
    """The plane that holds three points (d,) -> (its middle, that of a and c, directions (2, d)).

    The first direction leads from b to c, the second to the side where a is. With them, a - b + c lies in the plane too.
    """
    b = validation.array("b", b, ("d",), finite=True)
    a, c = (validation.array(name, point, b.shape, finite=True) for name, point in (("a", a), ("c", c)))
    (a, b, c), exponent = shrunk(np.stack([a, b, c]))
    across = _direction(c - b)
    up = _direction((a - b) - ((a - b) @ across) * across)
    return np.ldexp((a + c) / 2, exponent), np.stack([across, up])


def shrunk(A, axis=None):
    """A, where its largest entry is 1 or more, divided by the power of two that brings it below 1, and the exponent of that.

    No digit changes, and what is near the largest number can be added up and squared.
    """
    _, exponent = np.frexp(np.abs(A).max(axis=axis, keepdims=axis is not None))
    exponent = np.maximum(exponent, 0)
    with np.errstate(under="ignore"):
        return np.ldexp(A, -exponent), exponent


def _direction(vector):
    length = np.linalg.norm(vector)
    return vector / length if length > 1e-9 else np.zeros_like(vector)
