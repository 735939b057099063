// The companion of a lab, a prediction or a guide in the page. It names what ipywidgets leaves without a name, says once what the picture
// shows when the hand rests, passes on where a hand points, and lets a lab fill the screen. What it may touch: its own lab or
// prediction. Of the rest of the page it reads verdicts, to speak them, and marks the notebook, so that lab.css can set the
// width of prose. Nothing depends on it: where it cannot run, controls, picture and sentence work as they are.

const REST = 600, SLOW = 150, POINTED = 60; // ms: of quiet until it speaks, of work until it says so, until a pointer rests
// The smallest letters of a picture in CSS pixels, and their part of a screen's height; the part of its width for the controls.
const SMALLEST = 13.2, READABLE = 0.025, CONTROLS = 0.2, LARGER = 1.06; // more, and letters would touch
const PLAY = { "fa-play": "Play", "fa-pause": "Pause", "fa-stop": "Stop and go back", "fa-repeat": "Repeat" };
const CORNERS = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/></svg>';
const WALKED = { tabindex: "0", role: "application", "aria-roledescription": "picture: arrow keys walk, Enter chooses" };
const DEAD = "The kernel that drew this is gone, and the lab stands still. Run its cell again to wake it.";

const set = (node, name, words) => node && node.getAttribute(name) !== words && node.setAttribute(name, words);
const made = (tag, name, parent) => Object.assign(parent.appendChild(document.createElement(tag)), { className: name });
const picture = (root) => root.querySelector("img.widget-image");
const sentence = (root) => root.querySelector(".rnnlab-words")?.innerText.trim() ?? "";
function watch(node, act, signal, more) {
  const seen = new MutationObserver(act);
  seen.observe(node, { subtree: true, childList: true, ...more });
  signal?.addEventListener("abort", () => seen.disconnect());
}
const chord = (event) => event.ctrlKey || event.metaKey || event.altKey;
export default {
  render({ model, el }) {
    const end = new AbortController();
    const enter = () => {
      const root = el.closest(".rnnlab-lab, .rnnlab-prediction, .rnnlab-guide");
      if (!root) return end.signal.aborted || setTimeout(enter, 20); // it is still being put together
      el.classList.add("rnnlab-voice");
      set(el, "role", "status"); // it stands here, empty, before it has anything to say
      once(root.closest(".jp-Notebook"));
      if (root.matches(".rnnlab-prediction")) return question(root, el, end.signal);
      const tell = follow(root, el, model.get("touchable"), end.signal);
      if (model.get("touchable")) hands(root, model, tell, end.signal);
      if (root.matches(".rnnlab-lab")) wall(root, model, end.signal);
    };
    enter();
    return () => end.abort();
  },
};

// Names, and one sentence when the hand rests.
function follow(root, voice, touchable, signal) {
  const note = made("div", "rnnlab-note", root), tell = (words) => (voice.textContent = words);
  let due, late, tick, values, said;
  function rest() {
    const words = sentence(root);
    set(picture(root), "alt", words);
    if (touchable) for (const name in WALKED) set(picture(root), name, WALKED[name]);
    if (root.querySelector(".widget-play .fa-pause") || words === said) return; // it plays, or there is nothing new
    if (said !== undefined) tell(words); // what it opens with is read with the page
    said = words;
  }
  const busy = (on) => root.classList.toggle("rnnlab-busy", on);
  function look() {
    const dead = root.classList.contains("jupyter-widgets-disconnected");
    if (dead !== (note.textContent !== "")) tell((note.textContent = dead ? DEAD : ""));
    const now = root.querySelector(".rnnlab-words [data-tick]")?.dataset.tick, moved = names(root);
    if (now !== tick) late = clearTimeout(late), busy(false), root.dispatchEvent(new Event("rnnlab-tick"));
    else if (moved !== values) late ??= setTimeout(busy, SLOW, true); // a control moved, and no new picture follows
    [tick, values] = [now, moved];
    clearTimeout(due), (due = setTimeout(rest, REST));
  }
  watch(root, look, signal, { attributes: true, attributeFilter: ["aria-valuetext", "class", "src"] });
  for (const kind of ["change", "input"]) root.addEventListener(kind, look, { signal });
  look();
  rest();
  return tell;
}
// Returns what the controls stand at.
function names(root) {
  const values = [...root.querySelectorAll(".widget-slider")].map((slider) => {
    const label = slider.querySelector(".widget-label")?.textContent, readout = slider.querySelector(".widget-readout");
    const handle = slider.querySelector(".noUi-handle");
    if (!handle || !readout) return "";
    set(handle, "aria-label", label);
    set(handle, "aria-valuetext", readout.textContent); // a slider over a few values would say its place among them
    if (readout.isContentEditable) set(readout, "role", "textbox"), set(readout, "aria-label", `${label}, as a number`);
    else set(readout, "tabindex", "-1");
    return handle.getAttribute("aria-valuenow");
  });
  for (const { type, checked, value } of root.querySelectorAll("select, input")) values.push(type === "checkbox" ? checked : value);
  for (const icon in PLAY)
    for (const name of ["aria-label", "title"]) set(root.querySelector(`.widget-play button:has(.${icon})`), name, PLAY[icon]);
  for (const button of root.querySelectorAll(".widget-toggle-button"))
    set(button, "aria-pressed", String(button.classList.contains("mod-active")));
  return values.join();
}

// A prediction: its options are one stop of the Tab key. Arrows look, and Space chooses, so that nobody chooses by passing.
function question(root, voice, signal) {
  const parts = [".widget-radio-box", ".rnnlab-question", ".rnnlab-sure"], inputs = [...root.querySelectorAll("input[type=radio]")];
  const [group, asked, sure] = parts.map((part) => root.querySelector(part));
  if (!asked || !sure || (!inputs.length && !root.matches(".rnnlab-recall"))) return setTimeout(() => signal.aborted || question(root, voice, signal), 50);
  Object.assign(sure, { role: "group", ariaLabel: group ? "How sure?" : "Options" }), group && Object.assign(group, { role: "radiogroup", ariaLabel: asked.innerText });
  const stop = (chosen) => (inputs.forEach((input) => (input.tabIndex = input === chosen ? 0 : -1)), chosen);
  stop(inputs.find((input) => input.checked) ?? inputs[0]);
  group?.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    event.preventDefault(), stop(inputs[(inputs.indexOf(event.target) + way + inputs.length) % inputs.length]).focus();
  }, { signal });
  watch(root.querySelector(".rnnlab-revealed"), () => (voice.textContent = root.querySelector(".rnnlab-answer").innerText), signal);
  watch(sure, () => names(root), signal, { attributes: true, attributeFilter: ["class"] }), names(root);
}

// For the page: every verdict that appears is spoken once, by the first voice there is, and keys belong to the lab they are hit in.
function once(notebook) {
  notebook?.classList.add("rnnlab-page");
  if (document.body.dataset.rnnlab) return;
  document.body.dataset.rnnlab = "has a companion";
  const own = ({ target }) => target.closest?.(".rnnlab-lab, .rnnlab-prediction, .rnnlab-guide");
  const keep = (event) => own(event) && event.target.toggleAttribute("data-lm-suppress-shortcuts", !chord(event) && !event.shiftKey);
  addEventListener("keydown", keep, { capture: true }); // a plain key on a slider is not for JupyterLab: d, d would delete the cell
  const fresh = (node) => [...(node.querySelectorAll?.(".rnnlab-verdict") ?? [])];
  watch(document.body, (changes) => {
    const last = changes.flatMap((change) => [...change.addedNodes].flatMap(fresh)).at(-1);
    const voice = last && document.querySelector(".rnnlab-voice");
    if (voice) voice.textContent = last.innerText;
  });
}

// A pointer that rests asks for a line, a click moves controls, and by keyboard arrows go from part to part.
function hands(root, model, tell, signal) {
  const line = made("div", "rnnlab-line", root), ring = Object.assign(made("div", "rnnlab-ring", root), { hidden: true });
  let spot = null, due, told, again; // again: the picture is another, and the hand has not moved
  const ask = (what, more) => model.send({ ask: what, ...(spot ?? { x: -1, y: -1 }), ...more });
  const hide = () => { clearTimeout(due); line.textContent = ""; ring.hidden = true; };
  const on = (kind, act) => root.addEventListener(kind, (event) => event.target === picture(root) && act(event), { signal, capture: true });
  const place = ({ target, clientX, clientY }) => {
    const box = target.getBoundingClientRect(); // parts of its width and height: a picture may be scaled
    spot = { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
  };
  function answer({ x, y, says, spoken }) {
    if (says === undefined || !(spoken || due || again)) return;
    if (spoken) spot = { x, y };
    const box = picture(root).getBoundingClientRect(), own = root.getBoundingClientRect();
    const left = box.left - own.left + x * box.width, top = box.top - own.top + y * box.height;
    line.textContent = says;
    line.style.left = `${Math.max(0, Math.min(left + 14, own.width - line.offsetWidth - 4))}px`;
    line.style.top = `${top + 18 + line.offsetHeight > own.height ? top - 12 - line.offsetHeight : top + 18}px`;
    ring.hidden &&= !spoken;
    Object.assign(ring.style, { left: `${left}px`, top: `${top}px` });
    if (says && !again) tell(says);
  }
  root.addEventListener("rnnlab-tick", () => line.textContent && ((again = true), ask("says")), { signal }); // the same place
  const hear = (now) => now && now !== told && answer(JSON.parse((told = now)));
  watch(root, () => hear(root.querySelector("[data-answer]")?.dataset.answer), signal);
  on("pointermove", (event) => { hide(); place(event); again = false; due = setTimeout(ask, POINTED, "says"); });
  on("pointerout", () => { hide(); due = null; again = false; });
  on("blur", hide);
  on("click", (event) => { place(event); if (event.detail < 2) ask("at"); });
  const leave = ({ key, target }) => key === "Escape" && (hide(), root.contains(target) && root.closest(".jp-Cell")?.focus());
  document.addEventListener("keydown", leave, { signal }); // in the cell JupyterLab's keys act again
  on("keydown", (event) => {
    if (!chord(event) && /^(Arrow|Home|End)/.test(event.key)) (again = false), ask("walk", { key: event.key });
    else if (!chord(event) && ["Enter", " "].includes(event.key)) spot && ask("at");
    else return;
    event.preventDefault();
  });
}

// Full screen: the picture is drawn again for the pixels there are.
function wall(root, model, signal) {
  const button = made("button", "rnnlab-wall", root);
  Object.assign(button, { innerHTML: CORNERS, title: "Fill the screen (F); Esc goes back", ariaLabel: "Fill the screen" });
  let chosen = root.querySelector(".noUi-handle");
  root.tabIndex = -1; // on the full screen a click anywhere leaves the keys with the lab, and Space is Play after any button
  root.addEventListener("click", ({ detail }) => there() && detail && root.focus(), { signal });
  root.addEventListener("focusin", ({ target }) => target.matches(".noUi-handle") && (chosen = target), { signal });
  const there = () => document.fullscreenElement === root;
  const toggle = () => (there() ? document.exitFullscreen() : root.requestFullscreen());
  function fit() {
    const area = root.querySelector(".rnnlab-row").getBoundingClientRect(), [width, height] = model.get("size");
    const scale = Math.min((area.width - CONTROLS * innerWidth) / width, area.height / height);
    root.style.setProperty("--rnnlab-width", `${scale * width}px`);
    const text = Math.min(LARGER, Math.max(1, (READABLE * innerHeight) / (SMALLEST * scale)));
    model.send({ ask: "wall", density: scale * devicePixelRatio, text });
  }
  document.addEventListener("fullscreenchange", () => {
    const was = root.classList.contains("rnnlab-full");
    root.classList.toggle("rnnlab-full", there());
    if (there()) root.focus(), requestAnimationFrame(fit);
    else if (was) model.send({ ask: "wall", density: 0, text: 1 });
  }, { signal });
  window.addEventListener("resize", () => there() && fit(), { signal });
  button.addEventListener("click", toggle, { signal });
  root.addEventListener("keydown", (event) => {
    if (chord(event) || event.target.matches("input[type=text], textarea, [contenteditable=true], select")) return;
    if (event.key.toLowerCase() === "f") toggle();
    else if (!there()) return;
    else if (/^[1-9]$/.test(event.key)) root.querySelectorAll(".widget-gridbox button")[event.key - 1]?.click();
    else if (event.key === " " && !event.target.matches("button, input, img")) root.querySelector(".widget-play button")?.click();
    else if (/^Arrow/.test(event.key) && !event.target.matches(".noUi-handle, img, input"))
      chosen?.focus(), chosen?.dispatchEvent(new KeyboardEvent("keydown", { key: event.key }));
    else return;
    event.preventDefault();
  }, { signal });
}
