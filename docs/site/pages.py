"""The pages to read: every notebook and document as HTML without a kernel, a script or a network; and the front page."""

import ast
import functools
import pathlib
import re
import shutil
import tomllib
from typing import NamedTuple

import formulas
import jinja2
import nbformat
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from rnnlab.labs.page import questions

ROOT = pathlib.Path(__file__).parents[2]
TEMPLATES = ROOT / "docs" / "templates"
NOTEBOOKS = ROOT / "notebooks"
DOCUMENTS = [ROOT / "docs" / "teaching.md", ROOT / "docs" / "accessibility.md", ROOT / "docs" / "hub.md"]
FILES = {ROOT / "docs" / "vanishing_gradient.png": "vanishing_gradient.png", ROOT / "LICENSE": "license.txt"}
FILES |= {pathlib.Path(__file__).with_name(name): name for name in ("style.css", "icon.svg")}


class Chapter(NamedTuple):
    """A notebook of the course, and where it is on the site."""

    path: pathlib.Path
    notebook: nbformat.NotebookNode

    @property
    def name(self):  # also where the notebook is in its folder: "solutions/01_words_as_vectors"
        return self.path.relative_to(NOTEBOOKS).with_suffix("").as_posix()

    @property
    def title(self):
        return re.match("# (.+)", self.notebook.cells[0].source)[1]

    @property
    def number(self):
        return self.path.stem[:2]

    @property
    def question(self):
        return re.search(r"\*\*(.+?)\*\*", self.notebook.cells[0].source)[1]


def chapters(folder=NOTEBOOKS):
    """The notebooks of a folder, in order."""
    return [Chapter(path, nbformat.read(path, as_version=4)) for path in sorted(folder.glob("*.ipynb"))]


def build(folder, *, live):
    """Write the pages and the notebooks into `folder`. `live`: JupyterLite is there too, and pages may link to it."""
    course, solutions = chapters(), chapters(NOTEBOOKS / "solutions")
    site = {"live": live, "source": _source(), "title": "rnnlab", "root": ""}
    solved = {solution.path.name: solution for solution in solutions}
    for place, chapter in enumerate(course):
        around = {
            "before": course[place - 1] if place else None,
            "after": course[place + 1] if place + 1 < len(course) else None,
            "solution": solved.get(chapter.path.name),
        }
        _write_chapter(folder, chapter, site | around)
    of_name = {chapter.path.name: chapter for chapter in course}
    for solution in solutions:
        _write_chapter(folder, solution, site | {"chapter": of_name[solution.path.name]})
    for document in DOCUMENTS:
        _write_document(folder, document, site)
    _write(folder / "index.html", _environment().get_template("front.html.j2").render(page=site, course=course))
    for path, name in FILES.items():
        shutil.copyfile(path, folder / name)


def _source():
    """The public address of the source."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["urls"]["Source"]


def _write_chapter(folder, chapter, page):
    page = page | {"title": chapter.title, "notebook": chapter, "root": "../" * (1 + chapter.name.count("/"))}
    _write(folder / "read" / f"{chapter.name}.html", exported(with_answers(chapter.notebook), page))
    copy = folder / "notebooks" / f"{chapter.name}.ipynb"
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(chapter.path, copy)


def _write_document(folder, path, page):
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    page = page | {"title": re.match("# (.+)", text)[1], "root": "../"}
    _write(folder / "docs" / f"{path.stem}.html", exported(notebook, page))


def _write(path, html):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")


def exported(notebook, page, template="accessible"):
    """The notebook as HTML, by one of our templates."""
    return _exporter(template).from_notebook_node(notebook, resources={"page": page})[0]


@functools.cache
def _exporter(template):
    there = [str(TEMPLATES)]
    return Exporter(template_name=template, extra_template_basedirs=there, extra_template_paths=there)


def _environment():
    return jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def with_answers(notebook):
    """The notebook with the answer of each prediction beside its cell: no kernel is there to give it."""
    for cell in notebook.cells:
        call = _call(cell, "predict")
        if call is not None:
            cell.metadata["answer"] = _answer(ast.literal_eval(call.args[0]))
    return notebook


def _answer(question):
    """The answer of a prediction with its reason, as (option, reason), and below it the reason of each other option."""
    reasons, answer = questions.prediction(question)
    return sorted(reasons.items(), key=lambda reason: reason[0] != answer)


def _call(cell, name):
    """The call of the function `name` that a cell ends in, or None."""
    if cell.cell_type != "code" or f"{name}(" not in cell.source:
        return None
    last = ast.parse(cell.source).body[-1]
    call = last.value if isinstance(last, ast.Expr) else None
    return call if isinstance(call, ast.Call) and getattr(call.func, "id", "") == name else None


class Renderer(IPythonRenderer):
    """Markdown as HTML: formulas as MathML, and links to notebooks and documents as links to their pages."""

    def inline_math(self, body):
        return formulas.inline(body)

    def block_math(self, body):
        return f'<span class="formula" tabindex="0">{formulas.block(body)}</span>'  # one too wide can be scrolled by keys

    def latex_environment(self, name, body):
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def link(self, text, url, title=None):
        return super().link(text, re.sub(r"^(?![a-z]+:)([^#]+)\.(?:ipynb|md)(?=#|$)", r"\1.html", url), title)

    def heading(self, text, level, **attributes):
        name = re.sub(r"<[^>]*>", "", text).replace(" ", "-")  # as in JupyterLab
        return f'<h{level} id="{name}">{text}</h{level}>\n'


class Exporter(HTMLExporter):
    """nbconvert's, with our renderer."""

    @jinja2.pass_context
    def markdown2html(self, context, source):
        return MarkdownWithMath(renderer=Renderer(escape=False)).render(source)
