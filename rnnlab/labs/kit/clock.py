"""The training clock: a play button and a slider that always agree.

Its value is the training step. No thread runs behind it: each value the browser sends is a tick like any other.
"""

import ipywidgets as widgets

from rnnlab.labs.kit import controls


def clock(longest, *, first=0, label="training step", interval=120, by=1):
    """The slider, which is the control, and the play button that moves it by `by` every `interval` milliseconds."""
    step = controls.whole(label, first, longest)
    step.step = by
    play = widgets.Play(min=first, max=longest, step=by, interval=interval, show_repeat=False)
    # Not `widgets.link`: that looks away while it passes a value on, and would miss a lab that sends the slider back.
    play.observe(lambda change: step.set_trait("value", play.value), "value")
    step.observe(lambda change: play.set_trait("value", step.value), "value")
    return step, play
