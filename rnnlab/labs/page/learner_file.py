"""The learner's own file, beside the notebooks: what stays when a kernel ends. There is no name in it."""

import datetime
import json
import pathlib

from rnnlab.labs.kit.front_end import is_stored

FILE = pathlib.Path("rnnlab_progress.json")


def read():
    """What was noted before.

    questions: a question of recall -> [how often right in a row, the day of the last answer]. exercises: those that are right.
    predictions: question -> its options and at most two answers, and not which option is right. Raises ValueError where the
    file is damaged.
    """
    if is_stored() or not FILE.is_file():
        return {"questions": {}, "exercises": [], "predictions": {}}
    try:
        found = json.loads(FILE.read_text(encoding="utf-8"))
        for streak, day in found["questions"].values():
            datetime.date.fromisoformat(day), int(streak)
        predictions = dict(found.get("predictions", {}))  # which older files have not
        for kept in predictions.values():
            for answer in kept["answers"]:
                answer["option"], answer["sure"]
        return {"questions": dict(found["questions"]), "exercises": list(found["exercises"]), "predictions": predictions}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ValueError(f"{FILE} is damaged. Move it away, and a new one is begun.") from None


def write(found):
    """Write the file whole or not at all; not where a tool runs the notebook."""
    if not is_stored():
        new = FILE.with_suffix(".new")  # whole before it takes the old one's place
        new.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
        new.replace(FILE)
