"""Attention: one head learns to look at the two marked numbers, without a state that would have to carry them."""

from rnnlab import readout
from rnnlab.labs.adding_problem import sequence
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock, train
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import adding_problem
from rnnlab.lessons import attention as lesson
from rnnlab.views.attention import Attention
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

LONGEST, NOTCH, IN_A_TICK = 200, 2, 10  # training steps on the clock, of one notch, and of one tick
MOST = 0.9  # of the weight: from here on the head is said to look at the marks
DIGITS = 4  # of what training gives: what machines agree on

START = {"T": 60, "example": 1, "seed": 3, "step": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "untrained": START,
    "half-way": {**START, "step": 40},
    "trained": {**START, "step": 120},
    "as long as it gets": {**START, "T": 100, "step": 120},
}
READINGS = {
    "on_the_marks": "share of the weight on the two marked numbers, in the sequence shown",
    "answer": "what the head says to it",
    "error": "error of the head, mean of the last 50 batches",
}


@laboratory(lambda: Attention(LONGEST), PRESETS, READINGS)
def attention(
    memo,
    *,
    T: controls.whole("sequence length T", 5, 100) = 60,
    example: controls.whole("sequence shown", 1, lesson.SHOWN) = 1,
    seed: controls.whole("seed", 0, 99) = 3,
    step: clock(LONGEST, by=NOTCH) = 0,
):
    """A lab on one head of attention (`rnnlab.lessons.attention`) that learns the adding problem (`rnnlab.tasks.adding`).

    T: sequence length. example: which of 64 sequences is shown; the head is not trained on them. step: training steps done, by
    Adam, with a new batch at each. Raises TypeError or ValueError naming the argument.
    """
    run = memo(lesson.Run, T, seed)
    asked, step = step, train(step, IN_A_TICK, run, notch=NOTCH)
    errors, X = adding_problem.recent(run.losses), run.shown.X[:, example - 1 : example]
    look = lesson.attend(run.models[step].head, X)
    answer = float(readout.readout(run.models[step].readout, look.c)[0, 0])
    weights, seen = look.weights[:, 0], sequence(X[:, 0], [answer])
    share, road = float(weights[seen["marked"]].sum()), T - int(seen["marked"][0])
    picture = {
        "weights": {key: seen[key] for key in ("numbers", "marked")} | {"weights": weights, "outcome": _outcome(share)},
        "sequence": seen,
        "errors": {"first": errors, "second": errors[:0], "step": step, "names": ["attention"]},
        "costs": {"rows": _costs(T, road)},
    }
    readings = dict(zip(READINGS, (round(float(number), DIGITS) for number in (share, answer, errors[step])), strict=True))
    right, steps = seen["total"].split()[-1], style.counted(step, "training step")  # as it stands in the picture
    summary = (
        f"After {steps} the two marked of {T} steps have {_percent(share)} of the weight, and the head says {answer:.2f} where "
        f"{right} is right. Each input is 1 step from the answer; a recurrent state carries the first mark through "
        f"{style.counted(road, 'step')}."
    ).replace(" -", " −")
    if step < asked:
        summary += " The training goes on with play, or with End on the slider."
    return Result(picture, readings, summary, reached={"step": step})


def _percent(share):
    """A share in print, rounded down: 100 % is all."""
    return f"{int(100 * share + 1e-9)} %"


def _outcome(share):
    words = f"{_percent(share)} of it lies on the two marks"
    return Outcome("●", words, style.GREEN_WORDS) if share >= MOST else Outcome("○", words, style.DARK)


def _costs(T, road):
    """The rows of `Costs`."""
    return (
        ("1", f"{road}", f"the first marked number is read {style.counted(road, 'step')} before the end, its own step counted"),
        (f"{T}² = {T * T:,}", f"{T}", f"every step compares itself with all {T}; a recurrence makes one state after another"),
        (f"{T} inputs", "1 state", f"keys and values of all {T} inputs, for a later step to look at; or one state"),
    )
