"""The minute plans for teaching, read from plans.toml: what to do in each minute, what to say, what the lab then says."""

import math
import pathlib
import tomllib
from typing import NamedTuple

KINDS = ("press", "set", "play", "stop")
FILE = pathlib.Path(__file__).with_suffix(".toml")


class Move(NamedTuple):
    """One move in a lab. `kind` is one of KINDS, or "look" where there is nothing to do, and `to` is what it leads to."""

    lab: str  # the lab's name
    kind: str
    to: object  # the name of a preset, settings, or a step of the clock
    words: str
    then: tuple  # pieces of the lab's sentence after it

    def settings(self, lab):
        """What a lab's controls stand at after it; no more than is known of them."""
        if self.kind == "press":
            return lab.start if self.to == "Reset" else lab.presets[self.to]
        return {"look": {}, "set": self.to}.get(self.kind, {"step": self.to})

    def make(self, lab):
        """Make the move, as a button does. Play only starts the clock."""
        if self.kind == "play":
            lab.controls["step"].play.playing = True
        else:
            lab.move(self.settings(lab))

    def made(self, lab, *, clock=False):
        """Whether the lab has come there. A clock may have gone further, and *stop* may be a tenth too early.

        clock: it is asked because the clock starts or stops, which is a move only where it should stop.
        """
        if self.kind == "stop":
            return not lab.controls["step"].play.playing and lab.settings["step"] >= 0.9 * self.to
        if clock or lab.error:
            return False
        if self.kind == "play":
            return lab.controls["step"].play.playing and lab.settings["step"] >= self.to
        return all(_same(to, lab.settings[name]) for name, to in self.settings(lab).items())


class Step(NamedTuple):
    """What belongs to one minute, or several. `do` is what comes before the moves."""

    minute: int
    do: str
    moves: tuple
    say: str

    def doing(self):
        """All there is to do, in words."""
        return " ".join(filter(None, [self.do, ", then ".join(move.words for move in self.moves)]))


class Plan(NamedTuple):
    """A lecture of so many minutes on one chapter, with the text to stand before and after it."""

    title: str
    minutes: int
    steps: tuple
    before: str
    after: str = ""

    def table(self):
        """The plan as a table in Markdown."""
        rows = [f"| {step.minute} | {step.doing()} | {step.say.strip()} |" for step in self.steps]
        return "\n".join(["| minute | do | say |", "|---|---|---|", *rows])


def read():
    """chapter -> `Plan`, in the order of the file."""
    with FILE.open("rb") as file:
        chapters = tomllib.load(file)
    return {chapter: Plan(**plan | {"steps": tuple(map(_step, plan["steps"]))}) for chapter, plan in chapters.items()}


def _same(one, other):
    """Whether two settings are one: a slider on a page counts in notches, and may miss a number by its last digit."""
    return one == other or (isinstance(one, float) and isinstance(other, float | int) and math.isclose(one, other))


def _step(step):
    moves = tuple(_move(step["lab"], **move) for move in step.get("moves", ()))
    return Step(step["minute"], step.get("do", ""), moves, step["say"])


def _move(lab, then, do=None, **action):
    ((kind, to),) = action.items() or [("look", None)]
    return Move(lab, kind, to, do or ("press play" if kind == "play" else f"press *{to}*"), tuple(then))
