"""For nbval, which compares no pictures: not their copies in HTML either, but the sentences that go with them."""

import pathlib


def pytest_configure(config):
    if getattr(config.option, "nbval_sanitize_with", "") is None:
        config.option.nbval_sanitize_with = str(pathlib.Path(__file__).parent / "tests" / "tools" / "nbval.cfg")
