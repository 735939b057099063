"""Which edits of the right answer give the numbers that a learner's function gave.

Single edits are tried first. Then come pairs: those first whose one half already gives one of several results, or the right
numbers but for a factor and their order; then those of likely kinds. What is not found in SECONDS is not found.
"""

import itertools
import time

import numpy as np

from rnnlab.checks.kit.attempt import attempt
from rnnlab.checks.kit.edits import edits
from rnnlab.checks.kit.program import fresh
from rnnlab.checks.kit.same import same
from rnnlab.trees import leaves

SECONDS = 1.5  # for pairs; single edits have PATIENCE times as long, which only a busy machine needs
PATIENCE = 4
LIKELY = (
    *("name", "left out", "sign", "transpose", "comparison", "mask", "function", "function left out", "index", "overwritten"),
    *("axis", "range", "number", "line left out", "brackets", "averaged", "block"),
)


def search(program, cases, answers, seconds=None):
    """(edits, other edits that fit as well), or None. `answers` are the learner's results for the cases, as lists of arrays.

    So many `seconds`, SECONDS if it is None, are for pairs.
    """
    seconds = SECONDS if seconds is None else seconds
    places = sorted(range(len(cases)), key=lambda place: _telling(cases[place]))
    cases, answers = [cases[place] for place in places], [answers[place] for place in places]
    fitting, partly, alike, other = [], {}, [], {}
    right, begin = _results(program, (), cases[0]), time.monotonic()
    before, wanted = sum(_matches(right, answers[0])), _signature(answers[0])
    for edit in sorted(program.once(edits, cases[0]), key=lambda edit: edit.kind not in LIKELY):
        results = _results(program, (edit,), cases[0])
        if results is None or len(results) != len(answers[0]):
            continue
        matches = _matches(results, answers[0])
        if all(matches) or sum(matches) > before:
            matches = _everywhere(matches, program, edit, cases[1:], answers[1:])
        if all(matches):
            fitting.append(edit)
        elif sum(matches) > before:
            partly.setdefault(tuple(matches), edit)  # one for each set of results that it makes right
        elif _signature(results) == wanted:
            alike.append(edit)
        if not all(matches):
            other.setdefault(
                b"".join(np.round(array, 9).tobytes() for array in results), edit
            )  # one for all that give the same
        if time.monotonic() - begin > PATIENCE * SECONDS:
            break
    if fitting:
        fitting.sort(key=lambda edit: (len(edit.places), len(edit.now) - len(edit.was)))
        return (fitting[0],), tuple(edit for edit in fitting[1:] if edit.line != fitting[0].line)[:1]
    if seconds:
        halves = [*(partly[matches] for matches in sorted(partly, key=sum, reverse=True)), *alike]
        return _first_pair(program, halves, list(other.values()), cases, answers, seconds)


def _telling(case):
    """Cases without a 1 among the sizes come first, for it hides much; and small ones before large ones."""
    shapes = [array.shape for value in case.values() if not callable(value) for array in leaves(value)]
    return sum(shape[:1] == (1,) for shape in shapes if len(shape) > 1), sum(map(np.prod, shapes))


def _signature(results):
    """What a sign, a factor, a transpose or another order leaves as it is: how large the numbers are, beside the largest."""
    sizes = np.sort(np.abs(np.concatenate([array.ravel() for array in results])))
    return tuple(np.round(sizes / max(sizes.max(initial=0), 1e-300), 5))


def _first_pair(program, halves, tries, cases, answers, seconds):
    end = time.monotonic() + seconds
    later = ((tries[place], edit) for place in range(len(tries)) for edit in tries[:place])  # likely ones with each other first
    for pair in itertools.chain(itertools.combinations(halves, 2), itertools.product(halves, tries), later):
        if _fits(program, pair, cases, answers):
            return pair[::-1], ()
        if time.monotonic() > end:
            return None


def _fits(program, chosen, cases, answers):
    """Whether these edits give the learner's results in all cases."""
    return all(
        (results := _results(program, chosen, case)) is not None and same(results, answer)
        for case, answer in zip(cases, answers, strict=True)
    )


def _everywhere(matches, program, edit, cases, answers):
    """Which of these results are the learner's in the other cases too."""
    for case, answer in zip(cases, answers, strict=True):
        results = _results(program, (edit,), case)
        matches = [a and b for a, b in zip(matches, _matches(results, answer) if results else itertools.repeat(False))]
    return matches


def _matches(results, answer):
    """For each result whether it is the learner's."""
    return [same([array], [other]) for array, other in zip(results, answer, strict=True)]


def _results(program, chosen, case):
    """What the program gives with these edits, as arrays of floats; None where it raises."""
    return attempt(lambda: [np.asarray(array, float) for array in leaves(program.compiled(chosen)(*fresh(case)))])[0]
