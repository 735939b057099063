// Compiles the Python files in the folders of a folder with Pyodide's own Python, and writes matplotlib's list of its fonts there.
// Called by startup.py: node startup.mjs PYODIDE FOLDER LIBRARY
import path from "path";

const [pyodide, folder] = process.argv.slice(2, 4).map((name) => path.resolve(name));
const library = process.argv[4]; // where the packages will be in the browser
const { loadPyodide } = await import(path.join(pyodide, "pyodide.mjs"));

const python = await loadPyodide({ indexURL: pyodide });
python.FS.mkdir("/mnt");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/mnt");
python.globals.set("library", library);
await python.loadPackage("matplotlib", { messageCallback() {} });
try { await python.runPythonAsync(`
import compileall, logging, os, py_compile, warnings
warnings.simplefilter("ignore")
logging.disable()
# No file's time is kept in the browser; so what is compiled is not compared with its source.
mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
for package in os.listdir("/mnt"):
    place = f"/mnt/{package}"
    level = 2 if package == "matplotlib" else 0  # its docstrings are more than half a megabyte
    compileall.compile_dir(place, quiet=2, legacy=True, invalidation_mode=mode, optimize=level, stripdir=place, prependdir=library)

from matplotlib import font_manager
fonts = font_manager.fontManager
font_manager.json_dump(fonts, f"/mnt/fontlist-v{fonts.__version__}.json")
`); } catch (error) { console.error(error.message); process.exit(1); }
