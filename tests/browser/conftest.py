"""One JupyterLab and one Chromium for all the tests in the browser. Without Chromium they are skipped, and say so."""

import pathlib
import shutil

import pytest
from support.jupyter import chromium, server

ROOT = pathlib.Path(__file__).parents[2]


def pytest_xdist_make_scheduler(config, log):
    """With several processes, a notebook stays with one of them, which runs it once, and so does the site, which is built once.
    xdist's own mark for that, `xdist_group`, does nothing with pytest 9.2 (pytest-xdist, issue 1386)."""
    from xdist.scheduler import LoadScopeScheduling

    class ByNotebook(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            function, _, notebook = nodeid.partition("[")
            file = function.partition("::")[0]
            return notebook if notebook and not file.endswith("test_site.py") else file

    return ByNotebook(config, log)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A copy of the notebooks, for JupyterLab to write all over."""
    folder = tmp_path_factory.mktemp("server") / "notebooks"
    return shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))


@pytest.fixture(scope="session")
def address(folder, tmp_path_factory):
    """The address of a JupyterLab on that copy."""
    with server(folder, tmp_path_factory.mktemp("settings")) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """Chromium, without a window."""
    with chromium("make browser-test") as browser:
        yield browser
