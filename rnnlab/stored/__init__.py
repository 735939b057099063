"""Trainings that were done before and are stored here: one that begins as a stored one did goes on from where that one ended.

`make models` does them anew. A file is an `.npz` without pickle. Beside the arrays it has, as JSON, what the training began
with and what made it: `tests/test_stored.py` trains each again and compares.
"""

import functools
import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent
BEGAN, MADE = "began", "made"


def resume(training, **settings):
    """Bring a training that has just begun to the end of the stored one that began alike; where there is none, leave it.

    `training.began()` says what determines it, as far as it knows; `settings` are the rest, such as seed=0. Its `take` is
    given the arrays that `arrays` returned.
    """
    path = _files().get(_words(training.began() | settings))
    if path:
        with np.load(path, allow_pickle=False) as file:
            training.take({name.split()[0]: _joined(name, file[name]) for name in file if name not in (BEGAN, MADE)})


def write(path, training, made, *, settings, **which):
    """Store a training. `made` says by what it was made, `settings` are those of `resume`, `which` goes to its `arrays`."""
    words = {BEGAN: _words(training.began() | settings), MADE: json.dumps(made)}
    parted = dict(_parted(name, array) for name, array in training.arrays(**which).items())
    np.savez_compressed(path, **{name: np.array(text) for name, text in words.items()}, **parted)


def about(path):
    """What the training in a file began with, and what made it: two dicts."""
    with np.load(path, allow_pickle=False) as file:
        return tuple(json.loads(str(file[name])) for name in (BEGAN, MADE))


@functools.cache
def _files():
    """The files by what their trainings began with."""
    return {_words(about(path)[0]): path for path in FOLDER.glob("*.npz")}


def _words(began):
    return json.dumps(began, sort_keys=True)


def _parted(name, array):
    """The first bytes of all numbers, then the second ones…: exponents beside exponents are packed better than mixed bytes."""
    array = np.atleast_1d(array)
    parts = array.astype(array.dtype.newbyteorder("<"))[..., None].view(np.uint8)
    return f"{name} {array.dtype.str[1:]}", np.ascontiguousarray(np.moveaxis(parts, -1, 0))


def _joined(name, parts):
    array = np.ascontiguousarray(np.moveaxis(parts, 0, -1)).view("<" + name.split()[1])[..., 0]
    return array.astype(array.dtype.newbyteorder("="))
