"""Sixty hand-ins, two of them damaged on purpose, are counted right and soon, and a text in one of them is only a text."""

import json
import time

import pytest

from rnnlab import labs
from rnnlab.labs.kit import companion

QUESTION, EVIL = "What grows?", '<img src=x onerror="alert(1)"> $\\frac{1}{$ ../../etc 中'


def record(first, second=None, mistakes=()):
    answers = [{"option": option, "sure": "certain"} for option in (first, second) if option]
    exercises = {"dh_prev": {"tries": 4, "passed": True, "mistakes": dict.fromkeys(mistakes, 3)}} if mistakes else {}
    predictions = {QUESTION: {"answer": "the gradient", "answers": answers}}
    return {"rnnlab": "hand-in", "version": 1, "name": "", "predictions": predictions, "exercises": exercises, "labs": []}


@pytest.fixture
def sixty(tmp_path):
    records = [record("the loss", "the gradient", ["mask missing"])] * 30 + [record("the gradient")] * 27
    records.append(record(EVIL, mistakes=["mask missing", EVIL]))
    for number, made in enumerate(records):
        (tmp_path / f"{number:02}.json").write_text(json.dumps(made), encoding="utf-8")
    (tmp_path / "half.json").write_text(json.dumps(records[0])[:120], encoding="utf-8")
    (tmp_path / "<b>x.json").write_text("[" * 19_000, encoding="utf-8")
    return tmp_path


def test_the_counts_are_right(sixty):
    found = labs.tally(sixty)
    right, before, after = found.questions[QUESTION]
    assert (found.files, right) == (58, "the gradient")
    assert before == {"the loss": 30, "the gradient": 27, EVIL: 1}
    assert after == {"the gradient": 30}
    assert found.mistakes == {("dh_prev", "mask missing"): 31, ("dh_prev", EVIL): 1}


def test_what_is_left_out_is_named_with_its_reason(sixty):
    found = labs.tally(sixty)
    assert found.left_out == {"half.json": "it is not whole, or no JSON", "<b>x.json": "it is nested too deeply"}
    assert "Left out: 'half.json', it is not whole, or no JSON." in repr(found)


def test_sixty_take_less_than_five_seconds(sixty):
    began = time.perf_counter()
    labs.tally(sixty)._repr_html_()
    assert time.perf_counter() - began < 5


def test_the_picture_has_its_sentence_and_no_text_is_markup(sixty):
    found = labs.tally(sixty)
    page = found._repr_html_()
    assert found.png().startswith(b"\x89PNG")
    assert "58 hand-ins. What grows? “the gradient”: 27 of 58 before, 30 of 30 after." in found.summary
    assert "dh_prev, mask missing: 31" in found.summary
    assert page.count("<img") == 1
    assert "<b>" not in page
    assert 'onerror="' not in page


def test_the_picture_is_dark_in_a_dark_theme_where_no_lab_is_on_the_page(sixty):
    page = labs.tally(sixty)._repr_html_()
    assert companion.STYLE in page
    assert 'class="rnnlab-tally"' in page


def test_the_picture_shows_the_counts(sixty):
    other = record("the gradient")
    before = labs.tally(sixty).png()
    (sixty / "one_more.json").write_text(json.dumps(other), encoding="utf-8")
    assert labs.tally(sixty).png() != before


def test_one_file_cannot_change_what_is_right(sixty):
    odd = record("the loss")
    odd["predictions"][QUESTION]["answer"] = "the loss"
    (sixty / "odd.json").write_text(json.dumps(odd), encoding="utf-8")
    assert labs.tally(sixty).questions[QUESTION][0] == "the gradient"


def test_nothing_but_damaged_files(tmp_path):
    (tmp_path / "x.json").write_text("{", encoding="utf-8")
    found = labs.tally(tmp_path)
    assert repr(found).splitlines() == ["0 hand-ins.", "Left out: 'x.json', it is not whole, or no JSON."]
    assert "<img" in found._repr_html_()


def test_a_folder_without_hand_ins_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"^folder must be one with hand-ins, files that end in \.json; got "):
        labs.tally(tmp_path)
