"""Every gate by hand: one LSTM or GRU unit, ten sliders for its weights, and a number to keep. Adam may go on from there."""

import numpy as np

from rnnlab.cells import form
from rnnlab.labs.kit import controls
from rnnlab.labs.kit.clock import clock, train
from rnnlab.labs.kit.lab import Result, laboratory
from rnnlab.lessons import gate_bench as lesson
from rnnlab.views.gate_bench import REACH, GateBench
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

BY = 5  # training steps from one notch of the clock to the next
TRAINING_SHARE = 0.06  # seconds of training that one tick may hold, as estimated by `_steps_in_a_tick`
NOTCH = 0.5
ON = " The training goes on with play, or with End on the slider."

NOTHING = {"cell": "LSTM", **dict.fromkeys(lesson.WEIGHTS, 0.0), "T": 50, "step": 0}
HALF = {**NOTHING, "i_mark": 8.0, "i_bias": -4.0, "g_number": 3.0}
KEEPS = {**HALF, "f_bias": 6.0}
PRESETS = {  # two in a row on the page, the longer name on the right
    "half open": HALF,
    "nothing set": NOTHING,
    "keeps": KEEPS,
    "writes everything": {**KEEPS, "i_mark": 0.0, "i_bias": 4.0},
    "bias 1: lost": {**HALF, "f_bias": 1.0, "step": lesson.STEPS},
    "bias 2: found": {**HALF, "f_bias": 2.0, "step": lesson.STEPS},
    "a GRU keeps": {**NOTHING, "cell": "GRU", "f_mark": -8.0, "f_bias": 6.0, "g_number": 3.0},
}
READINGS = {
    "kept": "steps after the mark for which the number is known; −1: it never is",
    "right": f"sequences of {lesson.SEQUENCES} in which the answer at the end is right",
    "left": "share of what is written at the mark that the gate which keeps leaves to the end",
    "loss": "loss on the batch of this training step",
}


def _weight(label):
    return controls.real(label, -float(REACH), float(REACH), NOTCH)


@laboratory(lambda: GateBench(lesson.STEPS, lesson.WEIGHTS), PRESETS, READINGS)
def gate_bench(
    memo,
    *,
    cell: controls.choice("cell", lesson.CELLS) = "LSTM",
    i_mark: _weight("i or r mark") = 8.0,
    i_bias: _weight("i or r bias") = -4.0,
    f_number: _weight("f or z number") = 0.0,
    f_mark: _weight("f or z mark") = 0.0,
    f_h: _weight("f or z h") = 0.0,
    f_bias: _weight("f or z bias") = 0.0,
    g_number: _weight("g number") = 3.0,
    g_mark: _weight("g mark") = 0.0,
    g_h: _weight("g h") = 0.0,
    g_bias: _weight("g bias") = 0.0,
    T: controls.whole("steps to keep T", 1, lesson.LONGEST) = 50,
    step: clock(lesson.STEPS, label="steps of Adam", interval=160, by=BY) = 0,
):
    """A lab on one unit with gates, whose weights are set by hand (`rnnlab.lessons.gate_bench`).

    Each step is +1 or −1. The one at step 5 has a mark and is to be known T steps later. cell: "LSTM" or "GRU". i_mark, …:
    what each gate and the candidate g make of the number, of the mark and of h, and their biases; in the GRU those of i are
    r's, and those of f are z's. All other weights are 0, and the LSTM's output gate stands open. step: training steps of Adam
    on these ten weights, from where the sliders stand. Raises TypeError or ValueError naming the argument.
    """
    weights = i_mark, i_bias, f_number, f_mark, f_h, f_bias, g_number, g_mark, g_h, g_bias
    by_hand = dict(zip(lesson.WEIGHTS, weights, strict=True))
    history = memo(lesson.history, cell, by_hand, T)
    asked, step = step, train(step, _steps_in_a_tick(T), history, notch=BY)
    model = history.model(step)
    found, letters = lesson.read(cell, model, T), lesson.LETTERS[cell] | {"g": "g"}
    tracks = _tracks(lesson.CELLS[cell], letters, found)
    for gate in ("i", "f"):
        tracks[gate]["move"] = _moving(gate, tracks[gate]["values"], by_hand, step)
    outcome = _outcome(found.kept, T, max(found.right))
    end = f"{found.right[-1]} of {lesson.SEQUENCES} sequences end right"
    by = f"after {style.counted(step, 'step')} of Adam" if step else "by hand"
    picture = tracks | {
        "headlines": {"above": outcome, "below": Outcome("", f"{by}: {end}", style.DARK)},
        "weights": {
            "names": {name: f"{letters[name[0]]}: {name[2:]}" for name in by_hand},
            "by_hand": by_hand,
            "now": lesson.weights(cell, model),
        },
        "loss": {"losses": history.losses, "step": step, "baseline": None, "note": ""},
    }
    left, last = float(np.prod(tracks["f"]["values"][lesson.MARK :])), tracks["memory"]
    readings = {"kept": float(found.kept), "right": float(found.right[-1]), "left": left, "loss": history.losses[step]}
    summary = (
        f"{by[0].upper()}{by[1:]}, the {cell} unit {outcome.sentence}: {end}. "
        f"The one shown says {style.signed(last['says'][-1])} where {style.signed(last['right'])} is right. "
        f"In {style.counted(T, 'step')} gate {letters['f']} leaves {style.percent(left)} of what is written, and as much of "
        f"the gradient on its way back.{ON * (step < asked)}"
    )
    return Result(picture, readings, summary, reached={"step": step})


def _tracks(cell, letters, found):
    """What goes on in the first sequence, step by step: the parts of the picture by name."""
    memory = form.state_fields(cell)[-1]
    does = {letter: gate.does for letter, gate in form.gates(cell).items()} | {"g": "candidate", "c": "memory", "h": "state"}
    shown = {"i": letters["i"], "f": letters["f"], "g": "g", "memory": memory}
    tracks = {track: (getattr(found.trace.cache, name)[:, 0, 0], name, does[name]) for track, name in shown.items()}
    tracks["inputs"] = found.task.X[:, 0, 0], "x", "numbers"
    tracks = {track: dict(zip(("values", "name", "role"), parts)) | {"mark": lesson.MARK} for track, parts in tracks.items()}
    tracks["memory"] |= {"says": found.says[:, 0], "right": float(found.task.target[0, 0, 0]), "near": lesson.NEAR}
    return tracks


def _moving(letter, gate, by_hand, step):
    """What a click on a gate means: its bias such that it opens so far there; at the mark, the weight of the mark. While the
    weights are Adam's, a hand does not move them."""

    def move(t, level):
        name = f"{letter}_{'mark' if t + 1 == lesson.MARK else 'bias'}"
        wanted = by_hand[name] + np.log(level / (1 - level) * (1 - gate[t]) / gate[t])  # a gate is a sigmoid
        return {} if step else {name: float(np.clip(round(wanted / NOTCH) * NOTCH, -REACH, REACH))}

    return move


def _outcome(kept, T, best):
    steps = style.counted(kept, "step")
    if kept < 0:
        known = f"knows the marked number in {best} of {lesson.SEQUENCES} sequences at best"
        return Outcome("○", "known too seldom" if best else "never known", style.GREY, known)
    if kept == T:
        return Outcome("●", f"kept for {steps}", style.GREEN_WORDS, f"keeps the marked number for {steps}")
    return Outcome("▼", f"forgotten after {steps}", style.VERMILION_WORDS, f"keeps the marked number for {steps} of {T}")


def _steps_in_a_tick(T):
    """How many training steps fit in one tick. An estimate, not the machine's mood."""
    return int(TRAINING_SHARE / (5e-4 + (lesson.MARK + T) * 2.7e-5))
