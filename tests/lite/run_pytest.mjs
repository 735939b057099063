// Runs pytest in a Pyodide under node: node run_pytest.mjs PYODIDE LIBRARY TESTS REPORT ARGUMENT…
// LIBRARY has pytest and what it needs, TESTS is the folder that the arguments speak of. Writes {"node id": "passed" or why not}.
import fs from "fs";
import path from "path";

const [pyodide, library, tests] = process.argv.slice(2, 5).map((name) => path.resolve(name));
const [report, ...given] = process.argv.slice(5);
const { loadPyodide } = await import(path.join(pyodide, "pyodide.mjs"));

const python = await loadPyodide({ indexURL: pyodide });
for (const [place, root] of Object.entries({ "/library": library, "/tests": tests })) {
  python.FS.mkdir(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, place);
}
await python.loadPackage("rnnlab", { messageCallback() {} });
python.globals.set("given", python.toPy(given));
const outcomes = await python.runPythonAsync(`
import json, os, sys
sys.path.insert(0, "/library")
sys.dont_write_bytecode = True
os.chdir("/tests")
import pytest

class Outcomes:
    def __init__(self):
        self.found = {}

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or not report.passed:
            self.found[report.nodeid] = "passed" if report.passed else str(report.longrepr)

    def pytest_collectreport(self, report):
        if not report.passed:
            self.found[report.nodeid] = str(report.longrepr)

outcomes = Outcomes()
# One process is all there is, and its output is no file.
options = ["-q", "-p", "no:cacheprovider", "--capture=sys", "-o", "addopts=--import-mode=importlib -m 'not slow'"]
pytest.main([*options, *given], plugins=[outcomes])
json.dumps(outcomes.found)
`).catch((error) => error.message); // node would print the line of Pyodide that threw it, which has a megabyte
fs.writeFileSync(report, outcomes);
