"""Words as vectors, found by counting: how many dimensions it takes until king - man + woman is queen."""

from rnnlab.labs.kit import controls
from rnnlab.labs.kit.analogy import KING, READINGS, WORD_A, WORD_B, WORD_C, found, word_map
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.language import analogies, embeddings, toy_corpus
from rnnlab.views.embedding import Embedding as Picture

LARGEST = 128
ALONG = (1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 90, 128)  # points of the curve
SENTENCES = (500, 1000, 2000, 4000, 8000)

START = {"d": 32, **KING, "leave_out": True, "sentences": 8000, "seed": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "king": START,
    "d too small": {**START, "d": 8},
    "capitals": {**START, "a": "paris", "b": "france", "c": "italy"},
    "query words allowed": {**START, "d": 128, "leave_out": False, "seed": 5},
    "plurals": {**START, "a": "dogs", "b": "dog", "c": "cat"},
}
LENGTHS = {"step": "length of the step a − b", "miss": "distance from a − b + c to the right word"}


@laboratory(Picture, PRESETS, READINGS | LENGTHS)
def embedding(
    memo,
    *,
    d: controls.whole("dimensions d", 1, LARGEST) = 32,
    a: WORD_A = "king",
    b: WORD_B = "man",
    c: WORD_C = "woman",
    leave_out: controls.switch("leave these out") = True,
    sentences: controls.stops("sentences read", SENTENCES) = 8000,
    seed: controls.whole("seed", 0, 99) = 0,
):
    """A lab on vectors for words, found by counting in the sentences of `rnnlab.language.toy_corpus`, and on a - b + c.

    d: dimensions. a, b, c: nouns of the corpus. leave_out: whether a, b and c are kept out of the ranking. sentences: how many
    are read, one of SENTENCES. seed: which text. Raises TypeError or ValueError naming the argument.
    """
    whole, curve = memo(_read, sentences, seed)
    cut = embeddings.first(whole, d)
    now = found(cut, a, b, c, leave_out=leave_out)
    curve = dict(sorted((curve | {d: _shares(cut)}).items()))
    picture = {
        "headline": {"words": f"{now.sum}  →  {now.best}", "outcome": now.outcome()},
        "map": word_map(cut, now),
        "ranking": {"rows": now.rows(), "notes": _notes(now, leave_out)},
        "accuracy": {"curve": curve, "d": d, "leave_out": leave_out},
    }
    share = curve[d][0 if leave_out else 1]
    queries = "left out" if leave_out else "allowed as answers"
    summary = f"{now.summary()}. With d = {d} and the query words {queries}, {share:.0%} of the corpus's "
    summary += f"{len(toy_corpus.QUESTIONS)} analogies come out right."
    numbers = {"cosine": now.ranking[0][1], "rank": float(now.rank), "accuracy": share, "step": now.step, "miss": now.miss}
    return Result(picture, numbers, summary, reached={})


def _notes(now, leave_out):
    """Two lines below the ranking: what the marks mean, and whether the sum misses its aim by more than a step."""
    if now.tied > 1:
        return f"{now.tied} words are equally near: none is nearest.", ""
    if not now.answer:
        return "The corpus knows no answer to this.", f"step a − b: {now.step:.2f}"
    marks = "✔ right" if leave_out else "✔ right      ? word of the question"
    return marks, f"step a − b: {now.step:.2f}    the sum misses {now.answer} by {now.miss:.2f}"


def _read(n, seed):
    """Vectors in the largest d, and the points of the curve: d -> the shares of right answers."""
    whole = analogies.learned(LARGEST, n=n, seed=seed)
    return whole, {d: _shares(embeddings.first(whole, d)) for d in ALONG}


def _shares(embedding):
    """The share of right answers without the query words, and with them."""
    return tuple(analogies.accuracy(embedding, leave_out=leave_out)["all"] for leave_out in (True, False))
