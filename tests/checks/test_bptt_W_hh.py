"""Mistakes as learners write them, in plain loops: each is named, and what is right in another form passes."""

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


def clipped(grads, threshold, *, factor=lambda norm, threshold: threshold / norm, total=None):
    norm = total(grads) if total else np.sqrt(sum((g**2).sum() for g in grads))
    return [g * factor(norm, threshold) if norm > threshold else g for g in grads], norm


@pytest.mark.parametrize(
    ("mistake", "reason"),
    [
        ({}, "right"),
        ({"factor": lambda norm, threshold: norm / threshold}, "factor upside down"),
        ({"total": lambda grads: sum(np.linalg.norm(g) for g in grads)}, "sum of the norms"),
        ({"total": lambda grads: max(np.linalg.norm(g) for g in grads)}, "largest norm"),
    ],
)
def test_clipping(mistake, reason):
    assert checks.check_clip_by_global_norm(lambda *case: clipped(*case, **mistake)).reason == reason


def test_parentheses_missing_in_the_cosine():
    norm = np.linalg.norm
    assert checks.check_cosine(lambda u, v: u @ v / norm(u) * norm(v)).reason.startswith("parentheses missing")
    assert checks.check_cosine(lambda u, v: u @ v / norm(v) * norm(u)).reason.startswith("parentheses missing")


def ranked(E, a, b, c, *, instead, upwards):
    rows = E / np.linalg.norm(E, axis=1, keepdims=True)
    cosines = rows @ (rows[a] - rows[b] + rows[c])
    cosines[[a, b, c]] = instead
    return np.argsort(cosines)[::-1][:3] if upwards else np.argsort(-cosines)[:3]


@pytest.mark.parametrize("upwards", [True, False])
def test_a_cosine_of_0_does_not_keep_the_query_words_out(upwards):
    assert checks.check_analogy(lambda *case: ranked(*case, instead=-np.inf, upwards=upwards))
    assert checks.check_analogy(lambda *case: ranked(*case, instead=0, upwards=upwards)).reason.startswith("query words at 0")
