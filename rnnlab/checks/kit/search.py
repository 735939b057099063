"""Which edits of the right answer give the numbers that a learner's function gave.

Single edits are tried first. Then come pairs: those first whose one half already gives one of several results, or the right
numbers but for a factor and their order; then those whose effects together come nearest. What is not found in SECONDS is not
found.
"""

import itertools
import time

import numpy as np

from rnnlab.checks.kit.attempt import attempt
from rnnlab.checks.kit.edits import edits
from rnnlab.checks.kit.program import fresh
from rnnlab.checks.kit.same import same
from rnnlab.trees import leaves

SECONDS = 1.8  # for all of a verdict
PATIENCE = 7.2  # seconds for the single edits of one program, all of which only a very busy machine has no time for
PAIRS = 20_000  # that are tried at most, by each of two ways of saying which are promising
LIKELY = "name", "left out", "sign", "transpose", "function left out", "overwritten", "comparison", "index", "range", "block"
POSSIBLE = "function", "mask", "axis", "number", "line left out", "brackets", "averaged", "operator", "order", "turned round"


class Search:
    """For the edits of one program. `answers` are the learner's results for the cases, as lists of arrays.

    What is found is (edits, other edits that fit as well), or None.
    """

    def __init__(self, program, cases, answers):
        places = sorted(range(len(cases)), key=lambda place: _telling(cases[place]))
        self.program = program
        self.cases, self.answers = [cases[place] for place in places], [answers[place] for place in places]
        self.alike_in_number = len(set(map(len, answers))) == 1
        plain = [_results(program, (), case) for case in self.cases]
        self.plain, self.right = plain[0], self._matches(plain)
        self.partly = {}  # one edit for each set of results that it makes the learner's
        self.alike = []  # edits that give the learner's numbers but for a factor and their order
        self.other = {}  # numbers in the first case -> line -> an edit of that line that gives them

    def one(self):
        """An edit that alone gives the learner's numbers."""
        fitting, begin = [], time.monotonic()
        wanted = _signature(self.answers[0])
        for edit in sorted(self.program.once(edits, self.cases[0]), key=_unlikely):
            results = _results(self.program, (edit,), self.cases[0])
            if results is None or len(results) != len(self.answers[0]):
                continue
            matches = self._matches([results])
            if any(new and not old for new, old in zip(matches, self.right)) or all(matches):
                matches = self._matches([results, *(_results(self.program, (edit,), case) for case in self.cases[1:])])
            if all(matches):
                fitting.append(edit)
            elif any(new and not old for new, old in zip(matches, self.right)):
                self.partly.setdefault(tuple(matches), edit)
            elif _signature(results) == wanted:
                self.alike.append(edit)
            if not all(matches):
                numbers = b"".join(np.round(array, 9).tobytes() for array in results)
                self.other.setdefault(numbers, {}).setdefault(edit.line, edit)
            if time.monotonic() - begin > PATIENCE:
                break
        if fitting:
            fitting.sort(key=lambda edit: (len(edit.places), _unlikely(edit) > 1, len(edit.now) - len(edit.was)))
            others = [edit for edit in fitting[1:] if edit.line != fitting[0].line and _unlikely(edit) < 2]
            return (fitting[0],), tuple(others[:1])

    def two(self, end):
        """Two edits that give them together; `one` has been asked before. What is not found at the time `end` is not found."""
        halves = [*(self.partly[matches] for matches in sorted(self.partly, key=sum, reverse=True)), *self.alike]
        tries = [edit for lines in self.other.values() for edit in lines.values()]
        for pair in itertools.chain(itertools.combinations(halves, 2), itertools.product(halves, tries), self._promising()):
            if self._fits(pair):
                return pair[::-1], ()
            if time.monotonic() > end:
                break

    def _promising(self):
        """Pairs of edits, those first whose effects in the first case, added or multiplied, come nearest to the learner's."""
        wanted, right = (np.concatenate([array.ravel() for array in arrays]) for arrays in (self.answers[0], self.plain))
        each = [(np.frombuffer(numbers), edit) for numbers, lines in self.other.items() for edit in lines.values()]
        each = [(vector, edit) for vector, edit in each if len(vector) == len(wanted) and np.isfinite(vector).all()]
        if len(each) < 2:
            return
        vectors, found = np.array([vector for vector, _ in each]), [edit for _, edit in each]
        unlikely = 1 + np.array([_unlikely(edit) for edit in found])
        both = [
            _nearest(_misfit(vectors, right, wanted) * unlikely * unlikely[:, None]),
            _nearest(_misfit(*map(_log, (vectors, right, wanted))) * unlikely * unlikely[:, None]),
        ]
        for one, other in itertools.chain.from_iterable(zip(*both)):
            yield found[one], found[other]

    def apart(self):
        """For each wrong result an edit that gives it, whatever this does to the others: [(place, edit), …]."""
        wrong = [place for place, right in enumerate(self.right) if not right]
        found = [next((edit for matches, edit in self.partly.items() if matches[place]), None) for place in wrong]
        return list(zip(wrong, found, strict=True)) if len(self.right) > 1 and None not in found else None

    def _matches(self, results):
        """For each result whether it is the learner's in the first cases, of which these are the results.

        Where one case has more results than another, a list of arrays, they count as one.
        """
        pairs = list(zip(results, self.answers))
        if not self.alike_in_number:
            return [all(pair[0] is not None and same(*pair) for pair in pairs)]
        matches = [[same([a], [b]) for a, b in zip(*pair)] if pair[0] else [False] * len(pair[1]) for pair in pairs]
        return [all(column) for column in zip(*matches, strict=True)]

    def _fits(self, chosen):
        """Whether these edits give the learner's results in all cases."""
        return all(
            (results := _results(self.program, chosen, case)) is not None and same(results, answer)
            for case, answer in zip(self.cases, self.answers, strict=True)
        )


def _misfit(vectors, right, wanted):
    """(N, N): how far the effects of two edits, added up, are from the one that is wanted, squared."""
    effects, wanted = vectors - right, wanted - right
    single = (effects**2).sum(axis=1) - 2 * effects @ wanted
    return np.maximum(single + single[:, None] + 2 * effects @ effects.T + wanted @ wanted, 1e-12)


def _nearest(misfits):
    """(one, other) of the least misfits, in order; each pair once."""
    misfits[np.tril_indices(len(misfits))] = np.inf
    count = min(PAIRS, len(misfits) * (len(misfits) - 1) // 2)
    places = np.argpartition(misfits, count, axis=None)[:count]
    places = places[np.argsort(misfits.ravel()[places])]
    return np.stack(np.unravel_index(places, misfits.shape), axis=1)


def _log(array):
    return np.log(np.abs(array) + 1e-9)


def _unlikely(edit):
    """0 for the slips that are made most, 2 for those that hardly anybody makes; in several lines at once one more."""
    return 2 - (edit.kind in POSSIBLE) - 2 * (edit.kind in LIKELY) + (len(edit.places) > 1)


def _telling(case):
    """Cases without a 1 among the sizes come first, for it hides much; and small ones before large ones."""
    shapes = [array.shape for value in case.values() if not callable(value) for array in leaves(value)]
    return sum(shape.count(1) for shape in shapes), sum(map(np.prod, shapes))


def _signature(results):
    """What a sign, a factor, a transpose or another order leaves as it is: how large the numbers are, beside the largest."""
    sizes = np.sort(np.abs(np.concatenate([array.ravel() for array in results])))
    return tuple(np.round(sizes / max(sizes.max(initial=0), 1e-300), 5))


def _results(program, chosen, case):
    """What the program gives with these edits, as arrays of floats; None where it raises."""
    given = fresh(case) if program.writes else case.values()
    return attempt(lambda: [np.asarray(array, float) for array in leaves(program.compiled(chosen)(*given))])[0]
