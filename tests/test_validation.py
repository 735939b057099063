"""What is said about bad input, word by word, and what is let through."""

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


@pytest.mark.parametrize("dtype", [int, np.float32, float, complex])
def test_arrays_come_back_as_they_are(dtype):
    x = np.ones((2, 3), dtype)
    assert validation.array("x", x, ("n", 3), finite=True) is x


def test_numbers_come_back_as_plain_ones():
    for value in (np.int64(3), np.uint8(3)):
        assert type(validation.whole("h", value)) is int
    for value in (1, np.float32(1), np.int8(1), Fraction(1)):
        assert type(validation.real("g", value)) is float


def test_a_number_too_large_for_a_float_is_not_finite():
    with pytest.raises(ValueError, match="g must be a finite number; got 1000"):
        validation.real("g", 10**400)
