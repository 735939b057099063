"""A Pyodide of just the packages that the course needs. Each file is the one that its publisher has hashed, or it is not taken.

Python's core is the npm package `pyodide`, which brings the list of all packages with their hashes (`pyodide-lock.json`). The
packages come from Pyodide's own server or, for the tests, from a wheel on PyPI that holds many of them. To the list we add what
Pyodide does not have, rnnlab itself among it, so that `import rnnlab` finds everything.
"""

import hashlib
import io
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile

# What goes with a version of jupyterlite-pyodide-kernel.
VERSIONS = {"0.6": "0.27.7", "0.8": "314.0.6"}
CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
SERVER = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{name}"


class Missing(RuntimeError):
    """A file that cannot be had here, and why."""


def collect(folder, version, wanted, ours, fetch):
    """Write a Pyodide into a folder -> the names of its packages.

    wanted: names of packages, as far as this Pyodide has them; what they depend on comes along. ours: path of a wheel -> the
    names that it depends on; they go into the list beside Pyodide's own. fetch(name) -> bytes of a file of Pyodide's. Raises
    Missing.
    """
    core = _core(version)
    lock = json.loads(core[LOCK])
    entries = {entry["name"]: entry for entry in (described(path, depends) for path, depends in ours.items())}
    lock["packages"] |= entries
    names = _closure([*(lock["packages"].keys() & set(wanted)), *entries], lock["packages"])
    lock["packages"] = {name: lock["packages"][name] for name in names}
    folder.mkdir(parents=True, exist_ok=True)
    for name in CORE:
        if name in core:
            (folder / name).write_bytes(core[name])
    for name in names - entries.keys():
        entry = lock["packages"][name]
        (folder / entry["file_name"]).write_bytes(_checked(entry, fetch(entry["file_name"])))
    for path in ours:
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / LOCK).write_text(json.dumps(lock), encoding="utf-8")
    return names


def from_server(version):
    """`fetch` from Pyodide's own server."""

    def fetch(name):
        url = SERVER.format(version=version, name=name)
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return answer.read()
        except OSError as error:
            raise Missing(f"{url} cannot be read: {error}") from None

    return fetch


def from_wheel(path):
    """`fetch` from a wheel that holds files of Pyodide's in some folder."""
    archive = zipfile.ZipFile(path)
    places = {pathlib.PurePosixPath(place).name: place for place in archive.namelist()}

    def fetch(name):
        if name not in places:
            raise Missing(f"{path.name} has no {name}")
        return archive.read(places[name])

    return fetch


def download(requirement, folder, *options):
    """The wheel of a requirement from PyPI, by pip -> its path. Raises Missing."""
    with tempfile.TemporaryDirectory() as fresh:
        run([sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", *options, "-d", fresh, requirement])
        (found,) = pathlib.Path(fresh).glob("*.whl")
        return pathlib.Path(found.replace(folder / found.name) or folder / found.name)


def empty(name, folder):
    """A wheel with nothing in it but its name -> its path."""
    path = folder / f"{name}-0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}-0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n")
        wheel.writestr(f"{name}-0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    return path


def run(command, **options):
    """A command, quietly. Raises Missing with its last words."""
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, **options)
    except FileNotFoundError:
        raise Missing(f"there is no {command[0]} here") from None
    except subprocess.CalledProcessError as error:
        said = [line for line in (error.stderr or error.stdout).splitlines() if len(line) < 300 and "Error" in line]
        raise Missing(f"{' '.join(map(str, command))}: {[*said, f'it ended with {error.returncode}'][0]}") from None


def _core(version):
    """name -> bytes of what is in the npm package."""
    with tempfile.TemporaryDirectory() as folder:
        run(["npm", "pack", "--silent", f"pyodide@{version}"], cwd=folder)
        with tarfile.open(pathlib.Path(folder) / f"pyodide-{version}.tgz") as package:
            return {
                pathlib.PurePosixPath(member.name).name: package.extractfile(member).read()
                for member in package.getmembers()
                if member.isfile()
            }


def _closure(names, packages):
    """The names, and all that they depend on."""
    found, left = set(), list(names)
    while left:
        name = _canonical(left.pop())
        if name not in found:
            if name not in packages:
                raise Missing(f"Pyodide has no package {name}")
            found.add(name)
            left += packages[name]["depends"]
    return found


def _canonical(name):
    return re.sub("[-_.]+", "-", name).lower()


def _checked(entry, content):
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise Missing(f"{entry['file_name']} is not the file that Pyodide's list names: its hash differs")
    return content


def described(path, depends):
    """What the list says of a wheel."""
    content = path.read_bytes()
    name, version, *_ = path.name.split("-")
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        tops = {pathlib.PurePosixPath(place).parts[0] for place in wheel.namelist()}
    imports = sorted(top.removesuffix(".py") for top in tops if not top.endswith((".dist-info", ".data")))
    return {
        "name": _canonical(name),
        "version": version,
        "file_name": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "imports": imports,
        "depends": list(depends),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }
