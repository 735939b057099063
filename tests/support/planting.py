"""A NaN put into one array of what a function returns: the tests meant for that gradient have to see it."""

import numpy as np


def with_nan(function, *path):
    """`function` with a NaN in its result, in the last entry of the array that `path` leads to: fields and places of tuples."""
    return lambda *args, **named: _put(function(*args, **named), path)


def _put(tree, path):
    if not path:
        array = np.array(tree)
        array.flat[-1] = np.nan
        return array
    first, *rest = path
    if isinstance(first, str):
        return tree._replace(**{first: _put(getattr(tree, first), rest)})
    return type(tree)([_put(part, rest) if place == first else part for place, part in enumerate(tree)])


def paths(tree, *before):
    """The path to each array of nested tuples; what is None has none."""
    if tree is None:
        return
    if not isinstance(tree, tuple):
        yield before
        return
    for step, part in zip(getattr(tree, "_fields", range(len(tree))), tree, strict=True):
        yield from paths(part, *before, step)
