"""Mistakes in the gradients of one step as learners write them: each is named."""

import pytest

from rnnlab import checks


def test_a_mask_that_is_open_at_0_is_told_from_the_right_one():
    assert checks.check_dh_prev(lambda dh, z, W: (dh * (z >= 0)) @ W.T).reason == "mask open at 0"
    assert checks.check_grad_z(lambda dO, z, W: dO @ W.T * (z >= 0)).reason == "mask open at 0"


def test_the_mask_and_the_transpose_can_both_be_missing():
    assert checks.check_dh_prev(lambda dh, z, W: dh @ W).reason == "mask and transpose missing"

    def step_grad(x, h_prev, z, W_xh, W_hh, dh):
        dz = dh * (z > 0)
        return x.T @ dz, h_prev.T @ dz, dz.sum(axis=0, keepdims=True), dz @ W_xh.T, dh @ W_hh

    assert checks.check_step_grad(step_grad).reason == "mask and transpose missing in dh_prev"


def test_the_mean_in_the_step_at_once():
    def step_grad(x, h_prev, z, W_xh, W_hh, dh):
        dz, n = dh * (z > 0), len(x)
        return x.T @ dz / n, h_prev.T @ dz / n, dz.mean(axis=0, keepdims=True), dz @ W_xh.T, dz @ W_hh.T

    assert checks.check_step_grad(step_grad).reason == "mean, not sum"


@pytest.mark.parametrize("check", [checks.check_grad_b_y, checks.check_grad_b_h])
def test_one_row_in_the_place_of_all(check):
    assert check(lambda dz: dz[:1]).reason == "only the first example"
    assert check(lambda dz: dz[-1:]).reason == "only the last example"
