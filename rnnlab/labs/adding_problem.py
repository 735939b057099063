"""The adding problem: two networks learn side by side to add two numbers that lie far apart."""

import numpy as np

from rnnlab import stored
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock, train
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import adding_problem as lesson
from rnnlab.views.adding_problem import AddingProblem
from rnnlab.views.kit import style
from rnnlab.views.kit.canvas import short
from rnnlab.views.panels.error_curves import words

LONGEST, STRIDE = 2000, 20  # training steps on the clock, and how many of them play asks for at a time
TRAINING_SHARE = 0.05  # seconds of training that one tick may hold, as estimated by `adding_problem.steps_within`
NOBODY = "nothing"  # beside the first network
RATES = (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
CLIPS = ("off", 10.0, 1.0, 0.1)
SHOWN = 0  # the held-out sequence that is drawn
DIGITS = 3  # after the point: what single precision gives alike on every machine, as long as the training is short

START = {"T": 60, "h": 32, "learning_rate": 0.002, "clip": 1.0, "seed": 0, "step": 0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "short": {**START, "network": "GRU", "beside": "tanh RNN", "T": 10},
    "long, with a gate": {**START, "network": "GRU", "beside": "tanh RNN", "T": 100},
    "two gated": {**START, "network": "GRU", "beside": "LSTM"},
    "long, with an identity": {**START, "network": "ReLU, identity", "beside": "GRU", "T": 100},
    "no clipping": {**START, "network": "ReLU, He", "beside": NOBODY, "T": 150, "clip": "off"},
    "only the start differs": {**START, "network": "ReLU, identity", "beside": "ReLU, He"},
}
UNTRAINED, EARLY = "not trained yet", "too early to say"
EXPLAINED = {
    UNTRAINED: UNTRAINED,
    EARLY: f"the mean of fewer than {lesson.WINDOW} batches: too early to say what it has learned",
    "uses both numbers": "below 1/12, where knowing one of the two numbers would not bring it",
    "remembers something": "below the 1/6 of always saying 1",
    "no better than saying 1": "about the 1/6 of always saying 1",
    "worse than saying 1": "above the 1/6 of always saying 1",
    "overflowed": "no number any more: the training overflowed",
}


READINGS = {
    "error": "error of the network, mean of the last 50 batches",
    "error_beside": "error of the network beside it",
}


@laboratory(lambda: AddingProblem(LONGEST), PRESETS, READINGS)
def adding_problem(
    memo,
    *,
    network: controls.choice("network", lesson.NETWORKS) = "GRU",
    beside: controls.choice("beside it", (NOBODY, *lesson.NETWORKS)) = "tanh RNN",
    T: controls.whole("sequence length T", 5, 150) = 60,
    h: controls.whole("hidden size h", 1, 64) = 32,
    learning_rate: controls.stops("learning rate η", RATES) = 0.002,
    clip: controls.stops("clip norm at", CLIPS) = 1.0,
    seed: controls.whole("seed", 0, 99) = 0,
    step: clock(LONGEST, by=STRIDE, notch=1) = 0,
):
    """A lab on the adding problem (`rnnlab.tasks.adding`): how far the error gets below 1/6, what always saying 1 scores.

    network, beside: two of `rnnlab.lessons.adding_problem.NETWORKS`; the second may be "nothing". T: sequence length. h:
    hidden size. step: training steps done, with Adam at learning_rate, the gradient's norm clipped at `clip`; these two take
    the values of RATES and CLIPS. Raises TypeError or ValueError naming the argument.
    """
    names = [name for name in (network, beside) if name != NOBODY]
    runs = [memo(_start, name, T, h, learning_rate, clip, seed, apart=place) for place, name in enumerate(names)]
    for run in runs:
        if step and not run.losses:  # it is to be seen far on at once: what is stored of it is there first
            stored.resume(run)
    step = train(step, lesson.steps_within(TRAINING_SHARE, names, T=T, h=h), *runs, begun=False)
    errors = [run.errors() for run in runs]
    said = [run.answers[step // run.LOOK] for run in runs]
    now = [float(each[step]) for each in errors]
    outcomes = [_outcome(error, step) for error in now]
    picture = {
        "outcomes": _two(list(zip(names, now, outcomes)), None),
        "errors": {**_two(errors, np.zeros(0)), "step": step, "names": names},
        "answers": {**_two(said, np.zeros(0)), "sums": runs[0].sums, "names": names},
        "sequence": sequence(runs[0].X[:, SHOWN], [each[SHOWN] for each in said]),
    }
    readings = {kind: round(error, DIGITS) for kind, error in zip(READINGS, now)}
    over = all(run.diverged is not None and run.diverged <= step for run in runs)
    return Result(picture, readings, _summary(names, now, outcomes, T, step), reached={"step": step}, over=over)


def _start(name, T, h, learning_rate, clip, seed):
    clip = None if clip == "off" else clip
    return lesson.Run(name, T=T, h=h, learning_rate=learning_rate, clip=clip, seed=seed, longest=LONGEST)


def _outcome(error, step):
    """What an error says about the network. Before there are as many batches as it is the mean of, it says nothing."""
    if step + 1 < lesson.WINDOW and np.isfinite(error):
        return EARLY if step else UNTRAINED
    return lesson.remembers(error)


def _two(found, nothing):
    """What belongs to the first network and to the second, if there is one."""
    return {"first": found[0], "second": found[1] if len(found) > 1 else nothing}


def sequence(X, said):
    """A sequence (T, 2) as it is drawn, and its sum beside the answers. As they are printed, the two numbers add up to it."""
    numbers, markers = X.T
    marked = np.flatnonzero(markers)
    first, second = (round(float(number), 2) for number in numbers[marked])
    replies = [f"{sign} {short(float(reply))}" for sign, reply in zip("●■", said)]
    total = f"{first:.2f} + {second:.2f} = {first + second:.2f}"
    return {"numbers": numbers, "marked": marked, "total": total, **_two(replies, "")}


def _summary(names, errors, outcomes, T, step):
    first, *second = [
        f"{_quoted(name)} has an error of {words(error)}, {EXPLAINED[outcome]}"
        for name, error, outcome in zip(names, errors, outcomes)
    ]
    rest = f" The {second[0]}." if second else ""
    return f"Sequences of {T} steps, after {style.counted(step, 'training step')}. The {first}.{rest}"


def _quoted(name):
    """A name in a sentence: one with a comma would look like the beginning of a list."""
    return f"“{name}”" if "," in name else name
