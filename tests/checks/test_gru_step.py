"""Both conventions of the GRU are right, and the words say which one came."""

import numpy as np
import pytest

from rnnlab import checks
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
