"""What a learner's function returned, as arrays of numbers, once it is known to have the right form."""

import copy
import inspect
from collections.abc import Iterator

import numpy as np

from rnnlab.checks.kit.attempt import attempt, described, large, nothing, short, sizes
from rnnlab.checks.kit.same import same
from rnnlab.trees import leaves

HUGE = 1_000_000  # of numbers in an array; no answer has as many, and what is larger is not computed with
NUMPY = {module: {name: value for name, value in vars(module).items() if callable(value)} for module in (np, np.linalg)}
COLLECT = "Collect what it gives in a list, with `append` where `yield` stands, or write np.array(list(…)) around it."
IN_PLACE = (
    "the numbers are {state} the function changed its argument {name} in place. Whoever called it still needs the old {name}: "
    "make a new array instead, without +=, *=, out= or an assignment to {name}[…]."
)
LIST_IN_PLACE = " The list counts too: to put another array into it, begin with list({name})."
RESTART = "Restart the kernel (menu Kernel) and run the cells again, without what changed numpy or the checks."


class Answer(Exception):
    """A verdict found on the way: (reason, words), and what more there is to say."""

    def __init__(self, reason, words, more=(), table=None):
        super().__init__(reason, words)
        self.more, self.table = more, table


def numbers(exercise, function, case):
    """The learner's numbers for one case, as a list of arrays of floats, once they are known to have the right form."""
    _refuse_another_numpy()
    given = copy.deepcopy(case)
    result, error = attempt(function, *given.values())
    _refuse_another_numpy()
    if error is not None:
        raise Answer("error", described(error, function, case)) from error
    if result is None or result is ...:
        raise Answer(*nothing(function))
    like = exercise.answer(*copy.deepcopy(case).values())
    arrays, _ = attempt(_arrays, result, like)  # fails for rows of different lengths, or for a learner's own class
    if arrays is None:
        told, _ = attempt(lambda: _later(result) or _ragged(result, like) or _another_number(result, like))
        raise Answer("wrong type", f"{told or f'it returned {short(result)}.'} The function should return {exercise.returns}.")
    if any(array.size > HUGE for array in arrays):
        raise other_shape(exercise, arrays, leaves(like), case)
    arrays = [array.astype(complex if array.dtype.kind == "c" else float) for array in arrays]  # whole numbers may wrap
    if not all(np.isfinite(array).all() for array in arrays):
        raise Answer("not a number", f"there is a NaN or an infinity in the result, for {sizes(case)}.")
    _refuse_changes(exercise, arrays, case, given)
    return arrays


def _refuse_another_numpy():
    """A learner's `np.sum = 3` reaches all of this process, and the reference would not be right any more."""
    for module, own in NUMPY.items():
        here = vars(module)
        if changed := [f"{module.__name__}.{name}" for name, value in own.items() if here.get(name) is not value]:
            raise Answer("another numpy", f"{changed[0]} is no longer numpy's own: it was assigned to. {RESTART}")


def _arrays(result, like):
    """The numbers of `result` as a list of arrays, if it is built like the right answer `like`; otherwise None."""
    if large(result):
        return None
    if not isinstance(like, tuple | list):
        array = np.asarray(plain(result))
        array = array.astype(float) if array.dtype.kind == "O" else array  # of fractions, decimals or whole numbers
        return [array] if array.dtype.kind in "biufc" else None
    if len(result) != len(like):
        return None
    parts = [_arrays(part, right) for part, right in zip(list(result), like, strict=True)]
    return None if None in parts else [array for part in parts for array in part]


def plain(result):
    """Without the tensors' memory of how they were computed: PyTorch makes no array of one that has it."""
    if isinstance(result, list | tuple):
        return [plain(part) for part in result]
    return result.detach() if hasattr(result, "detach") else result


def _later(result):
    """What to say of a result that is yet to be computed; None of any other."""
    if inspect.iscoroutine(result):
        result.close()  # or Python would warn that nobody waited for it
    if inspect.iscoroutine(result) or inspect.isasyncgen(result):
        return "the function begins with `async def`, so a call of it computes nothing yet. Write `def` alone."
    if isinstance(result, Iterator):
        return f"the function returned a {type(result).__name__}, which computes nothing before somebody asks. {COLLECT}"
    return next(filter(None, map(_later, result)), None) if isinstance(result, tuple | list) else None


def _ragged(result, like):
    """What to say of a list whose parts are of several shapes where one array is wanted; None of any other result."""
    shapes = [np.shape(part) for part in result] if isinstance(result, list | tuple) and isinstance(like, np.ndarray) else []
    if len(set(shapes)) > 1:
        other = next(shape for shape in shapes if shape != shapes[0])
        return f"the parts of the list make no array: the first has the shape {shapes[0]}, and another one {other}."


def _another_number(result, like):
    """What to say of more or fewer results than are wanted; None of as many, or of one."""
    if isinstance(result, list | tuple) and isinstance(like, tuple) and len(result) != len(like):
        return f"{len(like)} results are wanted, and {len(result)} came."


def other_shape(exercise, answer, right, case):
    """What to say of the first array of another shape; None where there is none."""
    if shapes := two_shapes(exercise, [answer], [right]):
        return Answer("wrong shape", f"{shapes}, for {sizes(case)}. The function should return {exercise.returns}.")


def two_shapes(exercise, answers, wanted):
    """The two shapes, of the first array that has another than the right one, in words; None where there is none."""
    for name, array, right in named(exercise, answers, wanted):
        if array.shape != right.shape:
            return f"{name}: " * bool(exercise.results) + f"shape {right.shape} was wanted and {array.shape} came"


def _refuse_changes(exercise, arrays, case, given):
    for name, value in case.items():
        if not _unchanged(value, given[name]):
            right = any(same(arrays, results_of(program.answer, case)) for program in exercise.programs)
            words = IN_PLACE + LIST_IN_PLACE * isinstance(value, list)
            raise Answer("in place", words.format(state="right, but" if right else "wrong, and", name=name))


def _unchanged(before, after):
    """False too if there are more or fewer, or if something is among them that is no number."""
    return attempt(lambda: all(np.array_equal(a, b) for a, b in zip(leaves(before), leaves(after), strict=True)))[0]


def named(exercise, answers, wanted):
    """(name, the learner's array, the right one) of every result of every case."""
    for pair in zip(answers, wanted, strict=True):
        for place, (array, right) in enumerate(zip(*pair, strict=True)):
            yield named_place(exercise, place), array, right


def named_place(exercise, place):
    """What a result is called; the last name is that of all that follow."""
    return exercise.results[min(place, len(exercise.results) - 1)] if exercise.results else "the result"


def gives(function, cases, answers):
    """Whether `function` has these answers on every case."""
    return all(same(answer, results_of(function, case)) for answer, case in zip(answers, cases, strict=True))


def results_of(function, case):
    return leaves(function(*copy.deepcopy(case).values()))
