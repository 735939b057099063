"""The chapters on paper: `python docs/site/handouts.py [FOLDER]`. Each as one HTML file and as PDF, printed by Chromium.

The exercises have room to write. In the folder `solutions` is a second version of each, with the answers.
"""

import argparse
import pathlib
import re
import shutil
import sys

import pages

ROOM = 9  # ruled lines below an exercise
SHEET = {"format": "A4", "margin": {"top": "18mm", "bottom": "18mm", "left": "18mm", "right": "18mm"}}
HEADING = re.compile(r"^## (Exercise(?: \d+)?)", re.MULTILINE)
FOOTER = '<p style="width: 100%; text-align: center; font: 9px sans-serif">{}, page <span class="pageNumber"></span></p>'
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def build(folder):
    """Make `folder` anew, with all chapters. Raises RuntimeError where there is no Chromium."""
    shutil.rmtree(folder, ignore_errors=True)
    solved = {solution.path.name: solution.notebook for solution in pages.chapters(pages.NOTEBOOKS / "solutions")}
    written = []
    for place, change in (("", with_room), ("solutions", with_solutions)):
        for chapter in pages.chapters():
            change(chapter.notebook, solved.get(chapter.path.name))
            written.append(_write(folder / place / f"{chapter.name}.html", chapter))
    _print(written)


def exercises(notebook):
    """The places of the cells in which an exercise is answered."""
    return [place for place, cell in enumerate(notebook.cells) if "exercise" in cell.metadata.get("tags", [])]


def with_room(notebook, solution):
    """Change a chapter: lines to write on below each exercise, in the place of the check's words."""
    for place in exercises(notebook):
        notebook.cells[place].outputs = []
        notebook.cells[place].metadata["room"] = ROOM


def with_solutions(notebook, solution):
    """Change a chapter: the answers of its predictions, and each exercise with its solution and what that says first."""
    pages.with_answers(notebook)
    answers = solutions(solution) if solution else {}
    for place in reversed(exercises(notebook)):
        heading = next(filter(None, (HEADING.search(cell.source) for cell in notebook.cells[place::-1])))
        notebook.cells[place : place + 1] = answers[heading[1]]


def solutions(notebook):
    """The cells of each answer in a notebook of solutions, by its heading, which is the chapter's: "Exercise 1"."""
    found, cells = {}, []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cells = []
            if heading := HEADING.search(cell.source):
                found[heading[1]] = cells
                cell.source = cell.source.partition("\n")[2]
        cells.append(cell)
    return found


def _write(path, chapter):
    style = pathlib.Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    html = pages.exported(chapter.notebook, {"title": chapter.title, "style": style}, template="handout")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")
    return path


def _print(paths):
    """Print each page to a PDF beside it, as a reader with no network sees it."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        raise RuntimeError("handouts are printed by Chromium, which is not here. On Debian and Ubuntu: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(offline=True, color_scheme="light").new_page()
        for path in paths:
            page.goto(path.resolve().as_uri())
            footer = FOOTER.format(page.title())
            options = {"display_header_footer": True, "header_template": "<p></p>", "footer_template": footer}
            page.pdf(path=path.with_suffix(".pdf"), print_background=True, tagged=True, outline=True, **SHEET, **options)
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default="handouts")
    given = parser.parse_args()
    try:
        build(given.folder)
    except RuntimeError as error:
        sys.exit(str(error))
