"""What the labs that learn from a text share: which text it is, from a menu and a line for the name of a file."""

import functools
import pathlib
from typing import NamedTuple

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.lab import Refusal
from rnnlab.language import text, text_sources

OWN = "own file"
MENU = (*text_sources.SOURCES, OWN)
SHORTEST = 200  # characters: a tenth of fewer tells nothing
LONGEST = 1_010_000  # characters of a text that are read
TRIED = 10_000  # characters at most that are held out
SOURCE = controls.choice("text", MENU)  # the two controls
PATH = controls.text("own file", placeholder="a path, such as ~/book.txt")


def chosen(source, path, size=None):
    """The text, or its first `size` characters. Raises Refusal with a sentence that says what is wrong with a file."""
    if source != OWN:
        return text_sources.SOURCES[source](size)
    if not path.strip():
        raise Refusal("Type the path of a text file beside “own file”, such as ~/book.txt.")
    try:
        found = text_sources.from_file(path.strip())
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
    """A text as indices. Two of them are equal only if they are the same: a text is read once."""

    vocabulary: text.Vocabulary
    indices: np.ndarray
    outsiders: list  # characters that are too many kinds

    def __eq__(self, other):
        return self is other

    __hash__ = object.__hash__

    def parts(self, amount):
        """The text to learn from, its first `amount` thousand characters, and what is held out: the stretch right after it.

        What is held out has a tenth of the text, TRIED characters at most, and the rest is all that there is to learn from. The
        split is the same for every lab.
        """
        tried = min(max(round(len(self.indices) / 10), 1), TRIED)
        cut = min(round(1000 * amount), len(self.indices) - tried)
        return self.indices[:cut], self.indices[cut : cut + tried]

    def left_out(self):
        """A sentence on the characters that are not in the vocabulary, if there are any."""
        return [f"{len(self.outsiders)} rare characters were replaced or left out."] if self.outsiders else []


def read(source, path, most):
    """The first LONGEST characters of a text, with a vocabulary of at most `most` characters.

    The same text is read once. A file that has changed since is another text.
    """
    return _read(source, path, most, _version(path) if source == OWN else None)


@functools.lru_cache(maxsize=4)
def _read(source, path, most, version):
    found = chosen(source, path, LONGEST)
    vocabulary = text.Vocabulary.of(found, most)
    admitted, outsiders = vocabulary.admit(found)
    return Given(vocabulary, vocabulary.encode(admitted), outsiders)


def _version(path):
    """What a file that was written anew has other than before: when that was, and its size. None if there is no such file."""
    try:
        found = pathlib.Path(path.strip()).expanduser().stat()
    except (OSError, RuntimeError, ValueError):  # `chosen` will say what is wrong with it
        return None
    return found.st_mtime_ns, found.st_size
