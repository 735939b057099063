"""Seven small functions make the gradients of a whole sequence: those that differences give."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import bptt, gradcheck, losses, readout, training
from rnnlab.cells import rnn
from rnnlab.checks.own_functions import CHECKS
from rnnlab.lessons.five_gradients import by_functions
from rnnlab.trees import leaves

RIGHT = {name: check.answer for name, check in CHECKS.items()}
SIZE = st.integers(1, 4)


@given(n=SIZE, d=SIZE, h=SIZE, o=SIZE, T=SIZE, scored=SIZE, seed=st.integers(0, 999))
def test_the_right_functions_make_the_gradients_of_the_package(n, d, h, o, T, scored, seed):
    """Those are compared with numerical ones in `tests/test_bptt.py`, on the same path."""
    rng, scored = np.random.default_rng(seed), min(scored, T)
    model, X, target = training.init(d, h, o, rng=rng), rng.normal(size=(T, n, d)), rng.normal(size=(scored, n, o))
    trace = bptt.unroll(rnn, model.cell, X)
    H = trace.H[-scored:]
    O = readout.readout(model.readout, H)
    dreadout, dH = readout.readout_grad(model.readout, H, losses.squared_error(O, target, "sum")[1])
    dH = np.concatenate([np.zeros((T - scored, n, h)), dH])
    wanted = bptt.backprop_through_time(rnn, model.cell, trace, dH).params, dreadout
    found = by_functions(RIGHT, *model, X, trace.H, trace.cache.z, O, target)
    for ours, theirs in zip(leaves(found), leaves(wanted), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


def test_they_are_those_of_differences():
    rng = np.random.default_rng(3)
    model, X, target = training.init(3, 4, 2, rng=rng), rng.normal(size=(4, 2, 3)), rng.normal(size=(2, 2, 2))

    def loss(cell, out):
        return losses.squared_error(readout.readout(out, bptt.unroll(rnn, cell, X).H[-2:]), target, "sum")[0]

    trace = bptt.unroll(rnn, model.cell, X)
    O = readout.readout(model.readout, trace.H[-2:])
    dcell, dout = by_functions(RIGHT, *model, X, trace.H, trace.cache.z, O, target)
    errors = gradcheck.check_gradients(lambda cell: loss(cell, model.readout), model.cell, dcell)
    errors |= gradcheck.check_gradients(lambda out: loss(model.cell, out), model.readout, dout)
    assert gradcheck.worst(errors) < 1e-7
