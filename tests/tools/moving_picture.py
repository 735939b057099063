"""Film the flagship as a learner sees it, for README: `make picture`. Needs Chromium.

The lab runs in JupyterLab, its controls are moved by the keyboard, and each frame is a picture of the whole lab. A GIF, because
that is what GitHub gives a button to stop it.
"""

import io
import json
import pathlib
import sys
import tempfile

import nbformat
from PIL import Image

ROOT = pathlib.Path(__file__).parents[2]
FILE = ROOT / "docs" / "vanishing_gradient.gif"
WIDTH = 1180  # of the browser's window: beside its folders JupyterLab leaves the lab 1,000 pixels, which is what GitHub shows
COLOURS = 128
REST, MOVE = 1300, 250  # ms that a frame stands

UP = [round(1 + 0.1 * k, 1) for k in range(11)]
# Each frame's activation, weight scale and time. The last state is the first, so that it goes on without a jump.
FRAMES = [
    *[["relu", g, MOVE if 1 < g < 2 else REST] for g in UP],
    *[["tanh", g, MOVE if 1 < g < 2 else REST] for g in reversed(UP)],
    ["relu", 1.0, MOVE],
]


def film():
    """Move the lab through FRAMES, and give its picture in each as PNG bytes."""
    from playwright.sync_api import sync_playwright
    from support.jupyter import FLAGS, Notebook, find_chromium, server

    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    cell = nbformat.v4.new_code_cell("from rnnlab import labs\n\nlabs.vanishing_gradient()")
    with (
        tempfile.TemporaryDirectory() as folder,
        server(folder, f"{folder}/settings") as address,
        sync_playwright() as playwright,
    ):
        nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), f"{folder}/lab.ipynb")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        notebook = Notebook(browser, address, "lab.ipynb", size=(WIDTH, 800))
        notebook.run_all()
        (lab,) = notebook.labs()
        lab.output.locator("select").first.focus()  # as in the last frame
        for activation, weight_scale, _ in FRAMES:
            go(lab, activation, weight_scale)
            yield lab.output.screenshot()
        assert not notebook.problems, notebook.problems
        browser.close()


def go(lab, activation, weight_scale):
    """Choose the activation, and walk with the arrow keys to a weight scale. The control in hand has the focus, as it shows."""
    from support.jupyter import handle, readout

    chosen = lab.output.locator("select").first
    if chosen.input_value() != activation:
        chosen.focus()
        lab.changes(lambda: chosen.select_option(activation))
    slider = lab.output.locator(".widget-slider", has_text="weight scale")
    key = "ArrowRight" if float(readout(slider)) < weight_scale else "ArrowLeft"
    while float(readout(slider)) != weight_scale:
        lab.changes(lambda: handle(slider).press(key))
    lab.settle()


def animated(pngs):
    """The frames as a GIF of a few colours, the same in all. What was filmed stands in its comment."""
    frames = [Image.open(io.BytesIO(png)).convert("RGB") for png in pngs]
    width, height = frames[0].size
    sheet = Image.new("RGB", (width, height * len(frames)))
    for place, frame in enumerate(frames):
        sheet.paste(frame, (0, place * height))
    palette = sheet.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    first, *more = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    packed = io.BytesIO()
    times = [time for *_, time in FRAMES]
    first.save(packed, "GIF", save_all=True, append_images=more, duration=times, loop=0, comment=json.dumps(FRAMES).encode())
    return packed.getvalue()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    FILE.write_bytes(animated(film()))
    print(f"{FILE.relative_to(ROOT)}: {FILE.stat().st_size} bytes, {len(FRAMES)} frames")
