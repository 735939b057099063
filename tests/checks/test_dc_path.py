"""The road along the memory is that of the package."""

import numpy as np

from rnnlab import checks
from rnnlab.cells import lstm


def test_the_road_is_that_of_the_package():
    """`step_grad` of a whole cell, with nothing but the road: the weights are zero."""
    rng = np.random.default_rng(0)
    params = lstm.Params(*(np.zeros_like(W) for W in lstm.init(2, 3, rng=rng)))._replace(b_f=rng.standard_normal((1, 3)))
    state = lstm.State(*rng.standard_normal((2, 4, 3)))
    _, cache = lstm.step(params, rng.standard_normal((4, 2)), state)
    dh, dc = rng.standard_normal((2, 4, 3))
    _, _, sent = lstm.step_grad(params, cache, lstm.State(dh, dc))
    _, ours = checks.check_dc_path.answer(dh, dc, cache.f, cache.o, cache.c_prev, cache.c)
    np.testing.assert_allclose(ours, sent.c)
