"""The readout, its gradient, and the two losses behind it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planting import with_nan

from rnnlab import gradcheck, losses
from rnnlab.readout import Params, init, readout, readout_grad


@given(st.lists(st.integers(1, 4), min_size=1, max_size=2), st.integers(1, 5), st.integers(1, 5), st.integers(0, 999))
def test_every_gradient_matches_its_numerical_twin(rows, h, o, seed):
    rng = np.random.default_rng(seed)
    params = Params(rng.standard_normal((h, o)), rng.standard_normal((1, o)))
    H, target = rng.standard_normal((*rows, h)), rng.standard_normal((*rows, o))

    def loss(params, H):
        return losses.squared_error(readout(params, H), target)[0]

    _, dO = losses.squared_error(readout(params, H), target)
    dparams, dH = readout_grad(params, H, dO)
    errors = gradcheck.check_gradients(lambda moved: loss(moved, H), params, dparams, method="complex")
    measured = gradcheck.numerical_gradient(lambda moved: loss(params, moved), H, method="complex")
    errors["H"] = gradcheck.relative_error(dH, measured)
    assert gradcheck.worst(errors) < 1e-10, errors


@pytest.mark.parametrize("path", [(0, "W_hy"), (0, "b_y"), (1,)])
def test_a_nan_in_a_gradient_is_seen(path, monkeypatch):
    monkeypatch.setitem(globals(), "readout_grad", with_nan(readout_grad, *path))
    with pytest.raises(AssertionError, match="nan"):
        test_every_gradient_matches_its_numerical_twin.hypothesis.inner_test([3], 2, 4, seed=0)


def test_it_is_the_essays_formula():
    params = Params(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.5, -0.5]]))
    np.testing.assert_array_equal(readout(params, [[1.0, 10.0]]), [[31.5, 41.5]])


def test_a_sequence_is_read_step_by_step(rng):
    params, H = init(4, 3, rng=rng), rng.standard_normal((5, 2, 4))
    np.testing.assert_allclose(readout(params, H), np.stack([readout(params, h) for h in H]), rtol=1e-12)


def test_init_has_the_promised_moments_and_nested_sizes():
    params = init(200, 100, rng=np.random.default_rng(0))
    assert 200 * params.W_hy.var() == pytest.approx(1, rel=0.03)
    assert not params.b_y.any()
    smaller = init(50, 7, rng=np.random.default_rng(0))
    np.testing.assert_allclose(smaller.W_hy, params.W_hy[:50, :7] * np.sqrt(200 / 50), rtol=1e-12)


def test_single_precision_stays_single_precision(rng):
    params = Params(*(W.astype(np.float32) for W in init(4, 3, rng=rng)))
    H = rng.standard_normal((5, 2, 4)).astype(np.float32)
    O = readout(params, H)
    dparams, dH = readout_grad(params, H, O)
    assert {array.dtype for array in (O, *dparams, dH)} == {np.dtype(np.float32)}


def test_overflow_is_data(no_excuses):
    params, H = Params(np.full((2, 2), 1e200), np.zeros((1, 2))), np.full((1, 2), 1e200)
    assert np.isinf(readout(params, H)).all()
    _, dH = readout_grad(params, H, H)
    assert np.isinf(dH).all()


def test_a_weight_that_is_no_matrix_is_told_its_shape():
    params = Params(np.ones(3), np.ones((1, 2)))
    with pytest.raises(ValueError, match=r"^W_hy must have shape \(h, o\); got \(3,\)$"):
        readout(params, np.ones((2, 3)))
