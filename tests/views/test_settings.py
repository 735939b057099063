"""matplotlib's settings belong to the learner: no picture depends on them, and none changes them."""

import matplotlib as mpl
import matplotlib.style
import pytest
from support.hands import as_made

from rnnlab import labs

SETTINGS = ["ggplot", "dark_background", {"font.size": 30}]  # one over the other


@pytest.fixture
def untouched(monkeypatch):
    """Raise where a setting is changed."""

    def refuse(settings, key, value):
        raise AssertionError(f"{key} was set to {value!r}")

    return lambda: monkeypatch.setattr(mpl.RcParams, "__setitem__", refuse)


@pytest.mark.parametrize("make", labs.ALL, ids=lambda make: make.__name__)
def test_a_lab_changes_no_setting(make, untouched):
    untouched()
    lab = make()
    lab.reset()
    lab.close()
    assert lab.error is None


@pytest.mark.parametrize("make", labs.ALL, ids=lambda make: make.__name__)
def test_a_picture_is_the_same_under_every_setting(make):
    with matplotlib.style.context(SETTINGS):
        lab = make()
        lab.close()
    assert lab.png == as_made(make).png
