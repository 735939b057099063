"""What every notebook keeps to: the shape of a chapter, how it is stored, how it is worded.

A rule is a function that takes a page and yields what is wrong with it, in sentences. Each is tried on every notebook in the
folder, and each must find its fault in a page that was made to have it.
"""

import ast
import itertools
import json
import pathlib
import re
import statistics
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import unquote

import live_links
import numpy as np
import pytest

from rnnlab import labs, readout
from rnnlab.cells import rnn
from rnnlab.labs.page import questions

ROOT = pathlib.Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"


class Limits(NamedTuple):
    """How much fits in one sitting, and in one look."""

    cells: tuple = (20, 35)
    words: tuple = (1000, 1800)
    code_lines: int = 60
    median_lines: int = 2
    longest_cell: int = 10
    picture: int = 45_000  # bytes
    columns: int = 108  # of shown source: at a window 1280 pixels wide, a longer line breaks in the middle of a word
    code_cells_in_a_row: int = 2


LIMITS = Limits()
# All but one of these are words that can go without a loss; the last praises what the reader should judge.
FILLERS = ("simply", "obviously", "of course", "basically", "actually", "really", "very", "note that", "in order to", "let's")
FILLERS += ("as we all know", "needless to say", "it is important to", "amazing")
# Calls whose value is None: a cell that ends in one of them shows nothing.
SILENT = {"set", "reset", "reveal_all"}
MAKERS = {maker.__name__ for maker in labs.ALL}


class Page:
    """A notebook, read. `path` is where it is stored, or would be."""

    def __init__(self, path, notebook):
        self.path, self.metadata = path, notebook["metadata"]
        self.cells = [_cell(cell) for cell in notebook["cells"]]

    @property
    def text(self):
        return [cell for cell in self.cells if cell.kind == "markdown"]

    @property
    def code(self):
        return [cell for cell in self.cells if cell.kind == "code"]


def _cell(cell):
    tags = cell["metadata"].get("tags", [])
    outputs, count = cell.get("outputs", []), cell.get("execution_count")
    return SimpleNamespace(kind=cell["cell_type"], source="".join(cell["source"]), tags=tags, outputs=outputs, count=count)


def read(path):
    return Page(path, json.loads(path.read_text(encoding="utf-8")))


# What the rules look at


def tree(cell):
    """The syntax of a code cell; an empty one when it is not Python, which `is_plain_python` reports."""
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return ast.parse("")


def last_expression(cell):
    """What the cell shows: its last line, if that is an expression; None otherwise."""
    body = tree(cell).body
    return body[-1].value if body and isinstance(body[-1], ast.Expr) else None


def called(node):
    """The last part of a called function's name: "set" for lab.set(…); None for anything but a call."""
    if isinstance(node, ast.Call):
        return getattr(node.func, "attr", getattr(node.func, "id", None))
    return None


def lines(cell):
    """How many lines of code there are, without empty ones and comments."""
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in cell.source.splitlines())


def words(cell):
    """How many words are to be read, without those that say where else the chapter is live."""
    return len(re.findall(r"\S*\w\S*", cell.source.partition(f"\n\n{live_links.BEGINNING}")[0]))


def without_code(source):
    """Markdown without its code, formulas and the targets of its links."""
    for pattern in (r"^```.*?^```", r"\$\$.*?\$\$", r"`[^`\n]*`", r"\$[^$\n]+\$"):
        source = re.sub(pattern, " ", source, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", source)


def prose(page):
    """Everything a reader reads as a sentence, the words that code hands to the page included."""
    for cell in page.text:
        yield without_code(cell.source)
    for cell in page.code:
        for node in ast.walk(tree(cell)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield node.value
        if called(last_expression(cell)) == "predict":
            options, _ = questions.prediction(ast.literal_eval(last_expression(cell).args[0]))
            yield from (*options, *options.values())


def headings(page):
    """(level, title, whether it stands first in its cell) of each heading."""
    for cell in page.text:
        source = re.sub(r"^```.*?^```", "", cell.source, flags=re.MULTILINE | re.DOTALL)
        for match in re.finditer(r"^(#+) +(.+)$", source, re.MULTILINE):
            yield len(match[1]), match[2], match.start() == 0


def links(page):
    for cell in page.text:
        yield from re.findall(r"\]\(([^)\s]+)", cell.source)
        yield from re.findall(r"<(?:img|a) [^>]*?(?:src|href)=[\"']([^\"']+)", cell.source)


def shown_source(cell):
    """The lines of code that `show_source` has put on the page."""
    for output in cell.outputs:
        shown = "".join(output.get("data", {}).get("text/markdown", ""))
        for listing in re.findall(r"^```python\n(.*?)^```", shown, re.MULTILINE | re.DOTALL):
            yield from listing.splitlines()


def shown_text(cell):
    for output in cell.outputs:
        yield "".join(output.get("text", ""))
        yield "".join(output.get("data", {}).get("text/plain", ""))


def functions(page):
    """name -> names of the arguments, of every function that the cells of exercises define."""
    found = {}
    for cell in page.code:
        for node in ast.walk(tree(cell)) if "exercise" in cell.tags else ():
            if isinstance(node, ast.FunctionDef):
                found[node.name] = [argument.arg for argument in node.args.args]
    return found


# Rules for the shape of a chapter


def has_as_many_cells_as_a_chapter(page):
    yield from _outside("cells", len(page.cells), LIMITS.cells)


def has_as_many_words_as_a_chapter(page):
    yield from _outside("words", sum(map(words, page.text)), LIMITS.words)


def has_little_code(page):
    total = sum(map(lines, page.code))
    if total > LIMITS.code_lines:
        yield f"{total} lines of code; at most {LIMITS.code_lines}"


def has_short_code_cells(page):
    counts = [lines(cell) for cell in page.code]
    if counts and statistics.median(counts) > LIMITS.median_lines:
        yield f"the median code cell has {statistics.median(counts)} lines; at most {LIMITS.median_lines}"


def has_no_long_code_cell(page):
    for cell in page.code:
        if lines(cell) > LIMITS.longest_cell:
            yield f"a code cell has {lines(cell)} lines, at most {LIMITS.longest_cell}: {_start(cell)}"


def defines_nothing_outside_exercises(page):
    for cell in page.code:
        if "exercise" not in cell.tags:
            for node in ast.walk(tree(cell)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
                    yield f"{type(node).__name__} in a cell without the tag exercise: {_start(cell)}"


def imports_in_its_first_code_cell_only(page):
    nodes = [(place, node) for place, cell in enumerate(page.code) for node in ast.walk(tree(cell))]
    importing = {place for place, node in nodes if isinstance(node, ast.Import | ast.ImportFrom)}
    if importing != {0}:
        yield f"the code cells that import are {sorted(importing)}; wanted is number 0 alone"


def has_words_between_its_code_cells(page):
    kinds = "".join(cell.kind[0] for cell in page.cells)
    longest = max(map(len, re.findall("c+", kinds)), default=0)
    if longest > LIMITS.code_cells_in_a_row:
        yield f"{longest} code cells in a row; at most {LIMITS.code_cells_in_a_row}"


def begins_with_a_question(page):
    title, _, rest = page.cells[0].source.partition("\n")
    if page.cells[0].kind != "markdown" or not title.startswith("# "):
        yield "the first cell is not a title"
    first = re.split(r"(?<=[.?!])\s", rest.strip().replace("*", ""))[0]
    if not (title.endswith("?") or first.endswith("?")):
        yield f"neither the title nor the first sentence below it is a question: {title!r}, {first!r}"


def has_headings_in_order(page):
    found = list(headings(page))
    levels = [level for level, _, _ in found]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of level 1; wanted is the title alone"
    for before, after in itertools.pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"
    for _, title, first in found:
        if not first:
            yield f"the heading {title!r} is not the first line of its cell: one idea a cell"


def has_a_solution_for_each_exercise(page):
    wanted, path = functions(page), page.path.parent / "solutions" / page.path.name
    if not any("exercise" in cell.tags for cell in page.code):
        return
    if not path.is_file():
        yield f"it has exercises, and there is no {path.parent.name}/{path.name}"
    elif functions(read(path)) != wanted:
        yield f"the exercises define {wanted}, the solutions {functions(read(path))}"


def leaves_the_exercises_open(page):
    path = page.path.parent / "solutions" / page.path.name
    answers = {cell.source for cell in read(path).code if "exercise" in cell.tags} if path.is_file() else set()
    for cell in page.code:
        if "exercise" in cell.tags and cell.source.replace(" ", "") in {answer.replace(" ", "") for answer in answers}:
            yield f"the answer is already there: {_start(cell)}"


# Rules for how any notebook is stored


def is_plain_python(page):
    for cell in page.code:
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            yield f"not plain Python ({error.msg}): {_start(cell)}"


def is_stored_executed_from_the_top(page):
    counts = [cell.count for cell in page.code]
    if counts != list(range(1, len(counts) + 1)):
        yield f"the cells were run in the order {counts}: `make notebooks` runs them from the top"


def is_stored_with_what_it_shows(page):
    for cell in page.code:
        shows = last_expression(cell)
        if shows is not None and called(shows) not in SILENT and not cell.outputs:
            yield f"no output is stored: {_start(cell)}"


def is_stored_without_widget_state(page):
    if "widgets" in page.metadata:
        yield "widget state is stored: `make notebooks` leaves it out"
    for cell in page.code:
        if any(WIDGET in output.get("data", {}) for output in cell.outputs):
            yield f"an output points to a widget that is gone: {_start(cell)}"


def is_stored_without_complaints(page):
    for cell in page.code:
        for output in cell.outputs:
            if output["output_type"] == "error":
                yield f"a traceback is stored ({output['ename']}): {_start(cell)}"
            if output.get("name") == "stderr":
                yield f"text on stderr is stored: {_start(cell)}"


def is_stored_with_the_picture_of_each_lab(page):
    made = set()  # the names that labs were given
    for cell in page.code:
        for node in tree(cell).body:
            if isinstance(node, ast.Assign) and called(node.value) in MAKERS:
                made |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        shows = last_expression(cell)
        if called(shows) in MAKERS or (isinstance(shows, ast.Name) and shows.id in made):
            data = {kind: content for output in cell.outputs for kind, content in output.get("data", {}).items()}
            if not {"image/png", "text/plain"} <= data.keys():
                yield f"the picture of a lab or its line of text is not stored: {_start(cell)}"
            if not re.search(r'<img alt="[^"]{20,}"', "".join(data.get("text/html", ""))):
                yield f"the picture of a lab is stored without its sentence: {_start(cell)}"
            if (size := len(data.get("image/png", "")) * 3 // 4) > LIMITS.picture:
                yield f"a picture has {size} bytes, at most {LIMITS.picture}: {_start(cell)}"


def shows_no_more_digits_than_machines_agree_on(page):
    for cell in page.code:
        for text in shown_text(cell):
            if number := re.search(r"\d\.\d{7,}", text):
                yield f"{number[0]} has digits that another machine may compute otherwise; round it: {_start(cell)}"


def shows_source_that_fits_the_page(page):
    for cell in page.code:
        for line in shown_source(cell):
            if len(line) > LIMITS.columns:
                yield f"a line of source has {len(line)} columns, at most {LIMITS.columns}: {line.strip()!r}, in {_start(cell)}"


# Rules for the words of any notebook


def links_to_what_is_there(page):
    anchors = {re.sub(r"\s", "-", re.sub(r"[`*_]", "", title)) for _, title, _ in headings(page)}
    for target in links(page):
        file, _, anchor = unquote(target).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        if file and not (page.path.parent / file).exists():
            yield f"a link or a picture leads to {target}, which is not there"
        if not file and anchor not in anchors:
            yield f"a link leads to the heading {anchor!r}, which is not on this page"


def shows_source_instead_of_pasting_it(page):
    for cell in page.text:
        if pasted := re.search(r"^\s*(?:def \w+\(|class \w+[(:]).*$", cell.source, re.MULTILINE):
            yield f"source is pasted, which show_source shows as it is: {pasted[0].strip()}"


def names_no_shade(page):
    """In a dark theme the pictures have light and dark exchanged: white is black there, and only the hue stays."""
    for text in prose(page):
        for found in re.finditer(r".{0,40}\b(white|black|bright|dark|pale)\b", text, re.IGNORECASE):
            yield f"a shade that a dark theme turns round: {found[0]}"


def does_not_exclaim(page):
    for text in prose(page):
        if found := re.search(r".{0,40}!(?!=)", text):
            yield f"an exclamation mark: {found[0]}"


def has_no_filler(page):
    pattern = re.compile(r"\b(" + "|".join(FILLERS) + r")\b", re.IGNORECASE)
    for text in prose(page):
        for found in pattern.finditer(" ".join(text.replace("’", "'").split())):
            yield f"filler: {found.string[max(0, found.start() - 30) : found.end() + 30]}"


def _outside(what, number, limits):
    if not limits[0] <= number <= limits[1]:
        yield f"{number} {what}; wanted are {limits[0]} to {limits[1]}"


def _start(cell):
    return repr(cell.source[:60])


OF_A_CHAPTER = [
    has_as_many_cells_as_a_chapter,
    has_as_many_words_as_a_chapter,
    has_little_code,
    has_short_code_cells,
    has_no_long_code_cell,
    defines_nothing_outside_exercises,
    imports_in_its_first_code_cell_only,
    has_words_between_its_code_cells,
    begins_with_a_question,
    has_headings_in_order,
    has_a_solution_for_each_exercise,
    leaves_the_exercises_open,
]
OF_ANY_NOTEBOOK = [
    is_plain_python,
    is_stored_executed_from_the_top,
    is_stored_with_what_it_shows,
    is_stored_without_widget_state,
    is_stored_without_complaints,
    is_stored_with_the_picture_of_each_lab,
    shows_no_more_digits_than_machines_agree_on,
    shows_source_that_fits_the_page,
    links_to_what_is_there,
    shows_source_instead_of_pasting_it,
    names_no_shade,
    does_not_exclaim,
    has_no_filler,
]
CHAPTERS = sorted(FOLDER.glob("*.ipynb"))
SOLUTIONS = sorted((FOLDER / "solutions").glob("*.ipynb"))


def named(value):
    return value.relative_to(FOLDER).as_posix() if isinstance(value, pathlib.Path) else value.__name__


@pytest.mark.parametrize("rule", OF_A_CHAPTER, ids=named)
@pytest.mark.parametrize("path", CHAPTERS, ids=named)
def test_chapter(path, rule):
    assert list(rule(read(path))) == []


@pytest.mark.parametrize("rule", OF_ANY_NOTEBOOK, ids=named)
@pytest.mark.parametrize("path", CHAPTERS + SOLUTIONS, ids=named)
def test_notebook(path, rule):
    assert list(rule(read(path))) == []


# Each rule sees what breaks it


def text_cell(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code_cell(source, *, outputs=(), tags=()):
    return {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source, "outputs": list(outputs)}


def result(**data):
    return {"output_type": "execute_result", "data": {kind.replace("_", "/"): value for kind, value in data.items()}}


SEEN = '<img alt="Vanishing: the gradient is small." src="data:image/png;base64,iVBOR">'
LAB = result(image_png="iVBOR", text_html=SEEN, text_plain="vanishing_gradient(h=16): rho 1.04")


def with_data(**data):
    return {**LAB, "data": LAB["data"] | result(**data)["data"]}


OPEN = "def double(x):\n    return None\n\n\ncheck_double(double)"
ANSWER = "def double(x):\n    return 2 * x\n\n\ncheck_double(double)"


def good_cells():
    """A chapter that breaks no rule: a title, the imports, a lab, an exercise, and words with a formula here and there."""
    paragraph = text_cell(
        "\n\n".join(["The state is what the network remembers. " * 3, "It has $n! + 1$ rows, or `!rows`."] * 3)
    )
    return [
        text_cell("# The state\n\n**What is a state?** See [the other page](other.ipynb) and [the end](#The-end)."),
        code_cell("import numpy as np\nfrom rnnlab import labs"),
        *[paragraph] * 17,
        code_cell("lab = labs.vanishing_gradient()\nlab", outputs=[LAB]),
        text_cell("## Exercise\n\nTwice the number, please."),
        code_cell(OPEN, tags=["exercise"], outputs=[result(text_plain="○ double: not answered yet")]),
        text_cell("### A part of it"),
        code_cell("lab.set(weight_scale=2)\nround(np.pi, 2)", outputs=[result(text_plain="3.14")]),
        text_cell("## The end\n\n```python\n# a comment, no heading!\n```\n\nThe end is near."),
    ]


def make(folder, cells, *, name="20_the_state.ipynb", metadata=None):
    """A page of `cells`, as if executed from the top and stored in `folder`."""
    counts = itertools.count(1)
    cells = [{"execution_count": next(counts), **cell} if cell["cell_type"] == "code" else cell for cell in cells]
    return Page(folder / name, {"metadata": metadata or {}, "cells": cells})


@pytest.fixture
def folder(tmp_path):
    """A folder with what the good page leads to: another page, and its own solution."""
    (tmp_path / "other.ipynb").touch()
    (tmp_path / "solutions").mkdir()
    solution = {"metadata": {}, "cells": [code_cell(ANSWER, tags=["exercise"])]}
    (tmp_path / "solutions" / "20_the_state.ipynb").write_text(json.dumps(solution), encoding="utf-8")
    return tmp_path


def broken_rules(page):
    return {rule.__name__ for rule in OF_A_CHAPTER + OF_ANY_NOTEBOOK if list(rule(page))}


def test_a_good_page_breaks_no_rule(folder):
    assert broken_rules(make(folder, good_cells())) == set()


def replaced(place, cell):
    """The good cells with one of them replaced."""
    cells = good_cells()
    cells[place] = cell
    return cells


def added(*cells):
    """The good cells with more of them before the end."""
    good = good_cells()
    return [*good[:-1], *cells, good[-1]]


def stream(name, text):
    return {"output_type": "stream", "name": name, "text": text}


TRACEBACK = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}
PLAIN = result(text_plain="1")
MUCH_CODE = [good_cells()[2], code_cell("a = 1"), code_cell("a = 1\n" * 10)]
FAULTS = [
    (has_as_many_cells_as_a_chapter, added(*[text_cell("More.")] * 12)),
    (has_as_many_words_as_a_chapter, added(text_cell("word " * 900))),
    (has_as_many_words_as_a_chapter, good_cells()[:2] + [text_cell("Few.")] * 17 + good_cells()[19:]),
    (has_little_code, good_cells()[:2] + MUCH_CODE * 5 + good_cells()[7:]),
    (has_short_code_cells, added(*[cell for _ in range(4) for cell in (text_cell("So:"), code_cell("a = 1\n" * 3))])),
    (has_no_long_code_cell, added(code_cell("a = 1\n" * 11))),
    (defines_nothing_outside_exercises, added(code_cell("def f(x):\n    pass"))),
    (defines_nothing_outside_exercises, added(code_cell("class A:\n    pass"))),
    (defines_nothing_outside_exercises, added(code_cell("f = sorted([1], key=lambda x: x)"))),
    (imports_in_its_first_code_cell_only, added(code_cell("import math"))),
    (imports_in_its_first_code_cell_only, replaced(1, code_cell("a = 1"))),
    (has_words_between_its_code_cells, added(code_cell("a = 1"), code_cell("b = 1"))),
    (begins_with_a_question, replaced(0, text_cell("# The state\n\nThis is about the state. What is it?"))),
    (begins_with_a_question, [text_cell("**What is a state?**"), *good_cells()]),
    (has_headings_in_order, added(text_cell("# A second title"))),
    (has_headings_in_order, added(text_cell("## A part"), text_cell("#### A part of a part of it"))),
    (has_headings_in_order, added(text_cell("One thing.\n\n## And another"))),
    (has_a_solution_for_each_exercise, added(code_cell("def half(x):\n    return None", tags=["exercise"]))),
    (has_a_solution_for_each_exercise, replaced(21, code_cell(OPEN.replace("(x)", "(y)"), tags=["exercise"], outputs=[PLAIN]))),
    (leaves_the_exercises_open, replaced(21, code_cell(ANSWER, tags=["exercise"], outputs=[PLAIN]))),
    (is_plain_python, added(code_cell("%matplotlib inline"))),
    (is_stored_executed_from_the_top, added({**code_cell("a = 1"), "execution_count": None})),
    (is_stored_executed_from_the_top, added({**code_cell("a = 1"), "execution_count": 3})),
    (is_stored_with_what_it_shows, added(code_cell("1 + 1"))),
    (is_stored_with_what_it_shows, added(code_cell("labs.ready()"))),
    (is_stored_without_widget_state, added(code_cell("lab", outputs=[{**LAB, "data": {**LAB["data"], WIDGET: {}}}]))),
    (is_stored_without_complaints, added(code_cell("a = 1", outputs=[TRACEBACK]))),
    (is_stored_without_complaints, added(code_cell("a = 1", outputs=[stream("stderr", "careful")]))),
    (is_stored_with_the_picture_of_each_lab, added(code_cell("lab", outputs=[PLAIN]))),
    (is_stored_with_the_picture_of_each_lab, added(code_cell("lab", outputs=[with_data(text_html='<img alt="">')]))),
    (is_stored_with_the_picture_of_each_lab, added(code_cell("lab", outputs=[with_data(image_png=61_000 * "A")]))),
    (is_stored_with_the_picture_of_each_lab, added(code_cell("labs.vanishing_gradient(h=3)", outputs=[PLAIN]))),
    (shows_no_more_digits_than_machines_agree_on, added(code_cell("np.pi", outputs=[result(text_plain="3.141592653589793")]))),
    (shows_no_more_digits_than_machines_agree_on, added(code_cell("a = 1", outputs=[stream("stdout", "0.12345678")]))),
    (
        shows_source_that_fits_the_page,
        added(code_cell("a = 1", outputs=[result(text_markdown=f"```python\n{'x' * 109}\n```")])),
    ),
    (links_to_what_is_there, added(text_cell("See [chapter 99](99_nowhere.ipynb)."))),
    (links_to_what_is_there, added(text_cell("![a picture](nowhere.png)"))),
    (links_to_what_is_there, added(text_cell('<img alt="a picture" src="nowhere.png">'))),
    (links_to_what_is_there, added(text_cell("See [above](#Nowhere)."))),
    (shows_source_instead_of_pasting_it, added(text_cell("```python\ndef step(params, x, state):\n```"))),
    (shows_source_instead_of_pasting_it, added(text_cell("```python\nclass Params:\n```"))),
    (names_no_shade, added(text_cell("White squares\nare zero."))),
    (does_not_exclaim, added(text_cell("It works!"))),
    (does_not_exclaim, added(code_cell('a = "Well done!"'))),
    (has_no_filler, added(text_cell("The gradient is\nvery small."))),
    (has_no_filler, added(text_cell("Let’s see."))),
    (has_no_filler, added(code_cell('a = "It is, of course, small."'))),
]


@pytest.mark.parametrize(("rule", "cells"), FAULTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_page_that_breaks_one_rule_is_reported_for_that_one(rule, cells, folder):
    assert broken_rules(make(folder, cells)) == {rule.__name__}


def test_widget_state_of_a_page_is_reported(folder):
    assert broken_rules(make(folder, good_cells(), metadata={"widgets": {}})) == {"is_stored_without_widget_state"}


def test_exercises_without_a_notebook_of_solutions_are_reported(folder):
    page = make(folder, good_cells(), name="21_the_state.ipynb")
    assert broken_rules(page) == {"has_a_solution_for_each_exercise"}


def test_each_rule_has_a_fault_that_it_finds():
    assert {rule for rule, _ in FAULTS} == set(OF_A_CHAPTER + OF_ANY_NOTEBOOK)


# 00: the map


class Row(NamedTuple):
    """A line of the map of the course."""

    title: str
    link: str | None
    question: str
    state: str

    @property
    def stem(self):
        return self.title.lower().replace(" ", "_")


def start():
    return read(FOLDER / "00_start_here.ipynb")


def rows(page, columns):
    """The rows of all tables of a page that have so many columns, each as a list of cells."""
    found = [re.fullmatch(r"\| *(.*?) *\|", line) for cell in page.text for line in cell.source.splitlines()]
    split = [re.split(r" *\| *", match[1]) for match in found if match and not match[1].startswith("---")]
    return [row for row in split if len(row) == columns]


def course_map(page):
    found = [(re.fullmatch(r"\[?(\d\d [^\]]+)(?:\]\((.+)\))?", first), *rest) for first, *rest in rows(page, 3)]
    return [Row(match[1], match[2], question, state) for match, question, state in found if match]


def faults_of_the_map(course, here, there):
    """Where the map differs from the folder. `here` is the page it stands on, `there` the stems of the notebooks that exist."""
    for row in course:
        if row.stem == here:
            wanted = (None, "this page")
        elif row.stem in there:
            wanted = (f"{row.stem}.ipynb", "")
        else:
            wanted = (None, "planned")
        if (row.link, row.state) != wanted:
            yield f"{row.stem}: link and state should be {wanted}; they are {(row.link, row.state)}"
    for stem in sorted(there - {row.stem for row in course}):
        yield f"{stem} is not on the map"


def test_the_map_is_equal_to_the_folder():
    there = {path.stem for path in CHAPTERS}
    assert list(faults_of_the_map(course_map(start()), "00_start_here", there)) == []


def test_the_map_has_twelve_chapters_in_order():
    assert [row.title[:2] for row in course_map(start())] == [f"{number:02}" for number in range(12)]


def test_the_map_and_the_readme_agree():
    listed = re.findall(r"^\| \[?(\d\d_\w+).*? \| (.+?) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [(row.stem, row.question) for row in course_map(start())] == listed


@pytest.mark.parametrize("path", CHAPTERS, ids=named)
def test_a_chapter_asks_the_question_that_the_map_promises(path):
    question = next(row.question for row in course_map(start()) if row.stem == path.stem)
    assert question in read(path).cells[0].source


@pytest.mark.parametrize(
    ("row", "there"),
    [
        (Row("02 A thing", None, "", "planned"), {"02_a_thing"}),
        (Row("02 A thing", "02_a_thing.ipynb", "", "planned"), {"02_a_thing"}),
        (Row("02 A thing", "03_a_thing.ipynb", "", ""), {"02_a_thing"}),
        (Row("02 A thing", "02_a_thing.ipynb", "", ""), set()),
        (Row("02 A thing", None, "", ""), set()),
        (Row("02 A thing", None, "", "planned"), {"03_another"}),
        (Row("01 The map", "01_the_map.ipynb", "", "this page"), set()),
    ],
)
def test_a_wrong_map_is_reported(row, there):
    assert len(list(faults_of_the_map([row], "01_the_map", there))) == 1


# 00: the names


def test_the_names_have_the_shapes_that_the_table_gives():
    """Every array of one step and its answer, at sizes that no two letters share."""
    sizes, rng = {"n": 4, "d": 2, "h": 3, "o": 5, "1": 1}, np.random.default_rng(0)
    cell = rnn.init(2, 3, rng=rng)
    out = readout.init(3, 5, rng=rng)
    _, cache = rnn.step(cell, np.ones((4, 2)), np.zeros((4, 3)))
    O = readout.readout(out, cache.h)
    arrays = {**cell._asdict(), **out._asdict(), **cache._asdict(), "O": O, "target": np.zeros_like(O)}
    del arrays["activation"]
    table = {name.strip("`"): shape for essay, name, shape, meaning in rows(start(), 4) if "×" in shape}
    assert {name: tuple(sizes[letter] for letter in shape.split("×")) for name, shape in table.items()} == {
        name: array.shape for name, array in arrays.items()
    }


def test_the_essays_letters_are_those_at_the_top_of_the_cell():
    """`rnn.py` says `state` for what comes in and goes out; the table says which is which."""
    pairs = re.findall(r"^ {4}(\S+) +(\w+) +\(\w, \w\)", rnn.__doc__, re.MULTILINE)
    table = {essay: name.strip("`") for essay, name, _, _ in rows(start(), 4)}
    assert len(pairs) == 7
    assert [(essay, table[essay]) for essay, name in pairs if name != "state"] == [pair for pair in pairs if pair[1] != "state"]
    assert {table[essay] for essay, name in pairs if name == "state"} == {"h_prev", "h"}


def test_the_other_names_are_those_of_the_code():
    names = {name for first, _ in rows(start(), 2) for name in re.findall(r"`(\w+)`", first)}
    assert {"T", "d", "h", "weight_scale"} <= names & set(labs.vanishing_gradient().controls)
