"""The training clock: a play button and a slider that always agree.

Its value is the training step. No thread runs behind it: each value the browser sends is a tick like any other.
"""

import ipywidgets as widgets

from rnnlab.labs import controls


def clock(longest, *, label="training step", interval=120):
    """The slider, which is the control, and the play button that moves it one step every `interval` milliseconds."""
    step = controls.whole(label, 0, longest)
    play = widgets.Play(min=0, max=longest, interval=interval, show_repeat=False)
    widgets.link((play, "value"), (step, "value"))
    return step, play
