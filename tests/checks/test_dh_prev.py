"""Mistakes in one step back as learners write them: each is named."""

from rnnlab import checks


def test_a_mask_that_is_open_at_0_is_told_from_the_right_one():
    assert checks.check_dh_prev(lambda dh, z, W: (dh * (z >= 0)) @ W.T).reason == "mask open at 0"


def test_the_mask_and_the_transpose_can_both_be_missing():
    assert checks.check_dh_prev(lambda dh, z, W: dh @ W).reason == "mask and transpose missing"
