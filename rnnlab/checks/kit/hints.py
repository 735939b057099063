"""The mistakes that have words of their own. They are written as text, by exercise:

    name: what to tell a learner who made this mistake, in as many
    lines as it takes.
        >>> z = x @ W_xh + h @ W_hh

The code is what stands in the answer in place of its own lines; see `Program.rewritten`.
"""

import re
from typing import NamedTuple

from rnnlab.checks.kit.program import Program

BLOCK = re.compile(r"^(?P<name>\S.*?): (?P<hint>.*?)\n(?P<code>(?:    >>> [^\n]*\n?)+)", re.MULTILINE | re.DOTALL)


class Mistake(NamedTuple):
    """A usual mistake: its name, what to tell a learner who made it, and the lines that make it in a program."""

    name: str
    hint: str
    lines: str
    program: Program

    @property
    def function(self):
        """The program with these lines."""
        return self.program.rewritten(self.lines)

    def with_another(self, name, hint, lines):
        """This mistake and another one together."""
        return Mistake(f"{self.name}, {name}", f"{self.hint} {hint}", f"{self.lines}\n{lines}", self.program)


def mistakes(text, program):
    """All mistakes of a text, in its order."""
    for block in BLOCK.finditer(text):
        lines = re.sub(r"^    >>> ", "", block["code"], flags=re.MULTILINE)
        yield Mistake(block["name"], " ".join(block["hint"].split()), lines, program)
