"""Does this environment hold what pylock.toml names for it, in these versions, and nothing else? `make lab LOCKED=yes` asks.

rnnlab itself may be there, and what a new environment begins with.
"""

import importlib.metadata
import pathlib
import sys
import tomllib

from packaging.markers import Marker
from packaging.utils import canonicalize_name

LOCK = pathlib.Path(__file__).parents[2] / "pylock.toml"
OUR_OWN = {"rnnlab", "pip", "setuptools"}


def entries(environment=None):
    """The lock's packages for a machine, described in the words of dependency markers; None is this machine."""
    packages = tomllib.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    return [package for package in packages if "marker" not in package or Marker(package["marker"]).evaluate(environment)]


def differences(installed):
    """Say what is `installed`, {name: version}, other than the lock says."""
    wanted = {package["name"]: package["version"] for package in entries()}
    for name in sorted((wanted.keys() | installed.keys()) - (OUR_OWN - wanted.keys())):
        if installed.get(name) != wanted.get(name):
            yield f"{name}: the lock says {wanted.get(name, 'nothing')}, and here is {installed.get(name, 'nothing')}"


if __name__ == "__main__":
    here = importlib.metadata.distributions()
    found = list(differences({canonicalize_name(one.metadata["Name"]): one.version for one in here}))
    sys.exit("\n".join(["This environment is not what pylock.toml names.", *found]) if found else 0)
