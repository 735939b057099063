"""Run notebooks from the top and store them in place: `make notebooks`.

What is stored depends on the notebook and on nothing else: no widget state, no times, no identifiers drawn
at random, no version of the interpreter. So running this twice changes nothing, and a change in git is a
change in what the reader sees.

    python tests/tools/execute_notebooks.py            every notebook in notebooks/ and notebooks/solutions/
    python tests/tools/execute_notebooks.py FILE ...   these only
"""

import base64
import io
import pathlib
import re
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from PIL import Image

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "updates"))
import clean  # noqa: E402

CELL_SECONDS = 300
LARGEST = 45_000  # bytes of a stored picture


def execute(notebook, folder):
    """Run all cells in a new kernel, started in the notebook's own folder."""
    NotebookClient(
        notebook,
        kernel_name=clean.KERNELSPEC["name"],
        timeout=CELL_SECONDS,
        store_widget_state=False,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    ).execute()


def normalise(notebook):
    """Take out of `notebook` whatever would differ in the next run of the same source."""
    title = next(line for cell in notebook.cells for line in cell.source.splitlines() if line.startswith("# "))
    kept = {"kernelspec": clean.KERNELSPEC, "language_info": clean.LANGUAGE_INFO, "title": title.removeprefix("# ")}
    notebook.metadata = nbformat.from_dict(kept)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    clean.clean(notebook)
    used = set()
    for cell in notebook.cells:
        cell.source = cell.source.rstrip()
        cell.id = identifier(cell, used)
        for output in cell.get("outputs", []):
            make_the_picture_small(output)


def identifier(cell, used):
    """Name a cell by what it says: the same text has the same name wherever it stands."""
    first = clean.identifier(cell)
    name = next(name for n in range(1000) if (name := first + (f"-{n}" if n else "")) not in used)
    used.add(name)
    return name


def make_the_picture_small(output):
    """Store a picture with 256 colours, wherever the output has it: in half of the bytes or less, and it looks the same."""
    if encoded := output.get("data", {}).get("image/png"):
        encoded = encoded.replace("\n", "")
        small = base64.b64encode(compact(base64.b64decode(encoded))).decode()
        for mime, content in output.data.items():
            if isinstance(content, str):
                output.data[mime] = small if mime == "image/png" else content.replace(encoded, small)


def compact(png):
    """PNG bytes with 256 colours: of the more faithful palette, unless it takes more than LARGEST bytes."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for method in (Image.Quantize.MEDIANCUT, Image.Quantize.FASTOCTREE):
        packed = io.BytesIO()
        picture.quantize(256, method=method, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        if packed.tell() <= LARGEST:
            break
    return packed.getvalue()


def problems(notebook):
    """Say what should not be stored: warnings on the screen, addresses of objects in memory."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                yield f"text on stderr: {output.text.strip()[:200]}"
            text = output.get("text", "") or output.get("data", {}).get("text/plain", "")
            if address := re.search(r"<.* at 0x[0-9a-f]+>", text):
                yield f"an address in memory, which changes from run to run: {address[0][:200]}"


def store(path):
    """Execute the notebook at `path` and write it back if that changes it. Return False where it fails."""
    began = time.monotonic()
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    try:
        execute(notebook, path.parent)
    except CellExecutionError as error:
        print(f"{path.name}: stopped, and left as it was\n{error}", flush=True)
        return False
    normalise(notebook)
    nbformat.validate(notebook)
    after = nbformat.writes(notebook, indent=1).rstrip("\n") + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    what = "written" if after != before else "unchanged"
    print(f"{path.name}: {what}, {time.monotonic() - began:.1f} s", flush=True)
    wrong = list(problems(notebook))
    for problem in wrong:
        print(f"{path.name}: {problem}", flush=True)
    return not wrong


def all_notebooks():
    folder = ROOT / "notebooks"
    return sorted(folder.glob("*.ipynb")) + sorted((folder / "solutions").glob("*.ipynb"))


if __name__ == "__main__":
    paths = [pathlib.Path(name) for name in sys.argv[1:]] or all_notebooks()
    if not paths:
        print("There is no notebook in notebooks/.")
    # All of them, also after a failure: one run names everything there is to mend.
    results = [store(path) for path in paths]
    sys.exit(0 if all(results) else 1)
