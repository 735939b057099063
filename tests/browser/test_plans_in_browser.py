"""Every move of the minute plans by mouse, in order and in haste: the laboratory then says what the plan says."""

import inspect

import nbformat
import pytest
from support.jupyter import Notebook, handle, readout
from support.lecture import FIRST_CALLS

from rnnlab import labs
from rnnlab.labs.page import plans

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLANS = plans.read()
HASTE = 300  # ms from one move to the next
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


class Lecture:
    """Someone who gives a lecture with a mouse: `labs` has those of the plan by name."""

    def __init__(self, notebook, plan, names):
        self.notebook, self.plan = notebook, plan
        self.labs = dict(zip(names, notebook.labs(), strict=True))

    def make(self, move, *, wait=True):
        """Make a move. A hand that would play does not press what plays already."""
        lab = self.labs[move.lab]
        if move.kind == "press":
            lab.buttons()[move.to].click()
        if move.kind == "set":
            ((name, to),) = move.to.items()
            control = inspect.get_annotations(inspect.unwrap(getattr(labs, move.lab)))[name]()
            move_control(lab, control, to)
        if move.kind == "stop" and wait:
            self.notebook.until(lambda: int(readout(lab.clock())) >= move.to)
        if move.kind in ("play", "stop") and plays(lab) == (move.kind == "stop"):
            lab.play().click()
        if move.kind == "stop" and wait:  # near the step: now at it
            walk(lab.clock(), readout(lab.clock()), str(move.to), [str(step) for step in range(5001)])

    def done(self):
        """The steps that the guide has ticked."""
        lines = self.notebook.page.locator(".rnnlab-steps li").all()
        return [place for place, line in enumerate(lines) if "✔" in line.inner_text()]


def plays(lab):
    return bool(lab.play()) and lab.play().locator("i.fa-pause").count() > 0


def move_control(lab, control, to):
    """Move a control of the page to a value; `control` is one like it, which knows its range."""
    row = lab.output.locator(".widget-inline-hbox").filter(has=lab.notebook.page.get_by_text(control.description, exact=True))
    if hasattr(control, "options") and row.locator("select").count():
        return row.locator("select").select_option(to)
    if isinstance(to, bool):
        return row.locator("input").set_checked(to)
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
    names = list(dict.fromkeys(move.lab for step in PLANS[chapter].steps for move in step.moves))
    sources = ["from rnnlab import labs", f"labs.guide({chapter!r})", *(FIRST_CALLS[chapter][name] for name in names)]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), folder / f"plan_{chapter}.ipynb")
    notebook = Notebook(browser, address, f"plan_{chapter}.ipynb")
    notebook.run_all()
    yield Lecture(notebook, PLANS[chapter], names)
    notebook.close()


def test_each_move_in_order_makes_what_the_plan_says_and_the_guide_ticks_it(lecture):
    height = lecture.notebook.page.locator(".rnnlab-guide").bounding_box()["height"]
    for place, step in enumerate(lecture.plan.steps):
        for move in step.moves:
            lab = lecture.labs[move.lab]
            lecture.make(move)
            if move.kind == "play":
                lecture.notebook.until(lambda: 0 < int(readout(lab.clock())) < move.to or not plays(lab))  # noqa: B023
                lecture.notebook.until(lambda: int(readout(lab.clock())) >= move.to)  # noqa: B023
            assert lecture.notebook.soon(lambda: all(words in lab.words() for words in move.then), 30), (move, lab.words())  # noqa: B023
        if any(move.kind != "look" for move in step.moves):
            assert lecture.notebook.soon(lambda: place in lecture.done(), 30), (step, lecture.done())  # noqa: B023
    assert [lab.trouble() for lab in lecture.labs.values()] == [[]] * len(lecture.labs)
    assert lecture.notebook.page.locator(".rnnlab-guide").bounding_box()["height"] == height
    assert lecture.notebook.problems == []


def test_each_move_in_haste_while_the_clock_runs_makes_what_the_plan_says(lecture):
    page = lecture.notebook.page
    for lab in lecture.labs.values():
        lab.buttons()["Reset"].click()
        lab.settle()
    for step in lecture.plan.steps:
        moves = [move for move in step.moves if move.kind != "look"]
        if moves and moves[0].kind == "press" and lecture.labs[moves[0].lab].play() and not plays(lecture.labs[moves[0].lab]):
            lecture.labs[moves[0].lab].play().click()
            page.wait_for_timeout(HASTE)
        for move in moves:
            lecture.make(move, wait=False)
            page.wait_for_timeout(HASTE)
        if moves and moves[-1].kind in ("press", "set"):
            lab, then = lecture.labs[moves[-1].lab], moves[-1].then
            assert lecture.notebook.soon(lambda: all(words in lab.words() for words in then), 30), (step, lab.words())  # noqa: B023
            page.wait_for_timeout(HASTE)
            assert all(words in lab.words() for words in then), (step, lab.words())
    assert [lab.trouble() for lab in lecture.labs.values()] == [[]] * len(lecture.labs)
    assert lecture.notebook.problems == []
