"""The activation functions and their slopes."""

import numpy as np
import pytest

from rnnlab.cells.activations import ACTIVATIONS, named
from rnnlab.gradcheck import numerical_gradient

Z = np.linspace(-4, 4, 40)  # 0 is not among them
FUNCTIONS = pytest.mark.parametrize("name", ACTIVATIONS)


@FUNCTIONS
def test_the_slope_is_the_derivative(name):
    function, slope, _ = ACTIVATIONS[name]
    measured = numerical_gradient(lambda z: function(z).sum(), Z, method="complex")
    np.testing.assert_allclose(slope(function(Z)), measured, rtol=1e-12, atol=1e-15)


@FUNCTIONS
def test_the_steepest_slope_is_reached_and_not_passed(name):
    function, slope, max_slope = ACTIVATIONS[name]
    fine = np.linspace(-4, 4, 10_001)
    assert slope(function(fine)).max() == pytest.approx(max_slope, abs=1e-12)


@FUNCTIONS
def test_out_receives_the_result(name):
    function = ACTIVATIONS[name].function
    out = np.empty_like(Z)
    assert function(Z, out=out) is out
    np.testing.assert_array_equal(out, function(Z))


@FUNCTIONS
def test_the_argument_is_left_alone(name):
    z = Z.copy()
    ACTIVATIONS[name].slope(ACTIVATIONS[name].function(z))
    np.testing.assert_array_equal(z, Z)


@FUNCTIONS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_that_comes_in_goes_out(name, dtype):
    function, slope, _ = ACTIVATIONS[name]
    h = function(Z.astype(dtype))
    assert h.dtype == slope(h).dtype == dtype


def test_values_at_the_ends(no_excuses):
    ends = np.array([-1e300, 0, 1e300])
    np.testing.assert_array_equal(ACTIVATIONS["sigmoid"].function(ends), [0, 0.5, 1])
    np.testing.assert_array_equal(ACTIVATIONS["tanh"].function(ends), [-1, 0, 1])
    np.testing.assert_array_equal(ACTIVATIONS["relu"].function(ends), [0, 0, 1e300])
    np.testing.assert_array_equal(ACTIVATIONS["linear"].function(ends), ends)


def test_sigmoid_is_the_textbook_formula():
    np.testing.assert_allclose(ACTIVATIONS["sigmoid"].function(Z), 1 / (1 + np.exp(-Z)), rtol=1e-14)


def test_relu_is_flat_at_its_kink():
    assert ACTIVATIONS["relu"].slope(np.array([0.0])) == 0


def test_a_name_gives_its_row_and_a_wrong_one_is_refused():
    assert named("tanh") is ACTIVATIONS["tanh"]
    with pytest.raises(ValueError, match="activation must be one of relu, tanh"):
        named("step")
    with pytest.raises(TypeError, match="activation must be one of relu, tanh"):
        named(None)
