"""A question the learner answers before the lab does: commit first, then see.

An answer is an option and how sure one is of it. The first one stays, also when the cell is run again or the kernel
restarted. With "ask again after talking" it is kept, and the reasons wait for a second one, even in another kernel.
"""

import html
import weakref

import ipywidgets as widgets

from rnnlab.labs.kit import companion
from rnnlab.labs.kit.front_end import OnPage
from rnnlab.labs.page import journal, questions
from rnnlab.printing import shown

SURE = ("a guess", "fairly sure", "certain")
AUTO = {"width": "auto"}
_asked = weakref.WeakSet()


class Prediction(OnPage):
    """The question, its options, and the answer, which shows once one has been committed to. `reasons`: option -> why."""

    def __init__(self, question, reasons, answer):
        self.question, self.reasons, self.answer, self.options = question, reasons, answer, tuple(reasons)
        self.given, self._done = journal.asked(question, self.options, answer), False
        self.choice = widgets.RadioButtons(options=self.options, value=None, layout=AUTO)
        self.sure = [widgets.ToggleButton(description=level, layout={"width": "108px"}) for level in SURE]
        for button in self.sure:
            button.observe(self._pressed, "value")
        waits = [answer.get("again") for answer in self.given] == [True]  # the kernel ended while the room was talking
        talks = waits or any(other.again.value for other in _asked)
        self.again = widgets.Checkbox(talks, description="ask again after talking", indent=False, layout=AUTO)
        self.again.observe(self._talk, "value")
        self.revealed = widgets.HTML().add_class("rnnlab-revealed")
        asked = widgets.HTML(f'<div class="rnnlab-question"><b>Predict.</b> {html.escape(question)}</div>')
        row = widgets.HBox([widgets.Label("How sure?"), *self.sure, self.again]).add_class("rnnlab-sure")
        self.companion = companion.Companion()
        parts = [asked, self.choice, row, self.revealed, companion.look(), self.companion]
        super().__init__(parts, layout=widgets.Layout(margin="4px 0 8px 0"))
        self.add_class("rnnlab-prediction")
        _asked.add(self)
        self._show()

    def commit(self, sure):
        """Keep what is chosen as an answer. `sure` is one of SURE."""
        if self._done:
            return
        if self.choice.value is None:
            return self._say("Choose an option first.")
        waits = {"again": True} if self.again.value and not self.given else {}
        journal.answered(self.question, self.given, {"option": self.choice.value, "sure": sure} | waits)
        self._show()

    def reveal(self):
        """Show the answer and the reason, beside the reason of what was chosen. Then the question is closed."""
        chosen = self.given[-1]["option"] if self.given else None
        self._done = self.choice.disabled = True
        self.choice.value = chosen
        for button in self.sure:
            button.value = bool(self.given) and button.description == self.given[-1]["sure"]
            button.icon, button.disabled = "check" * button.value, True
        if chosen in (None, self.answer):
            self._say(f"{'✔ Yes. ' if chosen else ''}{self.answer}.", self.reasons[self.answer])
        else:
            self._say("✘ Not this time.", self.reasons[chosen], f"{self.answer}.", self.reasons[self.answer])

    def __repr__(self):
        return shown(f"Predict: {self.question} " + " / ".join(self.options))

    def _still(self):
        """Question and options, and not the answer."""
        options = "\n".join(f"- {option}" for option in self.options)
        return {"text/markdown": f"**Predict.** {self.question}\n\n{options}"}, {}

    def _pressed(self, change):
        if change.new and not self._done:
            change.owner.value = False
            self.commit(change.owner.description)

    def _talk(self, change):
        """A class talks about all questions, or about none."""
        for other in list(_asked):
            other.again.value = change.new
        self._show()

    def _show(self):
        """Wait for a second answer, or show the reasons after the last."""
        if self._done or not self.given:
            return
        if len(self.given) == 2 or not self.again.value:
            return self.reveal()
        self.choice.value = None
        self._say(f"Kept: {self.given[0]['option']}.", "Talk about it, then answer again.")

    def _say(self, *words):
        """Write words beside the options; every other piece is in bold letters."""
        pieces = [f"<b>{html.escape(piece)}</b>" if n % 2 == 0 else html.escape(piece) for n, piece in enumerate(words)]
        self.revealed.value = f'<div class="rnnlab-answer">{" ".join(pieces)}</div>'


def predict(question, options=None, answer=None, why=None):
    """Ask for a prediction.

    A question of the course's own is enough: the rest of it is in `questions/`, where nobody reads it who is about to answer.
    options: a dict, option -> the reason why it is right or wrong, shown to who has chosen it. answer: the right option; its
    reason is shown to all. Where `options` is a list, `why` has the reasons: such a dict, or one text, for the answer.
    """
    if options is answer is why is None:
        options, answer = questions.prediction(question)
    for name, text in (("question", question), ("answer", answer)):
        if not isinstance(text, str):
            raise TypeError(f"{name} must be text; got {text!r}")
    if isinstance(options, dict) and why is None:
        options, why = list(options), options
    if not isinstance(options, list | tuple) or not all(isinstance(option, str) for option in options):
        raise TypeError(f"options must be a list of texts, or a dict with a reason for each; got {options!r}")
    if len(set(options)) < max(2, len(options)):
        raise ValueError(f"options must be at least two, all different; got {options!r}")
    if answer not in options:
        raise ValueError(f"answer must be one of the options, {', '.join(options)}; got {answer!r}")
    reasons = dict.fromkeys(options, "") | {answer: why} if isinstance(why, str) else why
    if not isinstance(reasons, dict) or set(reasons) != set(options) or not all(isinstance(w, str) for w in reasons.values()):
        raise TypeError(f"why must be text, or a dict with a text for each option; got {why!r}")
    return Prediction(question, {option: reasons[option] for option in options}, answer)


def reveal_all():
    """Show every answer on the page: for a lecturer who is short of time."""
    for prediction in list(_asked):
        prediction.reveal()
