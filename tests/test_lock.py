"""The lock: for each system and each Python that is supported, it has one file or more of all that pyproject.toml asks for."""

import itertools
import pathlib
import re
import tomllib

import locked
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

PROJECT = tomllib.loads((pathlib.Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = [one.rpartition(" ")[2] for one in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", one)]
# How wheels name a system, and how markers do.
SYSTEMS = {
    "Linux": (r"manylinux\w*_x86_64", dict(sys_platform="linux", os_name="posix", platform_machine="x86_64")),
    "Linux on ARM": (r"manylinux\w*_aarch64", dict(sys_platform="linux", os_name="posix", platform_machine="aarch64")),
    "Mac": (r"macosx\w*_(arm64|universal2)", dict(sys_platform="darwin", os_name="posix", platform_machine="arm64")),
    "Mac on Intel": (r"macosx\w*_(x86_64|universal2)", dict(sys_platform="darwin", os_name="posix", platform_machine="x86_64")),
    "Windows": (r"win_amd64", dict(sys_platform="win32", os_name="nt", platform_machine="AMD64")),
    "Windows on ARM": (r"win_arm64", dict(sys_platform="win32", os_name="nt", platform_machine="ARM64")),
}
PLATFORM_SYSTEM = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
every_machine = pytest.mark.parametrize(("system", "python"), list(itertools.product(SYSTEMS, PYTHONS)))


def environment(system, python):
    """A machine in the words of dependency markers."""
    words = SYSTEMS[system][1]
    return words | {
        "platform_system": PLATFORM_SYSTEM[words["sys_platform"]],
        "python_version": python,
        "python_full_version": f"{python}.5",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }


def required():
    """All that the lock must hold: what the package needs, a page for it, its tests, and the site, which they build."""
    extras = PROJECT["optional-dependencies"]
    lines = PROJECT["dependencies"] + extras["lab"] + extras["test"] + extras["site"]
    return [Requirement(line) for line in lines if not line.startswith("rnnlab")]


def files(package):
    return package.get("wheels", []) + [package[kind] for kind in ["sdist"] if kind in package]


def fits(wheel, system, python):
    """Is this wheel made for such a machine?"""
    minor = int(python.partition(".")[2])
    for tag in parse_wheel_filename(wheel["url"].rpartition("/")[2])[3]:
        stable = tag.abi == "abi3" and re.fullmatch(r"cp3\d+", tag.interpreter) and int(tag.interpreter[3:]) <= minor
        own = tag.interpreter == f"cp3{minor}" and tag.abi == tag.interpreter
        if (stable or own or tag.interpreter == "py3") and re.fullmatch(f"any|{SYSTEMS[system][0]}", tag.platform):
            return True
    return False


@every_machine
def test_it_holds_what_is_required(system, python):
    words = environment(system, python)
    locked_here = {package["name"]: package["version"] for package in locked.entries(words)}
    for one in required():
        if one.marker is None or one.marker.evaluate(words):
            version = locked_here.get(canonicalize_name(one.name))
            assert version, f"{one.name} is missing: `make lock`"
            assert one.specifier.contains(version), f"{one.name} is {version}, and {one.specifier} is needed: `make lock`"


@every_machine
def test_it_names_no_package_twice_and_none_that_cannot_be_installed(system, python):
    packages = locked.entries(environment(system, python))
    names = [package["name"] for package in packages]
    assert len(names) == len(set(names)) > 80
    assert not [
        package["name"]
        for package in packages
        if "sdist" not in package and not any(fits(wheel, system, python) for wheel in package["wheels"])
    ]


def test_every_file_has_a_hash_and_comes_from_the_public_index():
    for package in tomllib.loads(locked.LOCK.read_text(encoding="utf-8"))["packages"]:
        assert files(package), package["name"]
        for file in files(package):
            assert re.fullmatch(r"[0-9a-f]{64}", file["hashes"]["sha256"])
            assert file["url"].startswith("https://files.pythonhosted.org/packages/")


def test_an_environment_that_differs_is_found():
    wanted = {package["name"]: package["version"] for package in locked.entries()}
    assert not list(locked.differences(wanted | {"rnnlab": "0.1.0", "pip": "1"}))
    assert list(locked.differences(wanted | {"salt": "1"})) == ["salt: the lock says nothing, and here is 1"]
    here = wanted.pop("numpy")
    assert list(locked.differences(wanted)) == [f"numpy: the lock says {here}, and here is nothing"]
    assert list(locked.differences(wanted | {"numpy": "1"})) == [f"numpy: the lock says {here}, and here is 1"]
