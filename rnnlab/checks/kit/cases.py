"""What an exercise is tried with: arguments by name, in a few sizes."""

import numpy as np


def drawn(seed, shapes, *sizes):
    """For each of the sizes a dict of arrays of normal numbers, drawn in its order. `shapes(*size)` is name -> shape.

    Nothing is zero, so that nothing can be forgotten unseen. No two sizes should be equal: then no two axes can be exchanged.
    """
    rng = np.random.default_rng(seed)
    return tuple({name: rng.standard_normal(shape) for name, shape in shapes(*size).items()} for size in sizes)
