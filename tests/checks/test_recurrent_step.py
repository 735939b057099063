"""What learners write for one step: right answers in several forms, and one over the old state."""

import numpy as np
import pytest

from rnnlab import checks


def step(x, h, W_xh, W_hh, b_h):
    return np.maximum(x @ W_xh + h @ W_hh + b_h, 0)


def with_a_mask(x, h, W_xh, W_hh, b_h):
    z = x @ W_xh + h @ W_hh + b_h
    return z * (z > 0)


def stacked(x, h, W_xh, W_hh, b_h):
    return np.maximum(np.hstack([x, h]) @ np.vstack([W_xh, W_hh]) + b_h, 0)


@pytest.mark.parametrize("answer", [step, with_a_mask, stacked])
def test_a_right_step_may_be_written_otherwise(answer):
    assert checks.check_recurrent_step(answer)


def test_a_step_that_writes_over_the_old_state_is_told_so():
    def over_the_old(x, h, W_xh, W_hh, b_h):
        h[:] = step(x, h, W_xh, W_hh, b_h)
        return h

    verdict = checks.check_recurrent_step(over_the_old)
    assert verdict.reason == "in place"
    assert "its argument h " in verdict.words
