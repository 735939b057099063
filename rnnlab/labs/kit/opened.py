"""The labs that are open, and who is told when one of them has moved.

A lab goes by its name and by the cell that made it: the cell, run again, puts a new one in its place. Nothing here keeps a
lab or a watcher alive.
"""

import weakref

from IPython import get_ipython

_labs = weakref.WeakValueDictionary()  # (name, source of the cell) -> lab, in the order in which the page was run first
_watchers = weakref.WeakSet()


def opened(lab):
    """A lab is on the page."""
    shell = get_ipython()
    _labs[lab.name, shell and shell.user_ns.get("_ih", [""])[-1]] = lab


def closed(lab):
    """A lab is off the page."""
    for key in [key for key, one in _labs.items() if one is lab]:
        del _labs[key]


def every():
    """The labs that are open."""
    return list(_labs.values())


def first(name):
    """The first lab of this name that is open, or None."""
    return next((lab for (own, _), lab in list(_labs.items()) if own == name), None)


def watch(watcher):
    """From now on `watcher.moved(lab, clock=…)` is called when an open lab has moved; clock: or its clock starts or stops."""
    _watchers.add(watcher)


def moved(lab, *, clock=False):
    """Tell those who watch. A lab that is still being made has not moved."""
    if any(one is lab for one in every()):
        for watcher in list(_watchers):
            watcher.moved(lab, clock=clock)
