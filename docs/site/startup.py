"""A Pyodide that starts sooner: what it would do each time in the browser is done once, here.

Its packages are compiled, and matplotlib's list of fonts is written. Both are made by that very Pyodide, under node.
"""

import hashlib
import json
import pathlib
import shutil
import tempfile
import zipfile

import pyodide

SCRIPT = pathlib.Path(__file__).with_name("startup.mjs")
WITH_SOURCE = ("rnnlab",)  # the course shows it; of the others, what is compiled is enough
FONTS = "matplotlib/list_of_fonts"  # a folder in its wheel
# Of others' packages nothing here needs these: what compilers and type checkers read, examples, other pages, other windows.
NOT_READ = {"sample_data", "tests", "f2py", "sphinxext", "afm", "pdfcorefonts", "labextension", "share", "images"}
SELDOM = ("*.pyi", "*.pxd", "*.h", "*.c", "*.a", "RECORD", "dateutil-zoneinfo.tar.gz", "_webp*", "_imagingcms*", "_imagingft*")
SELDOM += ("backend_gtk*", "backend_qt*", "backend_tk*", "backend_wx*", "backend_macosx*")
SELDOM += ("backend_pdf*", "backend_ps*", "backend_pgf*", "_ttconv*", "_type1font*")  # they need fonttools
# Fonts that a picture names only when somebody asks for them; matplotlib then takes the nearest.
SELDOM += ("DejaVuSerif*", "DejaVuSansMono-*", "DejaVuSans-BoldOblique*", "cm*.ttf")
LEXERS = ("__init__", "_mapping", "python", "special", "shell", "html", "javascript", "_css_builtins", "css", "data", "ruby")
LEXERS += ("perl", "markup", "web", "jvm")  # the languages that IPython colours, and what these need
# Only PDF needs the one, and only what matplotlib no longer does the other.
NOT_NEEDED = {"matplotlib": ("fonttools", "pytz")}


def prepare(folder):
    """Change the Pyodide in a folder -> the variables of the environment in which it finds its fonts.

    Raises pyodide.Missing.
    """
    lock = json.loads((folder / pyodide.LOCK).read_text(encoding="utf-8"))
    for name, others in NOT_NEEDED.items():
        for other in others:
            lock["packages"][name]["depends"].remove(other)
            (folder / lock["packages"].pop(other)["file_name"]).unlink()
    wheels = {
        name: folder / entry["file_name"] for name, entry in lock["packages"].items() if entry["file_name"].endswith(".whl")
    }
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for name, wheel in wheels.items():
            zipfile.ZipFile(wheel).extractall(work / name)
        pyodide.run(["node", SCRIPT, folder, work, _library(lock)])
        for name in wheels.keys() - set(WITH_SOURCE):
            _thin_out(work / name)
        (fonts,) = work.glob("fontlist*.json")
        _without_dropped(fonts, work / "matplotlib" / "matplotlib" / "mpl-data")
        for place in (f"{FONTS}/{fonts.name}", "matplotlib/fontlist.json"):  # the second is where Pyodide's own patch looks
            (work / "matplotlib" / place).parent.mkdir(exist_ok=True)
            shutil.copy(fonts, work / "matplotlib" / place)
        for name, wheel in wheels.items():
            _keep(work / name, *lock["info"]["python"].split(".")[:2], with_source=name in WITH_SOURCE)
            _pack(work / name, wheel)
            lock["packages"][name]["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / pyodide.LOCK).write_text(json.dumps(lock), encoding="utf-8")
    return {"MPLCONFIGDIR": f"{_library(lock)}/{FONTS}"}


def _library(lock):
    """Where packages are in the browser."""
    return f"/lib/python{'.'.join(lock['info']['python'].split('.')[:2])}/site-packages"


def _keep(folder, major, minor, with_source):
    """Drop the source of what was compiled, or put what was compiled where Python looks for it beside a source."""
    for compiled in list(folder.rglob("*.pyc")):
        if with_source:
            place = compiled.parent / "__pycache__" / f"{compiled.stem}.cpython-{major}{minor}.pyc"
            place.parent.mkdir(exist_ok=True)
            compiled.rename(place)
        else:
            compiled.with_suffix(".py").unlink()


def _thin_out(folder):
    for path in list(folder.rglob("*")):
        unread = NOT_READ & set(path.relative_to(folder).parts) or any(path.match(pattern) for pattern in SELDOM)
        other_language = path.match("pygments/lexers/*") and path.stem not in LEXERS
        if path.is_file() and (unread or other_language):
            path.unlink()


def _without_dropped(fonts, folder):
    """Take from a list of fonts those whose files are not in the folder."""
    found = json.loads(fonts.read_text(encoding="utf-8"))
    for kind in ("ttflist", "afmlist"):
        found[kind] = [font for font in found[kind] if (folder / font["fname"]).exists()]
    fonts.write_text(json.dumps(found), encoding="utf-8")


def _pack(folder, wheel):
    """Write a wheel anew, from a folder with what is in it. The same content makes the same bytes."""
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            archive.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
