"""The hand-ins of a class, counted: who chose what before and after talking, and the commonest mistakes."""

import base64
import collections
import html
import pathlib

from rnnlab.labs.kit import companion
from rnnlab.labs.page import handin
from rnnlab.printing import shown
from rnnlab.views import tally as view

MOST = 12  # questions, and mistakes, in the picture: those with the most answers


class Tally:
    """What a folder of hand-ins says.

    files: how many were counted. questions: question -> (right option, Counter of the first answers, Counter of the second).
    mistakes: Counter of (exercise, mistake), a learner counts once for each. left_out: name of a file -> the reason.
    """

    def __init__(self, records, left_out):
        self.files, self.left_out = len(records), left_out
        self.questions, self.mistakes = {}, collections.Counter()
        rights = collections.defaultdict(collections.Counter)
        for record in records:
            for question, kept in record["predictions"].items():
                rights[question][kept["answer"]] += 1
                counts = self.questions.setdefault(question, (collections.Counter(), collections.Counter()))
                for counter, answer in zip(counts, kept["answers"]):
                    counter[answer["option"]] += 1
            for exercise, kept in record["exercises"].items():
                self.mistakes.update((exercise, mistake) for mistake in kept["mistakes"])
        ranked = sorted(self.questions.items(), key=lambda asked: -asked[1][0].total())
        self.questions = {asked: (rights[asked].most_common(1)[0][0], *counts) for asked, counts in ranked}

    @property
    def summary(self):
        """The picture in words."""
        lines = [f"{self.files} hand-ins."]
        for question, (right, *counts) in list(self.questions.items())[:MOST]:
            shares = [f"{counter[right]} of {counter.total()} {when}" for counter, when in zip(counts, view.WHEN) if counter]
            lines.append(f"{question} “{right}”: {', '.join(shares)}.")
        named = [f"{exercise}, {mistake}: {times}" for (exercise, mistake), times in self.mistakes.most_common(MOST)]
        return " ".join(lines + [f"Commonest mistakes: {'; '.join(named)}."] * bool(named))

    def png(self):
        """The picture as PNG bytes."""
        return view.draw(dict(list(self.questions.items())[:MOST]), self.mistakes.most_common(MOST))

    def __repr__(self):
        return shown("\n".join([self.summary, *self._left_out()]))

    def _repr_html_(self):
        picture = base64.b64encode(self.png()).decode()
        shown = f'<img class="rnnlab-tally" alt="{html.escape(self.summary)}" src="data:image/png;base64,{picture}">'
        return companion.STYLE + shown + "".join(f"<div>{html.escape(line)}</div>" for line in self._left_out())

    def _left_out(self):
        return [f"Left out: {name!a}, {reason}." for name, reason in self.left_out.items()]


def tally(folder):
    """Count the hand-ins in a folder, all its files that end in .json. One that is none is left out and named.

    Raises FileNotFoundError where there is no such folder or no file in it that ends so.
    """
    paths = sorted(pathlib.Path(folder).glob("*.json"))
    if not paths:
        raise FileNotFoundError(f"folder must be one with hand-ins, files that end in .json; got {str(folder)!r}")
    records, left_out = [], {}
    for path in paths:
        try:
            records.append(handin.read(path))
        except (ValueError, OSError) as error:
            left_out[path.name] = getattr(error, "strerror", None) or str(error)
    return Tally(records, left_out)
