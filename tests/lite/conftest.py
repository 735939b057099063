"""The site on an older Pyodide, which `make site-test` has built, and Chromium."""

import os
import pathlib

import pytest
from support import site as sites
from support.jupyter import FLAGS, find_chromium


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
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: see `make site-test`")
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("there is no Chromium; on Debian and Ubuntu: apt install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
