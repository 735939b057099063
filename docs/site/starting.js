// Begins to load Python, says what the page is doing until the chapter answers, and runs the chapter once. `lite.py` puts it
// into JupyterLite's page.
(() => {
  const WIDE = 1600; // CSS pixels: in less, the list of files takes the room of a picture's controls
  const LATE = 120_000; // milliseconds: a slow network needs that long for all
  const KERNEL = "/pyodide-kernel-extension/";
  const { early, megabytes } = document.currentScript.dataset;
  const bar = document.createElement("div");
  bar.setAttribute("role", "status");
  bar.style.cssText =
    "position: fixed; bottom: 0; left: 0; right: 0; z-index: 10000; padding: 12px 16px; background: #1b3a57; color: white;" +
    "font: 16px/1.4 system-ui, sans-serif";
  const say = (words) => {
    if (bar.textContent !== words) bar.textContent = words;
  };
  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  const until = async (find) => {
    for (;;) {
      const found = find();
      if (found) return found;
      await pause(0.2);
    }
  };
  const opened = () => {
    const widget = window.jupyterapp?.shell?.currentWidget;
    return widget?.sessionContext?.session?.kernel && widget.content?.widgets && widget;
  };
  const failed = (cell) => cell.model.outputs.toJSON().some((output) => output.output_type === "error");

  // Running all cells goes to the last one. Back to where the reader was, unless the reader has gone on meanwhile.
  const keepPlace = (notebook) => {
    const [place, top] = [notebook.content.activeCellIndex, notebook.content.outerNode?.scrollTop ?? 0];
    let moved = false;
    for (const act of ["wheel", "keydown", "pointerdown"]) notebook.node.addEventListener(act, () => (moved = true), { once: true });
    return () => {
      if (moved) return;
      notebook.content.activeCellIndex = place;
      notebook.content.outerNode?.scrollTo({ top });
    };
  };

  // JupyterLab has half of its page to build before it makes the kernel's worker. The first one that it makes is there already.
  const startEarly = () => {
    const Plain = window.Worker;
    const early = new Plain("../early.js");
    window.Worker = function (address, options) {
      if (!String(address).includes(KERNEL)) return new Plain(address, options);
      window.Worker = Plain;
      early.postMessage(String(address));
      return early;
    };
  };

  const start = async () => {
    document.body.append(bar);
    say("The notebook is being opened …");
    const notebook = await until(opened);
    if (innerWidth < WIDE) window.jupyterapp.shell.collapseLeft();
    say(`Python and the course are being fetched: ${megabytes} MB the first time, hardly anything the next. Read on meanwhile.`);
    const late = setTimeout(() => say("Python is still not there. If this lasts, reload the page, or read the chapter instead."), LATE);
    await notebook.sessionContext.session.kernel.info;
    clearTimeout(late);
    const cells = notebook.content.widgets.filter((cell) => cell.model.type === "code");
    const goBack = keepPlace(notebook);
    let running = true;
    window.jupyterapp.commands.execute("notebook:run-all-cells").finally(() => (running = false));
    while (running) {
      await pause(0.2);
      const waiting = cells.filter((cell) => cell.model.executionState === "running").length;
      say(`The chapter is being run, so that its pictures answer: ${cells.length - waiting} of ${cells.length} cells.`);
    }
    goBack();
    say(cells.some(failed) ? "A cell ends in an error: look for its words in the chapter." : "Ready. Every picture answers now.");
    document.documentElement.dataset.ready = "yes";
    await pause(4);
    bar.remove();
  };

  if (new URLSearchParams(location.search).get("path")?.endsWith(".ipynb")) {
    if (early && !crossOriginIsolated) startEarly();
    addEventListener("DOMContentLoaded", start);
  }
})();
