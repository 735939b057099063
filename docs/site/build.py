"""Build the course as a site: `python docs/site/build.py [FOLDER]`.

With `--readable` only what can be read without a kernel: the pages and the reference. Else JupyterLite too, in which the
chapters run, on the Pyodide that goes with the version of JupyterLite that is installed.
"""

import argparse
import pathlib
import shutil
import sys

import api
import pages
from pyodide import Missing


def build(folder, *, live, wheel=None):
    """Make `folder` anew. wheel: where Pyodide's files are, if not on its own server."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print("the chapters as pages")
    pages.build(folder, live=live)
    print("the reference")
    api.build(folder / "api")
    if live:
        import lite

        print("JupyterLite")
        lite.build(folder / "lite", wheel)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default="site")
    parser.add_argument("--readable", action="store_true", help="without JupyterLite")
    parser.add_argument("--pyodide", type=pathlib.Path, metavar="WHEEL", help="has Pyodide's files, in the place of its server")
    given = parser.parse_args()
    try:
        build(given.folder, live=not given.readable, wheel=given.pyodide)
    except Missing as error:
        sys.exit(f"JupyterLite cannot be built here: {error}")
