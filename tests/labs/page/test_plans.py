"""The minute plans: each move is made, and the laboratory then says what the plan says."""

import ast
import json
import pathlib
import re

import pytest

from rnnlab import labs
from rnnlab.labs.page import plans

ROOT = pathlib.Path(__file__).parents[3]
PLANS = plans.read()
STEPS = [(chapter, step) for chapter, plan in PLANS.items() for step in plan.steps]
WORDS_A_MINUTE, SECONDS_A_MOVE = 130, 3
NUMBER = r"[−-]?\d+(?:[.,]\d+)?(?:·10[⁻⁰-⁹¹²³]+)?[⁻⁰¹²³⁴-⁹]*"
# Numbers in what is said that no sentence of a laboratory carries, and the test that holds them.
ELSEWHERE = {
    ("06", 7): {"10⁹": "test_06_vanishing_and_exploding.py"},
}


def opening(chapter):
    """name -> the first lab of this name, made as the chapter makes it."""
    (path,) = (ROOT / "notebooks").glob(f"{chapter}_*.ipynb")
    made = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for node in ast.walk(ast.parse("".join(cell["source"]))) if cell["cell_type"] == "code" else ():
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("labs."):
                made.setdefault(ast.unparse(node.func).removeprefix("labs."), node)
    planned = dict.fromkeys(move.lab for step in PLANS[chapter].steps for move in step.moves)
    return {name: eval(compile(ast.Expression(made[name]), chapter, "eval"), {"labs": labs}) for name in planned}


def closed(made):
    for lab in made.values():
        lab.close()


@pytest.mark.parametrize("chapter", PLANS)
def test_each_move_makes_what_the_plan_says(chapter):
    made, found = opening(chapter), []
    for step in PLANS[chapter].steps:
        for move in step.moves:
            lab = made[move.lab]
            if move.kind == "play":
                assert lab.settings["step"] < move.to or lab.settings["step"] == lab.controls["step"].max  # then it begins anew
                lab.move({"step": move.to})
            else:
                move.make(lab)
            assert move.made(lab), (move, lab)
            found += [(step.minute, move.words, words, lab.summary) for words in move.then if words not in lab.summary]
    closed(made)
    assert found == []
