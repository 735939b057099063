"""A question the learner answers before the lab does: commit first, then see."""

import html
import weakref

import ipywidgets as widgets

from rnnlab.labs.kit import companion
from rnnlab.labs.kit.front_end import OnPage
from rnnlab.printing import shown

_asked = weakref.WeakSet()


class Prediction(OnPage):
    """The question, its options, and the answer, which shows once an option is chosen. `answer` is the text of an option."""

    def __init__(self, question, options, answer, why):
        self.question, self.options, self.answer, self.why = question, tuple(options), answer, why
        self.choice = widgets.RadioButtons(options=self.options, value=None, layout=widgets.Layout(width="auto"))
        self.revealed = widgets.HTML().add_class("rnnlab-revealed")
        self.choice.observe(lambda change: self.reveal(), "value")
        asked = widgets.HTML(f'<div class="rnnlab-question"><b>Predict.</b> {html.escape(question)}</div>')
        self.companion = companion.Companion()
        parts = [asked, self.choice, self.revealed, companion.look(), self.companion]
        super().__init__(parts, layout=widgets.Layout(margin="4px 0 8px 0"))
        self.add_class("rnnlab-prediction")
        _asked.add(self)

    def reveal(self):
        """Show the answer and the reason, beside what was chosen."""
        chosen = self.choice.value
        start = "" if chosen is None else "✔ Yes. " if chosen == self.answer else "✘ Not this time. "
        self.revealed.value = (
            f'<div class="rnnlab-answer"><b>{start}{html.escape(self.answer)}.</b> {html.escape(self.why)}</div>'
        )

    def __repr__(self):
        return shown(f"Predict: {self.question} " + " / ".join(self.options))

    def _still(self):
        """Question and options, and not the answer."""
        options = "\n".join(f"- {option}" for option in self.options)
        return {"text/markdown": f"**Predict.** {self.question}\n\n{options}"}, {}


def predict(question, options, answer, why):
    """Ask for a prediction. `answer` is one of `options`; `why` appears with it, after the learner has chosen."""
    for name, text in (("question", question), ("answer", answer), ("why", why)):
        if not isinstance(text, str):
            raise TypeError(f"{name} must be text; got {text!r}")
    if not isinstance(options, list | tuple) or not all(isinstance(option, str) for option in options):
        raise TypeError(f"options must be a list of texts; got {options!r}")
    if len(set(options)) < max(2, len(options)):
        raise ValueError(f"options must be at least two, all different; got {options!r}")
    if answer not in options:
        raise ValueError(f"answer must be one of the options, {', '.join(options)}; got {answer!r}")
    return Prediction(question, options, answer, why)


def reveal_all():
    """Show every answer on the page: for a lecturer who is short of time."""
    for prediction in list(_asked):
        prediction.reveal()
