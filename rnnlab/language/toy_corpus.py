"""A small corpus of our own: short sentences about people, animals and places, drawn from templates.

Royalty, gender, number, age and geography recur in it, each by way of a few words that go with it: a king and a queen share
the crown, a king and a man share "he". Besides, every noun is often seen with two things that tell nothing about it, as words
are in any text. Which things these are is drawn anew for each seed.
"""

import itertools
import pathlib
import tomllib
from typing import NamedTuple

import numpy as np

from rnnlab import validation

# The nouns, the templates of the sentences and what fills their gaps, and the pairs of words that make analogies.
TABLES = tomllib.loads(pathlib.Path(__file__).with_name("toy_corpus.toml").read_text(encoding="utf-8"))
HE, SHE, IT, THEY, ONE, MANY = TABLES["agreement"].values()

FAVOURITES = 2  # things that a noun is often seen with
HABIT = 0.7  # how often a thing is one of these


class Noun(NamedTuple):
    """A word that the corpus tells about. `frames` has, for each of its templates, all ways to fill it but for the thing."""

    word: str
    group: str
    frames: list


class Question(NamedTuple):
    """An analogy with a known answer: a - b + c is `answer`, as the two pairs stand in the same `relation`."""

    a: str
    b: str
    c: str
    answer: str
    relation: str


def draw(n, *, seed=0):
    """`n` sentences, each a line of words. More sentences of the same seed begin with the same ones."""
    n, seed = validation.whole("n", n), validation.whole("seed", seed, low=0)
    rng = np.random.default_rng(seed)
    favourites = [[ALL_THINGS[place] for place in rng.integers(len(ALL_THINGS), size=FAVOURITES)] for _ in NOUNS]
    return [_sentence(numbers, favourites) for numbers in rng.random((n, 5)).tolist()]


def _sentence(numbers, favourites):
    """One sentence from five numbers in 0…1, each of which makes one choice."""
    noun, frame, filling, habit, thing = numbers
    place = int(noun * len(NOUNS))
    things = favourites[place] if habit < HABIT else ALL_THINGS
    return _pick(_pick(NOUNS[place].frames, frame), filling).replace("{thing}", _pick(things, thing))


def _pick(options, number):
    return options[int(number * len(options))]


def _rows(table):
    return [line.split() for line in table.strip().splitlines()]


def _noun(word, group, templates, gaps):
    gaps = {"noun": [word], "thing": ["{thing}"], **gaps}
    return Noun(word, group, [_fillings(line.strip(), gaps) for line in templates.strip().splitlines()])


def _fillings(template, gaps):
    """Every way to fill a template's gaps."""
    used = [name for name in gaps if f"{{{name}}}" in template]
    return [template.format(**dict(zip(used, words))) for words in itertools.product(*(gaps[name] for name in used))]


def _people():
    for he, she, age, *rest in _rows(TABLES["people"]):
        gaps, group = {"near": rest[:3], "age": TABLES["ages"][age]}, "royalty" if "crown" in rest else "people"
        kinds = zip((he, she, *rest[3:]), (HE | ONE, SHE | ONE, HE | THEY | MANY, SHE | THEY | MANY), strict=False)
        yield from (_noun(word, group, TABLES["about_a_person"], gaps | kind) for word, kind in kinds)


def _animals():
    for grown, young, many, does, *near in _rows(TABLES["animals"]):
        for word, age, kind in ((grown, "grown", IT | ONE), (young, "young", IT | ONE), (many, "grown", THEY | MANY)):
            yield _noun(
                word, "animals", TABLES["about_an_animal"], {"does": [does], "near": near, "age": TABLES["ages"][age], **kind}
            )


def _places():
    for capital, country, adjective, food, sight in _rows(TABLES["places"]):
        gaps = {"adjective": [adjective], "food": [food], "sight": [sight]}
        yield _noun(capital, "places", TABLES["about_a_capital"], gaps)
        yield _noun(country, "places", TABLES["about_a_country"], gaps)


def _questions():
    """For any two pairs of a relation, the four sums that lead from three of their words to the fourth."""
    for relation, table in RELATIONS.items():
        pairs = [tuple(pair.split()) for pair in table.split(",")]
        for (p, q), (r, s) in itertools.permutations(pairs, 2):
            yield Question(p, q, s, r, relation)
            yield Question(q, p, r, s, relation)


def _all_words():
    """Every word that a sentence may hold, in the order of the alphabet."""
    lines = " ".join(line for noun in NOUNS for frame in noun.frames for line in frame)
    return sorted({*lines.replace("{thing}", "").split(), *ALL_THINGS})


RELATIONS = TABLES["relations"]
NOUNS = (*_people(), *_animals(), *_places())
QUESTIONS = tuple(_questions())
ALL_THINGS = TABLES["things"].split()
WORDS = tuple(_all_words())
