"""How a learner's function is checked: against the reference, and where it differs, against every mistake we know.

A mistake is a function too. If it gives the same numbers as the learner's on every case, that is what the learner did, and the
verdict says so.
"""

import copy
import traceback
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnnlab.checks.kit.verdict import ExerciseError, Verdict
from rnnlab.trees import leaves

CLOSE = 5e-6  # relative: room for an answer in float32, or for a small number that keeps a division from failing
ROUNDED = 1e-3  # relative: what differs by less was rounded
CHANGES = (
    "the same arguments gave other numbers at a second call. Compute with the arguments alone: with no random numbers of your "
    "own, and with nothing that an earlier call has left behind."
)


class Mistake(NamedTuple):
    """A usual mistake: its name, what to tell a learner who made it, and the function that makes it."""

    name: str
    hint: str
    function: Callable


class Convention(NamedTuple):
    """Another right answer, where books disagree: the words that tell a learner which one was written, and the function."""

    words: str
    function: Callable


class Exercise(NamedTuple):
    """What is asked for, and the check of it: call the exercise with the learner's function.

    A case is a dict of arguments by name. They are handed over in its order, so a learner may call them otherwise.
    """

    name: str
    asks: str  # what the function takes and returns, for the curious who print the check
    returns: str  # in words, for a learner who returns something else: "one array of the shape of dh"
    reference: Callable
    cases: tuple
    mistakes: tuple
    praise: str = "right, on all cases."
    conventions: tuple = ()  # of other right answers

    def __call__(self, function, *, strict=False):
        """The verdict on `function`, whatever that is. Nothing is raised, unless `strict`: ExerciseError for a wrong answer."""
        with np.errstate(all="ignore"):  # of the learner's numbers and of ours: a verdict is all that a check prints
            try:
                verdict = Verdict(self.name, "right", _try(self, function))
            except _Answer as answer:
                verdict = Verdict(self.name, *answer.args)
        if strict and not verdict.passed:
            raise ExerciseError(repr(verdict))
        return verdict

    def __repr__(self):
        return f"check of {self.asks}"


class _Answer(Exception):
    """A verdict found on the way: (reason, words)."""


def _try(exercise, function):
    """The words for a right answer; a wrong one raises."""
    if not callable(function):
        raise _Answer("not a function", f"give the check your function itself, by its name; it was given {_short(function)}.")
    answers = [_call(exercise, function, case) for case in exercise.cases]
    wanted = [_result(exercise.reference, case) for case in exercise.cases]
    if all(_same(answer, right) for answer, right in zip(answers, wanted, strict=True)):
        return exercise.praise
    for convention in exercise.conventions:
        if _gives(convention.function, exercise.cases, answers):
            return convention.words
    for mistake in exercise.mistakes:
        if _gives(mistake.function, exercise.cases, answers):
            raise _Answer(mistake.name, mistake.hint)
    if not all(
        _same(*pair) for pair in zip(answers, (_call(exercise, function, case) for case in exercise.cases), strict=True)
    ):
        raise _Answer("changes", CHANGES)
    for answer, right, case in zip(answers, wanted, exercise.cases, strict=True):
        _refuse_shapes(exercise, answer, right, case)
    raise _Answer("wrong numbers", _difference(exercise, answers, wanted))


def _call(exercise, function, case):
    """The learner's numbers for one case, as a list of arrays, once they are known to have the right form."""
    given = copy.deepcopy(case)
    try:
        result = function(*given.values())
    except (Exception, SystemExit) as error:
        raise _Answer("error", _describe(error, case)) from None
    if result is None or result is ...:
        raise _Answer("not answered", "not answered yet: the function returns nothing.")
    like = exercise.reference(*copy.deepcopy(case).values())
    try:
        arrays = _arrays(result, like)
    except Exception:  # rows of different lengths, or a class of the learner's own that is no array
        arrays = None
    if arrays is None:
        raise _Answer("wrong type", f"the function should return {exercise.returns}; it returned {_short(result)}.")
    if not all(np.isfinite(array).all() for array in arrays):
        raise _Answer("not a number", f"there is a NaN or an infinity in the result, for {_sizes(case)}.")
    _refuse_changes(case, given)
    return arrays


def _arrays(result, like):
    """The numbers of `result` as a list of arrays, if it is built like the right answer `like`; otherwise None."""
    if not isinstance(like, tuple | list):
        array = np.asarray(result)
        array = array.astype(int) if array.dtype == bool else array  # True and False are 1 and 0
        return [array] if array.dtype.kind in "iufc" else None
    if isinstance(result, np.ndarray) and result.ndim:
        result = list(result)  # several results in one array are as good as in a list
    if not isinstance(result, tuple | list) or len(result) != len(like):
        return None
    parts = [_arrays(part, right) for part, right in zip(result, like, strict=True)]
    return None if None in parts else [array for part in parts for array in part]


def _refuse_shapes(exercise, answer, right, case):
    for array, reference in zip(answer, right, strict=True):
        if array.shape != reference.shape:
            shapes = f"shape {reference.shape} was wanted and {array.shape} came"
            raise _Answer("wrong shape", f"{shapes}, for {_sizes(case)}. The function should return {exercise.returns}.")


def _refuse_changes(case, given):
    for name, value in case.items():
        if not _unchanged(value, given[name]):
            words = f"the numbers may be right, but the function changed its argument {name} in place. Whoever called it still "
            words += f"needs the old {name}: make a new array instead, without +=, *=, out= or an assignment to {name}[…]."
            if isinstance(value, list):
                words += f" The list counts too: to put another array into it, begin with list({name})."
            raise _Answer("in place", words)


def _unchanged(before, after):
    try:
        return all(np.array_equal(a, b) for a, b in zip(leaves(before), leaves(after), strict=True))
    except Exception:  # there are more or fewer, or something is among them that is no number
        return False


def _gives(function, cases, answers):
    """Whether `function` has these answers on every case."""
    return all(_same(answer, _result(function, case)) for answer, case in zip(answers, cases, strict=True))


def _result(function, case):
    return leaves(function(*copy.deepcopy(case).values()))


def _same(arrays, others, close=CLOSE):
    """Equal up to rounding, measured by the largest entry of each array."""
    return len(arrays) == len(others) and all(
        a.shape == b.shape and np.abs(a - b).max(initial=0) <= close * max(np.abs(b).max(initial=0), 1e-300)
        for a, b in zip(arrays, others, strict=True)
    )


def _difference(exercise, answers, wanted):
    """Where the answer differs first, and whether it is off by one factor throughout, or hardly at all."""
    wrong = [place for place, answer in enumerate(answers) if not _same(answer, wanted[place])]
    words = f"the numbers differ in {len(wrong)} of {len(answers)} cases"
    if all(_same(answers[place], wanted[place], ROUNDED) for place in wrong):
        return f"{words}, and by less than a thousandth, as rounding makes them. Do not round, and add nothing to a number."
    ratio = _factor([answers[place] for place in wrong], [wanted[place] for place in wrong])
    if ratio is not None:
        return f"{words}: every number is {ratio:.4g} times what it should be."
    return f"{words}, first for {_sizes(exercise.cases[wrong[0]])}. It is none of the usual mistakes."


def _factor(answers, wanted):
    """The one factor between the arrays of all these cases, or None. Of a single number it would say nothing."""
    pairs = [[np.concatenate([array.ravel() for array in arrays]) for arrays in pair] for pair in zip(answers, wanted)]
    a, b = pairs[0]
    ratio = (a @ b) / (b @ b)
    shared = ratio and np.isfinite(ratio) and all(_same([a], [ratio * b]) for a, b in pairs)
    return ratio if shared and sum(map(len, (a for a, _ in pairs))) > 1 else None


def _describe(error, case):
    """An exception of the learner's own, with the line it came from."""
    line = traceback.extract_tb(error.__traceback__)[-1]
    source = f" in the line `{line.line}`" if line.line else ""
    return f"your function raised {type(error).__name__}: {_told(error, str)}{source}. It was called with {_sizes(case)}."


def _sizes(case):
    """The arguments of a case in a few words: 'dh (3, 4), z (3, 4), W_hh (4, 4)'. Of many arrays the first three are named."""
    parts = []
    for name, value in case.items():
        shapes = [str(array.shape) for array in leaves(value) if array.ndim]
        shapes = ", ".join(shapes if len(shapes) <= 6 else [*shapes[:3], "…"])
        parts.append(f"{name} {shapes}" if shapes else f"{name} = {value}")
    return ", ".join(parts)


def _short(value):
    text = _told(value, repr).replace("\n", " ")
    return f"{type(value).__name__} {text if len(text) < 60 else text[:57] + '...'}"


def _told(value, words):
    """`words(value)`, or that this fails: a class of the learner's own may do anything."""
    try:
        return words(value)
    except Exception as error:
        return f"(its {words.__name__} raises {type(error).__name__})"
