"""Which edits of the right answer give the numbers that a learner's function gave.

Single edits are tried first. Then come pairs: those first whose one half already gives one of several results, then those of
likely kinds. What is not found in SECONDS is not found.
"""

import itertools
import time

import numpy as np

from rnnlab.checks.kit.attempt import attempt
from rnnlab.checks.kit.edits import edits
from rnnlab.checks.kit.program import fresh
from rnnlab.checks.kit.same import same
from rnnlab.trees import leaves

SECONDS = 1.2  # for pairs; single edits have PATIENCE times as long, which only a busy machine needs
PATIENCE = 4
LIKELY = (
    *("name", "left out", "sign", "transpose", "comparison", "mask", "function", "function left out", "index", "overwritten"),
    *("axis", "range", "number", "line left out", "brackets", "averaged", "block"),
)


def search(program, cases, answers, *, pairs=True):
    """(edits, other edits that fit as well), or None. `answers` are the learner's results for the cases, as lists of arrays."""
    places = sorted(range(len(cases)), key=lambda place: _telling(cases[place]))
    cases, answers = [cases[place] for place in places], [answers[place] for place in places]
    fitting, partly, other = [], {}, {}
    before, begin = sum(_matches(program, (), cases, answers)[0]), time.monotonic()
    for edit in program.once(edits, cases[0]):
        matches, numbers = _matches(program, (edit,), cases, answers, more_than=before)
        if all(matches):
            fitting.append(edit)
        elif sum(matches) > before:
            partly.setdefault(tuple(matches), edit)  # one for each set of results that it makes right
        if numbers:
            other.setdefault(numbers, edit)  # one for all that give the same
        if time.monotonic() - begin > PATIENCE * SECONDS:
            break
    if fitting:
        fitting.sort(key=lambda edit: (len(edit.places), len(edit.now) - len(edit.was)))
        return (fitting[0],), tuple(edit for edit in fitting[1:] if edit.line != fitting[0].line)[:1]
    if pairs:
        tries = sorted(other.values(), key=lambda edit: edit.kind not in LIKELY)
        return _first_pair(program, partly, tries, cases, answers)


def _telling(case):
    """Cases without a 1 among the sizes come first, for it hides much; and small ones before large ones."""
    shapes = [array.shape for value in case.values() if not callable(value) for array in leaves(value)]
    return sum(shape[:1] == (1,) for shape in shapes if len(shape) > 1), sum(map(np.prod, shapes))


def _first_pair(program, partly, tries, cases, answers):
    end = time.monotonic() + SECONDS
    halves = [partly[matches] for matches in sorted(partly, key=sum, reverse=True)]
    later = ((tries[place], edit) for place in range(len(tries)) for edit in tries[:place])  # likely ones with each other first
    for pair in itertools.chain(itertools.combinations(halves, 2), itertools.product(halves, tries), later):
        if all(_matches(program, pair, cases, answers, more_than=len(answers[0]) - 1)[0]):
            return pair[::-1], ()
        if time.monotonic() > end:
            return None


def _matches(program, chosen, cases, answers, more_than=-1):
    """For each result whether it is the learner's in all cases; and the numbers for the first case, if there are any.

    Cases after the first are asked if `more_than` so many results fit.
    """
    function, error = attempt(program.compiled, chosen)
    matches, numbers = [error is None] * len(answers[0]), None
    for case, answer in zip(cases, answers, strict=True):
        if sum(matches) <= more_than:
            break
        result, error = attempt(_result, function, case)
        if error is not None or len(result) != len(answer):
            return [False], None
        numbers = numbers or b"".join(np.round(array, 9).tobytes() for array in result)
        matches = [a and same([b], [c]) for a, b, c in zip(matches, answer, result, strict=True)]
    return matches, numbers


def _result(function, case):
    return [np.asarray(array, float) for array in leaves(function(*fresh(case).values()))]
