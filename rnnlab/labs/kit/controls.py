"""The controls of a lab: how each is declared, and what each admits.

What `whole`, `real`… return is a declaration: called, it makes the widget, anew for each lab.
`coerce` is the one place that says what a value for a control must be. A lab's constructor asks it strictly, so labs.x(h=0) is
an error; `Lab.set` asks it as the slider would, so lab.set(h=0) stops at the slider's end.
"""

import functools
import math
import numbers

import ipywidgets as widgets

from rnnlab import validation

WIDTH = 298  # CSS pixels of the column of controls
LABEL = {"description_width": "122px"}


def whole(label, low, high):
    """A slider over whole numbers."""
    return _declared(widgets.IntSlider, label, min=low, max=high)


def real(label, low, high, step):
    """A slider over numbers."""
    return _declared(widgets.FloatSlider, label, min=low, max=high, step=step, readout_format=".2f")


def choice(label, options):
    """A menu of words."""
    return _declared(widgets.Dropdown, label, options=list(options))


def stops(label, options):
    """A slider that stops at a few values only, numbers or words."""
    named = [(value if isinstance(value, str) else f"{value:g}", value) for value in options]
    return _declared(widgets.SelectionSlider, label, options=named)


def text(label, *, placeholder="", along=None):
    """A line to type on; each letter is a tick. `along`: other controls, and where they go when something is typed."""

    def made():
        line = _made(widgets.Text, label, {"placeholder": placeholder, "continuous_update": True})
        line.along = along or {}
        return line

    return made


def switch(label):
    """A box to tick."""
    return _declared(widgets.Checkbox, label, indent=True)


def coerce(name, control, value, *, strict):
    """`value` as the control takes it. Out of range: an error when `strict`, otherwise the nearest end.

    Raises TypeError or ValueError that names the argument, for what no slider could mean: text, NaN, an unknown option.
    """
    if isinstance(control, widgets.IntSlider):
        return _within(name, validation.whole, value, control.min, control.max, strict)
    if isinstance(control, widgets.FloatSlider):
        return _within(name, validation.real, value, control.min, control.max, strict)
    if isinstance(control, widgets.Text | widgets.Checkbox):
        return _exactly(name, str if isinstance(control, widgets.Text) else bool, value)
    return _option(name, control, value)


def _exactly(name, kind, value):
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be {'text' if kind is str else 'True or False'}; got {value!r}")
    if kind is str and (halves := [letter for letter in value if "\ud800" <= letter <= "\udfff"]):
        raise ValueError(f"{name} must be text that can be sent to a page; got {halves[0]!r}, half a character")
    return value


def _within(name, check, value, low, high, strict):
    if strict:
        return check(name, value, low, high)
    return min(max(check(name, value, -math.inf, math.inf), low), high)


def _option(name, control, value):
    options = [option for _, option in control.options] if isinstance(control.options[0], tuple) else list(control.options)
    sensible = isinstance(value, str | numbers.Real) and not isinstance(value, bool)
    for option in options:
        if sensible and isinstance(value, str) == isinstance(option, str) and value == option:
            return option
    kind = ValueError if sensible else TypeError
    raise kind(f"{name} must be one of {', '.join(str(option) for option in options)}; got {value!r}")


def _declared(kind, label, **options):
    return functools.partial(_made, kind, label, options)


def _made(kind, label, options):
    layout = widgets.Layout(width=f"{WIDTH}px", margin="0 0 2px 0")
    return kind(description=label, tooltip=label, style=LABEL, layout=layout, **options)
