"""What the labs that learn from a text share: which text it is, by a menu, a path, a file or a paste."""

import functools
import sys
from typing import NamedTuple

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.file_button import path_line
from rnnlab.labs.kit.lab import Refusal
from rnnlab.language import encodings, files, text, text_sources
from rnnlab.views.panels.written import percent

OWN = "own file"
MENU = (*text_sources.SOURCES, OWN)
SHORTEST = 200  # characters: a tenth of fewer tells nothing
KINDS = 200  # of characters that a model knows: each costs time at every training step
RARE = encodings.BROKEN  # stands for the rarest of more
LONGEST = 1_010_000  # characters of a text that are read
TRIED = 10_000  # characters at most that are held out
HINT, PLACE = "path, or paste", "a path, such as ~/book.txt"
if sys.platform == "emscripten":  # there a path does not lead to the reader's disk
    PLACE = "a path in this page's own files"


SOURCE = controls.choice("text", MENU)
PATH = path_line("own file", placeholder=HINT, name="choose a text file", along={"source": OWN})


def chosen(source, path):
    """The first LONGEST characters of the text, and what the file is in, in words; "" for UTF-8. Raises Refusal with a sentence
    that says what is wrong with a file."""
    if source != OWN:
        return text_sources.SOURCES[source](LONGEST), ""
    if not path.strip():
        raise Refusal(f"Choose a text file with the button beside “own file”, paste a text there, or type {PLACE}.")
    try:
        found, encoding = text_sources.recognised(path)
    except ValueError as error:
        raise Refusal(f"The {error}.") from None
    if len(found) < SHORTEST:
        raise Refusal(f"The file has {len(found)} characters, and at least {SHORTEST} are needed: choose a longer text.")
    return found[:LONGEST], encoding


def name(source, path):
    """What a sentence calls the text."""
    return {"tale": "the tale", "Python library": "Python's library", "NumPy docstrings": "NumPy's docstrings"}.get(
        source, path.strip()
    )


class Given(NamedTuple):
    """A text as indices. Two of them are equal only if they are the same: a text is read once."""

    vocabulary: text.Vocabulary
    indices: np.ndarray
    rare: int  # kinds of characters for which RARE stands
    encoding: str

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

    def notes(self):
        """Sentences on how the text was read, where there is something to say."""
        if self.encoding:
            yield f"The file was read as {self.encoding}."
        if self.rare:
            share = (self.indices == self.vocabulary.characters.index(RARE)).mean()
            yield f"{RARE} stands for {self.rare:,} rare kinds of characters, {percent(share)} of the text."


def read(source, path):
    """The first LONGEST characters of a text, in at most KINDS kinds of characters: the last of them is RARE where there were
    more.

    The same text is read once. A file that has changed since is another text.
    """
    return _read(source, path, files.version(path) if source == OWN else None)


@functools.lru_cache(maxsize=4)
def _read(source, path, version):
    found, encoding = chosen(source, path)
    rare = set()
    if len(kinds := set(found)) > KINDS:
        rare = kinds - {*text.Vocabulary.of(found, KINDS - 1).characters}
        found = found.translate(dict.fromkeys(map(ord, rare), RARE))
    vocabulary = text.Vocabulary.of(found)
    return Given(vocabulary, vocabulary.encode(found), len(rare), encoding)
