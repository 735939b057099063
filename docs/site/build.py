"""Build the course as a site: `python docs/site/build.py [FOLDER]`.

With `--readable` only what can be read without a kernel: the pages and the reference. Else JupyterLite too, in which the
chapters run.
"""

import argparse
import pathlib
import shutil

import api
import pages


def build(folder, *, live):
    """Make `folder` anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print("the chapters as pages")
    pages.build(folder, live=live)
    print("the reference")
    api.build(folder / "api")
    if live:
        import lite

        print("JupyterLite")
        lite.build(folder / "lite")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default="site")
    parser.add_argument("--readable", action="store_true", help="without JupyterLite")
    given = parser.parse_args()
    build(given.folder, live=not given.readable)
