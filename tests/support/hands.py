"""What a hand can do to a lab: find its parts, push its buttons, and move its controls in every way that there is."""

import copy
import functools
import inspect

import ipywidgets as widgets

from rnnlab.labs.kit.lab import Refusal


@functools.cache
def as_made(make):
    """The lab with its own settings, one for all tests that leave it as it is. No page shows it any more after the first."""
    return make()


def every(kind, box):
    """All widgets of a kind in a box, in the order of the page."""
    found = [box] if isinstance(box, kind) else []
    for child in getattr(box, "children", ()):
        found += every(kind, child)
    return found


def button(lab, name):
    """The button with this name on it."""
    return next(found for found in every(widgets.Button, lab) if found.description == name)


def play(lab):
    """The play button of a lab, or None."""
    return next(iter(every(widgets.Play, lab)), None)


def from_the_page(control, value):
    """Move a control as the browser does, by the message that arrives in the kernel."""
    if hasattr(control, "options"):
        state = {"index": list(control._options_values).index(value)}
    else:
        state = {"value": value}
    control._handle_msg({"content": {"data": {"method": "update", "state": state, "buffer_paths": []}}, "buffers": []})


def arguments(constructor):
    """name -> default of every argument of a lab that is a control; one that is not, such as a model, has None by default."""
    defaults = {name: argument.default for name, argument in inspect.signature(constructor).parameters.items()}
    return {name: default for name, default in defaults.items() if default is not None}


def ends(control):
    """Where a control can be pushed to: both ends of a slider, every entry of a menu (of a long one, its ends and its middle),
    what one would type to break a text."""
    if isinstance(control, widgets.Dropdown):
        entries = list(control._options_values)
        return entries if len(entries) <= 8 else [entries[0], entries[len(entries) // 2], entries[-1]]
    if isinstance(control, widgets.SelectionSlider):
        return [control._options_values[0], control._options_values[-1]]
    if isinstance(control, widgets.Text):
        return ["", " ", "a", "Ab é ∂ 中 \U0001f642", "<b>&amp;", "word " * 40]
    if isinstance(control, widgets.Checkbox):
        return [False, True]
    return [control.min, control.max]


def anywhere(control, rng):
    """A place between the ends; sizes are small more often than large, as they are in use."""
    if isinstance(control, widgets.IntSlider):
        low, high = control.min, control.max
        return low - 1 + round((high - low + 2) ** rng.random()) if high - low > 20 else int(rng.integers(low, high + 1))
    if isinstance(control, widgets.FloatSlider):
        return control.min + control.step * int(rng.integers(round((control.max - control.min) / control.step) + 1))
    if isinstance(control, widgets.Text):
        letters = "abcdefghijklmnopqrst " if rng.random() < 0.9 else "ab \n<&'é∂"
        return "".join(rng.choice(list(letters), size=rng.integers(0, 30)))
    if isinstance(control, widgets.Checkbox):
        return bool(rng.integers(2))
    return control._options_values[rng.integers(len(control._options_values))]


def check(lab):
    """The lab is well: a refusal in words is an answer too."""
    assert lab.error is None or isinstance(lab.error, Refusal), f"{lab.code()}: {lab.error!r}"
    assert lab.png.startswith(b"\x89PNG")


def state(lab):
    """All that a lab shows and says."""
    return lab.settings, copy.copy(lab.readings), lab.summary, lab.png, repr(lab), lab.code()
