"""Handouts in Chromium: whole without a network, pictures described and on one page, room to write, answers apart."""

import json
import re
import subprocess
import sys

import pytest
from support import site as sites
from support.jupyter import find_chromium

pytest.importorskip("latex2mathml", reason="the extra `site` is not installed")
pytest.importorskip("playwright", reason="playwright is not installed: see `make browser-test`")
pytestmark = pytest.mark.browser

CHAPTERS = sorted(path.stem for path in (sites.ROOT / "notebooks").glob("[0-9]*.ipynb"))
SHEET = {"width": 658, "height": 986}  # A4 without its margins of 18 mm, in pixels of a page
NOT_DRAWN = "[...document.querySelectorAll('math')].filter(formula => formula.getBoundingClientRect().width < 4).length"
TORN = """height => [...document.images].map(image => [image.alt, image.height, getComputedStyle(image).breakInside])
    .filter(([, high, breakInside]) => high > height || breakInside !== 'avoid')"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The handouts of all chapters, made by the command."""
    if find_chromium() is None:
        pytest.skip("there is no Chromium; on Debian and Ubuntu: apt install chromium")
    folder = tmp_path_factory.mktemp("handouts") / "made"
    command = [sys.executable, sites.SOURCES / "handouts.py", folder]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def stored(name):
    return json.loads((sites.ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]


def test_each_is_there_as_html_and_pdf_with_and_without_answers(folder):
    made = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
    kinds = [(place, kind) for place in ("", "solutions/") for kind in ("html", "pdf")]
    assert made == sorted(f"{place}{name}.{kind}" for name in CHAPTERS for place, kind in kinds)
    for path in folder.rglob("*.pdf"):
        content = path.read_bytes()
        assert content.startswith(b"%PDF")
        assert re.search(rb"/StructTreeRoot", content), "without its structure, no screen reader finds the alt"


def test_a_page_asks_for_nothing_and_shows_everything(folder, browser):
    context, asked = browser.new_context(viewport=SHEET, offline=True), []
    page = context.new_page()
    page.emulate_media(media="print")
    page.on("request", lambda request: asked.append(request.url))
    for path in folder.rglob("*.html"):
        asked.clear()
        page.goto(path.as_uri())
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
        assert page.evaluate("document.querySelectorAll('math').length") > 0
        assert page.evaluate(NOT_DRAWN) == 0
        assert not re.search(r"[$\\]", sites.read(path).text(of="main", without=("pre", "code")))
        assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0 && image.alt)")
        assert page.evaluate(TORN, SHEET["height"]) == []
    context.close()


def test_links_to_other_chapters_lead_to_their_handouts(folder):
    assert list(sites.broken(sites.pages(folder))) == []


def test_exercises_have_room_in_one_version_and_answers_in_the_other(folder):
    for path in folder.glob("*.html"):
        blank, solved = sites.read(path), sites.read(folder / "solutions" / path.name)
        exercises = [cell for cell in stored(path.stem) if "exercise" in cell["metadata"].get("tags", [])]
        rooms = [
            page.elements.count(("div", {"class": "room", "role": "img", "aria-label": "Room for an answer"}))
            for page in (blank, solved)
        ]
        assert rooms == [len(exercises), 0]
        assert ("right, on all cases" in solved.text()) == bool(exercises)
        assert "right, on all cases" not in blank.text()
        assert "Answer" in solved.text(of="strong")
        assert "Answer" not in blank.text(of="strong")
