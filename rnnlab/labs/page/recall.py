"""Recall: short questions at the end of a chapter, mixed with those of earlier ones, and what is done and due.

The learner's file remembers what was answered.
"""

import datetime
import html
import random

import ipywidgets as widgets
from IPython.display import Markdown

from rnnlab import validation
from rnnlab.labs.kit import companion
from rnnlab.labs.kit.front_end import OnPage
from rnnlab.labs.page import journal, learner_file
from rnnlab.labs.page.questions import chapters
from rnnlab.printing import shown

SIZE, EARLIER = 9, 3  # questions at a time, and how many of them are of earlier chapters
LONGEST = 6  # a question that was right so often in a row comes back after 2 to this power of days


def due(found, question):
    """The day on which a question comes back; today for one that was never asked."""
    streak, day = found["questions"].get(question["ask"], (0, None))
    wait = datetime.timedelta(days=2 ** min(streak, LONGEST))
    return datetime.date.fromisoformat(day) + wait if day else datetime.date.today()


def chosen(chapter, found):
    """The questions for now, of this chapter and of earlier ones: those that are due, then new ones, then all others."""

    def rank(question):
        day = due(found, question)
        return day > datetime.date.today(), question["ask"] not in found["questions"], day

    own = list(chapters()[chapter]["questions"])
    others = [question for number, one in chapters().items() if number < chapter for question in one["questions"]]
    draw = random.Random(f"{datetime.date.today()} {len(found['questions'])}")
    for questions in (own, others):
        draw.shuffle(questions)
        questions.sort(key=rank)
    picked = others[:EARLIER]
    picked += own[: SIZE - len(picked)]
    draw.shuffle(picked)
    return picked


class Recall(OnPage):
    """Questions, one after the other. A press on an option answers, and brings the next."""

    def __init__(self, chapter):
        self.chapter, self.right = chapter, 0
        self.questions, self.place = chosen(chapter, learner_file.read()), 0
        self.asked = widgets.HTML().add_class("rnnlab-revealed")
        self.options = [widgets.Button(layout={"width": "auto"}) for _ in range(3)]
        for button in self.options:
            button.on_click(lambda pressed: self.answer(pressed.description))
        self.companion = companion.Companion()
        super().__init__([self.asked, widgets.HBox(self.options).add_class("rnnlab-sure"), companion.look(), self.companion])
        self.add_class("rnnlab-prediction").add_class("rnnlab-recall")
        self._ask("")

    def answer(self, option):
        """Take an answer: say whether it was right, note it, and ask the next question."""
        question = self.questions[self.place]
        passed = option == question["options"][0]
        self.right, self.place = self.right + passed, self.place + 1
        words = "✔ Yes." if passed else f"✘ No: {question['options'][0]}."
        try:
            found = learner_file.read()
            streak, _ = found["questions"].get(question["ask"], (0, None))
            found["questions"][question["ask"]] = [(streak + 1) * passed, datetime.date.today().isoformat()]
            journal.keep(found)
        except (OSError, ValueError) as error:
            words = f"Not noted: {error} {words}"
        self._ask(f"{words} {question['why']}")

    def _ask(self, said):
        over = self.place == len(self.questions)
        if over:
            asked = f"{self.right} of {self.place} right. Run the cell again for more. What was wrong comes back tomorrow."
            options = []
        else:
            question = self.questions[self.place]
            asked = f"{self.place + 1} of {len(self.questions)}: {question['ask']}"
            options = random.Random(asked).sample(question["options"], len(question["options"]))
        for number, button in enumerate(self.options):
            button.description = options[number] if number < len(options) else ""
            button.layout.display = None if number < len(options) else "none"
        said, asked = html.escape(said), html.escape(asked)
        self.asked.value = f'<div class="rnnlab-answer">{said}<div class="rnnlab-question"><b>{asked}</b></div></div>'

    def __repr__(self):
        return shown(f"Recall: {len(self.questions)} questions on chapter {self.chapter}")

    def _still(self):
        return {"text/markdown": f"**Recall.** {len(self.questions)} short questions: run the cell to answer them."}, {}


def recall(chapter):
    """Ask short questions of a chapter, "00" to "11", and of the chapters before it."""
    return Recall(validation.choice("chapter", chapter, chapters()))


def progress():
    """What is done and what is due: a row for each chapter."""
    found, today = learner_file.read(), datetime.date.today()
    if not any(found.values()):
        return Markdown("Nothing is noted yet. Your first answer begins it.")
    rows = ["| chapter | exercises right | questions answered | due today |", "|---|---|---|---|"]
    for number, chapter in chapters().items():
        right = sum(exercise in found["exercises"] for exercise in chapter["exercises"])
        seen = [question for question in chapter["questions"] if question["ask"] in found["questions"]]
        again = sum(due(found, question) <= today for question in seen)
        of = len(chapter["exercises"])
        rows.append(
            f"| {number} | {f'{right} of {of}' if of else '–'} | {len(seen)} of {len(chapter['questions'])} | {again} |"
        )
    return Markdown("\n".join(rows))
