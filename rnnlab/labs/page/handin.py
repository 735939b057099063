"""One small file of what a learner did in a notebook, for a lecturer who asks for it; and how such a file is read.

A file from somebody else is data: it is measured before it is read, then read as JSON, and each piece is looked at. Nothing is
run.
"""

import json
import os
import pathlib
import secrets

from rnnlab.labs.kit import opened
from rnnlab.labs.kit.front_end import is_stored
from rnnlab.labs.page import journal
from rnnlab.labs.page.predict import SURE
from rnnlab.language import files
from rnnlab.printing import shown

KIND, VERSION = "hand-in", 1
LARGEST = 20_000  # bytes
LONGEST, MOST = 300, 10_000  # letters of a text; tries of an exercise
_file = f"rnnlab_handin_{secrets.token_hex(4)}.json"  # one for a kernel, so that sixty of them fit into one folder


def handin(name=""):
    """Write the answers, and this kernel's verdicts and settings of laboratories, into a file, and say where it is.

    There is no name in it unless you give one, and no text that was typed into a laboratory. Once more writes it anew. Where a
    tool runs the notebook, to store or to mark it, nothing is written. Raises TypeError or ValueError for a `name` that is no
    text of one line, OSError where nothing can be written.
    """
    if not isinstance(name, str):
        raise TypeError(f"name must be text; got {name!r}")
    if name and not _is_text(name):
        raise ValueError(f"name must be one line of at most {LONGEST} letters; got {name!r}")
    if is_stored():
        return print("Nothing is handed in: a tool runs this notebook, and nobody answers.")
    answered = {asked: {key: kept[key] for key in ("answer", "answers")} for asked, kept in journal.predictions.items()}
    record = {"rnnlab": KIND, "version": VERSION, "name": name}
    record["predictions"] = {asked: kept for asked, kept in answered.items() if kept["answers"]}
    record["exercises"] = {exercise: kept for exercise, kept in journal.exercises.items() if kept["tries"]}
    record["labs"] = sorted(filter(None, map(_settings, opened.every())), key=str)
    while len(text := json.dumps(record, ensure_ascii=False).encode()) > LARGEST and record["labs"]:
        record["labs"].pop()
    path = pathlib.Path(_file).absolute()
    path.write_bytes(text)
    counts = ", ".join(f"{len(record[kind])} {kind}" for kind in ("predictions", "exercises", "labs"))
    print(shown(f"Written to {path}: {counts}, {f'and the name {name}' if name else 'and no name'}."))


def read(path):
    """What `handin` wrote into a file. Raises ValueError or OSError with the reason why it is none."""
    with files.opened(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)) as file:
        if files.size(file) > LARGEST:
            raise ValueError(f"it is larger than {LARGEST // 1000} kB")
        raw = file.read(LARGEST + 1)
    try:
        record = json.loads(raw.decode("utf-8"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError:
        raise ValueError("it is not whole, or no JSON") from None
    if not isinstance(record, dict) or record.get("rnnlab") != KIND:
        raise ValueError("it is no hand-in")
    if record.get("version") != VERSION:
        raise ValueError(f"it is of another version than {VERSION}")
    for part, is_right in (("predictions", _is_prediction), ("exercises", _is_exercise)):
        pieces = record.get(part)
        if not isinstance(pieces, dict) or not all(_is_text(key) and is_right(piece) for key, piece in pieces.items()):
            raise ValueError(f"its {part} are not as handin() writes them")
    return record


def _settings(lab):
    """The lab's name and where its sliders and menus stand, not what was typed; None for a lab that was closed."""
    if lab.comm is not None:
        chosen = {
            key: control for key, control in lab.controls.items() if hasattr(control, "options") or _is_number(control.value)
        }
        return {"lab": lab.name} | {key: control.value for key, control in chosen.items()}


def _is_number(value):
    return isinstance(value, int | float)


def _is_text(value):
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable()


def _is_count(value):
    return type(value) is int and 0 < value <= MOST


def _is_prediction(piece):
    match piece:
        case {"answer": answer, "answers": [_] | [_, _] as answers} if _is_text(answer):
            return all(isinstance(one, dict) and _is_text(one.get("option")) and one.get("sure") in SURE for one in answers)
    return False


def _is_exercise(piece):
    match piece:
        case {"tries": tries, "passed": bool(), "mistakes": dict() as mistakes} if _is_count(tries):
            return all(_is_text(name) and _is_count(times) for name, times in mistakes.items())
    return False
