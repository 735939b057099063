"""A lab: controls, one picture, and a sentence that says what the picture shows.

A control has one name: it is an argument of the lab's function, a key of `settings` and `set`, and an argument in what `code()`
writes. Its label, range and default stand in one line, the function's (`laboratory`).

A tick is the same for every lab. The settings are read off the controls, `measure` computes, the view draws, and the new bytes
go to the page. One lock, for all labs, holds compute and drawing together, because JupyterLab may call a slider's callback on
another thread than the cells. An error in a tick is shown in the lab and stops its clock, and the next move starts afresh.
"""

import base64
import contextlib
import functools
import html
import inspect
import traceback
from typing import NamedTuple

import ipywidgets as widgets
from threadpoolctl import ThreadpoolController

from rnnlab.labs.kit import companion, opened, page_text
from rnnlab.labs.kit.controls import WIDTH, coerce
from rnnlab.labs.kit.front_end import OnPage
from rnnlab.labs.kit.hands import Hands
from rnnlab.labs.kit.memo import Memo
from rnnlab.labs.kit.numbers_table import Numbers
from rnnlab.labs.kit.painter import Painter
from rnnlab.printing import shown
from rnnlab.views.kit.view import LOCK

BLAS = ThreadpoolController()  # small matrices: on a busy machine threads that wait for each other turn 20 ms into seconds
WIDEST = 1.2  # as large as the page may show a picture: it has `view.DENSITY` drawn pixels for one of its own
STALE, MORE = "rnnlab-stale", "rnnlab-more"  # a picture that does not belong to the controls; one before the last of a walk
PIN = "leave these curves standing in grey while the controls move on"


class Result(NamedTuple):
    """What a lab finds for one setting of its controls. Where it has a class of its own for that, `picture`, `readings` and
    `summary` are its methods too."""

    picture: dict  # what the view's update takes
    readings: dict  # name -> float, the numbers behind the picture
    summary: str  # the picture in words
    reached: dict  # controls that could not go where they were sent, and where they stand instead
    over: bool = False  # whether the clock has nothing more to show: after an overflow, or where nothing changes any more
    idle: tuple = ()  # controls that change nothing here: they are grey
    tops: dict | None = None  # slider -> its new end, where that depends on what was computed
    page: tuple = ()  # (panel, text) each: a text in the page's own letters over a panel, as `page_text` makes it


class Refusal(ValueError):
    """Raised by a `measure` for what cannot be shown: its words tell the learner what is possible. The picture stays."""


class Lab(OnPage):
    """A laboratory on the page.

    `name` is that of the function in `rnnlab.labs` that makes it, `controls` its declarations by argument name in the order of
    the page, and `values` the arguments it was called with. `view()` makes the picture, and `measure(**settings)` returns a
    `Result`. `presets` are named groups of settings, each a button. `words` say what each reading is. `given` has the names of
    arguments that are no controls, for `code`. `line` is a widget for the place below the clock's button. `start` has
    the settings that it opens with.
    """

    def __init__(self, name, *, controls, values, view, measure, presets=None, words=None, given=(), line=None):
        self.name, self.presets, self.words = name, presets or {}, words or {}
        self.controls = controls = {key: declared() for key, declared in controls.items()}
        self.readings, self.summary, self.error = {}, "", None
        self._measure, self._given, self._quiet = measure, given, False
        self._play = getattr(controls.get("step"), "play", None)
        self._numbers = None
        self._shown, self._ticks = {}, 0  # the settings that the picture belongs to; how often it was drawn or refused
        self._picture = widgets.Image(format="png")
        self._words, self._trouble = widgets.HTML(), widgets.HTML(layout=widgets.Layout(width=f"{WIDTH}px"))
        self._letters = widgets.HTML().add_class("rnnlab-letters")
        self._frame = widgets.Box([Painter(self._picture), self._picture, self._letters]).add_class("rnnlab-picture")
        self._words.add_class("rnnlab-words"), self._trouble.add_class("rnnlab-trouble")
        try:
            self._write({key: coerce(key, controls[key], value, strict=True) for key, value in values.items()})
            self.start, self.view = self.settings, view()
            width, height = self.view.width, self.view.height
            self._picture.width, self._picture.height = str(width), str(height)  # its shape, before it is there
            with LOCK:
                self._settle()
        except BaseException:  # then there is no lab that could be closed
            close_all(*self._rows(), self._play, line, self._frame, self._words, self._trouble)
            raise
        for control in controls.values():
            control.observe(self._moved, "value")
            if hasattr(control, "button"):
                control.button.chosen = functools.partial(self._chose, control.take)
        self._frame.layout.max_width = f"{round(WIDEST * width)}px"
        row = widgets.HBox([self._panel(line), self._frame]).add_class("rnnlab-row")
        self.companion = companion.Companion(Hands(self), size=[width, height], touchable=self.view.touchable)
        self._numbers = Numbers(self)
        super().__init__([row, self._words, self._numbers, companion.look(), self.companion, self.companion.answers])
        self.add_class("rnnlab-lab")
        opened.opened(self)
        if self._play:
            self._play.observe(lambda change: opened.moved(self, clock=True), "playing")

    @property
    def settings(self):
        """name -> value of every control."""
        return {key: control.value for key, control in self.controls.items()}

    @property
    def figure(self):
        """The matplotlib Figure behind the picture."""
        return self.view.figure

    @property
    def png(self):
        """The picture on the page, as PNG bytes."""
        return bytes(self._picture.value)

    def set(self, **values):
        """Move several controls at once, as a hand would: a number beyond a slider's end stops there. The picture changes once.

        Raises TypeError or ValueError naming the argument, and then nothing has moved. What a control can stand at and
        `measure` refuses, such as an empty word, is no error here: the control stays there, as under a hand, and the lab says
        why.
        """
        for key in values:
            if key not in self.controls:
                raise TypeError(f"{self.name} has no control {key!r}; it has {', '.join(self.controls)}")
        values = {key: coerce(key, self.controls[key], value, strict=False) for key, value in values.items()}
        with LOCK:
            self._write(self._along(values) | values)
            self._tick()

    def pin(self, on=True):
        """Leave the present curves standing in grey while the controls move on, or take them away."""
        with LOCK:
            self.view.pin(on)
            self._picture.value = self.view.png()

    def move(self, values):
        """What a click in the picture does: go there all the way, as a button does. What goes wrong is told in the lab."""
        with LOCK, self._guard():
            self._arrive(values)

    def redraw(self, **look):
        """Draw the picture anew, as `View.redraw` takes it."""
        with LOCK:
            self.view.redraw(**look)
            self._picture.value = self.view.png()

    def reset(self):
        """Back to the settings that the lab was made with."""
        self._arrive(self.start)

    def close(self):
        """Take the lab off the page and give back its memory. ipywidgets keeps every widget that was made and not closed."""
        opened.closed(self)
        close_all(self)

    def code(self):
        """The call that makes a lab with this picture. An argument that is no control, such as a model, goes by its name.

        Where the lab shows a refusal or an error, the picture is that of the settings before, and so is the call.
        """
        given = [f"{name}={name}" for name in self._given]
        return f"labs.{self.name}({', '.join(given + [f'{key}={value!r}' for key, value in self._shown.items()])})"

    def __repr__(self):
        settings = ", ".join(f"{key}={_short(value)}" for key, value in self.settings.items())
        readings = ", ".join(f"{key} {_short(float(value))}" for key, value in self.readings.items())
        return shown(f"{self.name}({settings}): {readings}")

    def _still(self):
        """The picture, twice: as HTML it brings along the sentence, for those who do not see it."""
        png, width, height = base64.b64encode(self.png).decode(), self.view.width, self.view.height
        alt = html.escape(self.summary)
        shown = f'<img alt="{alt}" width="{width}" style="max-width: 100%" src="data:image/png;base64,{png}">'
        return {"image/png": png, "text/html": shown}, {"image/png": {"width": width, "height": height}}

    def _panel(self, line):
        """The controls, the presets two in a row, and Reset; below them, close to the hand, what went wrong."""
        rows = self._rows()
        if self._play:
            step = self.controls["step"]
            rows[rows.index(step)] = widgets.VBox([self._play, *filter(None, [line]), step])
        presses = [_button(name, lambda values=values: self._arrive(values), values) for name, values in self.presets.items()]
        presses.append(_button("Reset", self.reset, self.start))
        if any(panel.pinnable_curves() for panel in self.view.panels.values()):
            pin = widgets.ToggleButton(description="pin curves", tooltip=PIN, layout=widgets.Layout(width="auto", margin="0"))
            pin.observe(lambda change: self.pin(change.new), "value")
            presses.append(pin)
        grid = widgets.GridBox(
            presses, layout=widgets.Layout(grid_template_columns="2fr 3fr", width=f"{WIDTH}px", grid_gap="2px")
        )
        return widgets.VBox([*rows, grid, self._trouble]).add_class("rnnlab-controls")

    def _rows(self):
        """What stands in the panel: each control, or the row of widgets that it is in."""
        return [getattr(control, "row", control) for control in self.controls.values()]

    def _chose(self, take, *file):
        """A file was chosen with the button beside a control, whose `take` makes settings of it. They are one move."""
        with LOCK, self._guard():
            self._write(take(*file))
            self._show()

    def _moved(self, change):
        with LOCK:
            if not self._quiet:
                self._write(
                    self._along({name: change.new for name, control in self.controls.items() if control is change.owner})
                )
                self._tick()

    def _along(self, values):
        """What else moves when a hand sets these: a path that is typed chooses "own file"."""
        return {
            key: end
            for name, value in values.items()
            if value
            for key, end in getattr(self.controls[name], "along", {}).items()
        }

    def _write(self, values, trait="value"):
        """Set controls without a tick for each."""
        self._quiet = True
        try:
            for key, value in values.items():
                setattr(self.controls[key], trait, value)
        finally:
            self._quiet = False

    def _tick(self):
        with self._guard():
            self._show()

    def _arrive(self, values):
        """What a button does: go where it says all the way, also where that takes more training than one tick may hold."""
        values = {key: coerce(key, self.controls[key], value, strict=False) for key, value in values.items()}
        with LOCK, self._guard():
            self._pause()
            self._write(values)
            self._settle()

    def _settle(self):
        """Tick until every control stands where it was sent, or gets no further: a tick may train only so far."""
        wanted, before = self.settings, None
        own = self._show(more=True)
        while (there := {key: self.controls[key].value for key in own}) not in (before, {key: wanted[key] for key in own}):
            before = there
            self._write({key: wanted[key] for key in own})
            own = self._show(more=True)
        if MORE in self._words._dom_classes:  # it gets no further
            self._say()

    def _show(self, *, more=False):
        """Compute and draw. Returns the names of the controls that the lab may send back, such as the clock.

        `more`: where one is sent back, another tick follows at once. Of those the page may still send an old value, which is
        nobody's wish; any other control is moved by hands alone.
        """
        settings = self.settings
        with BLAS.limit(limits=1):
            moment = self._measure(**settings)
        # A control that another thread has moved meanwhile stays where it is: its own tick comes next.
        held = {key: end for key, end in moment.reached.items() if self.controls[key].value == settings[key] != end}
        self._write(held)
        self._write(moment.tops or {}, "max")
        for key, control in self.controls.items():
            control.disabled = key in moment.idle
        self.view.update(**moment.picture)
        self._picture.value = self.view.png()
        self._letters.value = page_text.markup(self.view, moment.page)
        self.readings, self.summary = moment.readings, moment.summary
        self._say(MORE if more and held else None)
        self._shown = settings | held
        if self._numbers:
            self._numbers.show()
        if moment.over:
            self._pause()
        return list(moment.reached)

    @contextlib.contextmanager
    def _guard(self):
        """Show an error in the lab instead of losing it in a log; take it away after a tick that went well."""
        try:
            yield
            self.error = None
            self._trouble.value = ""
        except Exception as error:
            self.error = error
            self._trouble.value = f'<div role="alert">{html.escape(_told(error))}</div>'
            self._say(STALE)
            self._stop()

    def _say(self, mark=None):
        """Write the sentence. It carries the number of the tick, so that the page sees a tick that changed nothing too.

        `mark`: whether the controls stand where the picture does not, or are about to. It is a class of what it is about: a
        rule that asked what the lab holds, with `:has()`, would have the page style all of it at each change.
        """
        self._ticks += 1
        for part in (self._frame, self._words):
            for name in (STALE, MORE):
                (part.add_class if name == mark else part.remove_class)(name)
        self._words.value = f'<div data-tick="{self._ticks}">{html.escape(self.summary)}</div>'
        opened.moved(self)

    def _stop(self):
        """Stop the clock, and put it back to the step that the picture shows: nothing has been trained since."""
        self._pause()
        if self._play is not None and "step" in self._shown:
            self._write({"step": self._shown["step"]})

    def _pause(self):
        if self._play is not None:
            self._play.playing = False


def laboratory(view, presets=None, words=None):
    """Make a lab's constructor of what it measures: what stands behind an argument's colon declares its control.

        @laboratory(Truncated, PRESETS)
        def truncated(memo, *, window: controls.whole("window", 1, 30) = 4, …):
            \"""What help() says.\"""
            …
            return Result(…)

    At each tick the function gets the settings; one that has an argument `memo` gets first a `Memo` of the lab's own. It stays
    at hand, as `labs.truncated.measure`. `view()` makes the picture. words: reading -> what it is. An argument without a colon
    is no control: the function gets it as it was given.
    """

    def constructor_of(function):
        declarations = inspect.get_annotations(function)
        signature = inspect.signature(function)
        arguments = {name: one.replace(annotation=one.empty) for name, one in signature.parameters.items() if name != "memo"}

        @functools.wraps(function)
        def constructor(**given):
            memo = [Memo()] if "memo" in signature.parameters else []
            if given.keys() - arguments.keys():
                function(*memo, **given)  # raises TypeError, in Python's own words, before anything is computed
            values = {name: one.default for name, one in arguments.items()} | given
            plain = {name: values.pop(name) for name in arguments if name not in declarations}
            made = {"view": view, "measure": functools.partial(function, *memo, **plain), "presets": presets, "words": words}
            made["given"] = [name for name, value in plain.items() if value is not None]
            return Lab(function.__name__, controls=declarations, values=values, **made)

        constructor.measure = function
        constructor.__signature__, constructor.__annotations__ = signature.replace(parameters=[*arguments.values()]), {}
        return constructor

    return constructor_of


def close_all(*made):
    """Close widgets and all that they are made of; what is None is passed over."""
    for widget in made:
        if isinstance(widget, widgets.Widget):
            close_all(*getattr(widget, "children", ()), getattr(widget, "layout", None), getattr(widget, "style", None))
            widgets.Widget.close(widget)


def _button(name, action, values):
    tooltip = ", ".join(f"{key} = {value}" for key, value in values.items())
    button = widgets.Button(description=name, tooltip=tooltip, layout=widgets.Layout(width="auto", margin="0"))
    button.on_click(lambda _: action())
    return button


def _told(error):
    """An error in words for the page: a refusal as it is, anything else with the place it came from."""
    if isinstance(error, Refusal):
        return str(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} (in {last.name}, line {last.lineno}). Move a control to go on."


def _short(value):
    words = f"{value:.3g}" if isinstance(value, float) else " ".join(str(value).split())
    return words if len(words) <= 40 else words[:39] + "…"
