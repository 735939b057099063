"""How a learner's function is checked: against the answer, and where it differs, against every mistake we know and every small
edit of the answer.

A mistake is a function too. If it gives the same numbers as the learner's on every case, that is what the learner did, and the
verdict says so.
"""

import copy
import dataclasses
import functools
import inspect
import os
import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnnlab.checks.kit import hints
from rnnlab.checks.kit.attempt import attempt, other_order, short
from rnnlab.checks.kit.diagnosis import ROUNDED, diagnosis, moved, side_by_side
from rnnlab.checks.kit.program import Program
from rnnlab.checks.kit.results import RESTART, Answer, gives, numbers, other_shape, plain, results_of
from rnnlab.checks.kit.same import same
from rnnlab.checks.kit.verdict import LISTENERS, ExerciseError, Verdict
from rnnlab.trees import tree_map

GRADING = "NBGRADER_EXECUTION"  # the environment variable that nbgrader sets while it runs a notebook to mark it
ZERO = 1e-5  # room for a small number that keeps a division from failing, where 0 is right
CHANGES = (
    "the same arguments gave other numbers at a second call. Compute with the arguments alone: with no random numbers of your "
    "own, and with nothing that an earlier call has left behind."
)


class Convention(NamedTuple):
    """Another right answer, where books disagree: the words that tell a learner which one was written, and the function."""

    words: str
    answer: Callable
    hints: str = ""


class Hard(NamedTuple):
    """A case that a right formula may fail on: its arguments, the name of what goes wrong then, and what to do about it."""

    case: dict
    name: str
    hint: str


@dataclasses.dataclass(frozen=True, repr=False)
class Exercise:
    """What is asked for, and the check of it: call the exercise with the learner's function.

    A case is a dict of arguments by name. They are handed over in its order, so a learner may call them otherwise.
    """

    asks: str  # what the answer's arguments and its result are, for the curious who print the check
    returns: str  # in words, for a learner who returns something else: "one array of the shape of dh"
    answer: Callable  # as a learner would write it; its source is read
    cases: tuple
    hints: str = ""  # the mistakes with words of their own, as `hints` reads them
    summed: tuple = ()  # (name, words, lines) of a mistake that comes together with each of the others
    praise: str = "right, on all cases."
    conventions: tuple = ()  # of other right answers
    results: tuple = ()  # names, of an answer of several arrays
    hard: tuple = ()  # cases that must be right too, once all others are
    beyond: tuple = ()  # cases that need not be right: what is said of them then is a remark
    whole: bool = False  # the answer is one of whole numbers

    def __call__(self, function, *, strict=False):
        """The verdict on `function`, whatever that is. Nothing is raised, but ExerciseError for a wrong answer if `strict`, and
        while nbgrader runs the notebook: it gives all points to what does not raise.
        """
        return verdict(self.name, lambda: praise(self, function), strict)

    def __repr__(self):
        return f"check of {self.name}{inspect.signature(self.answer)}: {self.asks}"

    @property
    def name(self):
        return self.answer.__name__

    @functools.cached_property
    def programs(self):
        """The right answers, read from their source."""
        return tuple(map(Program, (self.answer, *(convention.answer for convention in self.conventions))))

    @functools.cached_property
    def mistakes(self):
        """The mistakes with words of their own."""
        texts = self.hints, *(convention.hints for convention in self.conventions)
        found = [mistake for pair in zip(texts, self.programs, strict=True) for mistake in hints.mistakes(*pair)]
        if self.summed:
            found += [mistake.with_another(*self.summed) for mistake in found if "return" not in mistake.lines]
        return tuple(found)


def verdict(name, trial, strict=False):
    """What comes of a trial of the learner's code: `trial()` returns the words for a right answer, and raises any other."""
    # Of the learner's numbers and of ours: a verdict is all that a check prints. A warning would cost all points in nbgrader.
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        words, error = attempt(trial)
    if isinstance(error, Answer):
        found = Verdict(name, *error.args, more=tuple(error.more), table=error.table)
    elif error is not None:  # the learner's code has changed what we stand on
        found = Verdict(name, "not checked", f"the check itself came to a halt, by {type(error).__name__}. {RESTART}")
    else:
        found = Verdict(name, "right", words)
    for listener in LISTENERS:
        listener(found)
    if not found.passed and (strict or GRADING in os.environ):
        raise ExerciseError(repr(found))
    return found


def praise(exercise, function):
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
    wanted = [results_of(exercise.answer, case) for case in exercise.cases]
    words = exercise.praise if all(map(same, answers, wanted)) else None
    for convention in exercise.conventions:
        if gives(convention.answer, exercise.cases, answers):
            words = convention.words
    if words is not None:
        _refuse_memory(exercise, function, answers)
        return words + _hard(exercise, function)
    table = side_by_side(exercise, answers, wanted)
    for mistake in exercise.mistakes:
        if gives(mistake.function, exercise.cases, answers):
            raise Answer(mistake.name, mistake.hint, table=table)
    _refuse_memory(exercise, function, answers)
    raise diagnosis(exercise, function, answers, wanted, table)


def _refuse_memory(exercise, function, answers):
    """Ask all cases again, in another order, each behind another of the same shapes."""
    for answer, case in reversed([*zip(answers, exercise.cases, strict=True)]):
        attempt(function, *tree_map(moved, list(case.values())))
        again, _ = attempt(numbers, exercise, function, case)
        if again is None or not same(answer, again):
            raise Answer("changes", CHANGES)


def _hard(exercise, function):
    """Remarks on a right answer; one that fails where it must not raises."""
    for hard in exercise.hard:
        if not _right_on(exercise, function, hard.case):
            raise Answer(hard.name, hard.hint)
    if exercise.whole and np.asarray(plain(function(*copy.deepcopy(exercise.cases[0]).values()))).dtype.kind not in "iuO":
        raise Answer("not whole numbers", "the numbers are right, but as floats, which index nothing: `.astype(int)`.")
    return "".join(f" {hard.hint}" for hard in exercise.beyond if not attempt(_right_on, exercise, function, hard.case)[0])


def _right_on(exercise, function, case):
    """What breaks there is far off; what only rounds is not."""
    try:
        answer = numbers(exercise, function, case)
    except Answer as wrong:
        if wrong.args[0] == "not a number" or isinstance(wrong.__cause__, ArithmeticError):
            return False
        raise
    rights = [results_of(program.answer, case) for program in exercise.programs]
    if another := other_shape(exercise, answer, rights[0], case):
        raise another
    return any(all(np.allclose(a, b, ROUNDED, ZERO) for a, b in zip(answer, right, strict=True)) for right in rights)
