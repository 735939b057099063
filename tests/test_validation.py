"""What is said about bad input, word by word, and what is let through."""

import math
from fractions import Fraction

import numpy as np
import pytest

from rnnlab import validation
from rnnlab.cells import rnn


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: validation.array("X", np.ones((3, 4)), ("T", "n", 8)),
            ValueError,
            "X must have shape (T, n, 8); got (3, 4)",
        ),
        (lambda: validation.array("x", np.ones(3), (2,)), ValueError, "x must have shape (2,); got (3,)"),
        (lambda: validation.array("x", 1.0, ("n",)), ValueError, "x must have shape (n,); got ()"),
        (lambda: validation.array("H", np.ones(5), (..., 5)), ValueError, "H must have shape (..., 5); got (5,)"),
        (lambda: validation.array("x", "ab"), TypeError, "x must be an array of numbers; got the text 'ab'"),
        (
            lambda: validation.array("x", [[1], [2, 3]]),
            TypeError,
            "x must be an array of numbers; got rows of different lengths",
        ),
        (
            lambda: validation.array("x", np.array([True])),
            TypeError,
            "x must be an array of numbers; got ndarray of bool",
        ),
        (
            lambda: validation.array("W", [1.0, np.nan, np.inf], finite=True),
            ValueError,
            "W must hold finite numbers; got 2 NaN or infinite of 3",
        ),
        (lambda: validation.whole("h", 0), ValueError, "h must be a whole number of at least 1; got 0"),
        (lambda: validation.whole("h", "3"), TypeError, "h must be a whole number of at least 1; got '3'"),
        (lambda: validation.whole("h", True), TypeError, "h must be a whole number of at least 1; got True"),
        (lambda: validation.whole("h", 3.0), TypeError, "h must be a whole number of at least 1; got 3.0"),
        (lambda: validation.whole("k", 1.5, -math.inf), TypeError, "k must be a whole number; got 1.5"),
        (lambda: validation.whole("t", 9, 0, 5), ValueError, "t must be a whole number from 0 to 5; got 9"),
        (lambda: validation.real("g", np.nan), ValueError, "g must be a finite number; got nan"),
        (lambda: validation.real("g", -np.inf), ValueError, "g must be a finite number; got -inf"),
        (lambda: validation.real("g", -1, low=0), ValueError, "g must be a finite number of at least 0; got -1"),
        (lambda: validation.real("g", 2, high=1), ValueError, "g must be a finite number of at most 1; got 2"),
        (lambda: validation.real("g", 1j), TypeError, "g must be a finite number; got 1j"),
        (lambda: validation.choice("f", "x", {"a": 1, "b": 2}), ValueError, "f must be one of a, b; got 'x'"),
        (lambda: validation.choice("f", None, ["a", "b"]), TypeError, "f must be one of a, b; got None"),
        (
            lambda: validation.generator("rng", 0),
            TypeError,
            "rng must be a numpy random Generator, such as numpy.random.default_rng(0); got 0",
        ),
        (lambda: validation.function("loss", 3), TypeError, "loss must be a function; got 3"),
        (
            lambda: validation.params(rnn.Params, (1, 2, 3)),
            TypeError,
            "params must be rnnlab.cells.rnn.Params(W_xh, W_hh, b_h); got tuple",
        ),
    ],
)
def test_the_message(call, kind, message):
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("shape", "wanted", "fits"),
    [
        ((3, 4), ("n", 4), True),
        ((3, 4), ("n", 5), False),
        ((0, 4), ("n", 4), False),  # a letter stands for at least 1
        ((3, 4), (3,), False),
        ((), (), True),
        ((7,), (..., 7), False),  # there must be rows
        ((2, 7), (..., 7), True),
        ((5, 2, 7), (..., 7), True),
        ((5, 0, 7), (..., 7), False),
        ((0,), None, True),
    ],
)
def test_shapes(shape, wanted, fits):
    if fits:
        assert validation.array("x", np.ones(shape), wanted).shape == shape
    else:
        with pytest.raises(ValueError, match="x must have shape"):
            validation.array("x", np.ones(shape), wanted)


@pytest.mark.parametrize("dtype", [np.float32, float, complex])
def test_arrays_come_back_as_they_are(dtype):
    x = np.ones((2, 3), dtype)
    assert validation.array("x", x, ("n", 3), finite=True, complex=True) is x


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, ">i4", ">f4", ">f8", list])
def test_numbers_become_floats_of_this_machine(dtype):
    x = [[1, 2, 3]] if dtype is list else np.array([[1, 2, 3]], dtype)
    result = validation.array("x", x)
    assert (result == [[1, 2, 3]]).all()
    assert result.dtype.isnative
    assert result.dtype == (np.float32 if dtype == ">f4" else float)


@pytest.mark.parametrize("dtype", [np.float16, np.longdouble, np.complex64, complex])
def test_other_precisions_are_refused(dtype):
    with pytest.raises(TypeError, match=r"^x must hold real numbers in single or double precision; got \w+$"):
        validation.array("x", np.ones(2, dtype))


@pytest.mark.parametrize("value", [np.ma.ones(2), np.ones((1, 2)).view(np.matrix), np.array([1, None]), [10**400], ["a", 1.0]])
def test_what_is_no_plain_array_of_numbers_is_refused(value):
    for function in (validation.array, validation.indices):
        with pytest.raises(TypeError, match=r"^x must be an array of numbers; got ."):
            function("x", value)


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, ">i2", int])
def test_indices_cannot_wrap(dtype):
    found = validation.indices("x", np.array([0, 127], dtype), 128)
    assert found.dtype == np.intp
    assert (found * 1000 == [0, 127_000]).all()


@pytest.mark.parametrize(
    ("value", "size", "message"),
    [
        ([0, 3], 3, "x must hold whole numbers from 0 to 2; got 0 to 3"),
        ([-1, 1], None, "x must hold whole numbers of at least 0; got -1 to 1"),
        (np.array([2**63], np.uint64), None, f"x must hold whole numbers of at least 0; got {2**63} to {2**63}"),
        ([0.5], 3, "x must hold whole numbers from 0 to 2; got float64"),
        ([[0]], 3, "x must have shape (T,); got (1, 1)"),
    ],
)
def test_bad_indices(value, size, message):
    with pytest.raises((TypeError, ValueError)) as caught:
        validation.indices("x", value, size, ("T",))
    assert str(caught.value) == message


def test_a_size_that_does_not_fit_is_refused():
    validation.fits({"h": 11585}, 8 * 11585**2)
    with pytest.raises(ValueError, match=f"^h must be a size whose arrays take at most 1 GB; got {10**400}$"):
        validation.fits({"d": 3, "h": 10**400}, 8 * 10**800)


def test_numbers_come_back_as_plain_ones():
    for value in (np.int64(3), np.uint8(3)):
        assert type(validation.whole("h", value)) is int
    for value in (1, np.float32(1), np.int8(1), Fraction(1)):
        assert type(validation.real("g", value)) is float


def test_a_number_too_large_for_a_float_is_not_finite():
    with pytest.raises(ValueError, match="g must be a finite number; got 1000"):
        validation.real("g", 10**400)
