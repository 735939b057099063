"""What the exercises on gated cells share: parameters without a zero, and the same with one kind of them changed."""

import numpy as np

from rnnlab.trees import tree_map


def params(cell, d, h, rng):
    """Parameters whose biases are not zero either, so that none can be forgotten unseen."""
    return tree_map(lambda W: W + 0.5 * rng.standard_normal(W.shape), cell.init(d, h, rng=rng))


def changed(p, kind, change):
    """The parameters, those whose name begins with `kind`, such as "W_h", passed through `change`."""
    return p._replace(**{name: change(W) for name, W in p._asdict().items() if name.startswith(kind)})


ABSENT = np.zeros_like  # a change: what is multiplied or added is not there
TURNED = np.transpose
