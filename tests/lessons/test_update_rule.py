"""Many networks updated at once are the networks updated one by one, and each ends with the right word."""

import numpy as np
import pytest

from rnnlab import bptt, losses, readout
from rnnlab.cells import rnn
from rnnlab.checks.own_functions import CHECKS
from rnnlab.lessons import update_rule
from rnnlab.lessons.update_rule import SIZE, Descent, descend
from rnnlab.optim import sgd


def one_by_one(seed, learning_rate, s, T, steps):
    """The same with the cell, the readout and the loss of the package."""
    W_xh, W_hh, W_hy, X, target = update_rule._draw(np.random.default_rng(seed), T)
    cell, out = rnn.Params(s * W_xh, s * W_hh, np.zeros((1, SIZE))), readout.Params(s * W_hy, np.zeros((1, 1)))
    errors, alive = [], []
    for _ in range(steps + 1):
        trace = bptt.unroll(rnn, cell, X)
        O = readout.readout(out, trace.H[-1])
        _, dO = losses.squared_error(O, target, "sum")
        errors.append((O - target).item())
        alive.append((trace.H[-1] > 0).mean())
        dout, dh = readout.readout_grad(out, trace.H[-1], dO)
        dH = np.zeros_like(trace.H[1:])
        dH[-1] = dh
        dcell = bptt.backprop_through_time(rnn, cell, trace, dH).params
        cell, out = sgd((cell, out), (dcell, dout), learning_rate)
    return errors, alive


@pytest.mark.parametrize(
    ("learning_rate", "s", "T"), [(0.1, 0.3, 2), (0.1, 0.5, 5), (1.0, 0.1, 1), (0.05, 0.5, 4), (0.0, 0.3, 2)]
)
def test_it_is_gradient_descent_on_the_summed_squared_error(learning_rate, s, T):
    found = descend(learning_rate, s=s, T=T, steps=6, seeds=3)
    for seed in range(3):
        errors, alive = one_by_one(seed, learning_rate, s, T, 6)
        np.testing.assert_allclose(found.errors[:, seed], errors, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.alive[:, seed], alive)
    np.testing.assert_array_equal(found.losses, found.errors**2)


def test_seeds_from_another_one_on_and_with_functions_for_the_gradients():
    right = {name: check.answer for name, check in CHECKS.items()}
    all_, some = (descend(0.1, s=0.4, T=3, steps=6, seeds=seeds, first=first) for seeds, first in ((5, 0), (2, 3)))
    np.testing.assert_array_equal(some.errors, all_.errors[:, 3:])
    own = descend(0.1, s=0.4, T=3, steps=6, seeds=2, first=3, of=right)
    np.testing.assert_allclose(own.errors, some.errors, rtol=1e-9, atol=1e-12)
    still = descend(0.1, s=0.4, T=3, steps=6, seeds=1, of=right | {"O": lambda O, target: 0 * O})
    assert (still.errors == still.errors[0]).all()


def test_the_network_changes_continuously_with_s_and_keeps_its_inputs_when_T_grows():
    short, long = (update_rule._draw(np.random.default_rng(3), T) for T in (2, 5))
    np.testing.assert_array_equal(short[3], long[3][:2])
    for place in (0, 1, 2, 4):
        np.testing.assert_array_equal(short[place], long[place])


def test_with_every_unit_off_only_the_bias_of_the_output_moves(no_excuses):
    """e becomes (1 - 2η) e, so at η = 1 it changes its sign, and at ½ it is gone."""
    for learning_rate in (0.1, 0.5, 1.0, 1.25):
        found = descend(learning_rate, s=0.5, T=2, steps=40, seeds=20)
        before, after = found.errors[:-1], found.errors[1:]
        off = (found.alive[:-1] == 0) & np.isfinite(after) & (np.abs(before) > 1e-6)
        assert off.sum() > 15
        with np.errstate(all="ignore"):
            factors = after[off] / before[off]
        np.testing.assert_allclose(factors, 1 - 2 * learning_rate, atol=1e-8)


@pytest.mark.parametrize(
    ("errors", "fate"),
    [
        ([1, -1], "bounces"),
        ([1, -1.1], "grows"),
        ([1, 1.1], "grows"),
        ([1, 0.5], "not yet"),
        ([1, 1], "not yet"),
        ([1, 1e-4], "converges"),
        ([0, 0], "converges"),
        ([1, np.inf], "overflows"),
        ([np.inf, np.nan], "overflows"),
        ([1e-4, -1e-4], "converges"),
    ],
)
def test_the_word_for_what_happened(errors, fate, no_excuses):
    column = np.array(errors, float)[:, None]
    assert Descent(column, np.ones_like(column)).fates == [fate]


def test_overflow_is_data(no_excuses):
    found = descend(1.5, s=1.0, T=5, steps=100, seeds=20)
    assert "overflows" in found.fates
    assert np.isnan(found.errors[-1]).any()
