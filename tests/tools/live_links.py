"""Write into each chapter, below what it says at its top, where else it can be opened live.

All addresses come from the two in pyproject.toml. Whoever moves the course changes them there, runs this, and copies `badges`
into README.md, where a test compares them:

    python tests/tools/live_links.py
"""

import json
import pathlib
import tomllib

from execute_notebooks import identifier

ROOT = pathlib.Path(__file__).parents[2]
URLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
REPOSITORY = URLS["Source"].removeprefix("https://github.com/")
INSTALL = f"%pip install git+{URLS['Source']}"
BEGINNING = "Live elsewhere: "
BADGES = {
    "in the browser": "https://img.shields.io/badge/open-in_the_browser-2a6f97",
    "in Binder": "https://mybinder.org/badge_logo.svg",
    "in Colab": "https://colab.research.google.com/assets/colab-badge.svg",
}


def addresses(notebook):
    """Where notebooks/NAME is opened with a kernel behind it."""
    return {
        "in the browser": f"{URLS['Homepage']}lite/lab/index.html?path=notebooks/{notebook}",
        "in Binder": f"https://mybinder.org/v2/gh/{REPOSITORY}/main?labpath=notebooks%2F{notebook}",
        "in Colab": f"https://colab.research.google.com/github/{REPOSITORY}/blob/main/notebooks/{notebook}",
    }


def line(notebook):
    """The line of a chapter. Colab opens the notebook alone, and has no rnnlab."""
    links = " · ".join(f"[{place}]({address})" for place, address in addresses(notebook).items())
    return f"{BEGINNING}{links} after `{INSTALL}`."


def badges(notebook):
    """The same as pictures, in one line of Markdown for README.md."""
    return " ".join(f"[![Open {place}]({BADGES[place]})]({address})" for place, address in addresses(notebook).items())


def link(path):
    """Put the line at the end of the first cell, in place of an older one."""
    page = json.loads(path.read_text(encoding="utf-8"))
    first = page["cells"][0]
    text = "".join(first["source"]).partition(f"\n\n{BEGINNING}")[0] + f"\n\n{line(path.name)}"
    first["source"] = text.splitlines(keepends=True)
    first["id"] = identifier({"cell_type": "markdown", "source": text}, {cell["id"] for cell in page["cells"][1:]})
    path.write_text(json.dumps(page, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        link(path)
