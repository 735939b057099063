"""What every public function says about bad input: which argument, what came, what was wanted.

A wrong kind of thing (a string for a number) is a TypeError; the right kind with a wrong shape, size or value is a
ValueError. Each function returns the value in the form the caller computes with.
"""

import math
import numbers

import numpy as np

ODD = np.ma.MaskedArray, np.matrix  # arrays that compute otherwise than numpy's own
LARGEST = 2**30  # bytes of one array: what would take more is refused before it is begun


def array(name, value, shape=None, *, finite=False, complex=False):
    """`value` as it is computed with: an array of float32 or float64, of the wanted `shape`; of any shape when that is None.

    Whole numbers and lists become float64, so that nothing wraps. Half and extended precision are refused, and so are complex
    numbers, but for complex128 where `complex` lets it in: the complex step of `rnnlab.gradcheck` needs that.

    `shape` has one entry an axis: an int where the size is known, a letter where any size of at least 1 will do. A leading
    `...` stands for one or more axes of rows, such as (n,) or (T, n).
    """
    result = plain(name, value)
    if result.dtype.kind in "iu":
        result = result.astype(float)
    if result.dtype.char not in ("fdD" if complex else "fd"):
        raise TypeError(f"{name} must hold real numbers in single or double precision; got {result.dtype}")
    check_shape(name, result, shape)
    if finite and not _all_finite(result):
        bad = int(np.size(result) - np.isfinite(result).sum())
        raise ValueError(f"{name} must hold finite numbers; got {bad} NaN or infinite of {result.size}")
    return result if result.dtype.isnative else result.astype(result.dtype.newbyteorder("="))


def indices(name, value, size=None, shape=None):
    """`value` as an array of whole numbers that something is looked up with: from 0 to `size` - 1, or from 0 on."""
    result = plain(name, value)
    check_shape(name, result, shape)
    wanted = f"{name} must hold whole numbers {_interval(0, None if size is None else size - 1)}"
    if result.dtype.kind not in "iu":
        raise TypeError(f"{wanted}; got {result.dtype}")
    if result.size and (result.min() < 0 or result.max() > (np.iinfo(np.intp).max if size is None else size - 1)):
        raise ValueError(f"{wanted}; got {result.min()} to {result.max()}")
    return result.astype(np.intp, copy=False)


def plain(name, value):
    """`value` as numpy reads it, once it is known to be an array of numbers, of any kind."""
    try:
        result = np.asarray(value)
    except ValueError:
        raise TypeError(f"{name} must be an array of numbers; got rows of different lengths") from None
    if result.dtype.kind not in "iufc" or isinstance(value, ODD):
        raise TypeError(f"{name} must be an array of numbers; got {_kind(value, result)}")
    return result


def check_shape(name, value, shape):
    """Nothing, once `value` is known to have a shape as `array` describes it."""
    if shape is not None and value.shape != shape and not _fits(value.shape, shape):
        raise ValueError(f"{name} must have shape {_words(shape)}; got {_words(value.shape)}")


def fits(sizes, nbytes):
    """Nothing, once what is made of these sizes, {"h": 16}, and takes so many bytes is known to fit into memory."""
    if nbytes > LARGEST:
        name = max(sizes, key=sizes.get)
        raise ValueError(f"{name} must be a size whose arrays take at most {LARGEST >> 30} GB; got {sizes[name]}")


def whole(name, value, low=1, high=None):
    """`value` as an int from `low` to `high` (no upper end when `high` is None)."""
    wanted = f"{name} must be a whole number {_interval(low, high)}".rstrip()
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{wanted}; got {value!r}")
    if value < low or (high is not None and value > high):
        raise ValueError(f"{wanted}; got {value}")
    return int(value)


def real(name, value, low=-math.inf, high=math.inf):
    """`value` as a finite float from `low` to `high`."""
    wanted = f"{name} must be a finite number {_interval(low, high)}".rstrip()
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{wanted}; got {value!r}")
    if not _finite(value) or not low <= value <= high:
        raise ValueError(f"{wanted}; got {value}")
    return float(value)


def choice(name, value, options):
    """`value`, which must be one of `options`."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be one of {', '.join(options)}; got {value!r}")
    if value not in options:
        raise ValueError(f"{name} must be one of {', '.join(options)}; got {value!r}")
    return value


def generator(name, value):
    """`value`, which must be a numpy random Generator."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(f"{name} must be a numpy random Generator, such as numpy.random.default_rng(0); got {value!r}")
    return value


def function(name, value):
    """`value`, which must be a function."""
    if not callable(value):
        raise TypeError(f"{name} must be a function; got {value!r}")
    return value


def instance(kind, value, name):
    """`value`, which must be a NamedTuple of the class `kind`; what is in it is for the caller to check."""
    if not isinstance(value, kind):
        fields = ", ".join(kind._fields)
        raise TypeError(f"{name} must be {kind.__module__}.{kind.__name__}({fields}); got {type(value).__name__}")
    return value


def params(kind, value, name="params"):
    """`value`, which must be a NamedTuple of the class `kind`, with arrays where it says so; their shapes are the caller's."""
    instance(kind, value, name)
    for field, part in zip(kind._fields, value, strict=True):
        if kind.__annotations__[field] is np.ndarray and not isinstance(part, np.ndarray):
            raise TypeError(f"{field} must be an array; got {type(part).__name__}")
    return value


def _all_finite(result):
    """Whether all numbers are finite. The sum of their squares says so in half the time, unless it overflows."""
    return math.isfinite(abs(np.vdot(result, result))) or bool(np.isfinite(result).all())


def _fits(shape, wanted):
    if wanted and wanted[0] is ...:
        wanted = ("rows",) * (len(shape) - len(wanted) + 1) + wanted[1:]
        if wanted[0] != "rows":
            return False
    return len(shape) == len(wanted) and all(
        size >= 1 if isinstance(want, str) else size == want for size, want in zip(shape, wanted, strict=True)
    )


def _finite(number):
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number of more digits than a float can hold
        return False


def _words(shape):
    axes = ", ".join("..." if size is ... else str(size) for size in shape)
    return f"({axes},)" if len(shape) == 1 else f"({axes})"


def _interval(low, high):
    if high is None or high == math.inf:
        return "" if low == -math.inf else f"of at least {low}"
    return f"of at most {high}" if low == -math.inf else f"from {low} to {high}"


def _kind(value, result):
    if isinstance(value, str):
        return f"the text {value!r}"
    return f"{type(value).__name__} of {result.dtype}"
