"""Numbers of every kind through every public numeric function: right to the precision that came in, or refused by name.

The functions and their good arguments are those of `test_bad_input`. Arrays of floats are drawn anew for each seed.
"""

import re
import warnings

import numpy as np
import pytest
from test_bad_input import TABLE

from rnnlab import gradcheck, training
from rnnlab.language import analogies, embeddings, projections

SEEDS = 20
WORKS = {
    "single precision": lambda A: A.astype(np.float32) if A.dtype.kind == "f" else A,
    "big-endian": lambda A: A.astype(A.dtype.newbyteorder(">")),
    "Fortran order": np.asfortranarray,
    "read-only": lambda A: np.broadcast_to(A, A.shape),
    "list": np.ndarray.tolist,
    "whole numbers": lambda A: A.astype(int),
    "small whole numbers": lambda A: A.astype(np.int8),
}
REFUSED = {
    "complex": lambda A: A + 0j,
    "half precision": lambda A: A.astype(np.float16),
    "objects": lambda A: A.astype(object),
    "masked": np.ma.masked_array,
    "matrix": lambda A: np.atleast_2d(A.reshape(len(A), -1)).view(np.matrix) if A.ndim else A.reshape(1, 1).view(np.matrix),
    "truths": lambda A: A > 0,
}
# Where two are equally near, or spread equally far, rounding says which comes first.
TURN_BY_ROUNDING = {embeddings.factor, projections.followed, analogies.accuracy}
COMPLEX_STEP = {"step", "unroll", "readout", "squared_error", "cross_entropy", "log10_norm", "forward", "attempt"}
COMPLEX_STEP |= {"loop", "tree", "gradient", "attend"}  # of `rnnlab.scan`, and attention


def is_array(value):
    return isinstance(value, np.ndarray) and value.dtype.kind in "fiu" and value.size > 0


def holds_arrays(value):
    """Whether a value is a tree with arrays in it."""
    if isinstance(value, dict):
        return any(map(is_array, value.values()))
    return is_array(value) or (isinstance(value, tuple | list) and any(map(holds_arrays, value)))


def mapped(change, value):
    """A tree with each of its arrays changed."""
    if is_array(value):
        return change(value)
    if isinstance(value, dict):
        return {name: mapped(change, part) for name, part in value.items()}
    if not holds_arrays(value):
        return value
    parts = [mapped(change, part) for part in value]
    return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)


def in_one_row(value):
    """All numbers of a result; a list of arrays has the same as an array."""
    return np.concatenate([np.zeros(0), *numbers(value)])


def numbers(value):
    """The numbers of each array in a result; complex ones by size, since eigenvalues come in any order."""
    if isinstance(value, np.ndarray | float | int | np.number):
        row = np.ravel(np.asarray(value))
        return [np.sort(np.abs(row))] if row.dtype.kind == "c" else [row] if row.dtype.kind in "biuf" else []
    if isinstance(value, dict):
        value = tuple(value.values())
    return [row for part in value for row in numbers(part)] if isinstance(value, tuple | list) else []


ROWS = [
    pytest.param(
        function, {key: argument.good for key, argument in arguments.items()}, name, id=f"{function.__qualname__}-{name}"
    )
    for function, arguments in TABLE
    for name, argument in arguments.items()
    if holds_arrays(argument.good) and function is not training.cells  # which looks at types alone
]


def called(function, arguments):
    rng = {name: np.random.default_rng(0) for name, value in arguments.items() if isinstance(value, np.random.Generator)}
    return function(**arguments | rng)


def outcome(function, arguments):
    """The numbers that come out, or the error's message."""
    try:
        return in_one_row(called(function, arguments))
    except (TypeError, ValueError) as error:
        return str(error)


def drawn(seed, value):
    """The same tree with other numbers: small whole ones, as floats, that every kind can hold; indices stay."""
    rng = np.random.default_rng(seed)
    return mapped(lambda A: rng.integers(1, 4, A.shape).astype(float) if A.dtype.kind == "f" else A, value)


@pytest.mark.parametrize(("function", "arguments", "name"), ROWS)
def test_every_kind_is_right_or_refused(function, arguments, name):
    for seed in range(2 if function is gradcheck.check_cell else SEEDS):  # which takes long
        given = arguments | {name: drawn(seed, arguments[name])}
        try:
            expected = in_one_row(called(function, given))
        except ValueError:  # numbers that this function cannot have, such as values of a graph that do not fit together
            given = arguments
            expected = in_one_row(called(function, given))
        for kind, change in WORKS.items():
            if "whole" in kind and given is arguments:
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                found = outcome(function, given | {name: mapped(change, given[name])})
            if isinstance(found, str):
                assert kind == "list", found
                assert re.match(r"^\S.* must [^;]+; got .", found)
                continue
            single = kind == "single precision"
            size = np.abs(expected[np.isfinite(expected)]).max(initial=1.0)
            exact = (1e-3, 1e-5 * size) if single else (1e-12, 1e-13 * size)
            if function is gradcheck.check_cell:  # what it says is itself how far rounding leads
                exact = (1e-3, 1e-8)
            if not single or function not in TURN_BY_ROUNDING:
                np.testing.assert_allclose(found, expected, *exact, err_msg=kind)


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize(("function", "arguments", "name"), ROWS)
def test_other_kinds_are_refused(function, arguments, name, kind):
    if kind == "complex" and function.__name__ in COMPLEX_STEP:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises((TypeError, ValueError), match=r"^\S.* must [^;]+; got ."):
            called(function, arguments | {name: mapped(REFUSED[kind], arguments[name])})
