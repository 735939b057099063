"""What happened in this kernel: the answers to predictions and the verdicts on exercises. In memory alone, and by no name."""

from rnnlab.checks.kit.exercise import LISTENERS

predictions = {}  # question -> its options, the right one, and at most two answers
exercises = {}  # exercise -> how many tries it took until it was right, and how often each other verdict came


def asked(question, options, answer):
    """The answers that were given to a question, to add to. A question that was changed begins anew."""
    new = {"options": list(options), "answer": answer, "answers": []}
    if predictions.get(question, {}) | {"answers": []} != new:
        predictions[question] = new
    return predictions[question]["answers"]


def judged(verdict):
    """Count a verdict. What comes after the right answer is no try."""
    found = exercises.setdefault(verdict.exercise, {"tries": 0, "passed": False, "mistakes": {}})
    if verdict.reason == "not answered" or found["passed"]:
        return
    found["tries"] += 1
    found["passed"] = verdict.passed
    if not verdict.passed:
        found["mistakes"][verdict.reason] = found["mistakes"].get(verdict.reason, 0) + 1


LISTENERS.append(judged)
