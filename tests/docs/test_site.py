"""The site's pages that need no kernel: complete, linked, and with nothing from elsewhere. How they look: tests/browser."""

import ast
import html
import importlib
import itertools
import re

import nbformat
import pytest
from support import site as sites

from rnnlab.labs.page import questions

pytest.importorskip("latex2mathml", reason="the extra `site` is not installed")
pytest.importorskip("pdoc", reason="the extra `site` is not installed")

pytestmark = pytest.mark.slow  # on an idle machine the site takes six seconds

NOTEBOOKS = sites.ROOT / "notebooks"
STORED = sorted(path.relative_to(NOTEBOOKS).with_suffix("").as_posix() for path in NOTEBOOKS.rglob("[0-9]*.ipynb"))
CHAPTERS = [name for name in STORED if "/" not in name]
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return sites.build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def pages(folder):
    return sites.pages(folder)


@pytest.fixture
def module(monkeypatch):
    """Import one of the site's modules."""
    monkeypatch.syspath_prepend(str(sites.SOURCES))
    return importlib.import_module


def stored(name):
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


def prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def sentences(notebook):
    """The sentence of each picture that the notebook holds."""
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    found = [re.search(r'<img alt="([^"]*)"', data.get("text/html", "")) for data in outputs if "image/png" in data]
    return [html.unescape(match[1]) for match in found]


# All pages


def test_every_link_leads_somewhere(pages):
    assert list(sites.broken(pages)) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    page = '<h2 id="b">b</h2><a href="#b"></a><a href="a.html#c"></a><img src="d.png"><a href="e.html"></a>'
    (tmp_path / "a.html").write_text(page)
    assert list(sites.broken(sites.pages(tmp_path))) == ["a.html: a.html#c", "a.html: e.html", "a.html: d.png"]


def test_no_page_has_a_script_or_a_part_from_elsewhere(pages):
    for path, page in pages.items():
        assert page.every("script") == [], path
        assert [part for part in page.parts if ":" in part and not part.startswith("data:image/")] == [], path
    style = (sites.SOURCES / "style.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import", style)


def test_links_to_elsewhere_are_safe_ones(pages):
    elsewhere = {link for page in pages.values() for link in page.links if ":" in link}
    assert elsewhere
    assert all(link.startswith("https://") for link in elsewhere), elsewhere


def test_every_page_has_its_language_its_title_and_headings_in_order(folder, pages):
    for path, page in pages.items():
        if path == folder / "api" / "index.html":
            continue  # it leads on to the first page of the reference
        assert page.every("html")[0]["lang"] == "en", path
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), path
        assert page.text(of="title").split() == "".join(page.text(of="h1").splitlines()).split(), path


# Chapters and solutions


@pytest.mark.parametrize("name", STORED)
def test_a_page_is_called_like_its_notebook(folder, name):
    title = re.match("# (.+)", stored(name).cells[0].source)[1]
    page = sites.read(folder / "read" / f"{name}.html")
    assert page.text(of="title") == page.text(of="h1") == title


@pytest.mark.parametrize("name", STORED)
def test_every_formula_is_rendered(folder, name):
    page = sites.read(folder / "read" / f"{name}.html")
    found = FORMULA.findall(re.sub(r"`[^`\n]*`", "", prose(stored(name))))
    pieces = [piece for block, _ in found for piece in block.split(r"\qquad") if piece.strip()]
    inline = [written for _, written in found if written]
    assert len(page.every("math")) == len(pieces) + len(inline)
    assert sum(attributes["display"] == "block" for attributes in page.every("math")) == len(pieces)
    assert not re.search(r"[$\\]", page.text(of="main", without=("pre", "code")))


@pytest.mark.parametrize("name", STORED)
def test_every_picture_is_there_with_its_sentence(folder, name):
    shown = sites.read(folder / "read" / f"{name}.html").every("img")
    assert [image["alt"] for image in shown] == sentences(stored(name))
    assert all(image["alt"] and image["src"].startswith("data:image/png;base64,") for image in shown)


def test_chapters_have_pictures_and_formulas_at_all(folder):
    assert all(sites.read(folder / "read" / f"{name}.html").every("img") for name in CHAPTERS)
    assert all(sites.read(folder / "read" / f"{name}.html").every("math") for name in CHAPTERS)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_prediction_can_be_answered(folder, name):
    asked = [cell for cell in stored(name).cells if cell.cell_type == "code" and re.match(r"predict\(", cell.source)]
    page = sites.read(folder / "read" / f"{name}.html")
    assert asked
    assert len(page.every("details")) == len(asked)
    predictions = [questions.prediction(ast.literal_eval(ast.parse(cell.source).body[0].value.args[0])) for cell in asked]
    for options, answer in predictions:
        assert answer in page.text(of="details")
        assert all(reason in " ".join(page.text(of="details").split()) for reason in options.values())
    assert "predict(" not in page.text(of="pre")  # the question stands in the output


def test_each_chapter_leads_to_its_neighbours_and_its_solutions(folder):
    for place, name in enumerate(CHAPTERS):
        page = sites.read(folder / "read" / f"{name}.html")
        ways = {attributes.get("rel"): attributes["href"] for attributes in page.every("a") if "rel" in attributes}
        wanted = {"prev": place - 1, "next": place + 1}
        assert ways == {way: f"{CHAPTERS[at]}.html" for way, at in wanted.items() if 0 <= at < len(CHAPTERS)}
        assert (f"solutions/{name}.html" in page.links) == (f"solutions/{name}" in STORED)
        assert f"../notebooks/{name}.ipynb" in page.links


def test_the_site_has_the_notebooks_as_they_are_stored(folder):
    for name in STORED:
        assert (folder / "notebooks" / f"{name}.ipynb").read_bytes() == (NOTEBOOKS / f"{name}.ipynb").read_bytes()


# The front page


def test_the_front_page_has_every_chapter_with_its_question(folder):
    page = sites.read(folder / "index.html")
    assert [link for link in page.links if link.startswith("read/")] == [f"read/{name}.html" for name in CHAPTERS]
    readme = (sites.ROOT / "README.md").read_text(encoding="utf-8")
    for name in CHAPTERS:
        assert re.search(rf"\[{name}\].*? \| (.+?) \|", readme)[1] in page.text()


def test_pages_lead_to_the_live_course_only_where_it_is(folder, module, monkeypatch, tmp_path):
    pages = module("pages")
    there = pages.chapters
    monkeypatch.setattr(pages, "chapters", lambda *folder: [chapter for chapter in there(*folder) if chapter.number < "03"])
    pages.build(tmp_path, live=True)
    few = [name for name in STORED if name.removeprefix("solutions/") < "03"]
    for name in few:
        way = f"{'../' * (1 + name.count('/'))}lite/lab/index.html?path=notebooks/{name}.ipynb"
        assert way in sites.read(tmp_path / "read" / f"{name}.html").links
    ways = [link for link in sites.read(tmp_path / "index.html").links if "lite" in link]
    assert ways == [f"lite/lab/index.html?path=notebooks/{name}.ipynb" for name in CHAPTERS[:3]]
    relative = [link for page in sites.pages(folder).values() for link in page.links if not link.startswith("https:")]
    assert not any("lite/" in link for link in relative)  # a chapter itself names the public one


# The reference


def test_the_reference_has_what_is_stable(folder):
    import rnnlab
    from rnnlab import cells, checks, labs

    names = [*rnnlab.__all__, "labs", "checks", *(f"cells/{cell.__name__.split('.')[-1]}" for cell in cells.ALL)]
    reference = {name: sites.read(folder / "api" / "rnnlab" / f"{name}.html") for name in names}
    assert set(labs.__all__) <= reference["labs"].anchors
    assert set(checks.__all__) <= reference["checks"].anchors


def test_the_reference_shows_docstrings_as_they_are_written(folder):
    from rnnlab import bptt
    from rnnlab.cells import lstm

    for name, of in (("bptt", bptt.unroll), ("cells/lstm", lstm)):
        page = sites.read(folder / "api" / "rnnlab" / f"{name}.html")
        assert " ".join(of.__doc__.replace("`", "").split()) in " ".join(page.text(of="main").split())
    for path, page in sites.pages(folder / "api" / "rnnlab").items():
        assert page.every("em") == [], path  # a product's star is none


def test_the_reference_says_what_python_does_not(folder):
    pages = sites.pages(folder / "api")
    for path, page in pages.items():
        assert not re.search(r"functools\.partial\(<| at 0x|Alias for field|Create new instance", page.text()), path
    assert "(T+1, n, h), H[0] the initial state" in pages[folder / "api" / "rnnlab" / "bptt.html"].text(of="main")
    assert re.search(r"weight_scale=1\.0", pages[folder / "api" / "rnnlab" / "labs.html"].text(of="main"))


# Formulas


def test_a_formula_becomes_mathml(module):
    formulas = module("formulas")
    assert "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>" in formulas.inline(r"\frac{a}{b}")
    assert "<mtext>ReLU</mtext>" in formulas.inline(r"\mathrm{ReLU}(x)")
    assert "<mtext>T</mtext>" in formulas.inline(r"W^{\mathsf T}")
    assert "<mi>H</mi><mi>&#x02032;</mi>" in formulas.inline("H'")
    assert formulas.block(r"a = b, \qquad\qquad c = d").count("<math") == 2


@pytest.mark.parametrize("tex", [r"\nosuchthing x", r"\begin{aligned} a &= b \\ c &= d \end{aligned}"])
def test_a_formula_that_cannot_be_rendered_is_an_error(module, tex):
    with pytest.raises(ValueError, match="this formula cannot be shown"):
        module("formulas").inline(tex)


def test_links_to_notebooks_and_documents_become_links_to_pages(module):
    def link(url):
        return re.search('href="(.*?)"', module("pages").Renderer().link("words", url))[1]

    assert link("../01_words.ipynb#Part") == "../01_words.html#Part"
    assert link("accessibility.md") == "accessibility.html"
    assert link("#Part") == "#Part"
    assert link("https://a.org/b.ipynb") == "https://a.org/b.ipynb"


@pytest.mark.parametrize("name", [name for name in CHAPTERS if f"solutions/{name}" in STORED])
def test_every_exercise_finds_its_answer_by_its_heading(name, module):
    handouts = module("handouts")
    chapter, solution = (nbformat.read(NOTEBOOKS / f"{folder}{name}.ipynb", as_version=4) for folder in ("", "solutions/"))
    asked = len(handouts.exercises(chapter))
    handouts.with_solutions(chapter, solution)
    assert asked > 0
    assert len([cell for cell in chapter.cells if "strict=True" in cell.source]) >= asked
