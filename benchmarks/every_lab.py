"""How long a learner waits in each lab: from the press of a key on a slider until the new picture is on the page.

    python benchmarks/every_lab.py [--quick] [LAB ...]

In real JupyterLab in Chromium, each lab as it is made without arguments, one key after the other on each of its sliders. Time
is taken as in `slider_latency.py`. A slider that sends no new picture is left out.
"""

import argparse
import contextlib
import pathlib
import statistics
import sys
import tempfile

import nbformat
from slider_latency import FLAGS, MOST, WATCH, Notebook, find_chromium, handle, server

from rnnlab import labs

PATIENCE = 3000  # ms after which a slider counts as one that changes nothing
PRESS = "patience => Promise.race([window.shown, new Promise(resolve => setTimeout(() => resolve(null), patience))])"


def write_notebooks(folder, names):
    for name in names:
        cells = [nbformat.v4.new_code_cell(f"from rnnlab import labs\nlabs.{name}()")]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), pathlib.Path(folder, f"{name}.ipynb"))


def latencies(notebook, presses):
    """The label of each slider -> milliseconds of each press."""
    lab = notebook.labs()[0]
    lab.output.scroll_into_view_if_needed()
    return {slider.locator(".widget-label").inner_text(): _presses(notebook, slider, presses) for slider in lab.sliders()}


def _presses(notebook, slider, presses):
    """Milliseconds of each press that changed the picture, going up and, at the end of the slider, down."""
    found, key, page = [], "ArrowRight", notebook.page
    handle(slider).focus()
    for _ in range(presses):
        if handle(slider).get_attribute("aria-valuenow") == handle(slider).get_attribute("aria-valuemax"):
            key = "ArrowLeft"
        page.evaluate("watch('canvas')")
        page.keyboard.press(key)
        took = page.evaluate(PRESS, PATIENCE)
        if took is None:
            break
        found.append(took)
        page.wait_for_timeout(150)  # the kernel may still be tidying up
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few presses: rougher")
    parser.add_argument("labs", nargs="*", metavar="LAB", help="names of labs; without, all of them")
    options = parser.parse_args()
    if find_chromium() is None:
        sys.exit("there is no Chromium here; on Debian and Ubuntu: apt install chromium")
    from playwright.sync_api import sync_playwright

    names = options.labs or [make.__name__ for make in labs.ALL]
    with contextlib.ExitStack() as stack:
        folder, settings = (stack.enter_context(tempfile.TemporaryDirectory()) for _ in range(2))
        write_notebooks(folder, names)
        address = stack.enter_context(server(folder, settings))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        print(f"one key to the new picture, ms{'':10}median   slowest slider")
        for name in names:
            notebook = Notebook(browser, address, f"{name}.ipynb", script=WATCH)
            notebook.run_all()
            report(name, latencies(notebook, presses=5 if options.quick else 15))
            notebook.close()
        browser.close()


def report(name, times):
    medians = {label: statistics.median(found) for label, found in times.items() if found}
    if not medians:
        print(f"  {name:36} no slider changes the picture")
        return
    middle = statistics.median(took for found in times.values() for took in found)
    slowest = max(medians, key=medians.get)
    remark = "" if middle <= MOST else f"OVER the bar of {MOST} ms"
    print(f"  {name:36}{middle:8.0f}{medians[slowest]:11.0f}  {slowest}  {remark}")


if __name__ == "__main__":
    main()
