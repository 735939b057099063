"""The lab of the scan: the linear recurrence as a tree, round by round, in a race with the loop."""

import numpy as np

from rnnlab import scan as recurrence
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import scan as lesson
from rnnlab.views import scan as view
from rnnlab.views.kit import style
from rnnlab.views.kit.canvas import short
from rnnlab.views.kit.outcome import Outcome

LONGEST, MOST = 32, 57  # steps; rounds that a single worker needs for the tree over them

START = {"T": 8, "workers": 16, "seed": 0, "step": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "the way up": {**START, "step": 3},
    "32 steps, 16 workers": {**START, "T": 32, "step": 9},
    "the way down": {**START, "step": 5},
    "32 steps, 2 workers": {**START, "T": 32, "workers": 2, "step": 20},
    "16 steps": {**START, "T": 16, "step": 4},
    "a single worker": {**START, "workers": 1, "step": 7},
}
READINGS = {
    "depth": "levels of the tree",
    "work": "joins in the tree",
    "rounds_tree": "rounds that the tree needs with so many workers",
    "rounds_loop": "rounds that the loop needs",
    "difference": "largest difference of their states, to 12 digits",
}
TREE = Outcome("▼", "the tree is first", style.BLUE)
LOOP = Outcome("▲", "the loop is first", style.VERMILION_WORDS)
EQUAL = Outcome("●", "both take as long", style.GREEN_WORDS)


@laboratory(view.Scan, PRESETS, READINGS)
def scan(
    *,
    T: controls.whole("sequence length T", 2, LONGEST) = 8,
    workers: controls.whole("workers", 1, 16) = 16,
    seed: controls.whole("seed", 0, 99) = 0,
    step: clock(MOST, label="rounds done", interval=900) = 0,
):
    """A lab on two ways to compute h_t = a_t h_{t-1} + b_t from h_0 = 0 (`rnnlab.scan`): step by step, and as a tree.

    T: steps. workers: how many joins of one level the tree can do in a round; the loop has one step to do at a time. seed: that
    of a and b. step: rounds that are done; beyond the last one, the last. Raises TypeError or ValueError naming the argument.
    """
    a, b = lesson.sequence(T, seed)
    joins = lesson.joins(a, b, workers)
    H, other = (run(a, b, np.zeros(()))[1:] for run in (recurrence.loop, recurrence.tree))
    rounds = {"tree": joins[-1].round, "loop": T - 1}
    step = min(step, max(rounds.values()))
    outcome = EQUAL if rounds["tree"] == rounds["loop"] else min((rounds["tree"], TREE), (rounds["loop"], LOOP))[1]
    readings = {
        "depth": float(joins[-1].level),
        "work": float(len(joins)),
        "rounds_tree": float(rounds["tree"]),
        "rounds_loop": float(rounds["loop"]),
        "difference": round(float(np.abs(H - other).max()), 12),
    }
    rounds_of = {name: style.counted(number, "round") for name, number in rounds.items()}
    counts = f"tree {rounds_of['tree']}, {style.counted(len(joins), 'join')}; loop {rounds_of['loop']}"
    picture = {"a": a, "b": b, "H": H, "joins": joins, "step": step, "remark": _remark(joins, step)}
    picture["outcome"] = outcome._replace(word=f"{outcome.word}: {counts}")
    known = 1 + len({join.right for join in joins if join.first == 0 and join.round <= step}), min(step + 1, T)
    summary = (
        f"After {style.counted(step, 'round')} the tree knows {known[0]} of {T} states, the loop {known[1]}. "
        f"With {style.counted(workers, 'worker')} {outcome.word}: {counts}. The states are the same."
    )
    return Result({"tree": picture}, readings, summary, reached={"step": step}, over=step == max(rounds.values()))


def _remark(joins, step):
    """The last join of a round with its numbers, or what to do."""
    now = [join for join in joins if join.round == step]
    if not now:
        return "press play: orange is steps as one, blue a state" if not step else "the tree has all its states"
    (a1, b1), (a2, b2) = (map(_factor, part) for part in now[-1].parts)
    a, b = map(short, now[-1].pair)
    return f"round {step}, steps {view.block(now[-1])}:  keep {a2}·{a1} = {a},  add {a2}·{b1} + {b2} = {b}"


def _factor(value):
    """A number in a product, in brackets where it has a sign."""
    words = short(value)
    return f"({words})" if words.startswith("–") else words
