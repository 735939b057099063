"""The learner's own code is run here, and what it raised or returned is put into a few words. Nothing of it gets past this."""

import dis
import inspect
import os
import pathlib
import reprlib
import traceback

import numpy as np

from rnnlab.trees import leaves

LONGEST = 500  # characters of what the learner's code says
ENTRIES = 200_000  # of a list; no answer has as many, and what is longer is not looked at
FOLDERS = pathlib.Path(__file__).parents[2], pathlib.Path(np.__file__).parents[1], pathlib.Path(os.__file__).parent
OTHERS = (*(f"{folder}{os.sep}" for folder in FOLDERS), "<frozen")  # where code lies that is not the learner's
READS = ("LOAD_FAST", "LOAD_GLOBAL", "LOAD_DEREF")  # how the names begin of instructions that read a variable
brief = reprlib.Repr()
brief.maxstring = brief.maxother = 57


def attempt(function, *arguments):
    """(result, None), or (None, what was raised): all but the interruption that the learner asks for."""
    try:
        return function(*arguments), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return None, error


def described(error, function, case):
    """An exception of the learner's own, with the last line of theirs on the way to it."""
    if wrong := _other_arguments(function, case):
        return wrong
    own = [line for line in traceback.extract_tb(_way(error)) if not line.filename.startswith(OTHERS)]
    source = f" in the line `{own[-1].line[:LONGEST]}`" if own and own[-1].line else ""
    raised = f"{type(error).__name__[:60]}: {_told(_message, error, 'str')}"
    return f"your function raised {raised}{source}. It was called with {sizes(case)}."


def nothing(function):
    """(reason, words) for a function that returns nothing. The one that stands in the notebook reads no variable at all."""
    code = getattr(function, "__code__", None)
    if not code or not any(step.opname.startswith(READS) for step in dis.get_instructions(code)):
        return "not answered", "not answered yet: the function returns nothing."
    if "print" in code.co_names:
        words = "the function prints, and returns nothing. To print is to show: who calls it gets only what stands behind"
        return "returns nothing", f"{words} `return`."
    return (
        "returns nothing",
        "the function computes, and returns nothing: write `return` before what it found, as its last line.",
    )


def other_order(function, case):
    """What to say of a function whose parameters are those of the case in another order; None of any other."""
    names = _parameters(function)
    if names != list(case) and sorted(names) == sorted(case):
        return f"your parameters stand in another order: ({', '.join(names)}). The function is called with {', '.join(case)}."


def sizes(case):
    """The arguments of a case in a few words: 'dh (3, 4), z (3, 4), W_hh (4, 4)'. Of many arrays the first three are named."""
    parts = []
    for name, value in case.items():
        shapes = [str(array.shape) for array in leaves(value) if array.ndim]
        shapes = ", ".join(shapes if len(shapes) <= 6 else [*shapes[:3], "…"])
        parts.append(f"{name} {shapes}" if shapes else f"{name} = {value}")
    return ", ".join(parts)


def short(value):
    """A value with its type, in less than a line."""
    text = _told(brief.repr, value, "repr").replace("\n", " ")
    return f"{type(value).__name__[:60]} {text if len(text) < 60 else text[:57] + '...'}"


def large(value):
    """Whether a list or a text of the learner's holds more than one looks at: its length is asked before it is copied."""
    if isinstance(value, str | bytes):
        return len(value) > ENTRIES
    return isinstance(value, list | tuple | range) and (len(value) > ENTRIES or any(map(large, value)))


def _way(error):
    """The traceback, whatever the class of the exception makes of this name."""
    return BaseException.__traceback__.__get__(error)


def _message(error):
    """str(error); but the entries of a long list in it are not all written."""
    plain = type(error).__str__ in (BaseException.__str__, KeyError.__str__)
    return brief.repr(error.args) if plain and large(error.args) else str(error)


def _told(words, value, name):
    """`words(value)`, or that this fails: a class of the learner's own may do anything."""
    text, error = attempt(words, value)
    return text[:LONGEST] if error is None else f"(its {name} raises {type(error).__name__})"


def _parameters(function):
    signature, _ = attempt(inspect.signature, function)
    return list(signature.parameters) if signature else []


def _other_arguments(function, case):
    """What to say of a function that cannot be called with so many arguments; None of one that can."""
    signature, _ = attempt(inspect.signature, function)
    _, error = attempt(signature.bind, *case) if signature else (None, None)
    if error:
        names = _parameters(function)
        takes = f"{len(names)} argument{'s' * (len(names) != 1)}" + f", {', '.join(names)}"[:LONGEST] * bool(names)
        return f"your function takes {takes}. It was called with {len(case)}: {sizes(case)}."
