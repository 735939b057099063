"""The journal counts tries up to the right answer, and each mistake by its name. What was answered outlives the kernel."""

import weakref

import pytest

from rnnlab import checks, labs
from rnnlab.checks.kit.exercise import ExerciseError
from rnnlab.labs.page import handin, journal, learner_file


def right(probabilities):
    return 2.0 ** (-sum(map(__import__("math").log2, probabilities)) / len(probabilities))


def test_a_stub_is_no_try():
    checks.check_perplexity(lambda probabilities: None)
    assert journal.exercises["perplexity"]["tries"] == 0


def test_tries_are_counted_up_to_the_right_answer():
    wrong = checks.check_perplexity(lambda probabilities: 3.0)
    checks.check_perplexity(lambda probabilities: 3.0)
    assert checks.check_perplexity(right).passed
    checks.check_perplexity(lambda probabilities: 3.0)
    assert journal.exercises == {"perplexity": {"tries": 3, "passed": True, "mistakes": {wrong.reason: 2}}}


def test_a_strict_check_is_counted_too():
    with pytest.raises(ExerciseError):
        checks.check_perplexity(lambda probabilities: 3.0, strict=True)
    assert journal.exercises["perplexity"]["tries"] == 1


def test_a_hint_more_is_no_try():
    checks.check_perplexity(lambda probabilities: 3.0).more()
    assert journal.exercises["perplexity"]["tries"] == 1


# What outlives a kernel


@pytest.fixture
def restarted(tmp_path, monkeypatch):
    """Restart the kernel, in a folder of the learner's."""
    monkeypatch.chdir(tmp_path)

    def restart():
        monkeypatch.setattr(journal, "predictions", {})
        monkeypatch.setattr(journal, "exercises", {})
        monkeypatch.setattr("rnnlab.labs.page.predict._asked", weakref.WeakSet())

    return restart


def asked(options=("a", "b"), answer="b"):
    return labs.predict("Which?", dict.fromkeys(options, "So."), answer=answer)


def commit(prediction, option, sure="certain"):
    prediction.choice.value = option
    prediction.commit(sure)


def test_an_answer_outlives_the_kernel_and_is_handed_in(restarted, tmp_path):
    commit(asked(), "a")
    restarted()
    again = asked()
    assert "✘" in again.revealed.value
    commit(again, "b")
    assert again.given == [{"option": "a", "sure": "certain"}]
    labs.handin()
    (path,) = tmp_path.glob("rnnlab_handin_*.json")
    assert handin.read(path)["predictions"] == {"Which?": {"answer": "b", "answers": again.given}}


def test_both_answers_of_a_room_that_talked_outlive_the_kernel(restarted):
    first = asked()
    first.again.value = True
    commit(first, "a", "a guess")
    commit(first, "b")
    restarted()
    assert [answer["option"] for answer in asked().given] == ["a", "b"]
    assert "✔" in asked().revealed.value


def test_a_room_that_was_talking_when_the_kernel_ended_is_not_shown_the_answer(restarted):
    first = asked()
    first.again.value = True
    commit(first, "a")
    restarted()
    again = asked()
    assert again.again.value
    assert "Kept: a." in again.revealed.value
    assert "✘" not in again.revealed.value
    commit(again, "b")
    assert [answer["option"] for answer in again.given] == ["a", "b"]
    assert "✔" in again.revealed.value


def test_a_room_can_be_asked_again_after_a_restart(restarted):
    commit(labs.predict("Before?", ["a", "b"], "b", "So."), "a")
    restarted()
    now = asked()
    now.again.value = True
    commit(now, "a")
    assert "Kept: a." in now.revealed.value
    commit(now, "b")
    assert [answer["option"] for answer in now.given] == ["a", "b"]


def test_of_two_kernels_the_first_answer_stays(restarted):
    one = asked()
    restarted()
    other = asked()
    commit(other, "a")
    restarted()
    again = asked()
    assert again.given == other.given
    journal.predictions["Which?"]["answers"] = one.given  # the kernel that has asked, and knows of no answer
    commit(one, "b")
    assert one.given == other.given
    assert "Not this time" in one.revealed.value
    assert learner_file.read()["predictions"]["Which?"]["answers"] == other.given
    one.given.clear()
    one.given.append(other.given[0] | {"option": "b"})
    journal.note()
    assert learner_file.read()["predictions"]["Which?"]["answers"] == other.given


def test_a_question_with_other_options_begins_anew_after_a_restart(restarted):
    commit(asked(), "a")
    restarted()
    assert asked(("a", "b", "c")).given == []


def test_the_file_does_not_say_which_option_is_right(restarted):
    commit(asked(), "a")
    kept = {"options": ["a", "b"], "answers": [{"option": "a", "sure": "certain"}]}
    assert learner_file.read()["predictions"] == {"Which?": kept}


def test_without_an_answer_there_is_no_file(restarted, tmp_path):
    asked().reveal()
    assert list(tmp_path.iterdir()) == []


def test_a_right_exercise_is_noted_after_a_prediction(restarted):
    commit(asked(), "a")
    assert checks.check_perplexity(right).passed
    restarted()
    assert learner_file.read()["exercises"] == ["perplexity"]
    assert "| 09 | 1 of " in labs.progress().data


def test_where_a_tool_runs_the_notebook_nothing_is_read_or_written(restarted, tmp_path, monkeypatch):
    commit(asked(), "a")
    before = (tmp_path / "rnnlab_progress.json").read_bytes()
    restarted()
    monkeypatch.setenv("RNNLAB_STORED", "1")
    assert asked().given == []
    commit(asked(), "b")
    assert (tmp_path / "rnnlab_progress.json").read_bytes() == before


def test_a_damaged_file_does_not_stop_a_prediction_and_is_left_alone(restarted, tmp_path):
    (tmp_path / "rnnlab_progress.json").write_text("{", encoding="utf-8")
    commit(asked(), "b")
    assert "✔" in asked().revealed.value
    assert (tmp_path / "rnnlab_progress.json").read_text(encoding="utf-8") == "{"
