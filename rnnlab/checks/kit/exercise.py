"""How a learner's function is checked: against the answer, and where it differs, against every mistake we know and every small
edit of the answer.

A mistake is a function too. If it gives the same numbers as the learner's on every case, that is what the learner did, and the
verdict says so.
"""

import copy
import dataclasses
import functools
import inspect
import itertools
import time
import warnings
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from rnnlab.checks.kit import hints, words
from rnnlab.checks.kit.attempt import attempt, described, large, nothing, other_order, short, sizes
from rnnlab.checks.kit.program import Program
from rnnlab.checks.kit.same import beside, first_wrong, same
from rnnlab.checks.kit.search import SECONDS, Search
from rnnlab.checks.kit.verdict import ExerciseError, Verdict
from rnnlab.trees import leaves, tree_map

ROUNDED = 1e-3  # relative: what differs by less was rounded
ZERO = 1e-5  # room for a small number that keeps a division from failing, where 0 is right
HUGE = 1_000_000  # of numbers in an array; no answer has as many, and what is larger is not computed with
NUMPY = {module: {name: value for name, value in vars(module).items() if callable(value)} for module in (np, np.linalg)}
CHANGES = (
    "the same arguments gave other numbers at a second call. Compute with the arguments alone: with no random numbers of your "
    "own, and with nothing that an earlier call has left behind."
)
COLLECT = "Collect what it gives in a list, with `append` where `yield` stands, or write np.array(list(…)) around it."
RESTART = "Restart the kernel (menu Kernel) and run the cells again, without what changed numpy or the checks."


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

    asks: str  # what the function takes and returns, for the curious who print the check
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
        """The verdict on `function`, whatever that is. Nothing is raised, unless `strict`: ExerciseError for a wrong answer."""
        return verdict(self.name, lambda: _try(self, function), strict)

    def __repr__(self):
        return f"check of {self.asks}"

    @property
    def name(self):
        return self.answer.__name__

    @property
    def reference(self):
        """The function whose numbers are right."""
        return self.answer

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


class Answer(Exception):
    """A verdict found on the way: (reason, words), and what more there is to say."""

    def __init__(self, reason, words, more=(), table=None):
        super().__init__(reason, words)
        self.more, self.table = more, table


def verdict(name, trial, strict=False):
    """What comes of a trial of the learner's code: `trial()` returns the words for a right answer, and raises any other."""
    with np.errstate(all="ignore"):  # of the learner's numbers and of ours: a verdict is all that a check prints
        words, error = attempt(trial)
    if isinstance(error, Answer):
        found = Verdict(name, *error.args, more=tuple(error.more), table=error.table)
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
    wanted = [_result(exercise.answer, case) for case in exercise.cases]
    praise = exercise.praise if all(map(same, answers, wanted)) else None
    for convention in exercise.conventions:
        if _gives(convention.answer, exercise.cases, answers):
            praise = convention.words
    if praise is not None:
        _refuse_memory(exercise, function, answers)
        return praise + _hard(exercise, function)
    table = _beside(exercise, answers, wanted)
    for mistake in exercise.mistakes:
        if _gives(mistake.function, exercise.cases, answers):
            raise Answer(mistake.name, mistake.hint, table=table)
    _refuse_memory(exercise, function, answers)
    raise _diagnosis(exercise, function, answers, wanted, table)


def _refuse_memory(exercise, function, answers):
    """Ask all cases again, in another order, each behind another of the same shapes."""
    for answer, case in reversed([*zip(answers, exercise.cases, strict=True)]):
        attempt(function, *tree_map(_moved, list(case.values())))
        again, _ = attempt(numbers, exercise, function, case)
        if again is None or not same(answer, again):
            raise Answer("changes", CHANGES)


def _hard(exercise, function):
    """Remarks on a right answer; one that fails where it must not raises."""
    for hard in exercise.hard:
        if not _right_on(exercise, function, hard.case):
            raise Answer(hard.name, hard.hint)
    if exercise.whole and np.asarray(_plain(function(*copy.deepcopy(exercise.cases[0]).values()))).dtype.kind not in "iuO":
        raise Answer("not whole numbers", "the numbers are right, but as floats, which index nothing: `.astype(int)`.")
    return "".join(f" {hard.hint}" for hard in exercise.beyond if not _right_on(exercise, function, hard.case))


def _right_on(exercise, function, case):
    """What breaks there is far off; what only rounds is not."""
    try:
        answer = numbers(exercise, function, case)
    except Answer as wrong:
        if wrong.args[0] == "not a number" or "ZeroDivision" in wrong.args[1] or "Overflow" in wrong.args[1]:
            return False
        raise
    right = _result(exercise.answer, case)
    if another := _shapes(exercise, answer, right, case):
        raise another
    return all(np.allclose(a, b, ROUNDED, ZERO) for a, b in zip(answer, right, strict=True))


def _diagnosis(exercise, function, answers, wanted, table):
    """What to say of numbers that no mistake with words of its own gives."""
    fits = all(array.shape == right.shape for _, array, right in _named(exercise, answers, wanted))
    parts = _parts(exercise, answers, wanted)
    if fits and (rounded := _rounded(answers, wanted)):
        return Answer("rounded", rounded, table=table)
    meant = [name for name in exercise.cases[0] if _idle(exercise.answer, exercise, name) is False]
    idle = [name for name in meant if _idle(function, exercise, name)]
    with warnings.catch_warnings(action="ignore"):  # of Python, about an edit that makes little sense
        found = None if meant and idle == meant else _found(exercise, answers, fits)
    if found:
        return Answer(found.reason, parts + found.steps[0], found.steps[1:], table)
    if not fits:
        return next(filter(None, (_shapes(exercise, *each) for each in zip(answers, wanted, exercise.cases, strict=True))))
    if idle:
        told = f"{' and '.join(idle)} {'takes' if len(idle) == 1 else 'take'} no part"
        return Answer(told, f"{parts}{told}: with other numbers there, the result is the same.", table=table)
    return Answer("wrong numbers", parts + _difference(exercise, answers, wanted), table=table)


def _found(exercise, answers, fits):
    """What gives these numbers: one edit, or if they have the right shapes two usual mistakes, two edits, or one a result."""
    searches, end = [Search(program, exercise.cases, answers) for program in exercise.programs], time.monotonic() + SECONDS
    for search in searches:
        if found := search.one():
            return words.of_edits(search.program, *found)
    if not fits:
        return None
    for one, other in itertools.combinations(exercise.mistakes, 2):
        if one.program is other.program and _gives_both(one, other, exercise.cases, answers):
            return words.of_mistakes(one, other)
    for left, search in zip(range(len(searches), 0, -1), searches, strict=True):
        now = time.monotonic()
        if found := search.two(now + max(end - now, SECONDS / 4) / left):
            return words.of_edits(search.program, *found)
    for search in searches:
        if found := search.apart():
            return words.of_results([(_name(exercise, place), edit) for place, edit in found])


def _gives_both(one, other, cases, answers):
    """Whether two mistakes together have these answers; what is done to the result comes last."""
    lines = sorted((one.lines, other.lines), key=lambda lines: "return" in lines)
    function, _ = attempt(one.program.rewritten, "\n".join(lines))
    return function and attempt(_gives, function, cases, answers)[0]


def _idle(function, exercise, name):
    """Whether an argument makes no difference in any case; None where that cannot be asked."""
    changed = [case | {name: tree_map(_moved, case[name])} for case in exercise.cases]
    pairs = [[attempt(numbers, exercise, function, case)[0] for case in pair] for pair in zip(exercise.cases, changed)]
    if all(one is not None and other is not None for one, other in pairs):
        return all(same(other, one) for one, other in pairs)


def _moved(value):
    """Another number, or an array of others."""
    return 0.37 - value if isinstance(value, np.ndarray | float) else copy.copy(value)


def _named(exercise, answers, wanted):
    """(name, the learner's array, the right one) of every result of every case."""
    for pair in zip(answers, wanted, strict=True):
        for place, (array, right) in enumerate(zip(*pair, strict=True)):
            yield _name(exercise, place), array, right


def _name(exercise, place):
    """What a result is called; the last name is that of all that follow."""
    return exercise.results[min(place, len(exercise.results) - 1)] if exercise.results else "the result"


def _parts(exercise, answers, wanted):
    """Which of several results are right, by name."""
    wrong = {name for name, array, right in _named(exercise, answers, wanted) if not same([array], [right])}
    parts = [f"{name} {'✘' if name in wrong else '✔'}" for name in exercise.results]
    return " ".join(parts) + " — " * bool(parts)


def _beside(exercise, answers, wanted):
    """The smallest wrong result of all cases beside the right one; None where shapes differ."""
    alike = [(name, a, b) for name, a, b in _named(exercise, answers, wanted) if a.shape == b.shape and not same([a], [b])]
    return beside(*min(alike, key=lambda part: part[1].size)) if alike else None


def numbers(exercise, function, case):
    """The learner's numbers for one case, as a list of arrays of floats, once they are known to have the right form."""
    _refuse_another_numpy()
    given = copy.deepcopy(case)
    result, error = attempt(function, *given.values())
    _refuse_another_numpy()
    if error is not None:
        raise Answer("error", described(error, function, case))
    if result is None or result is ...:
        raise Answer(*nothing(function))
    like = exercise.answer(*copy.deepcopy(case).values())
    arrays, _ = attempt(_arrays, result, like)  # fails for rows of different lengths, or for a learner's own class
    if arrays is None:
        later, _ = attempt(_later, result)
        raise Answer("wrong type", later or f"the function should return {exercise.returns}; it returned {short(result)}.")
    if any(array.size > HUGE for array in arrays):
        raise _shapes(exercise, arrays, leaves(like), case)
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
        array = np.asarray(_plain(result))
        array = array.astype(float) if array.dtype.kind == "O" else array  # of fractions, decimals or whole numbers
        return [array] if array.dtype.kind in "biufc" else None
    if len(result) != len(like):
        return None
    parts = [_arrays(part, right) for part, right in zip(list(result), like, strict=True)]  # one array is as good
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
    return next(filter(None, map(_later, result)), None) if isinstance(result, tuple | list) else None


def _shapes(exercise, answer, right, case):
    """What to say of the first array of another shape."""
    for name, array, reference in _named(exercise, [answer], [right]):
        if array.shape != reference.shape:
            shapes = f"{name}: " * bool(exercise.results) + f"shape {reference.shape} was wanted and {array.shape} came"
            return Answer("wrong shape", f"{shapes}, for {sizes(case)}. The function should return {exercise.returns}.")


def _refuse_changes(exercise, arrays, case, given):
    for name, value in case.items():
        if not _unchanged(value, given[name]):
            right = any(same(arrays, _result(program.answer, case)) for program in exercise.programs)
            words = (
                f"{'the numbers are right, but' if right else 'the numbers are wrong, and'} the function changed its argument "
            )
            words += (
                f"{name} in place. Whoever called it still needs the old {name}: make a new array instead, without +=, *=, "
            )
            words += f"out= or an assignment to {name}[…]."
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


def _rounded(answers, wanted):
    pairs = list(zip(answers, wanted, strict=True))
    roundings = np.trunc, *(functools.partial(np.round, decimals=k) for k in range(6))
    rounded = any(all(same(answer, list(map(rounding, right))) for answer, right in pairs) for rounding in roundings)
    if rounded or all(same(answer, right, ROUNDED) for answer, right in pairs):
        wrong = sum(not same(answer, right) for answer, right in zip(answers, wanted, strict=True))
        words = f"the numbers differ in {wrong} of {len(answers)} cases, and by as little as rounding makes them."
        return f"{words} Do not round, and add nothing to a number."


def _difference(exercise, answers, wanted):
    """Where the answer differs first, and whether it is off by one factor throughout."""
    wrong = [place for place, answer in enumerate(answers) if not same(answer, wanted[place])]
    words = f"the numbers differ in {len(wrong)} of {len(answers)} cases"
    ratio = _factor([answers[place] for place in wrong], [wanted[place] for place in wrong])
    if ratio is not None:
        return f"{words}: every number is {ratio:.4g} times what it should be."
    parts = _named(exercise, [answers[wrong[0]]], [wanted[wrong[0]]])
    where = next(name + first_wrong(array, right) for name, array, right in parts if not same([array], [right]))
    return f"{words}, first for {sizes(exercise.cases[wrong[0]])}: {where}. It is none of the usual mistakes."


def _factor(answers, wanted):
    """The one factor between the arrays of all these cases, or None. Of a single number it would say nothing."""
    pairs = [[np.concatenate([array.ravel() for array in arrays]) for arrays in pair] for pair in zip(answers, wanted)]
    a, b = pairs[0]
    ratio = (a @ b) / (b @ b)
    shared = ratio and np.isfinite(ratio) and all(same([a], [ratio * b]) for a, b in pairs)
    return ratio if shared and sum(map(len, (a for a, _ in pairs))) > 1 else None
