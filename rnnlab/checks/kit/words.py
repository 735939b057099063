"""An edit in words, in steps: where and what kind of thing it is, what it is exactly, and the right line."""

import ast
import re
import textwrap
from typing import NamedTuple

from rnnlab.checks.kit.program import JOINED, statements
from rnnlab.checks.kit.templates import MASKED
from rnnlab.checks.kit.tools import NAMED

BARE = re.compile(r"(?<!@ )(?<![\w.])([\w.]+ \* [\w.]+) @")  # (r * h) @ W is written without its brackets by `ast`
RIGHT = re.compile(r"^[^.]* are right\. ")  # what a hint says first, of the other results
LONGEST = 90  # characters of a piece of code in a sentence
KINDS = {  # of edits: what kind of thing is different
    "name": "one name stands in another's place",
    "another quantity": "another quantity stands in a part's place",
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
    "examples": "not all rows or columns take part",
    "one for all": "one number stands there for all",
    "not set back": "a sum that goes on from one column to the next",
    "reversed": "an order is turned round",
    "summed first": "what is summed is not the product",
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
    "one for all": "`{now}`, one number, stands where `{was}` belongs.",
    "not set back": "`{was}` goes on adding from one column to the next: a running sum is not set back to 0 for each.",
    "exchanged": "`{was}` have changed places, all through the function.",
    "block": "Where `{was}` belong, you have `{now}`.",
}
OTHERWISE = "Where `{was}` belongs, you have `{now}`, or something that gives the same."


class Found(NamedTuple):
    """What was found: a short name for it, and the hints, one after the other."""

    reason: str
    steps: tuple


def of_edits(program, edits, others=()):
    """One edit or two. `others` would give the same numbers."""
    where = "; ".join(_roughly(edit) for edit in edits)
    first, *second = map(_exactly, edits)
    exactly = " And ".join([first, *map(_within, second)])
    exactly += "".join(f" These numbers cannot tell it from this: {_within(_exactly(edit))}" for edit in others)
    changed = dict.fromkeys(program.row(place) for edit in edits for place in edit.places)
    whole = len([row for _, _, row in statements(program.function.body) if not isinstance(row, ast.For)]) == 1
    told = [f"The line is `{_bracketed(ast.unparse(row))}`." for row in changed if not (whole or isinstance(row, ast.For))]
    begin = "two things are different" if second else "one thing is different"
    return Found(" and ".join(f"{edit.kind} ({edit.line})" for edit in edits), (f"{begin}, {where}.", exactly, *told))


def of_mistakes(one, other):
    """Two mistakes that have words of their own. What is right where one is alone may be wrong here."""
    first, second = (RIGHT.sub("", each.hint) for each in (one, other))
    hints = f"Alone, the first is told so: “{first}” And the second: “{second}”"
    return Found(f"{one.name} and {other.name}", (f"two things are different: {one.name}; and {other.name}.", hints))


def of_results(pairs):
    """(name of a result, edit) of each that is wrong."""
    reason = " and ".join(f"{edit.kind} ({name})" for name, edit in pairs)
    where = "; ".join(f"in {name}, {_roughly(edit)}" for name, edit in pairs)
    exactly = " ".join(f"For {name}: {_within(_exactly(edit))}" for name, edit in pairs)
    return Found(reason, (f"a slip that changes nothing else: {where}.", exactly))


def _roughly(edit):
    return f"{_where(edit.line)}: {KINDS[edit.kind]}"


def _where(line):
    lines = line.split(JOINED)
    if lines == ["return"]:
        return "in what is returned"
    if lines[0].startswith("for "):
        return f"in the loop `{line}`"
    return f"where `{line}` is made" if len(lines) == 1 else f"where {', '.join(f'`{each}`' for each in lines)} are made"


def _exactly(edit):
    was, now = (textwrap.shorten(_bracketed(code), LONGEST, placeholder=" …") for code in (edit.was, edit.now))
    words = _masked(edit) or EXACT.get(edit.kind, OTHERWISE)
    names = [name for name in NAMED if name in re.findall(r"\w+", now)]
    return words.format(was=was, now=now) + "".join(f" ({name}: `{NAMED[name]}`.)" for name in names)


def _masked(edit):
    """The words for an edit that leaves a row or a column out; None for any other."""
    for template, words in MASKED.items() if edit.kind == "examples" else ():
        if ast.unparse(ast.parse(template.replace("Q", f"({edit.was})"))) == edit.now:
            return words


def _within(sentence):
    """As it stands behind other words."""
    return sentence[0].lower() + sentence[1:]


def _bracketed(code):
    return BARE.sub(r"(\1) @", code)
