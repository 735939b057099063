"""What a lecture needs: the laboratories of a chapter as it opens them, and how long a move takes."""

import ast
import json
import pathlib

from rnnlab import labs
from rnnlab.labs.kit import opened
from rnnlab.labs.page import plans

NOTEBOOKS = pathlib.Path(__file__).parents[2] / "notebooks"
WORDS_A_MINUTE, SECONDS_A_MOVE = 130, 3  # of a speaker, and of a hand


def _first_calls(path):
    """name -> source of the first call of each lab of a notebook."""
    found = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for node in ast.walk(ast.parse("".join(cell["source"]))) if cell["cell_type"] == "code" else ():
            if isinstance(node, ast.Call) and (source := ast.unparse(node)).startswith("labs."):
                found.setdefault(ast.unparse(node.func).removeprefix("labs."), source)
    return found


FIRST_CALLS = {path.name[:2]: _first_calls(path) for path in sorted(NOTEBOOKS.glob("*.ipynb"))}


def opening(chapter):
    """name -> lab, for each lab in the plan of a chapter."""
    planned = dict.fromkeys(move.lab for step in plans.read()[chapter].steps for move in step.moves)
    return {name: eval(FIRST_CALLS[chapter][name], {"labs": labs}) for name in planned}


class _Witness:
    """Sees whether a move has been made, as a guide does."""

    def __init__(self, move):
        self.move, self.made = move, False
        opened.watch(self)

    def moved(self, lab, *, clock):
        self.made |= self.move.made(lab, clock=clock)


def make(move, lab):
    """Make a move, and where it is to play, let the clock run. Returns whether a guide has seen it."""
    witness = _Witness(move)
    move.make(lab)
    if move.kind == "play":
        if lab.settings["step"] == lab.controls["step"].max:
            lab.set(step=lab.controls["step"].min)
        while not witness.made and lab.controls["step"].play.playing:
            lab.set(step=move.to)  # a tick may train only so far
        lab.controls["step"].play.playing = False
    return witness.made


def seconds(move, lab):
    """How long a move takes, with the clock where the lab's stands now; at its end it begins anew."""
    if move.kind != "play":
        return SECONDS_A_MOVE
    clock, now = lab.controls["step"], lab.settings["step"]
    steps = move.to - (now if now < clock.max else clock.min)
    return SECONDS_A_MOVE + steps / clock.play.step * clock.play.interval / 1000
