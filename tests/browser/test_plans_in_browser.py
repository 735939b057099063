"""Every move of the minute plans by mouse, in order and in haste: the laboratory then says what the plan says."""

import nbformat
import pytest
from support.jupyter import Notebook, handle, readout
from support.lecture import FIRST_CALLS, opening

from rnnlab.labs.page import plans

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLANS = plans.read()
HASTE = 300  # ms from one move to the next
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


class Lecture:
    """Someone who gives a lecture with a mouse. `labs` has those on the page by name, and `controls` knows their ranges."""

    def __init__(self, notebook, plan, controls):
        self.notebook, self.plan, self.controls = notebook, plan, controls
        self.labs = dict(zip(controls, notebook.labs(), strict=True))

    def make(self, move, *, wait=True):
        """Make a move. A hand that would play does not press what plays already."""
        lab = self.labs[move.lab]
        if move.kind == "press":
            lab.buttons()[move.to].click()
        if move.kind == "set":
            ((name, to),) = move.to.items()
            move_control(lab, self.controls[move.lab][name], to)
        if move.kind == "stop" and wait:
            self.notebook.until(lambda: int(readout(lab.clock())) >= move.to)
        if move.kind == "play":
            begun = int(readout(lab.clock()))
            self.play(lab)
            if wait and begun >= move.to:  # at its end the clock begins anew
                self.notebook.until(lambda: int(readout(lab.clock())) < move.to)
            self.notebook.until(lambda: not wait or int(readout(lab.clock())) >= move.to)
        if move.kind == "stop" and plays(lab):
            lab.play().click()
        if move.kind == "stop" and wait:  # near the step: now at it
            walk(lab.clock(), readout(lab.clock()), str(move.to), [str(step) for step in range(5001)])

    def play(self, lab):
        """Start the clock, if there is one and it stands."""
        if lab.play() and not plays(lab):
            lab.play().click()

    def hears(self, move, seconds=30):
        """The laboratory says what it must after a move."""
        lab = self.labs[move.lab]
        assert self.notebook.soon(lambda: all(words in lab.words() for words in move.then), seconds), (move, lab.words())

    def sees_ticked(self, place):
        """The guide has ticked a step."""
        line = self.notebook.page.locator(".rnnlab-steps li").nth(place)
        assert self.notebook.soon(lambda: "✔" in line.inner_text(), 30), (place, line.inner_text())

    def height(self):
        return self.notebook.page.locator(".rnnlab-guide").bounding_box()["height"]

    def ends_well(self):
        assert [lab.trouble() for lab in self.labs.values()] == [[]] * len(self.labs)
        assert self.notebook.problems == []


def plays(lab):
    return bool(lab.play()) and lab.play().locator("i.fa-pause").count() > 0


def move_control(lab, control, to):
    """Move a control of the page to a value; `control` is one like it, which knows its range."""
    row = lab.output.locator(".widget-inline-hbox").filter(has=lab.notebook.page.get_by_text(control.description, exact=True))
    row.scroll_into_view_if_needed()
    if hasattr(control, "options") and row.locator("select").count():
        return row.locator("select").select_option(to)
    if isinstance(to, bool):
        return row.locator("input").set_checked(to)
    if isinstance(to, str) and not hasattr(control, "options"):
        return row.locator("input").fill(to)
    if hasattr(control, "options"):
        texts, place = [text for text, _ in control.options], [value for _, value in control.options].index(to)
    else:
        count = round((control.max - control.min) / control.step)
        form = "{:.2f}" if isinstance(to, float) else "{}"
        texts = [form.format(control.min + number * control.step) for number in range(count + 1)]
        place = round((to - control.min) / control.step)
    drag(row, place / (len(texts) - 1))
    lab.notebook.until(lambda: readout(row) in texts)
    walk(row, readout(row), texts[place], texts)


def drag(slider, part):
    """Take the handle to a part of the way from end to end."""
    mouse, base, start = slider.page.mouse, slider.locator(".noUi-base").bounding_box(), handle(slider).bounding_box()
    y = start["y"] + start["height"] / 2
    mouse.move(start["x"] + start["width"] / 2, y)
    mouse.down()
    mouse.move(base["x"] + base["width"] * part, y, steps=4)
    mouse.up()


def walk(slider, now, there, texts):
    """The last notches, which are finer than a pixel, with the arrow keys."""
    way = texts.index(there) - texts.index(now)
    notch = 20 if len(texts) == 5001 else 1  # of a training clock
    for _ in range(abs(way) // notch):
        handle(slider).press("ArrowRight" if way > 0 else "ArrowLeft")


@pytest.fixture(params=PLANS, scope="module")
def lecture(request, browser, address, folder):
    """The laboratories of a plan on a page, as the chapter opens them, below its guide."""
    chapter = request.param
    made = opening(chapter)
    sources = ["from rnnlab import labs", f"labs.guide({chapter!r})", *(FIRST_CALLS[chapter][name] for name in made)]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), folder / f"plan_{chapter}.ipynb")
    notebook = Notebook(browser, address, f"plan_{chapter}.ipynb")
    notebook.run_all()
    yield Lecture(notebook, PLANS[chapter], {name: lab.controls for name, lab in made.items()})
    notebook.close()
    for lab in made.values():
        lab.close()


def test_each_move_in_order_makes_what_the_plan_says_and_the_guide_ticks_it(lecture):
    height = lecture.height()
    for place, step in enumerate(lecture.plan.steps):
        for move in step.moves:
            lecture.make(move)
            lecture.hears(move)
        if any(move.kind != "look" for move in step.moves):
            lecture.sees_ticked(place)
    assert lecture.height() == height
    lecture.ends_well()


def test_each_move_in_haste_while_the_clock_runs_makes_what_the_plan_says(lecture):
    page = lecture.notebook.page
    for lab in lecture.labs.values():
        lab.buttons()["Reset"].click()
        lab.settle()
    for step in lecture.plan.steps:
        moves = [move for move in step.moves if move.kind != "look"]
        if moves and moves[0].kind == "press":
            lecture.play(lecture.labs[moves[0].lab])
            page.wait_for_timeout(HASTE)
        for move in moves:
            lecture.make(move, wait=False)
            page.wait_for_timeout(HASTE)
        if moves and moves[-1].kind in ("press", "set"):
            lecture.hears(moves[-1])
            page.wait_for_timeout(HASTE)
            lecture.hears(moves[-1], seconds=0)  # and nothing has come after it
    lecture.ends_well()
