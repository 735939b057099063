"""An edit in words, in steps: where and what kind of thing it is, what it is exactly, and the right line."""

import ast
import textwrap

from rnnlab.checks.kit.program import quantity, statements

LONGEST = 90  # characters of a piece of code in a sentence
KINDS = {  # of edits: what kind of thing is different
    "name": "one name stands in another's place",
    "left out": "a part is missing",
    "sign": "a sign",
    "operator": "an operator",
    "order": "the order of two parts",
    "twice": "a part is in it twice",
    "transpose": "a transpose",
    "brackets": "where the brackets stand",
    "function": "a function of the same family stands there",
    "function left out": "a function is missing",
    "function added": "a function too many",
    "axis": "an axis",
    "range": "where a range begins or ends",
    "comparison": "a comparison",
    "mask": "what the mask is",
    "number": "a number",
    "index": "an index",
    "turned round": "a share is turned round, 1 minus itself",
    "slope": "a slope stands there",
    "examples": "not all rows take part",
    "late": "one row too late or too early",
    "factor added": "a factor too many",
    "part added": "a part too many",
    "scaled": "a factor of the whole line",
    "averaged": "what the sum is divided by",
    "line left out": "a line is missing",
    "overwritten": "what should be added up is overwritten",
    "moved": "two lines have changed places",
    "returned in the loop": "where the return stands",
    "order of results": "the order of the results",
    "result twice": "one result stands in another's place",
    "exchanged": "two names are exchanged",
    "block": "parameters of one block stand in another's place",
}
EXACT = {
    "line left out": "The line `{was}` is missing, or does nothing.",
    "overwritten": "`{now}` stands where `{was}` belongs: each turn overwrites what the turns before it found.",
    "moved": "The line `{was}` comes one line too early or too late.",
    "returned in the loop": "The return stands inside the loop and ends it after one turn.",
    "exchanged": "`{was}` have changed places, all through the function.",
    "block": "Where `{was}` belong, you have `{now}`.",
}
OTHERWISE = "Where `{was}` belongs, you have `{now}`, or something that gives the same."


def reason(edits):
    """A short name for what was found."""
    return " and ".join(f"{edit.kind} ({edit.line})" for edit in edits)


def steps(program, edits, others=()):
    """The hints, one after the other. `others` are edits that would give the same numbers."""
    count = "one thing" if len(edits) == 1 else "two things"
    where = "; ".join(f"{_where(edit.line)}: {KINDS[edit.kind]}" for edit in edits)
    yield f"{count} is different, {where}." if len(edits) == 1 else f"{count} are different, {where}."
    first, *second = map(_exactly, edits)
    exactly = " And ".join([first, *map(_within, second)])
    yield exactly + "".join(f" These numbers cannot tell it from this: {_within(_exactly(edit))}" for edit in others)
    rows = [row for _, _, row in statements(program.function.body) if not isinstance(row, ast.For)]
    lines = {edit.line for edit in edits}
    if len(rows) > 1:
        for row in rows:
            if quantity(row) in lines:
                yield f"The line is `{ast.unparse(row)}`."


def _where(line):
    lines = line.split(", ")
    if lines == ["return"]:
        return "in what is returned"
    if lines[0].startswith("for "):
        return f"in the loop `{line}`"
    return f"where `{line}` is made" if len(lines) == 1 else f"where {', '.join(f'`{each}`' for each in lines)} are made"


def _exactly(edit):
    was, now = (textwrap.shorten(code, LONGEST, placeholder=" …") for code in (edit.was, edit.now))
    return EXACT.get(edit.kind, OTHERWISE).format(was=was, now=now)


def _within(sentence):
    """As it stands behind other words."""
    return sentence[0].lower() + sentence[1:]
