"""Install rnnlab's wheel beside packages that are there already, as on Colab or a hub: do they stay, and is a lab made?

`make wheel-test` runs this. It needs a network, and makes its environments in a temporary folder.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import venv

ROOT = pathlib.Path(__file__).parents[2]
# Colab's ipython, and a numpy that is older than what pip would choose.
THERE = ["ipython==7.34.0", "numpy==2.2.*"]
A_LAB = "from rnnlab import labs; lab = labs.vanishing_gradient(); assert lab.error is None and lab.png.startswith(b'\\x89PNG')"


def run(*command, **options):
    return subprocess.run(list(map(str, command)), check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def versions(python):
    return {one["name"]: one["version"] for one in json.loads(run(python, "-m", "pip", "list", "--format=json"))}


def replaced(folder):
    """Install the packages that are THERE, then the wheel. Return what changed of the first, and make a lab."""
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip = [python, "-m", "pip", "--disable-pip-version-check", "-qq"]
    run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    run(*pip, "install", *THERE)
    before = versions(python)
    run(*pip, "install", *folder.glob("rnnlab-*.whl"))
    after = versions(python)
    run(python, "-W", "error", "-c", A_LAB, cwd=folder)
    return [f"{name} {version} became {after.get(name)}" for name, version in before.items() if after.get(name) != version]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        changed = replaced(pathlib.Path(folder))
    sys.exit("\n".join(changed) if changed else print("The wheel replaces nothing, and a lab is made beside", *THERE))
