"""Exercise: one step of the gradient back through a ReLU step, from dL/dh_t to dL/dh_{t-1}."""

import numpy as np

from rnnlab.checks.kit.exercise import Exercise


def _cases():
    rng = np.random.default_rng(6)

    def case(n, h):
        dh, z, W_hh = (rng.standard_normal(shape) for shape in ((n, h), (n, h), (h, h)))
        z[-1, -1] = 0.0  # a unit at the edge, which is off
        return {"dh": dh, "z": z, "W_hh": W_hh}

    return tuple(case(n, h) for n, h in ((1, 3), (2, 5), (4, 2)))


def dh_prev(dh, z, W_hh):
    dz = dh * (z > 0)
    return dz @ W_hh.T


check_dh_prev = Exercise(
    asks="dh_prev(dh, z, W_hh): from dL/dh_t (n, h) and z_t (n, h) to dL/dh_{t-1} (n, h), for a ReLU step",
    returns="one array of the shape of dh",
    answer=dh_prev,
    cases=_cases(),
    hints="""
missing transpose: you multiply by W_hh where W_hh.T belongs. Going forward, unit j of the old state reaches unit k by W_hh[j,
k]; going back, k's gradient returns to j through the same number, so rows and columns change places.
    >>> return dz @ W_hh
missing mask: the mask [z > 0] is missing. A unit that the ReLU set to zero passes no gradient back.
    >>> dz = dh
mask on the wrong side: the mask comes after the product, and so it switches off units of the old state. It belongs to z of this
step: multiply dh by it first.
    >>> return (dh @ W_hh.T) * (z > 0)
mask inverted: the mask lets through the units that were off. The slope of the ReLU is 1 where z > 0.
    >>> dz = dh * (z <= 0)
mask open at 0: a unit whose z is exactly 0 passes a gradient here. The ReLU is off there too: the mask is [z > 0].
    >>> dz = dh * (z >= 0)
mask and transpose missing: two things: the mask [z > 0] is missing, and you multiply by W_hh where W_hh.T belongs.
    >>> return dh @ W_hh
examples as columns: this is the transpose of the right answer. Examples are rows, in dh and in what you return.
    >>> return result.T
value instead of slope: dh is multiplied by the ReLU's value, max(z, 0), where its slope belongs: 1 where z > 0, otherwise 0.
    >>> dz = dh * np.maximum(z, 0)
not multiplied by W_hh: this is dL/dz. One factor is left on the way to the old state: the weights W_hh.
    >>> return dz
wrong sign: every sign is turned round. A gradient passed back is not negated; the minus belongs to the update.
    >>> return -result
""",
)
