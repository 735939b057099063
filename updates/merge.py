"""Merge two versions of a notebook cell by cell: what the learner wrote stays, and what the course changed arrives.

    python3 updates/merge.py BASE MINE THEIRS

git runs this in `make update`, and after `make filter` always, where a learner and the course have both changed a notebook. The
result is written to MINE. Where one of the three is not a notebook, MINE stays and the exit code is 1.
"""

import pathlib
import sys
from difflib import SequenceMatcher

import clean

ALIKE = 0.5  # from here on a cell that took another's place is the same cell with another text
EMPTY = {"cells": []}
CODE = "**The course has changed this cell.** Your answer stands above. The cell now begins as:\n\n~~~python\n{}\n~~~"
TEXT = "**The course has changed this text.** Yours stands above. It now says:\n\n{}"


def merge(base, mine, theirs):
    """The notebook `theirs` with what a learner did in `mine`. Both come from `base`, the last version that they shared."""
    if all(map(clean.is_of_the_course, mine["cells"])):
        mine, theirs = theirs, mine  # while git brings back what it has put aside, the learner's is the other one
    old, new = successors(base["cells"], mine["cells"]), successors(base["cells"], theirs["cells"])
    before = {new[name]["id"]: cell for cell in base["cells"] if (name := cell["id"]) in new}
    now = {cell["id"]: cell for cell in mine["cells"]}
    now |= {new[name]["id"]: cell for name, cell in old.items() if name in new}
    kept = _placed(base, mine, {now[cell["id"]]["id"] for cell in theirs["cells"] if cell["id"] in now}, old)
    cells = kept.pop(None, [])
    for cell in theirs["cells"]:
        cells += choose(before.get(cell["id"]), now.get(cell["id"]), cell)
        cells += kept.get(now.get(cell["id"], {}).get("id"), [])
    return clean.clean(theirs | {"cells": cells})


def successors(old, new):
    """The cell of `new` that each cell of `old` became, by the name of the old one: of the same name, or alike in its place."""
    there = {cell["id"]: cell for cell in new}
    names, known = [cell["id"] for cell in old], {cell["id"] for cell in old}
    found = {name: there[name] for name in names if name in there}
    matcher = SequenceMatcher(None, names, list(there), autojunk=False)
    for kind, start, stop, first, last in matcher.get_opcodes():
        free = [cell for cell in new[first:last] if cell["id"] not in known] if kind == "replace" else []
        for cell in old[start:stop]:
            likeness = {other["id"]: _likeness(cell, other) for other in free}
            best = max(likeness, key=likeness.get, default=None)
            if cell["id"] not in found and best is not None and likeness[best] >= ALIKE:
                found[cell["id"]] = there[best]
                free.remove(there[best])
    return found


def _likeness(cell, other):
    same_kind = cell["cell_type"] == other["cell_type"]
    return SequenceMatcher(None, cell["source"], other["source"], autojunk=False).ratio() if same_kind else 0


def _placed(base, mine, there, old):
    """The learner's cells that the course does not have, by the name of the cell of `mine` that they follow. A cell that the
    course took out stays only if the learner has changed it."""
    sources = {old[cell["id"]]["id"]: cell["source"] for cell in base["cells"] if cell["id"] in old}
    kept, last = {}, None
    for cell in mine["cells"]:
        if cell["id"] in there:
            last = cell["id"]
        elif sources.get(cell["id"]) != cell["source"]:
            kept.setdefault(last, []).append(cell)
    return kept


def choose(old, mine, theirs):
    """The cells that stand in the place of one cell of the course; `old` and `mine` may be None."""
    source = theirs["source"]
    if mine is None:  # the learner took it out, or it is new
        return [theirs] if old is None or old["source"] != source else []
    if mine["source"] == source:
        changed = old is None or theirs.get("outputs") != old.get("outputs")
        return [theirs if changed or theirs["cell_type"] != "code" else theirs | {"outputs": mine["outputs"]}]
    if old is not None and mine["source"] == old["source"]:
        return [theirs]
    if old is None or old["source"] == source:
        return [mine]
    return [mine | {"id": theirs["id"]}, note(theirs)]


def note(cell):
    """A cell of text that says how a cell of the course reads now. Code is quoted: run, it would undo the learner's answer."""
    words = (CODE if cell["cell_type"] == "code" else TEXT).format(cell["source"])
    made = {"cell_type": "markdown", "metadata": {}, "source": words}
    return made | {"id": clean.identifier(made)}


def read(path):
    """The notebook in a file, each cell with a name. An empty file has no cells. Raises ValueError where it is no notebook."""
    content = pathlib.Path(path).read_bytes()
    notebook = clean.read(content) if content else EMPTY
    for cell in notebook["cells"]:
        cell.setdefault("id", clean.identifier(cell))
    return notebook


def main(base, mine, theirs):
    try:
        merged = merge(*map(read, (base, mine, theirs)))
    except ValueError:
        return 1
    pathlib.Path(mine).write_bytes(clean.write(merged))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
