"""Thousands of moves at once from two threads: no error, no warning, no memory lost, and the last picture is the right one.

A move goes one of the three ways there are: `lab.set`, a control's value, and the message that a browser sends. Warnings are
errors, on every thread; the lab shows an error instead of raising it, so what is asked each time is `lab.error`.
"""

import ctypes
import gc
import importlib
import sys
import threading
import traceback

import numpy as np
import pytest
from support.hands import anywhere, check, ends, from_the_page
from support.toy import moment, toy

from rnnlab import labs
from rnnlab.views.kit import view

flagship = importlib.import_module("rnnlab.labs.vanishing_gradient")  # the name means the function everywhere else
pytestmark = pytest.mark.slow
EVERY_LAB = pytest.mark.parametrize("make", [*labs.ALL, toy], ids=lambda make: make.__name__)
MOVES = {labs.vanishing_gradient: 1500}
FEWER = 120  # for the other labs, whose machinery is the same
MOST_GROWTH = 1e6  # bytes
TRAINED = {"character_training": 20e6}  # bytes; what was trained is kept, and other steps are trained each time
MOST_OBJECTS = 3000  # more than before; of half a million


class Hand:
    """Someone who moves controls at random, and counts the moves."""

    def __init__(self, lab, seed):
        self.lab, self.rng, self.moves, self.error = lab, np.random.default_rng(seed), 0, None

    def move(self):
        """Move a control, or several with one `set`."""
        names, way = list(self.lab.controls), self.rng.integers(3)
        count = self.rng.integers(1, len(names) + 1) if way == 0 else 1
        values = {name: anywhere(self.lab.controls[name], self.rng) for name in self.rng.permutation(names)[:count]}
        self.moves += len(values)
        if way == 0:
            self.lab.set(**values)
            return
        ((name, value),) = values.items()
        if way == 1:
            self.lab.controls[name].value = value
        else:
            from_the_page(self.lab.controls[name], value)

    def go_on(self, moves):
        """Make so many moves more. What goes wrong is kept, for on another thread nobody would see it."""
        try:
            stop = self.moves + moves
            while self.moves < stop:
                try:
                    self.move()
                except KeyError as error:
                    if not in_the_widget(error):
                        raise
                check(self.lab)
        except Exception as error:
            self.error = error


def in_the_widget(error):
    """Whether it is ipywidgets that has stumbled, not the lab: it asks twice what a message has brought, and in between another
    thread may have finished with that message. It is rare, and the value is set all the same."""
    return traceback.extract_tb(error.__traceback__)[-1].name == "_should_send_property"


class Allocated(ctypes.Structure):
    """What glibc's `mallinfo2` tells."""

    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]


def memory(lab, settings):
    """(bytes, objects) in use while the lab stands at some settings. What the process has from the system would say less: it
    moves by 30 MB with how the pieces lie."""
    lab.set(**settings)
    gc.collect()
    try:
        told = ctypes.CDLL(None).mallinfo2
    except (AttributeError, TypeError):  # another libc: there the objects alone are counted
        used = 0
    else:
        told.restype = Allocated
        used = told().uordblks + told().hblkhd
    return np.array([used, sys.getallocatedblocks()])


def together(hands, moves):
    """All hands at once, one of them on this thread."""
    threads = [threading.Thread(target=hand.go_on, args=[moves]) for hand in hands[1:]]
    for thread in threads:
        thread.start()
    hands[0].go_on(moves)
    for thread in threads:
        thread.join()
    for hand in hands:
        if hand.error is not None:
            raise hand.error


@pytest.fixture
def hurried(monkeypatch):
    """Coarse pictures and little training in a tick: where moves count, not what they show."""
    monkeypatch.setattr(view, "DENSITY", 0.4)
    monkeypatch.setattr(flagship, "TRAINING_SHARE", 0.005)


@EVERY_LAB
def test_random_moves_from_two_threads(make, hurried):
    lab = make()
    start, moves = lab.settings, MOVES.get(make, FEWER)
    hands = [Hand(lab, 1), Hand(lab, 2)]
    lab.set(**{name: ends(control)[-1] for name, control in lab.controls.items()})  # the most memory that it ever takes
    together(hands, moves // 5)
    before = memory(lab, start)
    together(hands, moves // 2 - moves // 5)
    growth, objects = memory(lab, start) - before
    assert growth < TRAINED.get(lab.name, MOST_GROWTH), f"{growth / 1e6:.1f} MB more after {moves} moves"
    assert objects < MOST_OBJECTS, f"{objects} objects more after {moves} moves"
    together(hands, 20)
    lab.set()  # whoever came last, the picture is that of the controls
    if lab.error is None and "step" not in lab.controls:
        assert make(**lab.settings).png == lab.png


@pytest.fixture
def switching():
    """Threads take turns far more often than usual."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def test_a_slider_that_moves_while_another_thread_ticks_is_not_sent_back(switching):
    started, moved = threading.Event(), threading.Event()

    def measure(*, step, **settings):
        if threading.current_thread() is not threading.main_thread():
            started.set()
            moved.wait(5)
        return moment(step=min(step, 20), **settings)

    lab = toy(measure)
    thread = threading.Thread(target=lambda: lab.set(size=5))
    thread.start()
    assert started.wait(5)

    slider = lab.controls["step"]
    with slider.hold_trait_notifications():  # as when a message of the browser is being taken in
        slider.value = 17
        moved.set()
        thread.join(5)
    assert not thread.is_alive()
    assert lab.settings["step"] == 17
    assert lab.settings["size"] == 5
    assert lab.png == toy(size=5, step=17).png


def test_two_threads_on_a_fast_lab_leave_it_well(switching):
    lab = toy()
    hands = [Hand(lab, seed) for seed in range(4)]
    together(hands, 400)
    lab.set()
    assert lab.png == toy(**lab.settings).png
