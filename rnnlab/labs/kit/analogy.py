"""What the laboratories of word vectors share: what a - b + c came to in some embedding, in words and as a map."""

from typing import NamedTuple

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.language import embeddings, projections, toy_corpus
from rnnlab.views.embedding import GROUPS
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

MENU = [noun.word for noun in toy_corpus.NOUNS]
WORD_A, WORD_B, WORD_C = (controls.choice(label, MENU) for label in ("word a", "minus word b", "plus word c"))
KING = {"a": "king", "b": "man", "c": "woman"}
ANSWERS = {asked: answer for a, b, c, answer, _ in toy_corpus.QUESTIONS for asked in ((a, b, c), (c, b, a))}
READINGS = {
    "cosine": "cosine of the nearest word to a − b + c",
    "rank": "place of the right word among the nearest; 0 if the corpus knows none, or if many are equally near",
    "accuracy": "share of the corpus's analogies that come out right",
}
SHOWN, LABELLED = 8, 10  # words in the ranking, and of the nearest that the map names
THROUGH = "the plane through a, b and c"

NAMES = list(GROUPS)
GROUP_OF = {noun.word: NAMES.index(noun.group) for noun in toy_corpus.NOUNS}
GROUP_OF = {word: GROUP_OF.get(word, NAMES.index("other")) for word in toy_corpus.WORDS}


class Found(NamedTuple):
    """What a - b + c came to, and the words for it."""

    asked: tuple  # a, b, c
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
        """The place of the known answer, from 1; 0 if there is none, or where many words share the first place."""
        places = enumerate(self.ranking, 1) if self.tied == 1 else ()
        return next((place for place, (word, _) in places if word == self.answer), 0)

    def outcome(self):
        if not self.answer:
            return Outcome("", "", style.BLUE)
        if self.rank == 1:
            return Outcome("✔", "", style.GREEN_WORDS)
        return Outcome("✘ ", f"{self.answer} is number {self.rank}" if self.rank else "", style.VERMILION_WORDS)

    def rows(self):
        """The ranking as it is drawn: nothing where no word is nearest."""
        kinds = {self.answer: "right"} | dict.fromkeys(self.asked, "asked")
        shown = self.ranking[:SHOWN] if self.tied == 1 else []
        return [(word, cosine, kinds.get(word, "plain")) for word, cosine in shown]

    def summary(self):
        """The beginning of a sentence, without its full stop."""
        if self.tied > 1:
            return f"To {self.sum}, {self.tied} words are equally near, so none is nearest"
        comment = "; the corpus knows no answer to this"
        if self.answer:
            place = f"; it should be {self.answer}, which is number {self.rank} of {len(self.ranking)}"
            comment = ", as it should be" if self.rank == 1 else place
        cosine = f"{self.ranking[0][1]:.2f}".replace("-", "−")
        return f"Nearest to {self.sum} is {self.best} (cosine {cosine}){comment}"


def found(embedding, a, b, c, *, leave_out=True):
    """What comes out in this embedding."""
    ranking, answer = embeddings.analogy(embedding, a, b, c, leave_out=leave_out), ANSWERS.get((a, b, c))
    vectors = embedding.vectors[embeddings.rows(embedding, [a, b, c, answer or a])]
    first, second, third, right = embeddings.unit(vectors)
    miss = float(np.linalg.norm(first - second + third - right)) if answer else float("nan")
    return Found((a, b, c), ranking, answer, float(np.linalg.norm(first - second)), miss)


def word_map(embedding, now, plane=None, caption=THROUGH):
    """Where all words lie in a plane, an origin and two directions, and in it the analogy; by default in its own."""
    points = embeddings.unit(embedding.vectors)
    near = embeddings.rows(embedding, [word for word, _ in now.ranking[:LABELLED]])
    a, b, c = points[embeddings.rows(embedding, now.asked)]
    target = a - b + c
    origin, directions = plane or projections.plane_through(a, b, c)
    flat = (np.concatenate([points, [a, b, c, target]]) - origin) @ directions.T
    return {
        "names": embedding.words,
        "places": flat[:-4],
        "groups": np.array([GROUP_OF.get(word, NAMES.index("yours")) for word in embedding.words]),
        "cosines": points @ embeddings.unit(target[None])[0],
        "corners": flat[-4:-1],
        "target": flat[-1],
        "nearest": flat[near[0]] if now.tied == 1 else flat[-1],
        "near": near if now.tied == 1 else [],
        "words": (*now.asked, now.best),
        "colour": now.outcome().colour,
        "caption": caption,
    }
