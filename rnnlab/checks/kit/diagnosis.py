"""What to say of numbers that are wrong, and that no mistake with words of its own gives."""

import copy
import functools
import itertools
import time
import warnings

import numpy as np

from rnnlab.checks.kit import search, words
from rnnlab.checks.kit.attempt import attempt, sizes
from rnnlab.checks.kit.results import Answer, gives, named, named_place, numbers, other_shape, two_shapes
from rnnlab.checks.kit.same import beside, first_wrong, same
from rnnlab.trees import tree_map

ROUNDED = 1e-3  # relative: what differs by less was rounded


def diagnosis(exercise, function, answers, wanted, table):
    """What to say of numbers that no mistake with words of its own gives."""
    shapes = two_shapes(exercise, answers, wanted)
    parts = _parts(exercise, answers, wanted)
    if not shapes and (rounded := _rounded(answers, wanted)):
        return Answer("rounded", rounded, table=table)
    meant = [name for name in exercise.cases[0] if _idle(exercise.answer, exercise, name) is False]
    idle = [name for name in meant if _idle(function, exercise, name)]
    with warnings.catch_warnings(action="ignore"):  # of Python, about an edit that makes little sense
        found = None if _only_wrapped(answers, wanted) or (meant and idle == meant) else _found(exercise, answers, not shapes)
    if found:
        first, *further = found.steps
        first = f"{shapes}. {first[0].upper()}{first[1:]}" if shapes else first
        return Answer(found.reason, parts + first, further, table)
    if shapes:
        return next(filter(None, (other_shape(exercise, *each) for each in zip(answers, wanted, exercise.cases, strict=True))))
    if idle:
        told = f"{' and '.join(idle)} {'takes' if len(idle) == 1 else 'take'} no part"
        return Answer(told, f"{parts}{told}: with other numbers there, the result is the same.", table=table)
    return Answer("wrong numbers", parts + _difference(exercise, answers, wanted), table=table)


def _found(exercise, answers, fits):
    """What gives these numbers: one edit, or if they have the right shapes two usual mistakes, two edits, or one a result."""
    end = time.monotonic() + search.SECONDS
    searches = [search.Search(program, exercise.cases, answers) for program in exercise.programs]
    for each in searches:
        if found := each.one():
            return words.of_edits(each.program, *found)
    if not fits:
        return None
    for one, other in itertools.combinations(exercise.mistakes, 2):
        if one.program is other.program and _gives_both(one, other, exercise.cases, answers):
            return words.of_mistakes(one, other)
    for left, each in zip(range(len(searches), 0, -1), searches, strict=True):
        now = time.monotonic()
        if found := each.two(now + max(end - now, search.SECONDS / 4) / left):
            return words.of_edits(each.program, *found)
    for each in searches:
        if found := each.apart():
            return words.of_results([(named_place(exercise, place), edit) for place, edit in found])


def _only_wrapped(answers, wanted):
    """Whether the numbers are right and stand in an array, such as (1,), where one number is wanted."""
    pairs = [pair for each in zip(answers, wanted, strict=True) for pair in zip(*each, strict=True)]
    return all(b.shape == () and a.size == 1 and same([a.reshape(())], [b]) for a, b in pairs)


def _gives_both(one, other, cases, answers):
    """Whether two mistakes together have these answers; what is done to the result comes last."""
    lines = sorted((one.lines, other.lines), key=lambda lines: "result" in lines)
    function, _ = attempt(one.program.rewritten, "\n".join(lines))
    return function and attempt(gives, function, cases, answers)[0]


def _idle(function, exercise, name):
    """Whether an argument makes no difference in any case; None where that cannot be asked."""
    changed = [case | {name: tree_map(moved, case[name])} for case in exercise.cases]
    pairs = [[attempt(numbers, exercise, function, case)[0] for case in pair] for pair in zip(exercise.cases, changed)]
    if all(one is not None and other is not None for one, other in pairs):
        return all(same(other, one) for one, other in pairs)


def moved(value):
    """Another number, or an array of others in other proportions; what is not below 0, as a probability, stays so."""
    if not isinstance(value, np.ndarray | float):
        return copy.copy(value)
    factors = np.linspace(0.9, 0.6, np.size(value)).reshape(np.shape(value))
    return 0.37 - factors * value if np.min(value, initial=0) < 0 else factors * value


def _parts(exercise, answers, wanted):
    """Which of several results are right, by name."""
    wrong = {name for name, array, right in named(exercise, answers, wanted) if not same([array], [right])}
    parts = [f"{name} {'✘' if name in wrong else '✔'}" for name in exercise.results]
    return " ".join(parts) + " — " * bool(parts)


def side_by_side(exercise, answers, wanted):
    """The smallest wrong result of all cases beside the right one; None where shapes differ."""
    alike = [(name, a, b) for name, a, b in named(exercise, answers, wanted) if a.shape == b.shape and not same([a], [b])]
    return beside(*min(alike, key=lambda part: part[1].size), exercise.whole) if alike else None


def _rounded(answers, wanted):
    pairs = list(zip(answers, wanted, strict=True))
    roundings = np.trunc, *(functools.partial(np.round, decimals=k) for k in range(6))
    rounded = any(all(same(answer, list(map(rounding, right))) for answer, right in pairs) for rounding in roundings)
    rounded = rounded and any(array.any() for answer in answers for array in answer)  # small ones round to 0
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
    parts = named(exercise, [answers[wrong[0]]], [wanted[wrong[0]]])
    where = next(name + first_wrong(array, right) for name, array, right in parts if not same([array], [right]))
    return f"{words}, first for {sizes(exercise.cases[wrong[0]])}: {where}. It is none of the usual mistakes."


def _factor(answers, wanted):
    """The one factor between the arrays of all these cases, or None. Of a single number it would say nothing."""
    pairs = [[np.concatenate([array.ravel() for array in arrays]) for arrays in pair] for pair in zip(answers, wanted)]
    a, b = pairs[0]
    ratio = (a @ b) / (b @ b)
    shared = ratio and np.isfinite(ratio) and all(same([a], [ratio * b]) for a, b in pairs)
    return ratio if shared and sum(map(len, (a for a, _ in pairs))) > 1 else None
