"""A hand-in holds what was answered and nothing of who answered; what somebody else made of such a file is told apart."""

import json
import os

import pytest

from rnnlab import checks, labs
from rnnlab.labs.page import handin, questions

PREDICTION = {"answer": "b", "answers": [{"option": "a", "sure": "certain"}]}
EXERCISE = {"tries": 3, "passed": True, "mistakes": {"transpose missing": 2}}
WHOLE = {"rnnlab": "hand-in", "version": 1, "name": "", "predictions": {"Which?": PREDICTION}, "exercises": {"run": EXERCISE}}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(handin.opened, "every", list)
    return tmp_path


def written(folder):
    (path,) = folder.glob("rnnlab_handin_*.json")
    return path


def commit(question, option, sure):
    asked = labs.predict(question, {"a": "No.", "b": "Yes."}, answer="b")
    asked.choice.value = option
    asked.commit(sure)


def test_what_was_done_is_in_the_file(folder, capsys):
    commit("Which?", "a", "certain")
    labs.predict("Not answered?", {"a": "No.", "b": "Yes."}, answer="b")
    verdict = checks.check_perplexity(lambda probabilities: 3.0)
    checks.check_sample(lambda logits, temperature, u: None)
    labs.handin()
    path = written(folder)
    assert str(path) in capsys.readouterr().out
    assert handin.read(path) == {
        "rnnlab": "hand-in",
        "version": 1,
        "name": "",
        "predictions": {"Which?": PREDICTION},
        "exercises": {"perplexity": {"tries": 1, "passed": False, "mistakes": {verdict.reason: 1}}},
        "labs": [],
    }


def test_a_name_is_there_when_it_was_typed(folder, capsys):
    labs.handin(name="Ada Ł.")
    assert handin.read(written(folder))["name"] == "Ada Ł."
    assert "the name Ada Ł." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "error"),
    [(3, TypeError), (None, TypeError), ("a\nb", ValueError), ("\ud800", ValueError), ("a" * 301, ValueError)],
)
def test_a_name_is_one_line_of_text(name, error, folder):
    with pytest.raises(error, match=r"^name must be "):
        labs.handin(name=name)
    assert list(folder.iterdir()) == []


def test_once_more_writes_the_same_file_anew(folder):
    labs.handin()
    commit("Which?", "a", "certain")
    labs.handin()
    assert handin.read(written(folder))["predictions"] == {"Which?": PREDICTION}


def test_where_a_tool_runs_the_notebook_nothing_is_written(folder, monkeypatch, capsys):
    monkeypatch.setenv("RNNLAB_STORED", "1")
    labs.handin()
    assert "Nothing is handed in" in capsys.readouterr().out
    assert list(folder.iterdir()) == []


def test_settings_are_there_and_what_was_typed_is_not(folder, monkeypatch):
    made = [labs.two_histories(history_a="secret"), labs.character_training(), labs.cliff()]
    monkeypatch.setattr(handin.opened, "every", lambda: made)
    made[2].close()
    labs.handin()
    first, second = handin.read(written(folder))["labs"]
    assert (first["lab"], first["cell"], "path" in first) == ("character_training", "rnn", False)
    assert (second["lab"], second["weight_scale"]) == ("two_histories", made[0].settings["weight_scale"])
    assert "secret" not in written(folder).read_text(encoding="utf-8")


def test_the_labs_of_a_page_are_found():
    lab = labs.cliff()
    assert labs.kit.opened.first("cliff") is lab


def test_a_whole_course_and_many_labs_are_20_kb_at_most(folder, monkeypatch):
    for number in range(36):
        commit(f"{number} " + "long question " * 10, "a", "fairly sure")
    many = [labs.vanishing_gradient(seed=0)] * 200
    monkeypatch.setattr(handin.opened, "every", lambda: many)
    labs.handin()
    assert written(folder).stat().st_size <= 20_000
    assert len(handin.read(written(folder))["predictions"]) == 36


def other(**changes):
    return json.dumps(WHOLE | changes).encode()


def predicting(**changes):
    return other(predictions={"Which?": PREDICTION | changes})


def exercising(**changes):
    return other(exercises={"run": EXERCISE | changes})


BAD = {
    "empty": (b"", "not whole"),
    "truncated": (other()[:-30], "not whole"),
    "binary": (b"\x89PNG\xff\xfe", "not whole"),
    "nested": (b"[" * 19_000, "nested too deeply"),
    # how deep json follows differs from Python to Python; where it follows to the end, there is no end
    "nested inside": (b'{"rnnlab": ' + b'{"a":' * 3_000, "nested too deeply|not whole"),
    "large": (other(name="a" * 20_000), "larger than 20 kB"),
    "digits": (exercising(tries=1).replace(b'"tries": 1', b'"tries": ' + b"9" * 9_000), "not whole"),
    "a list": (b"[]", "no hand-in"),
    "another file": (b'{"cells": []}', "no hand-in"),
    "version": (other(version=2), "another version"),
    "no predictions": (other(predictions=None), "predictions are not"),
    "an empty question": (other(predictions={"": PREDICTION}), "predictions are not"),
    "three answers": (predicting(answers=3 * PREDICTION["answers"]), "predictions are not"),
    "no answers": (predicting(answers=[]), "predictions are not"),
    "how sure": (predicting(answers=[{"option": "a", "sure": ["certain"]}]), "predictions are not"),
    "a long option": (predicting(answers=[{"option": "a" * 301, "sure": "certain"}]), "predictions are not"),
    "lines": (predicting(answer="a\nb"), "predictions are not"),
    "surrogate": (predicting(answer="\ud800"), "predictions are not"),
    "turned round": (predicting(answer="a\u202eb"), "predictions are not"),
    "no exercises": (other(exercises=[]), "exercises are not"),
    "many tries": (exercising(tries=10**9), "exercises are not"),
    "half a try": (exercising(tries=1.5), "exercises are not"),
    "endless": (exercising(tries=1).replace(b'"tries": 1', b'"tries": 1e999'), "exercises are not"),
    "no number": (exercising(mistakes={"x": float("nan")}), "exercises are not"),
    "true times": (exercising(mistakes={"x": True}), "exercises are not"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_reason(name, tmp_path):
    content, reason = BAD[name]
    (tmp_path / "bad.json").write_bytes(content)
    with pytest.raises(ValueError, match=reason):
        handin.read(tmp_path / "bad.json")


def test_the_file_that_the_bad_ones_were_made_of_is_good(tmp_path):
    (tmp_path / "good.json").write_bytes(other())
    assert handin.read(tmp_path / "good.json") == WHOLE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_link_a_pipe_and_a_folder_are_not_opened(tmp_path):
    (tmp_path / "good").write_bytes(other())
    (tmp_path / "link.json").symlink_to(tmp_path / "good")
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "folder.json").mkdir()
    for name in ("link.json", "pipe.json", "folder.json"):
        with pytest.raises(OSError, match=r"symbolic|ordinary|directory"):
            handin.read(tmp_path / name)


def test_the_texts_of_the_course_fit():
    """What the notebooks ask can be handed in: one line, and not too long."""
    for chapter in questions.chapters().values():
        for asked in chapter["predictions"]:
            assert all(map(handin._is_text, (asked["ask"], *asked["options"])))
