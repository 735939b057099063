"""The exercises of chapter 08: both conventions of the GRU are right, and the words say which one came."""

import numpy as np
import pytest

from rnnlab import checks
from rnnlab.cells import lstm
from rnnlab.cells.activations import sigmoid


def gru(recalled):
    def gru_step(x, h, p):
        r = sigmoid(x @ p.W_xr + h @ p.W_hr + p.b_r)
        z = sigmoid(x @ p.W_xz + h @ p.W_hz + p.b_z)
        return z * h + (1 - z) * np.tanh(x @ p.W_xh + recalled(r, h, p.W_hh) + p.b_h)

    return gru_step


BEFORE, AFTER = gru(lambda r, h, W: (r * h) @ W), gru(lambda r, h, W: r * (h @ W))


@pytest.mark.parametrize(("function", "words"), [(BEFORE, "before the product"), (AFTER, "after the product")])
def test_the_check_says_which_convention_was_written(function, words):
    verdict = checks.check_gru_step(function, strict=True)
    assert verdict.reason == "right"
    assert words in verdict.words.split(". ")[1]


def test_the_other_convention_for_z_is_named_as_one():
    verdict = checks.check_gru_step(lambda x, h, p: AFTER(x, h, p._replace(W_xz=-p.W_xz, W_hz=-p.W_hz, b_z=-p.b_z)))
    assert verdict.reason == "z and 1 − z change places"
    assert "the other common convention" in verdict.words
    assert "after the product" in verdict.words


def test_a_right_step_that_changes_the_state_in_place_is_told_so():
    def in_place(x, h, p):
        new = BEFORE(x, h, p)
        h *= 0
        return new

    verdict = checks.check_gru_step(in_place)
    assert verdict.reason == "in place"
    assert "its argument h" in verdict.words


def test_many_arrays_are_not_all_named():
    verdict = checks.check_lstm_step(lambda x, h, c, p: 1 / 0)
    assert "p (3, 4), (4, 4), (1, 4), …" in verdict.words


def test_an_lstm_state_as_a_list_is_as_good():
    assert checks.check_lstm_step(lambda *case: list(checks.check_lstm_step.reference(*case)))


def test_the_road_is_that_of_the_package():
    """`step_grad` of a whole cell, with nothing but the road: the weights are zero."""
    rng = np.random.default_rng(0)
    params = lstm.Params(*(np.zeros_like(W) for W in lstm.init(2, 3, rng=rng)))._replace(b_f=rng.standard_normal((1, 3)))
    state = lstm.State(*rng.standard_normal((2, 4, 3)))
    _, cache = lstm.step(params, rng.standard_normal((4, 2)), state)
    dh, dc = rng.standard_normal((2, 4, 3))
    _, _, sent = lstm.step_grad(params, cache, lstm.State(dh, dc))
    _, ours = checks.check_dc_path.reference(dh, dc, cache.f, cache.o, cache.c_prev, cache.c)
    np.testing.assert_allclose(ours, sent.c)
