// A button that chooses a file, and sends it with its name. One that is larger than `most` is only named: through a server a page
// gets no more than 10 MB at a time to its kernel, and all that it sends after more than that is lost. In the line beside it a
// text may be pasted: a line would lose the ends of its lines, so it is sent like a file. What is short is a path, and stays there.
// A button that keeps asks for a file, and the browser puts it where it puts what comes from the net.
const LONG = 200; // characters
export default {
  render({ model, el }) {
    const input = Object.assign(document.createElement("input"), { type: "file" });
    const button = el.appendChild(document.createElement("button")), end = new AbortController();
    const send = async (name, file) => {
      const fits = file.size <= model.get("most");
      model.send({ name, size: file.size }, undefined, fits ? [await file.arrayBuffer()] : []);
    };
    const pasted = (event) => {
      const text = event.clipboardData?.getData("text/plain").trim() ?? "";
      if (!el.closest(".widget-hbox")?.contains(event.target) || (text.length < LONG && !text.includes("\n"))) return;
      event.preventDefault();
      send("pasted.txt", new Blob([text]));
    };
    Object.assign(button, { className: "jupyter-button", textContent: model.get("label"), title: model.get("name"), ariaLabel: model.get("name") });
    button.addEventListener("click", () => (model.get("keeps") ? model.send({}) : input.click()));
    const keep = ({ name }, [content]) => {
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([content])), download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    };
    model.on("msg:custom", keep);
    input.addEventListener("click", () => (input.value = "")); // to choose the same file again is a choice too
    input.addEventListener("change", () => send(input.files[0].name, input.files[0]));
    document.addEventListener("paste", pasted, { signal: end.signal, capture: true });
    return () => (end.abort(), model.off("msg:custom", keep));
  },
};
