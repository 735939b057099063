"""How long the site makes one wait: to open a chapter, to move a slider, to run chapter 09.

    python benchmarks/site.py [FOLDER]

FOLDER has the site, by default the one that `make site-test` has built, on an older Pyodide. In Chromium, from a server on this
machine, so that no network is in these times. The first visit is one of a browser that has seen nothing yet. It has a profile
on disk, as a learner's has: there the browser keeps what it compiled. A private window does not, and takes 1 to 2 s more.
"""

import argparse
import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from slider_latency import WATCH  # noqa: E402
from support import site as sites  # noqa: E402
from support.jupyter import FLAGS, find_chromium, handle  # noqa: E402
from support.lite import Chapter  # noqa: E402

BARS = {"first visit": 15, "second visit": 8, "chapter 09": 60}  # seconds
MOST = 3  # times the time of a bare label
ROUNDS = 21
PICTURE = "[...document.querySelectorAll('img.widget-image')].some(image => image.complete && image.naturalWidth > 0)"
BOTH = """
import ipywidgets as widgets
from rnnlab import labs
display(labs.vanishing_gradient())
label, slider = widgets.Label("1.00"), widgets.FloatSlider(value=1.0, min=0.0, max=3.0, step=0.05, description="a label")
slider.observe(lambda change: setattr(label, "value", f"now {slider.value:.2f}"), "value")
display(widgets.VBox([slider, label]))
"""
SHOWN = """() => Promise.race([
    window.shown, new Promise((_, fail) => setTimeout(() => fail(Error('nothing came in 20 s')), 20000))
])"""
ADD = """source => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    const place = notebook.model.cells.length;
    notebook.model.sharedModel.insertCell(place, {cell_type: 'code', source, metadata: {}});
    notebook.activeCellIndex = place;
    window.jupyterapp.commands.execute('notebook:run-cell');
}"""


def first_picture(context, address):
    """Seconds from opening chapter 00 until a live picture is there."""
    page = context.new_page()
    began = time.monotonic()
    page.goto(f"{address}/lite/lab/index.html?path=notebooks/00_start_here.ipynb")
    while not page.evaluate(PICTURE):
        page.wait_for_timeout(50)
    seconds = time.monotonic() - began
    page.close()
    return seconds


def notches(browser, address):
    """Milliseconds of a key on the flagship's weight scale and on a bare label, in turns, in one page."""
    chapter = Chapter(browser, address, "00_start_here", script=WATCH)
    chapter.page.evaluate(ADD, BOTH)
    chapter.until(lambda: chapter.page.locator(".widget-label:text('a label')").count())
    sliders = {"canvas": chapter.labs()[-1].output.locator(".widget-slider", has_text="weight scale").first}
    sliders["label"] = chapter.page.locator(".widget-slider", has_text="a label").first
    times = {kind: [] for kind in sliders}
    # Else arrows fold JupyterLab's headings. A lab's companion does the same.
    handle(sliders["label"]).evaluate("node => (node.dataset.lmSuppressShortcuts = 'yes')")
    for turn in range(ROUNDS):
        for kind, slider in sliders.items():
            handle(slider).focus()
            chapter.page.wait_for_timeout(400)
            chapter.page.evaluate("kind => window.watch(kind)", kind)
            chapter.page.keyboard.press("ArrowLeft" if turn % 2 else "ArrowRight")
            times[kind].append(chapter.page.evaluate(SHOWN))
    chapter.close()
    return {kind: statistics.median(found[1:]) for kind, found in times.items()}


def report(name, found, bar, unit="s"):
    print(f"{name:<32}{found:8.1f} {unit}   bar {bar} {unit}{'' if found <= bar else '   TOO LONG'}")
    return found <= bar


def main():
    from playwright import sync_api

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=ROOT / ".venv-lite" / "site")
    folder = parser.parse_args().folder
    chromium = {"executable_path": find_chromium(), "args": FLAGS}
    with sync_api.sync_playwright() as playwright, sites.served(folder) as address, tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(profile, viewport={"width": 1280, "height": 720}, **chromium)
        held = [report(name, first_picture(context, address), BARS[name]) for name in ("first visit", "second visit")]
        context.close()
        browser = playwright.chromium.launch(**chromium)
        began = time.monotonic()
        Chapter(browser, address, "09_a_character_model").close()
        held.append(report("chapter 09", time.monotonic() - began, BARS["chapter 09"]))
        found = notches(browser, address)
        held.append(report("a notch, flagship", found["canvas"], MOST * found["label"], "ms"))
        print(f"{'a notch, a label':<32}{found['label']:8.1f} ms   ratio {found['canvas'] / found['label']:.1f}")
        browser.close()
    return all(held)


if __name__ == "__main__":
    sys.exit(not main())
