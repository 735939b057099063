"""The answers are right, and mistakes as learners write them, in loops of their own, are named."""

import numpy as np
import pytest

from rnnlab import checks, gradcheck
from rnnlab.cells.activations import sigmoid

combine, gradient = checks.check_combine.answer, checks.check_linear_recurrence_grad.answer


def run(a, b, h0):
    """All states of h_t = a_t * h_{t-1} + b_t, the first among them."""
    H = [h0]
    for factor, added in zip(a, b, strict=True):
        H.append(factor * H[-1] + added)
    return np.array(H)


def test_two_steps_in_one_lead_to_the_same_state():
    a, b = np.random.default_rng(0).standard_normal((2, 2, 3, 4))
    h = np.random.default_rng(1).standard_normal((3, 4))
    both = combine(a[0], b[0], a[1], b[1])
    np.testing.assert_allclose(both[0] * h + both[1], run(a, b, h)[-1])


def test_brackets_do_not_matter_and_the_order_does():
    first, second, third = np.random.default_rng(0).standard_normal((3, 2, 3, 4))
    np.testing.assert_allclose(combine(*combine(*first, *second), *third), combine(*first, *combine(*second, *third)))
    assert not np.allclose(combine(*first, *second), combine(*second, *first))


def test_the_gradient_is_that_of_numerical_differences():
    rng = np.random.default_rng(2)
    a, b, dH = rng.standard_normal((3, 5, 2, 3))
    given = {"a": a, "b": b, "h0": rng.standard_normal((2, 3))}

    found = gradient(a, run(**given), dH)
    for name, ours in zip(given, found, strict=True):
        theirs = gradcheck.numerical_gradient(lambda W, name=name: (run(**given | {name: W})[1:] * dH).sum(), given[name])
        assert gradcheck.relative_error(ours, theirs) < 1e-8


@pytest.mark.parametrize(
    ("mistake", "reason"),
    [
        (lambda a1, b1, a2, b2: (a1 * a2, a1 * b2 + b1), "steps in the other order"),
        (lambda a1, b1, a2, b2: combine(a2, b2, a1, b1), "steps in the other order"),
        (lambda a1, b1, a2, b2: (a1 * a2, b1 + b2), "what was added is not multiplied"),
        (lambda a1, b1, a2, b2: (a1 * a2, (b1 + b2) * a2), "a2 multiplies b2 too"),
        (lambda a1, b1, a2, b2: combine(a1, b1, a2, b2)[::-1], "order of results (return)"),
    ],
)
def test_two_steps_in_one(mistake, reason):
    assert checks.check_combine(mistake).reason == reason


def read_ahead(a, H, dH, *, later=1, state=0, first=True):
    """What arrives at each state, from that which arrives at the next; the factor is a[t + later]."""
    T, db = len(a), np.array(dH)
    for t in reversed(range(T - 1)):
        db[t] += a[t + later] * db[t + 1]
    return db * H[state : T + state], db, a[0] * db[0] if first else db[0]


@pytest.mark.parametrize(
    ("mistake", "reason"),
    [
        ({}, "right"),
        ({"later": 0}, "a_t where a_{t+1} belongs"),
        ({"later": 0, "first": False}, "a_t where a_{t+1} belongs, and none before h_0"),
        ({"state": 1}, "h_t where h_{t-1} belongs"),
        ({"first": False}, "the gradient of h_1"),
    ],
)
def test_the_way_back(mistake, reason):
    assert checks.check_linear_recurrence_grad(lambda *case: read_ahead(*case, **mistake)).reason == reason


def in_a_loop(a, H, dH, *, back="a", gather=True, backwards=True, own=False):
    da, db, dh = np.zeros_like(a), np.zeros_like(a), 0
    for t in list(range(len(a)))[:: -1 if backwards else 1]:
        dh = dh * gather + dH[t]
        da[t], db[t] = dh * H[t], dH[t] if own else dh
        dh = dh * a[t] if back else dh
    return da, db, dh


@pytest.mark.parametrize(
    ("mistake", "reason"),
    [
        ({}, "right"),
        ({"back": ""}, "a missing on the way back"),
        ({"gather": False}, "no dh from the next step"),
        ({"backwards": False}, "the loop runs forward"),
        ({"own": True}, "db is dH"),
    ],
)
def test_the_way_back_in_a_loop(mistake, reason):
    assert checks.check_linear_recurrence_grad(lambda *case: in_a_loop(*case, **mistake)).reason == reason


@pytest.mark.parametrize(
    ("mistake", "reason"),
    [
        (lambda z, g, h: h + z * (g - h), "right"),
        (lambda z, g, h: g + z * (h - g), "1 − z and z change places"),
        (lambda z, g, h: h + z * (np.tanh(g) - h), "tanh put in"),
        (lambda z, g, h: np.tanh(h + z * (g - h)), "activation at the end"),
        (lambda z, g, h: h + z * g, "old state kept whole"),
        (lambda z, g, h: (1 - z) * h + z * (g + h), "old state kept whole"),
    ],
)
def test_a_step_of_the_min_gru(mistake, reason):
    def min_gru_step(x, h, W_xz, b_z, W_xh, b_h):
        return mistake(sigmoid(x @ W_xz + b_z), x @ W_xh + b_h, h)

    assert checks.check_min_gru_step(min_gru_step).reason == reason


def test_a_gate_that_looks_at_the_old_state_is_named():
    def min_gru_step(x, h, W_xz, b_z, W_xh, b_h):
        return h + sigmoid(x @ W_xz + h + b_z) * (x @ W_xh + b_h - h)

    assert checks.check_min_gru_step(min_gru_step).reason == "gate looks at h"
