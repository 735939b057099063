"""Every chapter and every solution in the browser: runs from its first cell to its last, and asks nobody but its own site."""

import json
import re

import pytest
from support import site as sites
from support.lite import Chapter

pytestmark = pytest.mark.lite

NOTEBOOKS = sites.ROOT / "notebooks"
NAMES = sorted(path.relative_to(NOTEBOOKS).with_suffix("").as_posix() for path in NOTEBOOKS.rglob("[0-9]*.ipynb"))
ALWAYS = {"00_start_here", "06_vanishing_and_exploding", "09_a_character_model"}
EACH = [pytest.param(name, marks=[] if name in ALWAYS else pytest.mark.slow) for name in NAMES]
VISIT = 40e6  # bytes
SITE = 60e6


@pytest.mark.parametrize("name", EACH)
def test_a_notebook_runs_as_it_is_stored(browser, address, name):
    chapter = Chapter(browser, address, name)
    outputs = chapter.outputs()
    chapter.close()
    assert chapter.problems == []
    assert chapter.elsewhere() == []
    assert [
        output for cell in outputs for output in cell if output["output_type"] == "error" or output.get("name") == "stderr"
    ] == []
    stored = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
    for cell, found in zip((cell for cell in stored["cells"] if cell["cell_type"] == "code"), outputs, strict=True):
        assert list(map(told, found)) == list(map(told, cell["outputs"])), "".join(cell["source"])


def told(output):
    """What an output says in words and numbers, but for what may differ: the last digits."""
    words = output.get("text") or output.get("data", {}).get("text/plain", "")
    return re.sub(r"(\d\.\d)\d+", r"\1", "".join(words))


def test_the_kernel_is_the_python_that_was_begun_before_it_and_a_restart_begins_another(browser, address):
    def workers():
        return [worker.url.rpartition("/")[2] for worker in chapter.page.workers]

    chapter = Chapter(browser, address, "00_start_here")
    assert workers() == ["early.js"]
    chapter.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    chapter.until(lambda: "early.js" not in workers())
    assert chapter.says("import rnnlab; print(6 * 7)") == "42\n"
    assert chapter.problems == []
    chapter.close()


def test_a_visit_and_the_site_are_not_too_large(browser, address, folder):
    chapter = Chapter(browser, address, "06_vanishing_and_exploding")
    chapter.close()
    assert 10e6 < sum(chapter.fetched.values()) <= VISIT
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= SITE
