"""Letters as numbers: the alphabet, and a text as a sequence of vectors that a network can read."""

import string

import numpy as np

from rnnlab import validation
from rnnlab.initialization import nested_normal

ALPHABET = string.ascii_lowercase + " "  # 27 letters: the space between words counts as one
POSSIBLE = "the small letters a to z and the space"
_PLACE = {letter: place for place, letter in enumerate(ALPHABET)}


def encode(text):
    """The places of a text's letters in ALPHABET: 'bad' -> [1, 0, 3], shape (T,).

    Raises TypeError for what is not text, and ValueError for an empty one or for letters outside the alphabet, which it names.
    """
    outside = outsiders(text)
    if outside:
        raise ValueError(f"text must be made of {POSSIBLE}; got {named(outside)}")
    if not text:
        raise ValueError(f"text must have at least one letter, of {POSSIBLE}; got ''")
    return np.array([_PLACE[letter] for letter in text])


def decode(places):
    """The text whose letters stand at `places` in ALPHABET: (T,) whole numbers from 0 to 26. The inverse of `encode`."""
    places = validation.array("places", places, ("T",))
    return "".join(ALPHABET[validation.whole("each of places", place, 0, len(ALPHABET) - 1)] for place in places)


def one_hot(text):
    """A text as a sequence of one example, X (T, 1, 27): 1 at the letter's place, 0 elsewhere. Errors as in `encode`."""
    return np.eye(len(ALPHABET))[encode(text)][:, None]


def random_features(d, *, rng):
    """A table of d random numbers for each letter, from N(0, 1), of shape (27, d).

    `one_hot(text) @ table` is the text in d numbers a letter, (T, 1, d). Nothing in the table is learned. A letter keeps its
    numbers when d grows: the table for d is the left part of the one for d + 1.
    """
    return nested_normal(rng, len(ALPHABET), validation.whole("d", d))


def outsiders(text):
    """The letters of a text that are not in ALPHABET, each once."""
    if not isinstance(text, str):
        raise TypeError(f"text must be text, such as 'dragon'; got {text!r}")
    return [letter for letter in dict.fromkeys(text) if letter not in _PLACE]


def named(letters):
    """The first few letters, as a sentence can name them: "'A', '3', 'é' and 4 more"."""
    shown = ", ".join(map(repr, letters[:5]))
    return f"{shown} and {len(letters) - 5} more" if len(letters) > 5 else shown
