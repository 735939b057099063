"""Print the lower bound of every requirement as an exact version, for `make test-lowest`.

The lines go to pip as constraints. So what is tried is what pyproject.toml promises, and nothing newer.
"""

import pathlib
import re
import sys
import tomllib

# Of the time of the oldest matplotlib, whose names for things warn under a later one; a warning is an error in the tests.
ALONGSIDE = ["pyparsing<3.3"]


def lowest(requirement):
    """Turn "numpy>=2.2" into "numpy==2.2"."""
    match = re.fullmatch(r"([A-Za-z0-9._-]+)\s*(>=|==)\s*([0-9][^,;\s]*).*", requirement)
    if match is None:
        sys.exit(f"pyproject.toml: {requirement!r} has no lower bound")
    return f"{match[1]}=={match[3]}"


if __name__ == "__main__":
    root = pathlib.Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for requirement in project["dependencies"] + extras["lab"] + extras["test"] + extras["site"]:
        if requirement != "rnnlab[lab]":
            print(lowest(requirement))
    print(*ALONGSIDE, sep="\n")
