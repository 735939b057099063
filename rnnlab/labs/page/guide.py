"""A guide through the minutes of a chapter: what to do next, in which minute, and what there is to say about it.

It watches the labs on the page. A move that was made, by hand or with its button, is ticked, and the guide goes on from there.
"""

import html
import re
import weakref

import ipywidgets as widgets

from rnnlab import validation
from rnnlab.labs.kit import companion, opened
from rnnlab.labs.kit.front_end import OnPage
from rnnlab.labs.page import plans
from rnnlab.printing import shown


class Guide(OnPage):
    """All steps in a list, and the present one in large letters. place: its number, from 0.

    In a tour what there is to say of a step appears when its moves are made.
    """

    def __init__(self, chapter, plan, *, tour):
        self.chapter, self.plan, self.tour, self.place = chapter, plan, tour, 0
        self._moves = [(at, move) for at, step in enumerate(plan.steps) for move in step.moves if move.kind != "look"]
        self._next, self._made = 0, set()  # places in _moves
        self._touched = weakref.WeakValueDictionary()  # name -> the lab that has moved last, where there are several
        self._list, self._now = widgets.HTML().add_class("rnnlab-steps"), widgets.HTML().add_class("rnnlab-now")
        self._now.add_class("rnnlab-words")  # which the companion speaks
        self.companion = companion.Companion()
        acts = {"back": lambda: self.go(self.place - 1), "do it": self.act, "next": lambda: self.go(self.place + 1)}
        buttons = widgets.HBox([_button(name, act) for name, act in acts.items()])
        row = widgets.HBox([self._list, widgets.VBox([self._now, buttons])]).add_class("rnnlab-row")
        super().__init__([row, companion.look(), self.companion])
        self.add_class("rnnlab-guide")
        self._show()
        opened.watch(self)

    def go(self, place):
        """Go to a step. Its moves can be made again."""
        self.place = min(max(place, 0), len(self.plan.steps) - 1)
        self._next = sum(at < self.place for at, _ in self._moves)
        self._show()

    def act(self):
        """Make the next move of this step; where none is left, go to the next step."""
        at, move = self._pending()
        if at != self.place:
            return self.go(self.place + 1)
        lab = self._touched.get(move.lab) or opened.first(move.lab)
        if lab is None:
            return self._show(f"Run the cell with labs.{move.lab} first.")
        move.make(lab)

    def moved(self, lab, *, clock):
        """A lab has moved: was it the move that comes next?"""
        self._touched[lab.name] = lab
        at, move = self._pending()
        if move and move.lab == lab.name and move.made(lab, clock=clock):
            self._made.add(self._next)
            self._next, self.place = self._next + 1, at
            self._show()

    def _pending(self):
        """The next move, with the place of its step."""
        return self._moves[self._next] if self._next < len(self._moves) else (None, None)

    def _done(self, place):
        """Whether a step's moves are made; one without moves is done when it lies behind."""
        own = self._own(place)
        return self._made.issuperset(own) if own else place < self.place

    def _own(self, place):
        return [number for number, (at, _) in enumerate(self._moves) if at == place]

    def _show(self, trouble=""):
        steps = list(enumerate(self.plan.steps))
        self._list.value = f"<ol>{''.join(self._line(place, step) for place, step in steps)}</ol>"
        # All of them, one upon the other, and one visible: the place that they take does not change.
        self._now.value = f"<div data-tick>{''.join(self._large(place, step, trouble) for place, step in steps)}</div>"

    def _line(self, place, step):
        now = ' aria-current="step"' if place == self.place else ""
        done = '<span role="img" aria-label="done">✔</span>' if self._done(place) else step.minute
        return f"<li{now}><b>{done}</b> {_marked(step.doing())}</li>"

    def _large(self, place, step, trouble):
        own = self._own(place)
        ticks = iter("✔ " if number in self._made else "" for number in own)
        moves = [("" if move.kind == "look" else next(ticks)) + _marked(move.words) for move in step.moves]
        doing = " ".join(filter(None, [_marked(step.do), ", then ".join(moves)]))
        say = ' class="rnnlab-unsaid"' if self.tour and not self._made.issuperset(own) else ""
        hidden = "" if place == self.place else ' class="rnnlab-hidden"'
        return (
            f"<div{hidden}><p><b>Minute {step.minute}:</b> {doing}.</p><p{say}>{_marked(step.say)}</p>"
            f'<p role="alert">{html.escape(trouble)}</p></div>'
        )

    def __repr__(self):
        return shown(f"{'tour' if self.tour else 'guide'} of {self.chapter}, {self.plan.title}, {self.plan.minutes} minutes")

    def _still(self):
        return {"text/markdown": self.plan.table()}, {}


def guide(chapter):
    """A lecturer's guide through the minutes of a chapter, "00" to "11". "do it" makes the next move in the lab on the page.

    Raises TypeError or ValueError naming the argument.
    """
    return Guide(chapter, _plan(chapter), tour=False)


def tour(chapter):
    """A learner's tour of a chapter, "00" to "11": what there is to see is said when a move has been made.

    Raises TypeError or ValueError naming the argument.
    """
    return Guide(chapter, _plan(chapter), tour=True)


def _plan(chapter):
    found = plans.read()
    return found[validation.choice("chapter", chapter, sorted(found))]


def _marked(words):
    """Text with *emphasis*, as HTML."""
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", html.escape(words.strip()))


def _button(name, act):
    button = widgets.Button(description=name, layout=widgets.Layout(width="auto"))
    button.on_click(lambda _: act())
    return button
