"""Characters as numbers: a vocabulary, an alphabet of small letters, and a text in windows that a network can train on."""

import collections
import string
import unicodedata

import numpy as np

from rnnlab import validation
from rnnlab.initialization import nested_normal


class Vocabulary:
    """The characters that a model knows. Each has a place, from 0 to len(vocabulary) - 1, which stands for it.

    `possible` is how a message names them.
    """

    def __init__(self, characters, possible=None):
        _check_text("characters", characters)
        if not characters or len(set(characters)) < len(characters):
            raise ValueError(f"characters must be at least one, each once; got {_shortened(characters)}")
        self.characters, self._possible = characters, possible or f"the {len(characters)} characters of the vocabulary"
        self._place = {character: place for place, character in enumerate(characters)}
        codes = _codes(characters)
        self._order = np.argsort(codes)  # the places of the characters in the order of their codes
        self._sorted = codes[self._order]

    @classmethod
    def of(cls, text, largest=None):
        """The characters of a text, sorted. With `largest`, no more than so many: the most frequent ones."""
        _check_text("text", text)
        if not text:
            raise ValueError("text must have at least one character; got ''")
        counts = collections.Counter(text)
        if largest is not None and len(counts) > validation.whole("largest", largest):
            counts = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:largest])
        return cls("".join(sorted(counts)))

    def __len__(self):
        return len(self.characters)

    def __eq__(self, other):
        return isinstance(other, Vocabulary) and self.characters == other.characters

    def __hash__(self):
        return hash(self.characters)

    def __repr__(self):
        return f"Vocabulary({self.characters!r})"

    def encode(self, text):
        """The places of a text's characters: shape (T,).

        Raises TypeError for what is not text, and ValueError for an empty one or for unknown characters, which it names.
        """
        outside = self.outsiders(text)
        if outside:
            raise ValueError(f"text must be made of {self._possible}; got {named(outside)}")
        if not text:
            raise ValueError(f"text must have at least one letter, of {self._possible}; got ''")
        return self._order[np.searchsorted(self._sorted, _codes(text))]

    def decode(self, places):
        """The text whose characters have these places (T,). The inverse of `encode`."""
        places = validation.indices("places", places, len(self), ("T",))
        return "".join(map(self.characters.__getitem__, places))

    def outsiders(self, text):
        """The characters of a text that the vocabulary does not have, each once."""
        _check_text("text", text)
        return [character for character in dict.fromkeys(text) if character not in self._place]

    def admit(self, text):
        """The text as the vocabulary can hold it, and the characters of it that are unknown, each once.

        An unknown character gives way to its nearest relative that is known: é to e, a curly quote to a straight one, a capital
        to a small letter or the other way round, a tab to a space. Where there is none, it is left out.
        """
        outside = self.outsiders(text)
        return text.translate({ord(character): self._relative(character) for character in outside}), outside

    def _relative(self, character):
        """What is written in place of an unknown character: its nearest relative, or nothing."""
        parts = unicodedata.normalize("NFKD", character)
        plain = "".join(LOOKS_LIKE.get(part, part) for part in parts if not unicodedata.combining(part))
        for relative in (plain, plain.lower(), plain.upper(), " " if character.isspace() else ""):
            if relative and all(part in self._place for part in relative):
                return relative
        return ""


# What Unicode itself does not trace back to plain characters.
LOOKS_LIKE = {
    **dict.fromkeys("\u2018\u2019\u201a\u2032`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict(zip("\u00df\u1e9e\u00e6\u00c6\u00f8\u00d8\u0142\u0141", ("ss", "SS", "ae", "AE", "o", "O", "l", "L"))),
}

ALPHABET = string.ascii_lowercase + " "  # 27 letters: the space between words counts as one
POSSIBLE = "the small letters a to z and the space"


def one_hot(text):
    """A text as a sequence of one example, X (T, 1, 27): 1 at the letter, 0 elsewhere. Errors as in `LETTERS.encode`."""
    return np.eye(len(ALPHABET))[LETTERS.encode(text)][:, None]


def random_features(d, *, rng):
    """A table of d random numbers for each letter, from N(0, 1), of shape (27, d).

    `one_hot(text) @ table` is the text in d numbers a letter, (T, 1, d). Nothing in the table is learned. A letter keeps its
    numbers when d grows: the table for d is the left part of the one for d + 1.
    """
    return nested_normal(rng, len(ALPHABET), validation.whole("d", d))


def named(letters):
    """The first few letters, as a sentence can name them: "'A', '3', 'é' and 4 more"."""
    shown = ", ".join(map(repr, letters[:5]))
    return f"{shown} and {len(letters) - 5} more" if len(letters) > 5 else shown


# --- a text to train on -----------------------------------------------------------------------------------------------


def split(text, held_out=0.1):
    """A text, or its indices, in two parts: the beginning to train on, and the end, a fraction `held_out`, to be tested on.

    Both parts have at least one character.
    """
    held_out = validation.real("held_out", held_out, 0.0, 1.0)
    if not isinstance(text, str):
        text = validation.indices("text", text, shape=("T",))
    if len(text) < 2:
        raise ValueError(f"text must have at least two characters, one for each part; got {len(text)}")
    cut = len(text) - min(max(round(held_out * len(text)), 1), len(text) - 1)
    return text[:cut], text[cut:]


def streams(indices, n):
    """A text (T,) as n streams side by side, each a stretch of it: what is read and what comes next, (L, n) both.

    Stream k goes on in row t + 1 where it was in row t. At most n - 1 characters at the end are left out.
    """
    indices = validation.indices("indices", indices, shape=("T",))
    length = (len(indices) - 1) // validation.whole("n", n)
    if length < 1:
        raise ValueError(
            f"indices must be more than n = {n}, so that each stream has a character to foretell; got {len(indices)}"
        )
    size = n * length
    return indices[:size].reshape(n, length).T.copy(), indices[1 : size + 1].reshape(n, length).T.copy()


def windows(indices, n, window):
    """The streams of a text (T,), cut into windows: yields what is read and what comes next, (window, n) both, in order.

    For truncated back-propagation through time: each window starts from the state that the one before ended in, and the
    gradient is cut between them. So the state has read the whole stream, and no error is sent back further than a window. The
    last window may be shorter.
    """
    read, target = streams(indices, n)
    window = validation.whole("window", window)
    return ((read[t : t + window], target[t : t + window]) for t in range(0, len(read), window))


def _codes(text):
    """The code of each character: (T,)."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _check_text(name, text):
    if not isinstance(text, str):
        raise TypeError(f"{name} must be text, such as 'dragon'; got {text!r}")
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half of a pair of UTF-16, which is no character and cannot be written anywhere
        raise ValueError(f"{name} must be made of whole characters; got {text[error.start]!r}") from None


def _shortened(text):
    return repr(text if len(text) <= 40 else text[:39] + "…")


LETTERS = Vocabulary(ALPHABET, POSSIBLE)
