"""What the labs that learn from a text share: which text it is, from a menu and a line for the name of a file."""

from typing import NamedTuple

import numpy as np

from rnnlab import sources, text
from rnnlab.labs import controls
from rnnlab.labs.lab import Refusal

OWN = "own file"
MENU = (*sources.SOURCES, OWN)
SHORTEST = 200  # characters: a tenth of fewer tells nothing


def choosers():
    """The two controls, `source` and `path`."""
    return {
        "source": controls.choice("text", MENU),
        "path": controls.text("own file", placeholder="a path, such as ~/book.txt"),
    }


def chosen(source, path, size=None):
    """The text, or its first `size` characters. Raises Refusal with a sentence that says what is wrong with a file."""
    if source != OWN:
        return sources.SOURCES[source](size)
    if not path.strip():
        raise Refusal("Type the path of a text file beside “own file”, such as ~/book.txt.")
    try:
        found = sources.from_file(path.strip())
    except ValueError as error:
        raise Refusal(f"The {error}.") from None
    if len(found) < SHORTEST:
        raise Refusal(f"The file has {len(found)} characters, and at least {SHORTEST} are needed to learn something.")
    return found[:size]


def name(source, path):
    """What a sentence calls the text."""
    return {"tale": "the tale", "Python library": "Python's library", "NumPy docstrings": "NumPy's docstrings"}.get(
        source, path.strip()
    )


class Given(NamedTuple):
    """A text in two parts, as indices. Two of them are equal only if they are the same: a text is read once."""

    vocabulary: text.Vocabulary
    training: np.ndarray
    held_out: np.ndarray
    outsiders: list  # characters that are too many kinds

    def __eq__(self, other):
        return self is other

    __hash__ = object.__hash__

    def left_out(self):
        """A sentence on the characters that are not in the vocabulary, if there are any."""
        return [f"{len(self.outsiders)} rare characters were replaced or left out."] if self.outsiders else []


def read(source, path, longest, most):
    """The first `longest` characters of a text, a tenth of them held out, with a vocabulary of at most `most` characters."""
    found = chosen(source, path, longest)
    vocabulary = text.Vocabulary.of(found, most)
    admitted, outsiders = vocabulary.admit(found)
    return Given(vocabulary, *text.split(vocabulary.encode(admitted)), outsiders)
