"""How the weights start: the schemes for W_hh and W_xh, drawn so that moving a slider never reshuffles the network.

The weights of size h are the leading block of one fixed, endless draw, and the weight scale multiplies it. A network with one
more unit is the old network with one more row and column. A scheme only decides what is multiplied by what.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnnlab import validation


def size(name, value):
    """`value` as a whole number of at least 1, once a square matrix of that size is known to fit into memory."""
    value = validation.whole(name, value)
    validation.fits({name: value}, 8 * value**2)
    return value


def nested_normal(rng, rows, columns):
    """Draw a (rows, columns) block of standard normal numbers whose leading blocks do not depend on its size.

    With generators in the same state, `nested_normal(rng, 5, 3)` equals `nested_normal(rng, 9, 9)[:5, :3]`, and both leave
    the generator in the same state. The numbers are dealt out in square shells: (0,0), then the three places that make it a
    2×2 square, then the five that make it 3×3, and so on.
    """
    validation.generator("rng", rng)
    rows, columns = size("rows", rows), size("columns", columns)
    own = np.random.default_rng(rng.integers(2**63))  # one number taken from rng, whatever the size
    i, j = np.ogrid[:rows, :columns]
    place = np.where(i < j, j * j + i, i * i + i + j)
    return own.standard_normal(max(rows, columns) ** 2)[place]


def gaussian(block):
    """N(0, 1/h): the spectral radius is near 1 at every size."""
    return block / np.sqrt(len(block))


def he(block):
    """N(0, 2/h): made up for the half that a ReLU cuts off (He et al. 2015, section 2.2)."""
    return block * np.sqrt(2 / len(block))


def small(block):
    """N(0, 0.01²), a common choice in textbooks (Dive into Deep Learning, section 9.5)."""
    return 0.01 * block


def raw(block):
    """N(0, 1), not normalised by size: the spectral radius grows as √h."""
    return block.copy()


def orthogonal(block):
    """A random rotation or reflection Q: every singular value is 1 (Saxe, McClelland and Ganguli 2014).

    The Q of a QR factorisation with the signs of R's diagonal made positive, so that Q is uniform (Mezzadri 2007) and follows
    its block: one more unit turns Q a little, it does not make a new Q.
    """
    Q, R = np.linalg.qr(block)
    return Q * np.where(np.diagonal(R) < 0, -1.0, 1.0)


def identity(block):
    """The identity: each unit passes on its own value (the IRNN of Le, Jaitly and Hinton 2015)."""
    return np.eye(len(block))


def non_normal(block):
    """A chain: 0.9 from each unit to itself and 5 to the next one; with two units, [[.9, 5], [0, .9]].

    Every eigenvalue is 0.9, so the powers of the matrix end at zero. Before that they grow, the more the longer the chain, for
    the eigenvectors coincide (Trefethen and Embree 2005, chapter 1).
    """
    h = len(block)
    return 0.9 * np.eye(h) + 5.0 * np.eye(h, k=1)


class Scheme(NamedTuple):
    """What becomes of a standard normal block: `recurrent` makes W_hh (h, h), `input_scale(d)` multiplies W_xh (d, h)."""

    recurrent: Callable
    input_scale: Callable


def _per_input(d):
    return 1 / np.sqrt(d)


SCHEMES = {
    "gaussian": Scheme(gaussian, _per_input),
    "orthogonal": Scheme(orthogonal, _per_input),
    "identity": Scheme(identity, _per_input),
    "he": Scheme(he, lambda d: np.sqrt(2 / d)),
    "small": Scheme(small, lambda d: 0.01),
    "raw": Scheme(raw, lambda d: 1.0),
    "non-normal": Scheme(non_normal, _per_input),
}


def recurrent_weights(h, *, scheme="gaussian", weight_scale=1.0, rng):
    """W_hh of shape (h, h): the scheme's matrix times `weight_scale`."""
    make = SCHEMES[validation.choice("scheme", scheme, SCHEMES)].recurrent
    weight_scale = validation.real("weight_scale", weight_scale)
    h = size("h", h)
    with np.errstate(over="ignore"):
        return weight_scale * make(nested_normal(rng, h, h))


def input_weights(d, h, *, scheme="gaussian", rng):
    """W_xh of shape (d, h). Its variance is 1/d, so that the pre-activation has the same size for every d; in `he` it is 2/d,
    in `small` 0.01² and in `raw` 1. The weight scale does not touch it."""
    scale = SCHEMES[validation.choice("scheme", scheme, SCHEMES)].input_scale
    d, h = size("d", d), size("h", h)
    return scale(d) * nested_normal(rng, d, h)
