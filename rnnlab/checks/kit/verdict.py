"""What a check answers: passed or not, and in words that help."""

import html
import re

from rnnlab.printing import shown

LISTENERS = []  # functions that are told every verdict
FORMULA, PARTED = re.compile(r"[$\\]"), r"<span>\g<0></span>"  # MathJax sees no formula where a tag parts its signs
CODE, SET = re.compile(r"`([^`]+)`"), r'<code style="background: #0001; color: inherit; padding: 0 3px">\1</code>'


class ExerciseError(AssertionError):
    """Raised by a check that was asked to be strict, or while nbgrader runs it. In a notebook only the verdict is shown."""

    def _render_traceback_(self):
        """The lines that IPython shows."""
        return str(self).splitlines()


class Verdict:
    """The answer to one exercise.

    `passed` is a bool. `reason` is one of "right", "not answered", "not a function", "error", "returns nothing", "wrong type",
    "wrong shape", "not a number", "in place", "changes", "other order", "another numpy", "not checked", "wrong numbers", or the
    name of the known mistake, or the kind of the edit, that gives the same numbers as the answer. `words` say what that means
    for the learner, and `more()` says it more exactly, step by step. `table`: wrong numbers beside the right ones, or None.
    """

    def __init__(self, exercise, reason, words, *, more=(), table=None):
        self.exercise, self.reason, self.table = exercise, reason, table
        self.words = words.encode("utf-8", "backslashreplace").decode()  # a lone surrogate cannot be sent to the page
        self.passed = reason == "right"
        self._more = tuple(more)

    def more(self):
        """The verdict with one hint more. The last of them has all there is."""
        if not self._more:
            return self
        return Verdict(self.exercise, self.reason, f"{self.words} {self._more[0]}", more=self._more[1:], table=self.table)

    def __bool__(self):
        return self.passed

    def __repr__(self):
        return shown("\n".join([self._line(), *([self.table.text()] if self.table else [])]))

    def _repr_html_(self):
        """The words on a coloured ground. They may quote the learner's own text, so nothing in them is markup or a formula."""
        ground, edge = ("#e5f3ee", "#009E73") if self.passed else ("#f4f4f4", "#6b6b6b")
        if not self.passed and self.reason != "not answered":
            ground, edge = "#fcefe6", "#D55E00"
        table = self.table.html() if self.table else ""
        look = f"background: {ground}; border-left: 5px solid {edge}; color: #222; padding: 8px 12px; font-size: 15px"
        return f'<div class="rnnlab-verdict" style="{look}">{_plain(self._line())}{_folded(self._more)}{table}</div>'

    def _line(self):
        sign = "✔" if self.passed else "○" if self.reason == "not answered" else "✘"
        return f"{sign} {self.exercise}: {self.words}"


def _plain(words):
    return CODE.sub(SET, FORMULA.sub(PARTED, html.escape(words)))


def _folded(hints):
    """Each hint behind a "more" of its own, within the one before."""
    if not hints:
        return ""
    first, *rest = hints
    summary = '<summary style="cursor: pointer">more</summary>'
    return f'<details style="margin-top: 4px">{summary}{_plain(first)}{_folded(rest)}</details>'
