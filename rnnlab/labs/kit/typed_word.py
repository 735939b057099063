"""What the labs that read letters share: what may be typed, and the networks that read it."""

from typing import NamedTuple

import numpy as np

from rnnlab import bptt, readout
from rnnlab.cells import rnn
from rnnlab.labs.kit.lab import Refusal
from rnnlab.language import text
from rnnlab.lessons import story

LONGEST = 40  # letters; more would not be readable in the picture
NETWORKS = ("random", "story")
IDLE = {"random": (), "story": ("h", "d", "activation", "seed")}  # what a network has no use for


class Network(NamedTuple):
    """A network and what a letter is for it: a row of `table`. With a readout, `out`, it guesses the letters of the story."""

    table: np.ndarray  # (27, d)
    cell: rnn.Params
    activation: str = "relu"
    out: readout.Params | None = None

    def states(self, word):
        """All states along a word, the zeros at the start first: (T+1, h)."""
        return bptt.unroll(rnn, self.cell, self._inputs(word), activation=self.activation).H[:, 0]

    def after(self, history, last):
        """The state (h,) after a history and one letter more: a step of its own, the same in every digit after any history."""
        h, _ = rnn.step(self.cell, self._inputs(last)[0], self.states(history)[-1:], activation=self.activation)
        return h[0]

    def without_memory(self):
        """The same network with W_hh = 0."""
        return self._replace(cell=self.cell._replace(W_hh=np.zeros_like(self.cell.W_hh)))

    def outputs(self, H):
        """What it says in the states (k, h) about each next letter: (k, 4), or (k, 0) without a readout."""
        return readout.readout(self.out, H) if self.out else np.zeros((len(H), 0))

    def guesses(self, H):
        """The letter that it guesses in each state (k, h), or "" for each."""
        return [story.LETTERS.characters[said.argmax()] if self.out else "" for said in self.outputs(H)]

    def unknown(self, words):
        """A sentence on the letters that are zeros to it, if there are any."""
        strange = sorted(letter for letter in set(words) if not self.table[text.LETTERS.encode(letter)].any())
        zeros = "they are rows of zeros" if strange[1:] else "that is a row of zeros"
        return f" The network does not know {text.named(strange)}: to it, {zeros}." if strange else ""

    def _inputs(self, word):
        return self.table[text.LETTERS.encode(word)][:, None]


def network(name, *, h, d, weight_scale, activation, seed):
    """One of NETWORKS, its W_hh times `weight_scale`: weights and letters of random numbers, or what `story` has learned."""
    if name == "story":
        cell, out = story.trained()
        table = np.array([[float(letter == known) for known in story.LETTERS.characters] for letter in text.ALPHABET])
        return Network(table, cell._replace(W_hh=weight_scale * cell.W_hh), out=out)
    cell = rnn.init(d, h, weight_scale=weight_scale, rng=np.random.default_rng([seed, 1]))
    return Network(features(d, seed), cell, activation)


def features(d, seed):
    """d random numbers for each letter: (27, d)."""
    return text.random_features(d, rng=np.random.default_rng([seed, 2]))


def inputs(word, d, seed):
    """The word as a random network reads it, X (T, 1, d)."""
    return text.one_hot(word) @ features(d, seed)


def coerce(name, typed, longest=LONGEST):
    """What was typed, in small letters. Raises Refusal, with `name` in its words, if the network could not read it."""
    small = typed.lower()
    _check_length(name, small, longest)
    if outside := text.LETTERS.outsiders(small):
        raise Refusal(f"The network does not know {text.named(outside)}. The {name} can hold {text.POSSIBLE}.")
    return small


def admitted(name, typed, vocabulary, longest):
    """What was typed in characters that a model knows, and those that it does not know. Raises Refusal as `coerce` does."""
    _check_length(name, typed, longest)
    known, outsiders = vocabulary.admit(typed)
    if not known:
        all_of_it = text.named([*vocabulary.characters])
        raise Refusal(f"The model knows none of these characters: {text.named(outsiders)}. It knows {all_of_it}.")
    return known[:longest], outsiders


def replaced(typed, vocabulary):
    """What a model reads in place of what it does not know: the places of that in the admitted text, as a set, and a sentence
    on it in a list, which is empty where it knows all."""
    places, read, end = set(), {}, 0
    for character in typed:
        known, outsiders = vocabulary.admit(character)
        if outsiders:
            places.update(range(end, end + len(known)))
            read[character] = f"{character!r} as {known!r}" if known else f"{character!r} as nothing"
        end += len(known)
    more = [f"and {len(read) - 5} more otherwise"] if len(read) > 5 else []
    told = ", ".join([*list(read.values())[:5], *more])
    return places, [f"The model does not know all that was typed: it reads {told}."] if read else []


def _check_length(name, typed, longest):
    if not typed:
        raise Refusal(f"The {name} is empty. Type 1 to {longest} letters.")
    if len(typed) > longest:
        raise Refusal(f"The {name} has {len(typed):,} letters, and at most {longest} fit into the picture.")
