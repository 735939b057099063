"""The site on an older Pyodide, which `make site-test` has built, and Chromium."""

import os
import pathlib

import pytest
from support import site as sites
from support.jupyter import chromium


@pytest.fixture(scope="session")
def folder():
    """The site."""
    if "RNNLAB_SITE" not in os.environ:
        pytest.skip("there is no site on an older Pyodide here: see `make site-test`")
    return pathlib.Path(os.environ["RNNLAB_SITE"]).resolve()


@pytest.fixture(scope="session")
def address(folder):
    with sites.served(folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with chromium("make site-test") as browser:
        yield browser
