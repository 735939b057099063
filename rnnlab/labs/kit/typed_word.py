"""What the labs that read letters share: what may be typed, and the network that reads it."""

import numpy as np

from rnnlab.cells import rnn
from rnnlab.labs.kit.lab import Refusal
from rnnlab.language import text

LONGEST = 40  # letters; more would not be readable in the picture


def coerce(name, typed, longest=LONGEST):
    """What was typed, in small letters. Raises Refusal, with `name` in its words, if the network could not read it."""
    small = typed.lower()
    if not small:
        raise Refusal(f"The {name} is empty. Type 1 to {longest} letters, of {text.POSSIBLE}.")
    if len(small) > longest:
        raise Refusal(f"The {name} has {len(small):,} letters, and at most {longest} fit into the picture.")
    if outside := text.LETTERS.outsiders(small):
        raise Refusal(f"The network does not know {text.named(outside)}. The {name} can hold {text.POSSIBLE}.")
    return small


def network(h, d, weight_scale, seed):
    """The parameters of a network whose letters are d random numbers each, as `inputs` with the same seed gives them."""
    return rnn.init(d, h, weight_scale=weight_scale, rng=np.random.default_rng([seed, 1]))


def inputs(word, d, seed):
    """The word as the network reads it, X (T, 1, d)."""
    return text.one_hot(word) @ text.random_features(d, rng=np.random.default_rng([seed, 2]))
