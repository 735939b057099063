"""What happened in this kernel: the answers to predictions and the verdicts on exercises.

It is in memory, and by no name. The learner's file has what outlives the kernel: the answers, and which exercises are right.
"""

import contextlib

from rnnlab.checks.kit.verdict import LISTENERS
from rnnlab.labs.page import learner_file

predictions = {}  # question -> its options, the right one, and at most two answers
exercises = {}  # exercise -> how many tries it took until it was right, and how often each other verdict came


def asked(question, options, answer):
    """The answers that were given to a question, to add to. A question that was changed begins anew."""
    new = {"options": list(options), "answer": answer, "answers": []}
    known = predictions.get(question) or _before(question) | {"answer": answer}
    predictions[question] = known if known | {"answers": []} == new else new
    return predictions[question]["answers"]


def answered(question, given, answer):
    """Add an answer to those that were `given`. What another kernel has kept of the same question meanwhile stays instead."""
    kept = _answers(_before(question), predictions[question]["options"])
    given[len(given) :] = kept[len(given) :] or [answer]
    note()


def judged(verdict):
    """Count a verdict. What comes after the right answer is no try."""
    found = exercises.setdefault(verdict.exercise, {"tries": 0, "passed": False, "mistakes": {}})
    if verdict.reason == "not answered" or found["passed"]:
        return
    found["tries"] += 1
    found["passed"] = verdict.passed
    if not verdict.passed:
        found["mistakes"][verdict.reason] = found["mistakes"].get(verdict.reason, 0) + 1
    if found["passed"] and learner_file.FILE.is_file():
        note()


def keep(found):
    """Write into the learner's file what was `found` there and what happened here."""
    right = {exercise for exercise, done in exercises.items() if done["passed"]}
    found["exercises"] = sorted(right.union(found["exercises"]))
    for question, kept in predictions.items():
        if len(kept["answers"]) > len(_answers(found["predictions"].get(question, {}), kept["options"])):
            found["predictions"][question] = {"options": kept["options"], "answers": kept["answers"]}
    learner_file.write(found)


def note():
    """Bring the learner's file up to date. No answer and no check is stopped by a file that cannot be read or written."""
    with contextlib.suppress(OSError, ValueError):
        keep(learner_file.read())


def _answers(kept, options):
    """The answers of what was kept, if these were its options."""
    return kept["answers"] if kept.get("options") == options else []


def _before(question):
    """What the learner's file has of a prediction, from another kernel; nothing if it cannot be read."""
    with contextlib.suppress(OSError, ValueError):
        return learner_file.read()["predictions"].get(question, {})
    return {}


LISTENERS.append(judged)
