"""The training clock: a play button and a slider that always agree, and how far a training gets in one tick.

The slider's value is the training step. No thread runs behind it: each value the browser sends is a tick like any other.
"""

import functools

import ipywidgets as widgets

from rnnlab.labs.kit import controls


def clock(longest, *, first=0, label="training step", interval=120, by=1, notch=None, ends=False):
    """The control "step", declared: a slider, whose `play` is the button that moves it by `by` every `interval` milliseconds.

    The slider's own notch is `by` too, or `notch`, a part of that. ends: where the lab sends the clock back, as at the end of a
    word, the button stops, so that it does not try again and again.
    """
    return functools.partial(_made, controls.whole(label, first, longest), interval, by, notch or by, ends)


def _made(slider, interval, by, notch, ends):
    step = slider()
    step.step = notch
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


def train(step, most, *runs, notch=1, begun=True):
    """Train `runs` up to `step`, but in this tick by `most` steps more than the one that has come least far.

    Returns the step that they have come to. Where that is not `step`, it is one of the clock's notches, and at least the next:
    for a value between two notches a slider in the page answers with the nearest one, some time later, as if a hand had moved
    it. A run has `losses`, one before each of its steps, and `extend(step)`. Where a run is not `begun`, its first loss counts
    as one of the steps.
    """
    done = max(min(len(run.losses) for run in runs) - 1, 0 if begun else -1)
    step = min(step, (done + max(most, notch)) // notch * notch)
    for run in runs:
        run.extend(step)
    return step
