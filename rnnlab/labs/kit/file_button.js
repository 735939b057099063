// A button that chooses a file, and sends it with its name. One that is larger than `most` is only named: through a server a page
// gets no more than 10 MB at a time to its kernel, and all that it sends after more than that is lost.
export default {
  render({ model, el }) {
    const input = Object.assign(document.createElement("input"), { type: "file" });
    const button = el.appendChild(document.createElement("button"));
    Object.assign(button, { className: "jupyter-button", textContent: "file…", title: model.get("name"), ariaLabel: model.get("name") });
    button.addEventListener("click", () => input.click());
    input.addEventListener("click", () => (input.value = "")); // to choose the same file again is a choice too
    input.addEventListener("change", async () => {
      const [file] = input.files, fits = file.size <= model.get("most");
      model.send({ name: file.name, size: file.size }, undefined, fits ? [await file.arrayBuffer()] : []);
    });
  },
};
