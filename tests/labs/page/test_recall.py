"""Recall asks short questions, remembers the answers in the learner's file, and brings them back when they are due."""

import ast
import datetime
import json
import pathlib
import re

import pytest
from IPython.core.formatters import DisplayFormatter

from rnnlab import checks, labs
from rnnlab.labs.page import learner_file, questions, recall

TODAY = datetime.date(2026, 3, 10)
NOTEBOOKS = pathlib.Path(__file__).parents[3] / "notebooks"
CHAPTERS = sorted(questions.chapters())
QUESTIONS = [question for chapter in CHAPTERS for question in questions.chapters()[chapter]["questions"]]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RNNLAB_STORED", raising=False)
    at(monkeypatch, TODAY)
    return tmp_path


def at(monkeypatch, day):
    """Let it be this day."""

    class Date(datetime.date):
        @classmethod
        def today(cls):
            return day

    monkeypatch.setattr(recall.datetime, "date", Date)


def press(asked, *, right):
    """Answer the question on the page."""
    options = [button for button in asked.options if button.description]
    answer = asked.questions[asked.place]["options"][0]
    next(button for button in options if (button.description == answer) == right).click()


def file(folder):
    return json.loads((folder / "rnnlab_progress.json").read_text(encoding="utf-8"))


# The questions


def test_there_is_a_file_of_eight_to_ten_questions_for_each_chapter():
    assert [path.stem[:2] for path in sorted(NOTEBOOKS.glob("*.ipynb"))] == CHAPTERS
    assert all(8 <= len(questions.chapters()[chapter]["questions"]) <= 10 for chapter in CHAPTERS)


def test_the_questions_are_short_and_all_different():
    for question in QUESTIONS:
        assert set(question) == {"ask", "options", "why"}
        assert 2 <= len(set(question["options"])) == len(question["options"]) <= 3
        assert len(" ".join([question["ask"], *question["options"]]).split()) <= 32, question["ask"]
        assert len(question["why"].split()) <= 20, question["why"]
    assert len({question["ask"] for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_exercises_are_those_of_the_notebook(chapter):
    (path,) = NOTEBOOKS.glob(f"{chapter}_*.ipynb")
    asked = re.findall(r"checks\.check_(\w+)", path.read_text(encoding="utf-8"))
    assert questions.chapters()[chapter]["exercises"] == list(dict.fromkeys(asked))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_predictions_are_those_of_the_notebook(chapter):
    (path,) = NOTEBOOKS.glob(f"{chapter}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = [source for cell in cells if (source := "".join(cell["source"])).startswith("predict(")]
    asked = [ast.literal_eval(ast.parse(source).body[0].value.args[0]) for source in sources]
    assert [prediction["ask"] for prediction in questions.chapters()[chapter]["predictions"]] == asked


# One sitting


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_sitting_has_eight_to_ten_questions_some_of_earlier_chapters(chapter):
    asked = labs.recall(chapter).questions
    own = [question for question in asked if question in questions.chapters()[chapter]["questions"]]
    assert 8 <= len(asked) <= 10
    assert len(asked) - len(own) == (0 if chapter == "00" else 3)
    assert len({question["ask"] for question in asked}) == len(asked)
    later = [question for number in CHAPTERS if number > chapter for question in questions.chapters()[number]["questions"]]
    assert not any(question in later for question in asked)


def test_an_answer_says_whether_it_was_right_and_brings_the_next():
    asked = labs.recall("06")
    first, second = asked.questions[:2]
    press(asked, right=False)
    shown = asked.asked.value
    for words in ("✘ No", first["options"][0], first["why"], "2 of 9", second["ask"]):
        assert recall.html.escape(words) in shown
    press(asked, right=True)
    assert "✔ Yes." in asked.asked.value


def test_at_the_end_it_says_how_many_were_right():
    asked = labs.recall("06")
    for number in range(9):
        press(asked, right=number > 1)
    assert "7 of 9 right." in asked.asked.value
    assert [button.layout.display for button in asked.options] == ["none"] * 3


def test_the_right_option_is_not_always_in_one_place():
    asked, places = labs.recall("08"), set()
    for _ in range(9):
        places.add([button.description for button in asked.options].index(asked.questions[asked.place]["options"][0]))
        press(asked, right=True)
    assert len(places) > 1


# What is remembered


def test_the_file_is_begun_by_the_first_answer_and_not_before(folder):
    asked = labs.recall("06")
    assert list(folder.iterdir()) == []
    press(asked, right=True)
    assert file(folder)["questions"] == {asked.questions[0]["ask"]: [1, "2026-03-10"]}


@pytest.mark.parametrize(
    ("answers", "days"), [([True], 2), ([True, True], 4), ([True] * 9, 64), ([True, False], 1), ([False], 1)]
)
def test_the_more_often_right_the_later_it_comes_back(answers, days):
    asked = labs.recall("06")
    for right in answers:
        asked.place = 0
        asked._ask("")
        press(asked, right=right)
    assert recall.due(learner_file.read(), asked.questions[0]) == TODAY + datetime.timedelta(days=days)


def test_what_is_due_comes_before_what_is_not(monkeypatch):
    first = labs.recall("05")
    own = [question for question in first.questions if question in questions.chapters()["05"]["questions"]]
    for question in first.questions:
        press(first, right=question is own[0])
    missed = [question for question in first.questions if question is not own[0]]
    assert not any(question in labs.recall("05").questions for question in missed if question not in own)  # new ones first
    at(monkeypatch, TODAY + datetime.timedelta(days=1))
    assert all(question in labs.recall("05").questions for question in missed if question not in own)


def right(h, W_hy, b_y):
    return h @ W_hy + b_y


def test_right_exercises_are_noted_once_the_file_is_there(folder):
    press(labs.recall("03"), right=True)
    checks.check_readout(lambda h, W_hy, b_y: h @ W_hy)
    assert file(folder)["exercises"] == []
    assert checks.check_readout(right).passed
    assert file(folder)["exercises"] == ["readout"]


def test_exercises_that_were_right_before_come_along(folder):
    assert checks.check_readout(right).passed
    assert list(folder.iterdir()) == []
    press(labs.recall("03"), right=True)
    assert file(folder)["exercises"] == ["readout"]


def test_progress_counts_exercises_and_questions():
    assert "Nothing is noted yet." in labs.progress().data
    asked = labs.recall("00")
    for _ in range(8):
        press(asked, right=True)
    checks.check_readout(right)
    rows = labs.progress().data.splitlines()
    assert "| 00 | – | 8 of 8 | 0 |" in rows
    assert "| 03 | 1 of 3 | 0 of 8 | 0 |" in rows


def test_a_file_of_before_has_no_predictions(folder):
    (folder / "rnnlab_progress.json").write_text('{"questions": {}, "exercises": ["readout"]}', encoding="utf-8")
    assert "| 03 | 1 of 3 | 0 of 8 | 0 |" in labs.progress().data.splitlines()


def test_progress_says_what_is_due(monkeypatch):
    asked = labs.recall("00")
    for number in range(8):
        press(asked, right=number > 2)
    at(monkeypatch, TODAY + datetime.timedelta(days=1))
    assert "| 00 | – | 8 of 8 | 3 |" in labs.progress().data.splitlines()


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", "{}", '{"questions": {"a": 3}, "exercises": []}', '{"questions": {"a": [1, "x"]}}'),
        '{"questions": {}, "exercises": [], "predictions": {"a": 3}}',
        '{"questions": {}, "exercises": [], "predictions": {"a": {"answers": [{}]}}}',
    ],
)
def test_a_damaged_file_is_named_and_left_alone(content, folder):
    path = folder / "rnnlab_progress.json"
    path.write_text(content, encoding="utf-8")
    for ask in (labs.progress, lambda: labs.recall("01")):
        with pytest.raises(ValueError, match=r"^rnnlab_progress\.json is damaged\. Move it away"):
            ask()
    assert checks.check_readout(right).passed
    assert path.read_text(encoding="utf-8") == content


def test_a_file_that_cannot_be_written_stops_nothing(folder):
    asked = labs.recall("06")
    (folder / "rnnlab_progress.json").write_text("{", encoding="utf-8")
    press(asked, right=True)
    assert "Not noted: rnnlab_progress.json is damaged." in asked.asked.value
    assert asked.place == 1


def test_where_writing_fails_in_the_middle_the_old_file_stays(folder, monkeypatch):
    asked = labs.recall("06")
    press(asked, right=True)
    before = file(folder)

    def full(path, words, **options):
        path.write_bytes(words[:5].encode())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pathlib.Path, "write_text", full)
    press(asked, right=True)
    assert "Not noted:" in asked.asked.value
    assert file(folder) == before


# What a stored notebook keeps


def test_what_is_stored_depends_on_nobodys_file(folder, monkeypatch):
    asked = labs.recall("00")
    for _ in range(8):
        press(asked, right=True)
    monkeypatch.setenv("RNNLAB_STORED", "1")
    data, _ = DisplayFormatter().format(labs.recall("00"))
    assert data["text/plain"] == "Recall: 8 questions on chapter 00"
    assert data["text/markdown"] == "**Recall.** 8 short questions: run the cell to answer them."
    assert "Nothing is noted yet." in labs.progress().data
    before = file(folder)
    press(labs.recall("00"), right=False)
    assert file(folder) == before


@pytest.mark.parametrize(("chapter", "error"), [(6, TypeError), ("6", ValueError), ("12", ValueError), (None, TypeError)])
def test_an_unknown_chapter_is_named(chapter, error):
    with pytest.raises(error, match=r"^chapter must be one of 00, 01, .*, 11; got "):
        labs.recall(chapter)
