"""For nbval, which compares no pictures: not their copies in HTML either, but the sentences that go with them."""

import os
import pathlib


def pytest_configure(config):
    if getattr(config.option, "nbval_sanitize_with", "") is None:
        config.option.nbval_sanitize_with = str(pathlib.Path(__file__).parent / "tests" / "tools" / "nbval.cfg")
    if getattr(config.option, "nbval", False) or getattr(config.option, "nbval_lax", False):
        os.environ["RNNLAB_STORED"] = "1"  # its kernels shall put on the page what is stored: rnnlab/labs/kit/front_end.py
