"""How a learner's function is checked: against the reference, and where it differs, against every mistake we know.

A mistake is a function too. If it gives the same numbers as the learner's on every case, that is what the learner did, and the
verdict says so.
"""

import copy
import inspect
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from rnnlab.checks.kit.attempt import attempt, described, large, other_order, short, sizes
from rnnlab.checks.kit.verdict import ExerciseError, Verdict
from rnnlab.trees import leaves

CLOSE = 5e-6  # relative: room for an answer in float32, or for a small number that keeps a division from failing
ROUNDED = 1e-3  # relative: what differs by less was rounded
HUGE = 1_000_000  # of numbers in an array; no answer has as many, and what is larger is not computed with
NUMPY = {module: {name: value for name, value in vars(module).items() if callable(value)} for module in (np, np.linalg)}
CHANGES = (
    "the same arguments gave other numbers at a second call. Compute with the arguments alone: with no random numbers of your "
    "own, and with nothing that an earlier call has left behind."
)
COLLECT = "Collect what it gives in a list, with `append` where `yield` stands, or write np.array(list(…)) around it."
RESTART = "Restart the kernel (menu Kernel) and run the cells again, without what changed numpy or the checks."


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
        return verdict(self.name, lambda: _try(self, function), strict)

    def __repr__(self):
        return f"check of {self.asks}"


class Answer(Exception):
    """A verdict found on the way: (reason, words)."""


def verdict(name, trial, strict=False):
    """What comes of a trial of the learner's code: `trial()` returns the words for a right answer, and raises any other."""
    with np.errstate(all="ignore"):  # of the learner's numbers and of ours: a verdict is all that a check prints
        words, error = attempt(trial)
    if isinstance(error, Answer):
        found = Verdict(name, *error.args)
    elif error is not None:  # the learner's code has changed what we stand on
        found = Verdict(name, "not checked", f"the check itself came to a halt, by {type(error).__name__}. {RESTART}")
    else:
        found = Verdict(name, "right", words)
    if strict and not found.passed:
        raise ExerciseError(repr(found))
    return found


def _try(exercise, function):
    """The words for a right answer; a wrong one raises."""
    try:
        return _compare(exercise, function)
    except Answer as answer:
        order = other_order(function, exercise.cases[0])
        raise (Answer("other order", order) if order else answer) from None


def _compare(exercise, function):
    if not callable(function):
        raise Answer("not a function", f"give the check your function itself, by its name; it was given {short(function)}.")
    answers = [numbers(exercise, function, case) for case in exercise.cases]
    wanted = [_result(exercise.reference, case) for case in exercise.cases]
    if all(map(same, answers, wanted)):
        return exercise.praise
    for convention in exercise.conventions:
        if _gives(convention.function, exercise.cases, answers):
            return convention.words
    for mistake in exercise.mistakes:
        if _gives(mistake.function, exercise.cases, answers):
            raise Answer(mistake.name, mistake.hint)
    if not all(map(same, answers, [numbers(exercise, function, case) for case in exercise.cases])):
        raise Answer("changes", CHANGES)
    for answer, right, case in zip(answers, wanted, exercise.cases, strict=True):
        _refuse_shapes(exercise, answer, right, case)
    raise Answer("wrong numbers", _difference(exercise, answers, wanted))


def numbers(exercise, function, case):
    """The learner's numbers for one case, as a list of arrays of floats, once they are known to have the right form."""
    _refuse_another_numpy()
    given = copy.deepcopy(case)
    result, error = attempt(function, *given.values())
    _refuse_another_numpy()
    if error is not None:
        raise Answer("error", described(error, function, case))
    if result is None or result is ...:
        raise Answer("not answered", "not answered yet: the function returns nothing.")
    like = exercise.reference(*copy.deepcopy(case).values())
    arrays, _ = attempt(_arrays, result, like)  # fails for rows of different lengths, or for a learner's own class
    if arrays is None:
        later, _ = attempt(_later, result)
        raise Answer("wrong type", later or f"the function should return {exercise.returns}; it returned {short(result)}.")
    if any(array.size > HUGE for array in arrays):
        _refuse_shapes(exercise, arrays, leaves(like), case)
    arrays = [array.astype(complex if array.dtype.kind == "c" else float) for array in arrays]  # whole numbers may wrap
    if not all(np.isfinite(array).all() for array in arrays):
        raise Answer("not a number", f"there is a NaN or an infinity in the result, for {sizes(case)}.")
    _refuse_changes(case, given)
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
        array = np.asarray(_plain(result))
        return [array] if array.dtype.kind in "biufc" else None
    if not isinstance(result, tuple | list | np.ndarray) or len(result) != len(like):
        return None  # several results in one array are as good as in a list
    parts = [_arrays(part, right) for part, right in zip(result, like, strict=True)]
    return None if None in parts else [array for part in parts for array in part]


def _plain(result):
    """Without the tensors' memory of how they were computed: PyTorch makes no array of one that has it."""
    if isinstance(result, list | tuple):
        return [_plain(part) for part in result]
    return result.detach() if hasattr(result, "detach") else result


def _later(result):
    """What to say of a result that is yet to be computed; None of any other."""
    if inspect.iscoroutine(result):
        result.close()  # or Python would warn that nobody waited for it
    if inspect.iscoroutine(result) or inspect.isasyncgen(result):
        return "the function begins with `async def`, so a call of it computes nothing yet. Write `def` alone."
    if isinstance(result, Iterator):
        return f"the function returned a {type(result).__name__}, which computes nothing before somebody asks. {COLLECT}"


def _refuse_shapes(exercise, answer, right, case):
    for array, reference in zip(answer, right, strict=True):
        if array.shape != reference.shape:
            shapes = f"shape {reference.shape} was wanted and {array.shape} came"
            raise Answer("wrong shape", f"{shapes}, for {sizes(case)}. The function should return {exercise.returns}.")


def _refuse_changes(case, given):
    for name, value in case.items():
        if not _unchanged(value, given[name]):
            words = f"the numbers may be right, but the function changed its argument {name} in place. Whoever called it still "
            words += f"needs the old {name}: make a new array instead, without +=, *=, out= or an assignment to {name}[…]."
            if isinstance(value, list):
                words += f" The list counts too: to put another array into it, begin with list({name})."
            raise Answer("in place", words)


def _unchanged(before, after):
    """False too if there are more or fewer, or if something is among them that is no number."""
    return attempt(lambda: all(np.array_equal(a, b) for a, b in zip(leaves(before), leaves(after), strict=True)))[0]


def _gives(function, cases, answers):
    """Whether `function` has these answers on every case."""
    return all(same(answer, _result(function, case)) for answer, case in zip(answers, cases, strict=True))


def _result(function, case):
    return leaves(function(*copy.deepcopy(case).values()))


def same(arrays, others, close=CLOSE):
    """Equal up to rounding, measured by the largest entry of each array. What is infinite or NaN equals nothing."""
    return len(arrays) == len(others) and all(
        a.shape == b.shape and np.abs(a - b).max(initial=0) < close * max(np.abs(b).max(initial=0), 1e-300)
        for a, b in zip(arrays, others, strict=True)
    )


def _difference(exercise, answers, wanted):
    """Where the answer differs first, and whether it is off by one factor throughout, or hardly at all."""
    wrong = [place for place, answer in enumerate(answers) if not same(answer, wanted[place])]
    words = f"the numbers differ in {len(wrong)} of {len(answers)} cases"
    if all(same(answers[place], wanted[place], ROUNDED) for place in wrong):
        return f"{words}, and by less than a thousandth, as rounding makes them. Do not round, and add nothing to a number."
    ratio = _factor([answers[place] for place in wrong], [wanted[place] for place in wrong])
    if ratio is not None:
        return f"{words}: every number is {ratio:.4g} times what it should be."
    return f"{words}, first for {sizes(exercise.cases[wrong[0]])}. It is none of the usual mistakes."


def _factor(answers, wanted):
    """The one factor between the arrays of all these cases, or None. Of a single number it would say nothing."""
    pairs = [[np.concatenate([array.ravel() for array in arrays]) for arrays in pair] for pair in zip(answers, wanted)]
    a, b = pairs[0]
    ratio = (a @ b) / (b @ b)
    shared = ratio and np.isfinite(ratio) and all(same([a], [ratio * b]) for a, b in pairs)
    return ratio if shared and sum(map(len, (a for a, _ in pairs))) > 1 else None
