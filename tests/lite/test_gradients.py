"""The tests of all cells and gradients, within Pyodide: under node, which has the same WebAssembly as the browser."""

import json
import pathlib
import subprocess
import sys

import pytest
from support import site as sites

pytestmark = pytest.mark.lite

HERE = pathlib.Path(__file__).parent
TESTS = [
    "cells",
    "test_bptt.py",
    "test_gradcheck.py",
    "test_losses.py",
    "test_readout.py",
    "test_stacked.py",
    "test_truncation.py",
]
# What pytest needs; a later hypothesis is compiled, and not for this machine.
NEEDED = ["pytest>=8.4", "hypothesis==6.130.*"]
PURE = ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"]


def test_every_gradient_is_right_in_the_browser(folder, tmp_path):
    library, report = tmp_path / "library", tmp_path / "report.json"
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", library, *PURE, *NEEDED], check=True)
    asked = [f"tests/{name}" for name in TESTS]
    command = ["node", HERE / "run_pytest.mjs", folder / "lite/static/pyodide", library, sites.ROOT, report, *asked]
    subprocess.run(command, check=True)
    outcomes = json.loads(report.read_text())
    failed = {test: why for test, why in outcomes.items() if why != "passed"}
    skipped = {test: why for test, why in failed.items() if "Skipped: " in why}
    print(*(f"{test}: {why}" for test, why in skipped.items()), sep="\n")
    assert failed.keys() == skipped.keys(), failed.keys() - skipped.keys()
    assert len(outcomes) - len(skipped) > 500
