"""For nbval: a stored picture is not compared pixel by pixel, and so not the HTML's copy of it either. The sentence beside it is."""

import pathlib


def pytest_configure(config):
    if getattr(config.option, "nbval_sanitize_with", "") is None:
        config.option.nbval_sanitize_with = str(pathlib.Path(__file__).parent / "tests" / "tools" / "nbval.cfg")
