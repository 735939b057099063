"""How many pictures a second a slider shows while the mouse drags it, and how late the last one is.

    python benchmarks/drag.py

In real JupyterLab in Chromium, on the server as `make lab` starts it: the flagship's weight scale, forth and back for five
seconds, three times; the laboratory alone in a notebook, and in all of chapter 06. The mouse is driven on these cores too.
"""

import argparse
import contextlib
import math
import shutil
import sys
import tempfile
import time

from slider_latency import FLAGS, OURS, ROOT, Notebook, file_of, find_chromium, handle, server, write_notebooks

SECONDS = 5
LEAST, LATEST = 18, 60  # pictures a second; ms from the hand's last move to the last picture
CHAPTER = "06_vanishing_and_exploding.ipynb"
COUNT = """
(() => {
    const draw = CanvasRenderingContext2D.prototype.drawImage;
    window.painted = [];
    CanvasRenderingContext2D.prototype.drawImage = function (...given) {
        draw.apply(this, given);
        painted.push(performance.now());
    };
})();
"""


def drag(page, slider):
    """(pictures a second, ms from the last move to the last picture)."""
    bar, own = slider.locator(".noUi-target").bounding_box(), handle(slider).bounding_box()
    y = own["y"] + own["height"] / 2
    page.mouse.move(own["x"] + own["width"] / 2, y)
    page.mouse.down()
    page.evaluate("painted.length = 0")
    began = time.monotonic()
    while (part := (time.monotonic() - began) / SECONDS) < 1:
        page.mouse.move(bar["x"] + bar["width"] * (0.5 + 0.45 * math.sin(4 * math.pi * part)), y)
        time.sleep(0.012)
    stopped, count = page.evaluate("[performance.now(), painted.length]")
    page.mouse.up()
    page.wait_for_timeout(1200)
    return count / SECONDS, page.evaluate("painted.at(-1)") - stopped


def main():
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    if find_chromium() is None:
        sys.exit("there is no Chromium here; on Debian and Ubuntu: apt install chromium")
    from playwright.sync_api import sync_playwright

    with contextlib.ExitStack() as stack:
        folder, settings = (stack.enter_context(tempfile.TemporaryDirectory()) for _ in range(2))
        write_notebooks(folder, [OURS])
        shutil.copy(ROOT / "notebooks" / CHAPTER, folder)
        address = stack.enter_context(server(folder, settings))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for name in (file_of(OURS), CHAPTER):
            notebook = Notebook(browser, address, name, script=COUNT)
            notebook.run_all()
            slider = notebook.page.locator(".widget-slider", has_text="weight scale").first
            slider.scroll_into_view_if_needed()
            notebook.page.wait_for_timeout(1000)
            for _ in range(3):
                rate, late = drag(notebook.page, slider)
                told = "" if rate >= LEAST and late <= LATEST else f"   MISSES the bars, {LEAST} and {LATEST} ms"
                print(f"{name:36}{rate:6.1f} pictures a second, the last {max(late, 0):.0f} ms after the hand{told}")
            notebook.close()
        browser.close()


if __name__ == "__main__":
    main()
