"""Mistakes as learners write them, in a plain loop over time: each is named."""

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
