// A worker that loads Python while JupyterLab is still building its page, and then becomes the worker of JupyterLite's kernel.
// `starting.js` makes it, and sends it the address of the kernel's own script; all later messages are the kernel's.
const folder = new URL("static/pyodide/", location.href).href;
let load;

const python = (async () => {
  const { "jupyter-config-data": settings } = await (await fetch("jupyter-lite.json")).json();
  const { loadPyodideOptions } = settings.litePluginSettings["@jupyterlite/pyodide-kernel-extension:kernel"];
  const found = await load({ indexURL: folder, ...loadPyodideOptions });
  // What the kernel and the first cell of a chapter import. Should that fail, they say so in their place.
  await found.runPythonAsync("import pyodide_kernel, rnnlab.labs.kit.lab, rnnlab.labs.page.predict").catch(() => {});
  return found;
})();

// The kernel's script fetches Pyodide again, and calls what that calls `loadPyodide`: it gets the one that is under way.
Object.defineProperty(self, "loadPyodide", { get: () => () => python, set: (plain) => (load ??= plain) });
importScripts(`${folder}pyodide.js`);
addEventListener("message", ({ data }) => importScripts(data), { once: true });
