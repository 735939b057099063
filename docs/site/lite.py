"""The course in the browser: JupyterLite with all notebooks, and a Pyodide in which `import rnnlab` works at once."""

import importlib.metadata
import json
import pathlib
import shutil
import sys
import tempfile

import pyodide
import startup
from PIL import Image

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
EXTENSION = pathlib.Path(sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension")
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
# What Pyodide does not have, and what of it each needs to be there.
FROM_PYPI = {"ipywidgets": ["comm", "ipython", "traitlets"], "comm": ["traitlets"], "typing-extensions": [], "psygnal": []}
FROM_PYPI |= {"anywidget": ["ipywidgets", "psygnal", "typing-extensions"]}
RNNLAB = ["numpy", "matplotlib", "pillow", "threadpoolctl", "packaging", "ipywidgets", "anywidget"]
# What the kernel begins with. It would fetch one after the other; named beforehand, they come together. The first three are
# its own.
OF_THE_KERNEL = {"ipykernel": [], "piplite": ["micropip"], "pyodide_kernel": ["ipython", "comm", "ipykernel"]}
# The kernel insists on these, and here they would be megabytes for nothing: a network, a second way to complete.
STAND_INS = ("ssl", "jedi")
AT_ONCE = ("ipykernel", "piplite", "pyodide-kernel", "micropip", "comm", "ipython", "sqlite3", *STAND_INS, "rnnlab")


def build(folder, wheel=None):
    """Write JupyterLite into a folder. wheel: where Pyodide's files are, if not on its own server. Raises pyodide.Missing."""
    kernel = importlib.metadata.version("jupyterlite-pyodide-kernel")
    version = pyodide.VERSIONS[".".join(kernel.split(".")[:2])]
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        options = _pyodide(work, version, pyodide.from_wheel(wheel) if wheel else pyodide.from_server(version))
        _contents(work / "contents")
        (work / "jupyter-lite.json").write_text(json.dumps(_settings(options)), encoding="utf-8")
        shutil.copy(HERE / "overrides.json", work)
        command = [
            sys.executable,
            "-m",
            "jupyterlite_core",
            "build",
            "--apps",
            "lab",
            "--no-sourcemaps",
            "--no-unused-shared-packages",
        ]
        command += ["--lite-dir", work, "--contents", work / "contents", "--output-dir", folder.resolve()]
        pyodide.run(command, cwd=work)
    _finish(folder)


def _pyodide(work, version, fetch):
    """Pyodide where `jupyter lite build` looks for it -> what it is to be loaded with."""
    wheels = work / "wheels"
    wheels.mkdir()
    pure = ["--platform=any", "--implementation=py", "--abi=none"]
    ours = {
        pyodide.download(f"{name}=={importlib.metadata.version(name)}", wheels, *pure): depends
        for name, depends in FROM_PYPI.items()
    }
    pyodide.run([sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", wheels, ROOT])
    ours[next(wheels.glob("rnnlab-*.whl"))] = RNNLAB
    for name, depends in OF_THE_KERNEL.items():
        ours[next((EXTENSION / "static/pypi").glob(f"{name}-*.whl"))] = depends
    ours |= {pyodide.empty(name, wheels): [] for name in STAND_INS}
    names = pyodide.collect(work / "static/pyodide", version, AT_ONCE, ours, fetch)
    return {"packages": [name for name in AT_ONCE if name in names], "env": startup.prepare(work / "static/pyodide")}


def _settings(options):
    """JupyterLite's own settings: what its kernel loads at once, and that it asks no other server."""
    # The older kernel spells its own name in another way.
    options = options | {"packages": [*options["packages"], "pyodide_kernel"]}
    settings = {"disablePyPIFallback": True, "loadPyodideOptions": options}
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "rnnlab",
            "exposeAppInBrowser": True,
            "litePluginSettings": {KERNEL: settings},
        },
    }


def _contents(folder):
    """The notebooks. An output's lines are joined: JupyterLite's table of contents fails on lists of lines."""
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            for output in cell.get("outputs", []):
                output |= {key: _joined(output[key]) for key in ("text",) if key in output}
                if "data" in output:
                    output["data"] = {kind: _joined(value) for kind, value in output["data"].items()}
        place = folder / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def _finish(folder):
    """What is ours in JupyterLite's page; and what no browser asks for goes."""
    for path in (folder / "build").glob("fa-*.svg"):  # for browsers before 2011
        path.unlink()
    icon = Image.open(folder / "icon-120x120.png").resize((32, 32))
    icon.save(folder / "lab" / "favicon.ico")  # theirs has 320 kB
    size = sum(path.stat().st_size for path in (folder / "static" / "pyodide").iterdir())
    for name in ("starting.js", "early.js"):
        shutil.copy(HERE / name, folder)
    page = folder / "lab" / "index.html"
    data = f'data-megabytes="{size / 1e6:.0f}"'
    if (folder / "static" / "pyodide" / "pyodide.asm.js").exists():  # newer kernels have modules in their workers
        data += ' data-early="yes"'
    ours = f'<link rel="icon" href="../../icon.svg"><script src="../starting.js" {data}></script>'
    title = "<title>JupyterLite</title>"
    words = page.read_text(encoding="utf-8")
    if title not in words:
        raise pyodide.Missing("JupyterLite's page has another head than the one that is known")
    page.write_text(words.replace(title, f"<title>rnnlab</title>{ours}"), encoding="utf-8")


def _joined(value):
    return "".join(value) if isinstance(value, list) else value
