"""The site's readable pages in Chromium, with nothing but their own files: what is drawn, and what axe-core finds wrong."""

import pytest
from support import site as sites
from support.jupyter import AXE

pytest.importorskip("latex2mathml", reason="the extra `site` is not installed")
pytest.importorskip("pdoc", reason="the extra `site` is not installed")
pytestmark = pytest.mark.browser

NOTEBOOKS = sites.ROOT / "notebooks"
STORED = sorted(path.relative_to(NOTEBOOKS).with_suffix(".html").as_posix() for path in NOTEBOOKS.rglob("[0-9]*.ipynb"))
PAGES = ["index.html", *(f"read/{name}" for name in STORED), "docs/teaching.html", "docs/accessibility.html"]
PAGES += ["docs/hub.html", "api/rnnlab.html", "api/rnnlab/bptt.html", "api/rnnlab/cells/lstm.html"]
NOT_SHOWN = """() => [
    ...[...document.images].filter(image => !image.complete || image.naturalWidth === 0).map(image => image.alt),
    ...[...document.querySelectorAll('math')].filter(formula => formula.getBoundingClientRect().width < 4)
        .map(formula => formula.textContent),
]"""
NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return sites.build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def address(folder):
    """The address of a plain web server on the site."""
    with sites.served(folder) as address:
        yield address


@pytest.fixture
def opened(browser, address):
    """Open a page of the site. At the end, nothing may have been asked of another server, and no error said."""
    context, asked, said = browser.new_context(viewport={"width": 1280, "height": 900}), [], []
    context.route("**", lambda route: route.continue_() if route.request.url.startswith(address) else route.abort())
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))

    def opened(name):
        page.goto(f"{address}/{name}")
        return page

    yield opened
    context.close()
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert said == []


def violations(page, options=AXE):
    """What axe-core finds wrong with a page, by WCAG 2.2, levels A and AA."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_accessible_in_light_and_dark_and_fits_on_a_telephone(opened, name):
    page = opened(name)
    assert page.evaluate(NOT_SHOWN) == []
    assert violations(page) == []
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert violations(page, {"runOnly": ["color-contrast"]}) == []  # nothing else changed
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_every_detail_opens_by_the_keyboard(opened):
    for name in ("read/04_gradients_by_hand.html", "api/rnnlab/bptt.html"):
        page = opened(name)
        first = page.locator("details").first
        first.locator("summary").focus()
        page.keyboard.press("Enter")
        assert first.evaluate("details => details.open")
        assert first.inner_text().strip() != first.locator("summary").inner_text().strip()


def test_a_page_can_be_read_from_a_folder_with_no_server_at_all(browser, folder):
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((folder / "read" / "06_vanishing_and_exploding.html").as_uri())
    assert page.evaluate("document.images.length") > 0
    assert page.evaluate(NOT_SHOWN) == []
    assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"  # the style sheet is there
    context.close()


def test_the_formulas_are_drawn_and_not_spelt_out(opened):
    """Where MathML is not drawn, a fraction is a line of letters, no higher than its line."""
    page = opened("read/06_vanishing_and_exploding.html")
    above, below = page.evaluate(
        "[...document.querySelector('mfrac').children].map(part => part.getBoundingClientRect()).map(box => box.top)"
    )
    assert above < below
