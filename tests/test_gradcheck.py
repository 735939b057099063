"""The checker of gradients is checked: against gradients known by hand, and against wrong ones."""

from typing import NamedTuple

import numpy as np
import pytest
from support.strategies import network

from rnnlab import gradcheck, readout
from rnnlab.cells import lstm, rnn
from rnnlab.gradcheck import check_gradients, numerical_gradient, relative_error, worst

METHODS = pytest.mark.parametrize(("method", "digits"), [("central", 1e-8), ("complex", 1e-14)])


class Pair(NamedTuple):
    a: np.ndarray
    b: np.ndarray


PAIR = Pair(np.array([[1.0, 2.0]]), np.array([3.0]))


def cubes(pair):
    return (pair.a**3).sum() * pair.b[0]


RIGHT = Pair(np.array([[9.0, 36.0]]), np.array([9.0]))


@METHODS
def test_a_gradient_known_by_hand(method, digits):
    x = np.array([[1.0, 2.0], [3.0, -4.0]])
    np.testing.assert_allclose(numerical_gradient(lambda x: (x**3).sum(), x, method=method), 3 * x**2, rtol=digits)
    np.testing.assert_array_equal(x, [[1, 2], [3, -4]])


@METHODS
def test_right_gradients_pass_by_name(method, digits):
    errors = check_gradients(cubes, PAIR, RIGHT, method=method)
    assert set(errors) == {"a", "b"}
    assert worst(errors) < digits


@METHODS
def test_a_wrong_gradient_is_named_and_measured(method, digits):
    errors = check_gradients(cubes, PAIR, RIGHT._replace(a=np.array([[9.0, 18.0]])), method=method)
    assert errors["a"] == pytest.approx(0.5, rel=1e-6)
    assert errors["b"] < digits


def test_a_loss_that_fails_leaves_nothing_moved():
    x = np.zeros(2)
    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda x: 1 // 0, x)
    assert not x.any()


def test_a_loss_that_was_not_reduced_is_refused():
    with pytest.raises(ValueError, match=r"loss must return one number; got an array of shape \(2,\)"):
        numerical_gradient(lambda x: x**2, np.ones(2))


def test_epsilon_can_be_chosen():
    """The error of a central difference falls with ε², until rounding takes over."""
    coarse, fine = (numerical_gradient(np.exp, np.array(0.0), epsilon=epsilon) for epsilon in (1e-1, 1e-2))
    assert coarse - 1 == pytest.approx(1e-2 / 6, rel=0.01)
    assert fine - 1 == pytest.approx(1e-4 / 6, rel=0.01)


def test_whole_numbers_are_moved_as_floats():
    np.testing.assert_allclose(numerical_gradient(lambda x: (x**2).sum(), np.array([1, 2])), [2, 4], rtol=1e-8)


@pytest.mark.parametrize(
    ("gradient", "reference", "error"),
    [
        ([0.0, 0.0], [0.0, 0.0], 0),
        ([1.0, 2.0], [1.0, 2.0], 0),
        ([0.0, 3.0], [0.0, 4.0], 0.25),
        ([1e-300, 0.0], [2e-300, 0.0], 0.5),
        ([0.0], [1.0], 1),
        ([1.0], [-1.0], 2),
        ([np.nan], [1.0], np.nan),
        ([1.0], [np.nan], np.nan),
        ([np.nan], [0.0], np.nan),
        ([0.0], [np.nan], np.nan),
        ([np.inf], [np.inf], np.nan),
        ([1.0], [np.inf], np.nan),
    ],
)
def test_relative_error(gradient, reference, error, no_excuses):
    np.testing.assert_equal(relative_error(np.array(gradient), np.array(reference)), error)


@pytest.mark.parametrize(
    ("errors", "largest"),
    [
        ({"a": 1e-9, "b": 1e-3, "c": 0.0}, 1e-3),
        ({"a": np.nan, "b": 1e-3}, np.nan),
        ({"a": 1e-3, "b": np.nan}, np.nan),
        ({"a": 1e-3, "b": np.nan, "c": np.inf}, np.nan),
        ({"a": np.inf}, np.inf),
    ],
)
def test_the_worst_error_keeps_a_nan_wherever_it_stands(errors, largest):
    np.testing.assert_equal(worst(errors), largest)


def test_no_error_is_not_a_small_one():
    with pytest.raises(ValueError, match=r"^errors must hold the error of at least one gradient; got none$"):
        worst({})


@pytest.mark.parametrize(
    ("cell", "options", "places"), [(rnn, {"activation": "linear"}, {"X", "H"}), (lstm, {}, {"X", "H", "C"})]
)
def test_a_cell_is_checked_in_every_place(cell, options, places, rng):
    net = network(T=2, n=1, d=2, h=3, cell=cell)
    errors = gradcheck.check_cell(cell, *net, rng=rng, **options)
    assert set(errors) == {*net.params._fields, *places}
    assert worst(errors) < 1e-10, errors


def test_what_a_cell_cannot_be_checked_with_is_named(rng):
    net = network(T=2, n=1, d=2, h=3)
    for call, words in [
        (
            lambda: gradcheck.check_cell([rnn], [net.params], net.X, [net.state], rng=rng),
            "cell must be one module .* list of 1",
        ),
        (
            lambda: gradcheck.check_cell(rnn, net.params, net.X, None, rng=rng),
            "state must be an array of numbers; got NoneType",
        ),
        (
            lambda: gradcheck.check_cell(rnn, net.params, np.zeros((2, 1), int), net.state, rng=rng),
            r"X must have shape \(T, n, d\); got \(2, 1\)",
        ),
    ]:
        with pytest.raises((TypeError, ValueError), match=f"^{words}"):
            call()


def test_an_infinite_loss_is_no_warning():
    values = readout.Params(np.full((1, 1), np.inf), np.ones((1, 1)))
    errors = check_gradients(lambda values: (values.W_hy**2).sum() * values.b_y.sum(), values, values)
    assert np.isnan(worst(errors))


def test_the_least_of_the_whole_numbers_does_not_wrap():
    assert relative_error(np.full(3, -128, np.int8), np.zeros(3)) == 1


def test_what_is_no_gradient_of_the_values_is_named_by_its_type():
    class Point(NamedTuple):
        x: np.ndarray

    with pytest.raises(TypeError, match=r"^values must be a NamedTuple of arrays; got dict$"):
        gradcheck.check_gradients(lambda values: 0.0, {}, {})
    with pytest.raises(TypeError, match=r"^grads must be Point, like values; got tuple$"):
        gradcheck.check_gradients(lambda values: 0.0, Point(np.ones(2)), (np.ones(2),))
