"""Parameters of a whole model are a tree: NamedTuples of NamedTuples of arrays. One function goes over all the arrays in it.

None is a tree without arrays: the place of something that is not there.
"""

import numpy as np


def tree_map(function, tree, *others):
    """Call `function` on each array of `tree` (with those at the same place in `others`); the results, in the same form."""
    if tree is None:
        return None
    if not isinstance(tree, tuple | list):
        return function(tree, *others)
    parts = [tree_map(function, *group) for group in zip(tree, *others, strict=True)]
    return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)


def leaves(tree):
    """The arrays in a tree, first to last."""
    if tree is None:
        return []
    if not isinstance(tree, tuple | list):
        return [np.asarray(tree)]
    return [leaf for part in tree for leaf in leaves(part)]


def joined(tree):
    """One vector that holds all numbers of a tree, first to last."""
    return np.concatenate([leaf.ravel() for leaf in leaves(tree)])


def parted(vector, tree):
    """A tree of the form of `tree` whose arrays are the parts of a vector, in the order of `joined`."""
    parts = iter(np.split(vector, np.cumsum([leaf.size for leaf in leaves(tree)])[:-1]))
    return tree_map(lambda leaf: next(parts).reshape(np.shape(leaf)), tree)
