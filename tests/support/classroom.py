"""The modules of docs/class, which is a folder of programs and no package."""

import importlib
import pathlib
import sys

SOURCES = pathlib.Path(__file__).parents[2] / "docs" / "class"


def module(name):
    sys.path.insert(0, str(SOURCES))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(SOURCES))
