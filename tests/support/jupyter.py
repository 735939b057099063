"""JupyterLab in Chromium for tests: a server on a copy of the notebooks, and a notebook on a page."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HARMLESS = ("favicon", "ResizeObserver", "net::ERR", "Failed to load resource", "debugger state: Canceled")  # not ours
LATE = "[anywidget] Failed to initialize model"  # it says so after two seconds, on a busy machine, and goes on
SETTINGS = {  # of JupyterLab: no questions, and all cells on the page at once, not only those in sight
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}
ROOT = pathlib.Path(__file__).parents[2]
TOKEN = "tests"
SECONDS = 300  # for what takes as long as a busy machine likes
PROBLEMS = """
['error', 'stderr'].flatMap(kind => [...document.querySelectorAll(`[data-mime-type="application/vnd.jupyter.${kind}"]`)])
    .map(output => output.innerText.slice(0, 500))
"""
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OURS = {"include": [[".jp-OutputArea"], [".jp-RenderedMarkdown"]]}  # the rest of the page is JupyterLab's
LOST = ["model not found", "Error displaying widget", "Error creating widget"]
OUTPUT = ".jp-OutputArea-output:has(img.widget-image)"  # that of a lab
PICTURE = """output => {
    const image = output.querySelector("img.widget-image");
    return image.complete && image.naturalWidth > 0 ? image.getAttribute("src") : null;
}"""
UNLIKE = """output => {
    const image = output.querySelector("img.widget-image"), painted = output.querySelector(".rnnlab-painted canvas");
    if (!painted || !image.complete) return null;
    const {naturalWidth: width, naturalHeight: height} = image;
    const [box, own] = [painted, image].map(node => node.getBoundingClientRect());
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(image, 0, 0);
    const [one, two] = [painted.getContext("2d"), context].map(context => context.getImageData(0, 0, width, height).data);
    const places = ["x", "y", "width", "height"].filter(side => Math.abs(box[side] - own[side]) > 0.5);
    return places.length + one.reduce((count, value, place) => count + (value !== two[place]), 0);
}"""
RUNNING = "[...document.querySelectorAll('.jp-InputPrompt')].some(prompt => prompt.textContent.includes('*'))"


def find_chromium():
    """The path of Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


@contextlib.contextmanager
def chromium(command):
    """Chromium, without a window. A test that asks for it is skipped where it is not; `command` brings what is missing."""
    import pytest

    sync_api = pytest.importorskip("playwright.sync_api", reason=f"playwright is not installed: see `{command}`")
    path = find_chromium()
    if path is None:
        pytest.skip("there is no Chromium; on Debian and Ubuntu: apt install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def server(folder, settings_folder):
    """JupyterLab on `folder`; gives its address."""
    for name, values in SETTINGS.items():
        path = pathlib.Path(settings_folder, "@jupyterlab", f"{name}.jupyterlab-settings")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    port = free_port()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"),
        *("--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}"),
        f"--LabApp.user_settings_dir={settings_folder}",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    as_in_make_lab = os.environ | {"JUPYTER_CONFIG_PATH": str(ROOT / "docs" / "server")}
    process = subprocess.Popen(command, start_new_session=True, env=as_in_make_lab, **quiet)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, process)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # the server and its kernels: a session of its own
            process.wait()


class Notebook:
    """A notebook on a page of its own, stored or run."""

    def __init__(self, browser, address, name, *, size=(1280, 720), script="", missing=None, login=None):
        """`missing`: the addresses of files that the page does not get. `login`: how it comes in without our token."""
        self.problems = []
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        self.context.add_init_script(script)
        if missing:
            self.context.route(missing, lambda route: route.abort())
        self.page = self.context.new_page()
        self.page.set_default_timeout(1000 * SECONDS)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: LATE in str(error) or self.problems.append(f"page: {error}"[:300]))
        if login:
            login(self.page)
        self.page.goto(f"{address}/lab/tree/{name}?{'' if login else f'token={TOKEN}&'}reset")
        self._opened()

    def _opened(self):
        """Wait until the notebook stands there."""
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.page.wait_for_selector(".jp-Spinner", state="hidden")
        self._hide_the_files()

    def close(self):
        self.context.close()

    def run_all(self):
        """Run the notebook from the top, and wait until it has."""
        idle = self.page.locator("text=/ \\| Idle/").first  # what the kernel says in the status bar
        if not self.soon(idle.is_visible, 60):  # on a crowded machine JupyterLab may miss it; a reader would load the page anew
            self.page.once("dialog", lambda dialog: dialog.accept())
            self.page.reload()
            self._opened()
        idle.wait_for()
        cells = self.page.locator(".jp-CodeCell")
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        last = cells.nth(cells.count() - 1).locator(".jp-InputPrompt")
        self.until(lambda: "*" in last.inner_text() or self.page.evaluate(RUNNING))
        self.until(lambda: not self.page.evaluate(RUNNING))
        self.problems += [f"cell: {words}" for words in self.page.evaluate(PROBLEMS)]

    def run_cell(self, place):
        """Run one cell, and wait until it has."""
        cell = self.page.locator(".jp-CodeCell").nth(place)
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        self.until(lambda: prompt.inner_text() != before and "*" not in prompt.inner_text())

    def run_new_cell(self, source):
        """Write a cell at the end, and run it."""
        cells = self.page.locator(".jp-CodeCell")
        place = cells.count()
        cells.last.locator(".jp-InputPrompt").click()
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("b")
        self.until(lambda: cells.count() == place + 1)
        cells.nth(place).locator(".cm-content").click()
        self.page.keyboard.insert_text(source)
        self.run_cell(place)

    def restart(self):
        """Restart the kernel, by the keys of the command mode."""
        self.page.locator(".jp-CodeCell .jp-InputPrompt").first.click()
        self.page.keyboard.press("Escape")  # where a control of a lab had the focus, it keeps the keys until then
        self.page.keyboard.press("0")
        self.page.keyboard.press("0")
        self.page.locator(".jp-Dialog").wait_for()
        self.page.keyboard.press("Enter")
        self.page.locator(".jp-Dialog").wait_for(state="detached")

    def until(self, condition, seconds=SECONDS):
        """Wait until `condition()` holds."""
        assert self.soon(condition, seconds), f"not in {seconds} s"

    def soon(self, condition, seconds):
        """Whether `condition()` holds within so many seconds."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            self.page.wait_for_timeout(50)  # to ask more often takes time from the page and its kernel
        return True

    def labs(self):
        """Every lab on the page."""
        return [Lab(self, place) for place in range(self.page.locator(OUTPUT).count())]

    def predictions(self):
        """Every question with options."""
        return self.page.locator(".jp-OutputArea-output:has(.widget-radio)").all()

    def stored_pictures(self):
        """The pictures that a stored notebook brought along."""
        return self.page.locator(".jp-OutputArea-output img[src^='data:image/png']").all()

    def violations(self):
        """What axe-core finds wrong in outputs and texts."""
        return violations(self.page)

    def text(self):
        return self.page.locator(".jp-Notebook").inner_text()

    def _said(self, message):
        if message.type == "error" and not any(words in message.text for words in HARMLESS):
            self.problems.append(f"console: {message.text[:300]}")

    def _hide_the_files(self):
        if self.page.locator(".jp-FileBrowser:visible").count():
            self.page.keyboard.press("Control+b")


def violations(page):
    """What axe-core finds wrong with the outputs and texts of a page, by WCAG 2.2, levels A and AA."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=OURS, options=AXE).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


class Lab:
    """A lab on the page, by its place among the labs there."""

    def __init__(self, notebook, place):
        self.notebook, self.place, self.output = notebook, place, notebook.page.locator(OUTPUT).nth(place)
        self.image = self.output.locator("img.widget-image")

    def ask(self, question):
        """What the page answers to a question, a function of the lab's output. As long as that is null, it is asked again.

        A locator would take ten times as long, and as much of the machine.
        """
        found = f"place => [...document.querySelectorAll({OUTPUT!r})].slice(place, place + 1).map({question})[0] ?? null"
        answer = None

        def answered():
            nonlocal answer
            answer = self.notebook.page.evaluate(found, self.place)
            return answer is not None

        self.notebook.until(answered)
        return answer

    def picture(self):
        """What the page shows: changes with every new picture. Waits until it is decoded."""
        return self.ask(PICTURE)

    def unlike(self):
        """How many numbers of the canvas over the picture, and sides of it, are not the picture's. Waits until it is there."""
        return self.ask(UNLIKE)

    def words(self):
        """The sentence under the picture."""
        return self.ask("output => output.querySelector('.rnnlab-words')?.innerText")

    def tick(self):
        """The number of the answer that the page shows: it grows with each, also where the picture stays as it is."""
        return self.ask("output => output.querySelector('[data-tick]')?.dataset.tick")

    def spoken(self):
        """What the lab's live region has said since the last time this was asked."""
        voice = self.output.locator(".rnnlab-voice")
        return voice.evaluate(
            """voice => {
                const told = voice.told ?? [];
                voice.watch ??= new MutationObserver(() => voice.told.push(voice.textContent));
                voice.watch.observe(voice, {childList: true, characterData: true, subtree: true});
                voice.told = [];
                return told;
            }"""
        )

    def trouble(self):
        return self.output.locator("[role=alert]").all_inner_texts()

    def changes(self, action):
        """Do something, and wait until the picture is another."""
        before = self.picture()
        action()
        self.notebook.until(lambda: self.picture() != before)

    def settle(self):
        """Wait until nothing has moved for a fifth of a second: what was sent has been answered."""
        seen = [None]

        def still():
            seen.append((self.picture(), self.ask("output => output.innerText")))
            self.notebook.page.wait_for_timeout(200)
            return seen[-1] == seen[-2]

        self.notebook.until(still)

    def sliders(self):
        """The sliders that a hand can move."""
        return self.output.locator(".widget-slider").all()

    def buttons(self):
        """The buttons by what is written on them, those of Play left out."""
        buttons = self.output.locator("button.widget-button")
        return {name: buttons.nth(place) for place, name in enumerate(buttons.all_inner_texts()) if name}

    def play(self):
        """The button that starts the clock and stops it, or None. It has a picture for a name."""
        found = self.output.locator(".widget-play button:has(i.fa-play, i.fa-pause)")
        return found.first if found.count() else None

    def clock(self):
        """The slider that belongs to Play: the nearest one."""
        around = self.play().locator('xpath=ancestor::*[.//*[contains(@class, "widget-slider")]][1]')
        return around.locator(".widget-slider").first


def handle(slider):
    """What has the keyboard's focus when a slider is used."""
    return slider.locator(".noUi-handle").first


def readout(slider):
    """The number beside a slider."""
    return slider.locator(".widget-readout").inner_text()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address, process):
    for _ in range(SECONDS * 2):
        if process.poll() is not None:
            raise RuntimeError("the server ended at once")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/api", timeout=5):
            return
        time.sleep(0.5)
    raise RuntimeError("the server did not start")
