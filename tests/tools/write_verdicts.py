"""What the checks say, whole: tests/checks/verdicts.md has an answer in each section, and behind it the verdict with all hints.

python tests/tools/write_verdicts.py     writes the verdicts of all its answers anew
"""

import inspect
import linecache
import pathlib
import re
from unittest import mock

import numpy as np

from rnnlab import checks
from rnnlab.checks.kit import search
from rnnlab.checks.kit.tools import TOOLS

FILE = pathlib.Path(__file__).parents[1] / "checks" / "verdicts.md"
SECTION = re.compile(
    r"^## (?P<title>[^\n]*)\n\n```python\n(?P<code>.*?)```\n\n```text\n(?P<said>.*?)```\n", re.MULTILINE | re.DOTALL
)


def said(title, code):
    """The verdict on the last function of a piece of code, which has the name of its exercise, with each hint that follows."""
    seconds = 60 if "two" in title else 0.05  # two slips are found within seconds, or never
    with mock.patch.multiple(search, SECONDS=seconds, PATIENCE=np.inf):  # the same words on a busy machine
        return _said(code)


def _said(code):
    name = f"<{abs(hash(code))}>"
    linecache.cache[name] = len(code), None, code.splitlines(keepends=True), name  # as in a notebook, lines can be quoted
    scope = {"np": np} | TOOLS
    exec(compile(code, name, "exec"), scope)
    function = [value for value in scope.values() if inspect.isfunction(value)][-1]
    verdict = getattr(checks, f"check_{function.__name__}")(function)
    lines = [f"[{verdict.reason}]", repr(verdict)]
    while (another := verdict.more()) is not verdict:
        lines.append(f"more:{another.words.removeprefix(verdict.words)}")
        verdict = another
    return "\n".join(lines) + "\n"


def sections():
    """The sections of the file: title, code and what is said of it."""
    return list(SECTION.finditer(FILE.read_text(encoding="utf-8")))


if __name__ == "__main__":
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(
        SECTION.sub(
            lambda part: part[0].replace(f"```text\n{part['said']}```", f"```text\n{said(part['title'], part['code'])}```"),
            text,
        ),
        encoding="utf-8",
    )
