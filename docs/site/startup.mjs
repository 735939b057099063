// Compiles the Python files in the folders of a folder with Pyodide's own Python, and writes matplotlib's list of its fonts there.
// In the folder STANDARD, with Python's own library, only those that a laboratory imports: compiled, they take more room.
// Called by startup.py: node startup.mjs PYODIDE FOLDER LIBRARY STANDARD
import fs from "fs";
import path from "path";

const [pyodide, folder] = process.argv.slice(2, 4).map((name) => path.resolve(name));
const [library, standard] = process.argv.slice(4); // where the packages will be in the browser, and the name of that folder
const { loadPyodide } = await import(path.join(pyodide, "pyodide.mjs"));

const python = await loadPyodide({ indexURL: pyodide });
python.FS.mkdir("/mnt");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/mnt");
python.globals.set("library", library);
python.globals.set("standard", standard);
const { packages } = JSON.parse(fs.readFileSync(path.join(pyodide, "pyodide-lock.json")));
await python.loadPackage(Object.keys(packages), { messageCallback() {} });
try { await python.runPythonAsync(`
import compileall, inspect, logging, os, py_compile, sys, warnings
warnings.simplefilter("ignore")
logging.disable()
# No file's time is kept in the browser; so what is compiled is not compared with its source.
mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
for package in set(os.listdir("/mnt")) - {standard}:
    place = f"/mnt/{package}"
    level = 2 if package == "matplotlib" else 0  # its docstrings are a megabyte, and long to make
    compileall.compile_dir(place, quiet=2, legacy=True, invalidation_mode=mode, optimize=level, stripdir=place, prependdir=library)

import piplite
from matplotlib import font_manager
from rnnlab import labs
archive = os.path.dirname(inspect.__file__)
for path in {module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)}:
    if path.startswith(archive + "/") and path.endswith(".py"):
        source = f"/mnt/{standard}" + path.removeprefix(archive)
        py_compile.compile(source, source + "c", path, doraise=True, optimize=2, invalidation_mode=mode)

fonts = font_manager.fontManager
font_manager.json_dump(fonts, f"/mnt/fontlist-v{fonts.__version__}.json")
`); } catch (error) { console.error(error.message); process.exit(1); }
