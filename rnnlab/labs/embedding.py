"""Words as vectors: how many dimensions it takes until king - man + woman is queen."""

from typing import NamedTuple

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.labs.kit.memo import remembering
from rnnlab.language import analogies, embeddings, projections, toy_corpus
from rnnlab.views.embedding import GROUPS
from rnnlab.views.embedding import Embedding as Picture
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

LARGEST = 128
ALONG = (1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 90, 128)  # points of the curve
SENTENCES = (500, 1000, 2000, 4000, 8000)
MENU = [noun.word for noun in toy_corpus.NOUNS]
PLANES = ("this analogy", "all words")
CAPTIONS = {"this analogy": "the plane through a, b and c", "all words": "the two directions in which the nouns spread most"}
SHOWN = 8  # words in the ranking
# Where the middle of each group lies in the map of all words, so that it is always the same way up.
TOWARDS = np.array([[-0.9, 0.5], [-0.9, 0.3], [0.2, -1.0], [1.0, 0.6]])

NAMES = list(GROUPS)
GROUP_OF = np.full(len(toy_corpus.WORDS), NAMES.index("other"))
NOUN_ROWS = [toy_corpus.WORDS.index(word) for word in MENU]
GROUP_OF[NOUN_ROWS] = [NAMES.index(noun.group) for noun in toy_corpus.NOUNS]
ANSWERS = {asked: answer for a, b, c, answer, _ in toy_corpus.QUESTIONS for asked in ((a, b, c), (c, b, a))}

KING = {"a": "king", "b": "man", "c": "woman"}
START = {"d": 32, **KING, "leave_out": True, "plane": "this analogy", "sentences": 8000, "seed": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "king": START,
    "d too small": {**START, "d": 8},
    "capitals": {**START, "a": "paris", "b": "france", "c": "italy"},
    "query words allowed": {**START, "d": 128, "leave_out": False, "seed": 5},
    "plurals": {**START, "a": "dogs", "b": "dog", "c": "cat"},
    "map of all words": {**START, "plane": "all words"},
}
READINGS = {
    "cosine": "cosine of the nearest word to a − b + c",
    "rank": "place of the right word among the nearest; 0 if the corpus knows none",
    "accuracy": "share of the corpus's analogies that come out right",
    "step": "length of the step a − b",
    "miss": "distance from a − b + c to the right word",
}


@laboratory(Picture, PRESETS, READINGS)
def embedding(
    *,
    d: controls.whole("dimensions d", 1, LARGEST) = 32,
    a: controls.choice("word a", MENU) = "king",
    b: controls.choice("minus word b", MENU) = "man",
    c: controls.choice("plus word c", MENU) = "woman",
    leave_out: controls.switch("leave these out") = True,
    plane: controls.choice("map spread over", PLANES) = "this analogy",
    sentences: controls.stops("sentences read", SENTENCES) = 8000,
    seed: controls.whole("seed", 0, 99) = 0,
):
    """A lab on vectors for words, learned from the sentences of `rnnlab.language.toy_corpus`, and on the analogy a - b + c.

    d: dimensions. a, b, c: nouns of the corpus. leave_out: whether a, b and c are kept out of the ranking. plane: what the map
    is spread over, one of PLANES. sentences: how many are read, one of SENTENCES. seed: which text.
    Raises TypeError or ValueError naming the argument.
    """
    return remembering(measure)


class Read(NamedTuple):
    """What was learned from a text: vectors in the largest d, and the points of the curve, d -> share of right answers without
    the query words, and with them."""

    whole: embeddings.Embedding
    curve: dict


class Measurement(NamedTuple):
    """What a - b + c came to, and the words for it."""

    d: int
    asked: tuple  # a, b, c
    leave_out: bool
    ranking: list  # (word, cosine), the nearest first
    answer: str | None  # the word that it should be, if the corpus knows one
    step: float  # from b to a, and so from c to the sum
    miss: float  # from the sum to the answer

    @property
    def best(self):
        return self.ranking[0][0] if self.tied == 1 else f"{self.tied} words tie"

    @property
    def sum(self):
        return "{} − {} + {}".format(*self.asked)

    @property
    def tied(self):
        """How many words are equally near: in one dimension there are no more than two directions."""
        return sum(cosine > self.ranking[0][1] - 1e-9 for _, cosine in self.ranking)

    @property
    def rank(self):
        """The place of the known answer, from 1; 0 if there is none."""
        return next((place for place, (word, _) in enumerate(self.ranking, 1) if word == self.answer), 0)

    @property
    def answered(self):
        return "unknown" if not self.answer else "right" if self.rank == 1 and self.tied == 1 else "wrong"

    def kind(self, word):
        return "asked" if word in self.asked else "right" if word == self.answer else "plain"

    def outcome(self):
        return {
            "right": Outcome("✔", "", style.GREEN_WORDS),
            "wrong": Outcome("✘ ", f"{self.answer} is number {self.rank}", style.VERMILION_WORDS),
            "unknown": Outcome("", "", style.BLUE),
        }[self.answered]

    def notes(self):
        """Two lines below the ranking: what the marks mean, and whether the sum misses its aim by more than a step."""
        if not self.answer:
            return "The corpus knows no answer to this.", f"step a − b: {self.step:.2f}"
        marks = "✔ right" if self.leave_out else "✔ right      ? word of the question"
        return marks, f"step a − b: {self.step:.2f}    the sum misses {self.answer} by {self.miss:.2f}"

    def summary(self, share):
        """The picture in words."""
        best = (
            f"Nearest to {self.sum} is {self.best}" if self.tied == 1 else f"To {self.sum}, {self.tied} words are equally near"
        )
        comment = {
            "right": ", as it should be",
            "wrong": f"; it should be {self.answer}, which is number {self.rank} of {len(self.ranking)}",
            "unknown": "; the corpus knows no answer to this",
        }[self.answered]
        cosine = f"{self.ranking[0][1]:.2f}".replace("-", "−")
        queries = "left out" if self.leave_out else "allowed as answers"
        return (
            f"{best} (cosine {cosine}){comment}. With d = {self.d} and the query words "
            f"{queries}, {share:.0%} of the corpus's {len(toy_corpus.QUESTIONS)} analogies come out right."
        )


def measure(memo, *, d, a, b, c, leave_out, plane, sentences, seed):
    """One moment: everything the picture shows."""
    read = memo(_read, sentences, seed)
    cut = embeddings.first(read.whole, d)
    ranking = embeddings.analogy(cut, a, b, c, leave_out=leave_out)
    answer = ANSWERS.get((a, b, c))
    found = Measurement(d, (a, b, c), leave_out, ranking, answer, *_lengths(cut, a, b, c, answer))
    curve = dict(sorted((read.curve | {d: _shares(cut)}).items()))
    picture = {
        "headline": {"words": f"{found.sum}  →  {found.best}", "outcome": found.outcome()},
        "map": _map(cut, found, plane),
        "ranking": {"rows": [(word, cosine, found.kind(word)) for word, cosine in ranking[:SHOWN]], "notes": found.notes()},
        "accuracy": {"curve": curve, "d": d, "leave_out": leave_out},
    }
    share = curve[d][0 if leave_out else 1]
    readings = {"cosine": ranking[0][1], "rank": float(found.rank), "accuracy": share, "step": found.step, "miss": found.miss}
    return Result(picture, readings, found.summary(share), reached={})


def _read(n, seed):
    whole = analogies.learned(LARGEST, n=n, seed=seed)
    return Read(whole, {d: _shares(embeddings.first(whole, d)) for d in ALONG})


def _shares(embedding):
    return tuple(analogies.accuracy(embedding, leave_out=leave_out)["all"] for leave_out in (True, False))


def _lengths(embedding, a, b, c, answer):
    """How far it is from b to a, and from the sum to the answer: NaN, if there is none."""
    known = answer is not None
    a, b, c, answer = embeddings.unit(embedding.vectors[embeddings.rows(embedding, [a, b, c, answer if known else a])])
    return float(np.linalg.norm(a - b)), float(np.linalg.norm(a - b + c - answer)) if known else float("nan")


def _map(embedding, found, plane):
    """Where all words lie in two dimensions, and with them the parallelogram of the analogy."""
    points = embeddings.unit(embedding.vectors)
    a, b, c, nearest = (points[row] for row in embeddings.rows(embedding, [*found.asked, found.ranking[0][0]]))
    target = a - b + c
    if plane == "all words":
        nouns = points[NOUN_ROWS]
        origin, directions = projections.principal_plane(nouns)
        directions = projections.turn((nouns - origin) @ directions.T, GROUP_OF[NOUN_ROWS], TOWARDS).T @ directions
    else:
        origin, directions = projections.plane_through(a, b, c)
    flat = (np.concatenate([points, [a, b, c, target, nearest]]) - origin) @ directions.T
    return {
        "names": embedding.words,
        "places": flat[:-5],
        "groups": GROUP_OF,
        "cosines": points @ embeddings.unit(target[None])[0],
        "corners": flat[-5:-2],
        "target": flat[-2],
        "nearest": flat[-1] if found.tied == 1 else flat[-2],
        "words": (*found.asked, found.best),
        "colour": found.outcome().colour,
        "caption": CAPTIONS[plane],
    }
