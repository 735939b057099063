"""matplotlib's settings belong to the learner: no picture depends on them, and none changes them."""

import matplotlib as mpl
import matplotlib.style
import pytest

from rnnlab import labs

SETTINGS = {"font.size": 30}, "dark_background", "ggplot"


@pytest.fixture
def untouched(monkeypatch):
    """Raise where a setting is changed."""

    def refuse(settings, key, value):
        raise AssertionError(f"{key} was set to {value!r}")

    return lambda: monkeypatch.setattr(mpl.RcParams, "__setitem__", refuse)


def picture(make):
    lab = make()
    png = lab.png
    lab.close()
    return png


@pytest.mark.parametrize("make", labs.ALL, ids=lambda make: make.__name__)
def test_a_lab_changes_no_setting(make, untouched):
    untouched()
    lab = make()
    lab.reset()
    lab.close()
    assert lab.error is None


@pytest.mark.parametrize("make", labs.ALL, ids=lambda make: make.__name__)
def test_a_picture_is_the_same_under_every_setting(make):
    plain = picture(make)
    for settings in SETTINGS:
        with matplotlib.style.context(settings):
            assert picture(make) == plain, settings
