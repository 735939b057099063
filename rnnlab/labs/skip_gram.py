"""Words as vectors, chosen by a network under Play: from random places to king - man + woman = queen."""

import numpy as np

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.analogy import KING, MENU, READINGS, WORD_A, WORD_B, WORD_C, found, word_map
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Refusal, Result, laboratory
from rnnlab.language import embeddings, toy_corpus
from rnnlab.language.skip_gram import UPDATES
from rnnlab.lessons.skip_gram import EVERY, MOST, NOUNS, Course
from rnnlab.views.skip_gram import SkipGram

ROOM = 4  # updates in a tick
PLANES = ("all words", "this analogy")
CAPTION = "a plane that follows the nouns as they spread"
LONGEST, LETTERS = 200, 14  # of one's own sentences: characters, and letters of a word

START = {"d": 48, **KING, "own": "", "plane": "all words", "seed": 7, "step": 0}
WUG = "she was a busy wug. a lamp for her said the wug. the wug forgot a rope near the throne"
PRESETS = {  # two in a row on the page, the longer name on the right
    "king": START,
    "plane of the analogy": {**START, "plane": "this analogy"},
    "capitals": {**START, "a": "paris", "b": "france", "c": "italy"},
    "a word of your own": {**START, "own": WUG},
    "d too small": {**START, "d": 4},
}
COUNTED = {"counted": "the same share for vectors that were found by counting"}


@laboratory(lambda: SkipGram(UPDATES), PRESETS, READINGS | COUNTED)
def skip_gram(
    memo,
    *,
    d: controls.whole("dimensions d", 2, MOST) = 48,
    a: WORD_A = "king",
    b: WORD_B = "man",
    c: WORD_C = "woman",
    own: controls.text("your sentences", placeholder="the wug wore a crown. …") = "",
    plane: controls.choice("map spread over", PLANES) = "all words",
    seed: controls.whole("seed", 0, 99) = 7,
    step: clock(UPDATES, label="updates", interval=80, by=EVERY) = 0,
):
    """A lab on vectors for words that a network chooses by training, `rnnlab.language.skip_gram`.

    d: dimensions. a, b, c: nouns of the corpus. own: sentences of yours, with full stops between them; each is put into the
    text 50 times. plane: what the map is spread over, one of PLANES. seed: which text, and where the vectors start. step:
    updates done. Raises TypeError or ValueError naming the argument.
    """
    course = memo(Course, _sentences(own), d, seed)
    step = min(step - step % EVERY, course.step + ROOM)
    course.extend(step)
    look = step // EVERY
    embedding = course.embedding(look)
    now = found(embedding, a, b, c)
    looks = EVERY * np.arange(len(course.shares))
    right = course.right(a, b, c, now.answer) if now.answer else looks < 0
    share, company = course.shares[look], _company(embedding)
    spread = embedding.vectors[NOUNS].mean(axis=0), course.planes[look]
    map_of = word_map(embedding, now) if plane == "this analogy" else word_map(embedding, now, spread, CAPTION)
    picture = {
        "headline": {"words": f"{now.sum}  →  {now.best}", "outcome": now.outcome()},
        "map": map_of,
        "ranking": {"rows": now.rows(), "notes": (company, "")},
        "course": {"steps": looks, "shares": course.shares, "right": right, "step": step, "counted": course.counted},
    }
    summary = f"After {step} updates: {now.summary()[0].lower()}{now.summary()[1:]}. {share:.0%} of the corpus's "
    summary += f"{len(toy_corpus.QUESTIONS)} analogies come out right; with vectors found by counting, {course.counted:.0%}. "
    readings = {"cosine": now.ranking[0][1], "rank": float(now.rank), "accuracy": share, "counted": course.counted}
    return Result(picture, readings, f"{summary}{company}".strip(), reached={"step": step})


def _company(embedding):
    """A sentence on the last of one's own words, and the nouns that are nearest to it."""
    if len(embedding.words) == len(toy_corpus.WORDS):
        return ""
    word, nouns = embedding.words[-1], set(MENU)
    near = [other for other, _ in embeddings.nearest(embedding, word) if other in nouns][:3]
    return f"Nearest to your “{word}”: {', '.join(near)}."


def _sentences(own):
    """What was typed, as a tuple of sentences. Raises Refusal with a sentence that says what cannot be read."""
    sentences = tuple(" ".join(part.split()) for part in own.lower().split(".") if part.strip())
    words = dict.fromkeys(word for sentence in sentences for word in sentence.split())
    if len(own) > LONGEST:
        raise Refusal(f"Your sentences have {len(own)} characters, and {LONGEST} are the most.")
    if odd := [word for word in words if not (word.isascii() and word.isalpha() and len(word) <= LETTERS)]:
        raise Refusal(
            f"“{odd[0]}” is no word here: type 1 to {LETTERS} letters from a to z, spaces, and full stops between them."
        )
    if alone := [sentence for sentence in sentences if " " not in sentence]:
        raise Refusal(f"Go on: a word is known by its company, and “{alone[0]}” has none yet.")
    return sentences
