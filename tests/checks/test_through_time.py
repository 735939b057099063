"""Mistakes as learners write them, in a plain loop over time, and in two, the inner one within a window: each is named."""

import numpy as np
import pytest

from rnnlab import checks


def through_time(H, Z, W_hh, dH, *, last=0, state=0, back="dz.T", leave=False):
    """Exercise 1 of chapter 05 as a loop, with the mistakes that a loop invites."""
    dW, arriving = np.zeros_like(W_hh), 0
    for t in range(len(Z) - 1, last - 1, -1):
        dh = dH[t] + arriving
        dz = dh * (Z[t] > 0)
        dW = dW + H[t + state].T @ dz
        arriving = (dz if "dz" in back else dh) @ (W_hh.T if ".T" in back else W_hh)
        if leave:
            return dW
    return dW


@pytest.mark.parametrize(
    ("mistake", "reason"),
    [
        ({}, "right"),
        ({"last": 1}, "the first step left out"),
        ({"state": -1}, "h_{t-2} where h_{t-1} belongs"),
        ({"state": 1}, "h_t where h_{t-1} belongs"),
        ({"leave": True}, "returned inside the loop"),
        ({"back": "dh.T"}, "passed on without the mask"),
        ({"back": "dh"}, "passed on without mask and transpose"),
    ],
)
def test_the_sum_over_time(mistake, reason):
    if mistake.get("state") == 1:  # at the last step there is one state more
        assert checks.check_bptt_W_hh(lambda H, *case: through_time(np.roll(H, -1, axis=0), *case)).reason == reason
    else:
        assert checks.check_bptt_W_hh(lambda *case: through_time(*case, **mistake)).reason == reason


def windowed(H, Z, W_hh, dH, window, *, stop=-1, wraps=False, own=False, back="dz.T", leave=False, backwards=False):
    """Exercise 2 of chapter 05."""
    dW = np.zeros_like(W_hh)
    for t in reversed(range(len(Z))) if backwards else range(len(Z)):
        dh = dH[t]
        for s in range(t, t - window if wraps else max(t - window, stop), -1):
            dz = dh * (Z[s] > 0)
            dW += H[t if own else s].T @ dz
            dh = (dz if "dz" in back else dh) @ (W_hh.T if ".T" in back else W_hh)
        if leave:
            return dW
    return dW


@pytest.mark.parametrize(
    ("mistake", "reason"),
    [
        ({}, "right"),
        ({"stop": 0}, "the first step left out"),
        ({"wraps": True}, "the index wraps"),
        ({"own": True}, "the state of the loss's step throughout"),
        ({"back": "dh.T"}, "passed on without the mask"),
        ({"back": "dh"}, "passed on without mask and transpose"),
        ({"leave": True}, "the first loss only"),
        ({"leave": True, "backwards": True}, "the last loss only"),
    ],
)
def test_with_a_window(mistake, reason):
    assert checks.check_truncated_bptt(lambda *case: windowed(*case, **mistake)).reason == reason


@pytest.mark.parametrize("check", [checks.check_truncated_bptt, checks.check_bptt_W_hh])
def test_a_first_state_of_zeros_is_not_called_a_wrong_range(check):
    verdict = check(lambda H, *case: check.answer(np.concatenate([0 * H[:1], H[1:]]), *case))
    assert verdict.reason == "the first step left out"
    assert "or H[0] was set to 0" in verdict.words
