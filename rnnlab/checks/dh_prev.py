"""Exercise: one step of the gradient back through a ReLU step, from dL/dh_t to dL/dh_{t-1}."""

import numpy as np

from rnnlab.checks.kit.exercise import Exercise, Mistake


def _cases():
    rng = np.random.default_rng(6)

    def case(n, h):
        dh, z, W_hh = (rng.standard_normal(shape) for shape in ((n, h), (n, h), (h, h)))
        z[-1, -1] = 0.0  # a unit at the edge, which is off
        return {"dh": dh, "z": z, "W_hh": W_hh}

    return tuple(case(n, h) for n, h in ((1, 3), (2, 5), (4, 2)))


check_dh_prev = Exercise(
    name="dh_prev",
    asks="dh_prev(dh, z, W_hh): from dL/dh_t (n, h) and z_t (n, h) to dL/dh_{t-1} (n, h), for a ReLU step",
    reference=lambda dh, z, W_hh: (dh * (z > 0)) @ W_hh.T,
    cases=_cases(),
    returns="one array of the shape of dh",
    mistakes=(
        Mistake(
            "missing transpose",
            "you multiply by W_hh where W_hh.T belongs. Going forward, unit j of the old state reaches unit k by W_hh[j, k]; "
            "going back, k's gradient returns to j through the same number, so rows and columns change places.",
            lambda dh, z, W_hh: (dh * (z > 0)) @ W_hh,
        ),
        Mistake(
            "missing mask",
            "the mask [z > 0] is missing. A unit that the ReLU set to zero passes no gradient back.",
            lambda dh, z, W_hh: dh @ W_hh.T,
        ),
        Mistake(
            "mask on the wrong side",
            "the mask comes after the product, and so it switches off units of the old state. It belongs to z of this step: "
            "multiply dh by it first.",
            lambda dh, z, W_hh: (dh @ W_hh.T) * (z > 0),
        ),
        Mistake(
            "mask inverted",
            "the mask lets through the units that were off. The slope of the ReLU is 1 where z > 0.",
            lambda dh, z, W_hh: (dh * (z <= 0)) @ W_hh.T,
        ),
        Mistake(
            "mask open at 0",
            "a unit whose z is exactly 0 passes a gradient here. The ReLU is off there too: the mask is [z > 0].",
            lambda dh, z, W_hh: (dh * (z >= 0)) @ W_hh.T,
        ),
        Mistake(
            "mask and transpose missing",
            "two things: the mask [z > 0] is missing, and you multiply by W_hh where W_hh.T belongs.",
            lambda dh, z, W_hh: dh @ W_hh,
        ),
        Mistake(
            "examples as columns",
            "this is the transpose of the right answer. Examples are rows, in dh and in what you return.",
            lambda dh, z, W_hh: W_hh @ (dh * (z > 0)).T,
        ),
        Mistake(
            "value instead of slope",
            "dh is multiplied by the ReLU's value, max(z, 0), where its slope belongs: 1 where z > 0, otherwise 0.",
            lambda dh, z, W_hh: (dh * np.maximum(z, 0)) @ W_hh.T,
        ),
        Mistake(
            "not multiplied by W_hh",
            "this is dL/dz. One factor is left on the way to the old state: the weights W_hh.",
            lambda dh, z, W_hh: dh * (z > 0),
        ),
        Mistake(
            "wrong sign",
            "every sign is turned round. A gradient passed back is not negated; the minus belongs to the update.",
            lambda dh, z, W_hh: -(dh * (z > 0)) @ W_hh.T,
        ),
    ),
)
