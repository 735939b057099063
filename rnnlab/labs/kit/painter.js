// Puts a picture on a canvas as soon as it is here. Chromium loads and decodes the img below at leisure, and shows it 10 ms later; what
// the img has besides its pixels (words, focus, the pointer) stays with it. Where a browser cannot decode like this, the img is seen.
export default {
  async render({ model, el }) {
    if (!globalThis.ImageDecoder) return; // an older browser, or a page that came by plain http
    const source = await model.widget_manager.get_model(model.get("source").replace("IPY_MODEL_", ""));
    const canvas = document.createElement("canvas"), context = canvas.getContext("2d", { alpha: false });
    let asked = 0, drawn = 0;
    async function draw() {
      const number = ++asked, decoder = new ImageDecoder({ data: source.get("value"), type: "image/png" });
      const { image } = await decoder.decode();
      const width = image.displayWidth, height = image.displayHeight;
      if (number > drawn) {
        drawn = number; // an older picture that was slower is not shown any more
        if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
        context.drawImage(image, 0, 0);
        el.classList.add("rnnlab-painted"); // lab.css leaves the pixels of the img undrawn from now on
      }
      image.close(), decoder.close();
    }
    const paint = () => draw().catch(() => el.classList.remove("rnnlab-painted"));
    el.append(canvas);
    canvas.ariaHidden = "true";
    source.on("change:value", paint);
    await paint();
    return () => source.off("change:value", paint);
  },
};
