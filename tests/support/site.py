"""The site as the tests read it: built once by its command, and what its pages hold."""

import contextlib
import functools
import http.server
import pathlib
import subprocess
import sys
import threading
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag

ROOT = pathlib.Path(__file__).parents[2]
SOURCES = ROOT / "docs" / "site"
EMPTY = {"br", "hr", "img", "input", "link", "meta", "wbr"}  # elements that have no end


def build(folder):
    """Build what can be read without a kernel into `folder`. In a process of its own: the reference changes docstrings."""
    subprocess.run([sys.executable, SOURCES / "build.py", folder, "--readable"], check=True, capture_output=True, text=True)
    return folder


class _Server(http.server.SimpleHTTPRequestHandler):
    """Keeps its connections, and lets a browser keep a file for ten minutes without asking again, as GitHub Pages does."""

    protocol_version = "HTTP/1.1"

    def end_headers(self):
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def served(folder):
    """A web server on `folder`, for this machine alone; gives its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Server, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Page(HTMLParser):
    """A page: its elements as (tag, attributes), and its text by the elements that it stands in."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.texts, self._open = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data):
        self.texts.append((data, tuple(self._open)))

    def every(self, tag):
        """The attributes of every element with this tag."""
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, *, of=None, without=()):
        """The text within `of`, if given, and within none of `without`."""
        shown = [data for data, within in self.texts if (of is None or of in within) and not set(without) & set(within)]
        return "".join(shown)

    @property
    def anchors(self):
        return {attributes["id"] for _, attributes in self.elements if "id" in attributes}

    @property
    def links(self):
        return [attributes["href"] for attributes in self.every("a") if "href" in attributes]

    @property
    def parts(self):
        """The addresses of what a browser fetches to show the page."""
        return [a[name] for tag, a in self.elements for name in ("src", "href") if name in a and tag != "a"]


def read(path):
    return Page(path.read_text(encoding="utf-8"))


def pages(folder):
    """Every page below a folder, by its path."""
    return {path: read(path) for path in sorted(folder.rglob("*.html"))}


def broken(pages):
    """Yield the links within the site that lead nowhere: no such file, or no such place in it. Others are not asked."""
    for path, page in pages.items():
        for link in page.links + page.parts:
            address, anchor = urldefrag(link)
            if ":" in address:
                continue
            target = (path.parent / unquote(address.partition("?")[0])).resolve() if address else path
            if not target.is_file() or (anchor and unquote(anchor) not in pages[target].anchors):
                yield f"{path.name}: {link}"
