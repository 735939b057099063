"""A chapter of the site in Chromium: what it asked for, what it complained of, what its kernel knows."""

import json

from support.jupyter import SECONDS, Notebook

READY = "document.documentElement.dataset.ready"
# The outputs of every code cell, as the notebook has them: also of those that are not in sight.
OUTPUTS = """
window.jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === 'code')
    .map(cell => cell.model.outputs.toJSON())
"""
ASK = """code => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const asked = kernel.requestExecute({code, store_history: false});
    window.asked = {said: '', done: false};
    asked.onIOPub = message => window.asked.said += message.content.text ?? message.content.evalue ?? '';
    asked.done.finally(() => window.asked.done = true);
}"""


class Chapter(Notebook):
    """A notebook of the site, opened as its front page opens it, and run."""

    def __init__(self, browser, address, name, *, script=""):
        self.address, self.problems, self.asked, self.fetched = address, [], [], {}
        self.context = browser.new_context(viewport={"width": 1280, "height": 720})
        self.context.add_init_script(script)
        self.page = self.context.new_page()
        self.page.set_default_timeout(1000 * SECONDS)
        self.page.on("console", lambda message: message.type == "error" and self.problems.append(message.text[:300]))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)[:300]))
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("response", self._came)
        self.page.goto(f"{address}/lite/lab/index.html?path=notebooks/{name}.ipynb")
        self.until(lambda: self.page.evaluate(READY))

    def outputs(self):
        """The outputs of each code cell, in order."""
        return self.page.evaluate(OUTPUTS)

    def elsewhere(self):
        """The addresses that were asked and are not the site's own."""
        own = (self.address, f"blob:{self.address}", "data:")
        return [url for url in self.asked if not url.startswith(own)]

    def of_lab(self, name):
        """Settings, readings and sentence of the notebook's first lab with this name, as its kernel has them."""
        return json.loads(self.says(FIND.format(name=name)))

    def says(self, code):
        """What the kernel prints for it."""
        self.page.evaluate(ASK, code)
        self.until(lambda: self.page.evaluate("window.asked.done"))
        return self.page.evaluate("window.asked.said")

    def _came(self, response):
        if response.url.startswith(self.address):  # and not from the page itself
            self.fetched[response.url] = int(response.headers.get("content-length", 0))


FIND = """
import gc, json
from rnnlab.labs.kit.lab import Lab
lab = next(thing for thing in gc.get_objects() if isinstance(thing, Lab) and thing.name == {name!r})
print(json.dumps({{"settings": lab.settings, "readings": lab.readings, "summary": lab.summary}}))
"""
