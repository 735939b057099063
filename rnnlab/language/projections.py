"""Flat maps of points that live in d dimensions. Straight lines stay straight in them, and parallels parallel."""

import numpy as np

from rnnlab import validation


def principal_plane(points):
    """The two directions in which `points` (n, d) spread most -> (their mean (d,), directions (2, d)).

    The directions have length 1 and are at right angles. One that does not exist, as the second one when d = 1, is zero.
    """
    points = validation.array("points", points, ("n", "d"), finite=True)
    points, exponent = shrunk(points)
    mean = points.mean(axis=0)
    _, _, directions = np.linalg.svd(points - mean, full_matrices=False)
    return np.ldexp(mean, exponent), np.concatenate([directions[:2], np.zeros((2, points.shape[1]))])[:2]


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


def turn(places, groups, towards):
    """The turn that brings the middle of each group closest to where it should lie -> (2, 2), for places @ turn(...).

    It may turn the map over, too. `places` is (n, 2), `groups` (n,) numbers the groups from 0, and `towards` (groups, 2) says
    where they should lie. Principal directions come out in any orientation; turned, a map is the way up that its readers know.
    (The orthogonal Procrustes problem, Schönemann 1966.)
    """
    places = validation.array("places", places, ("n", 2), finite=True)
    groups = validation.indices("groups", groups, shape=(len(places),))
    towards = validation.array("towards", towards, ("k", 2), finite=True)
    if not set(range(len(towards))) <= set(groups.tolist()):
        raise ValueError(f"groups must hold each number below {len(towards)}; got {sorted(set(groups.tolist()))}")
    (places, _), (towards, _) = shrunk(places), shrunk(towards)
    middles = np.stack([places[groups == group].mean(axis=0) for group in range(len(towards))])
    U, _, V = np.linalg.svd(middles.T @ towards)
    return U @ V


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
