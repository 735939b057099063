"""`show_source` shows what the package has, letter by letter."""

import inspect
import math

import pytest
from IPython.display import Markdown

from rnnlab import readout, training
from rnnlab.cells import rnn
from rnnlab.labs import show_source


def listing(markdown):
    """The code in a fenced block that is coloured as Python."""
    assert isinstance(markdown, Markdown)
    first, *lines, last = markdown.data.split("\n")
    assert (first, last) == ("```python", "```")
    return "\n".join(lines)


@pytest.mark.parametrize("thing", [rnn.step, rnn.step_grad, rnn.Params, training.History, readout.readout_grad])
def test_the_source_is_that_of_the_package(thing):
    assert listing(show_source(thing)) == inspect.getsource(thing).rstrip()


def test_several_stand_below_one_another():
    shown = listing(show_source(rnn.step, rnn.step_grad))
    assert shown == inspect.getsource(rnn.step).rstrip() + "\n\n\n" + inspect.getsource(rnn.step_grad).rstrip()
    compile(shown, "shown", "exec")


def test_a_method_is_moved_to_the_left_margin():
    assert listing(show_source(training.History.clipped)).startswith("def clipped(self, step):\n    ")


@pytest.mark.parametrize("thing", ["rnn.step", 3, None, math.sin, rnn, len])
def test_what_has_no_source_is_refused(thing):
    with pytest.raises(TypeError, match="show_source takes functions or classes; got "):
        show_source(thing)


def test_nothing_is_refused():
    with pytest.raises(TypeError, match="show_source takes functions or classes; got nothing"):
        show_source()
