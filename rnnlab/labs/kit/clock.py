"""The training clock: a play button and a slider that always agree, and how far a training gets in one tick.

The slider's value is the training step. No thread runs behind it: each value the browser sends is a tick like any other.
"""

import functools

import ipywidgets as widgets

from rnnlab.labs.kit import controls


def clock(longest, *, first=0, label="training step", interval=120, by=1, fine=False, ends=False):
    """The control "step", declared: a slider, whose `play` is the button that moves it by `by` every `interval` milliseconds.

    The slider's own notch is `by` too, or 1 where it is `fine`. ends: where the lab sends the clock back, as at the end of a
    word, the button stops, so that it does not try again and again.
    """
    return functools.partial(_made, controls.whole(label, first, longest), interval, by, fine, ends)


def _made(slider, interval, by, fine, ends):
    step = slider()
    step.step = 1 if fine else by
    step.play = play = widgets.Play(min=step.min, max=step.max, step=by, interval=interval, show_repeat=False)

    def went(change):
        """A step that comes while the clock stands was sent before the page knew. The stop button sends the first."""
        source, goal = (play, step) if play.playing or play.value == play.min else (step, play)
        goal.value = source.value

    # Not `widgets.link`: that looks away while it passes a value on, and would miss a lab that sends the slider back.
    play.observe(went, "value")
    step.observe(lambda change: play.set_trait("value", step.value), "value")
    if ends:
        step.observe(lambda change: change.new < change.old and play.set_trait("playing", False), "value")
    return step


def train(step, most, *runs, begun=True):
    """Train `runs` up to `step`, but in this tick by `most` steps more than the one that has come least far.

    Returns the step that they have come to. A run has `losses`, one before each of its steps, and `extend(step)`. Where a run
    is not `begun`, its first loss counts as one of the steps.
    """
    step = min(step, max(min(len(run.losses) for run in runs) - 1, 0 if begun else -1) + most)
    for run in runs:
        run.extend(step)
    return step
