"""What an import brings, seen in an interpreter of its own."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]


def modules_after(statement):
    """The modules that a statement brings. What it raises is raised here."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())
