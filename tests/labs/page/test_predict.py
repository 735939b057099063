"""A prediction shows its answer after the learner has committed, and never before, neither here nor in a stored notebook."""

import gc
import html
import json
import weakref

import ipywidgets as widgets
import pytest
from IPython.core.formatters import DisplayFormatter
from support.hands import every, from_the_page

from rnnlab.labs import predict, reveal_all
from rnnlab.labs.page import questions

QUESTION, OPTIONS, ANSWER, WHY = "What grows?", ["nothing", "the gradient", "the loss"], "the gradient", "Because of ρ > 1."
REASONS = {"nothing": "Something does.", ANSWER: WHY, "the loss": "It falls."}
EVIL = '<img src=x onerror="alert(1)"> & <script>alert(2)</script>'


@pytest.fixture(autouse=True)
def to_be_stored(monkeypatch):
    monkeypatch.setenv("RNNLAB_STORED", "1")


def asked(**changes):
    return predict(**{"question": QUESTION, "options": OPTIONS, "answer": ANSWER, "why": WHY} | changes)


def reasoned(**changes):
    return predict(**{"question": QUESTION, "options": REASONS, "answer": ANSWER} | changes)


def commit(prediction, option, sure="certain"):
    """What a hand does: choose, then say how sure."""
    from_the_page(prediction.choice, option)
    press(prediction, sure)


def press(prediction, sure):
    from_the_page(next(made for made in prediction.sure if made.description == sure), True)


def page(prediction):
    """Everything that stands on the page as HTML."""
    return " ".join(box.value for box in every(widgets.HTML, prediction))


def stored(prediction):
    """What a stored notebook keeps."""
    data, _ = DisplayFormatter().format(prediction)
    return {kind: text for kind, text in data.items() if kind != "application/vnd.jupyter.widget-view+json"}


def test_the_question_and_the_options_are_there_and_the_answer_is_not():
    prediction = asked()
    assert QUESTION in page(prediction)
    assert prediction.choice.options == tuple(OPTIONS)
    assert prediction.choice.value is None
    assert prediction.revealed.value == ""
    assert ANSWER not in page(prediction)
    assert WHY not in page(prediction)


def test_what_is_stored_gives_nothing_away():
    kept = stored(asked())
    assert set(kept) == {"text/markdown", "text/plain"}
    for text in kept.values():
        assert QUESTION in text
        assert all(text.count(option) == 1 for option in OPTIONS)
        assert WHY not in text
    other = stored(asked(answer="the loss"))
    assert json.dumps(kept) == json.dumps(other)


def test_what_is_stored_after_the_answer_gives_nothing_away_either():
    prediction = asked()
    before = stored(prediction)
    prediction.reveal()
    assert stored(prediction) == before


def test_the_markdown_is_a_list_of_the_options():
    assert stored(asked())["text/markdown"].splitlines()[-3:] == ["- nothing", "- the gradient", "- the loss"]


@pytest.mark.parametrize(("option", "start"), [("the gradient", "✔ Yes."), ("nothing", "✘ Not this time.")])
def test_an_answer_shows_whether_it_was_right_and_why(option, start):
    prediction = asked()
    commit(prediction, option)
    shown = prediction.revealed.value
    assert start in shown
    assert ANSWER in shown
    assert "Because of ρ &gt; 1." in shown
    assert 'class="rnnlab-answer"' in shown


def test_a_choice_alone_shows_nothing():
    prediction = asked()
    from_the_page(prediction.choice, ANSWER)
    assert prediction.revealed.value == ""
    assert prediction.given == []


def test_how_sure_before_a_choice_asks_for_one():
    prediction = asked()
    press(prediction, "certain")
    assert not any(made.value for made in prediction.sure)
    assert "Choose an option first." in prediction.revealed.value
    assert prediction.given == []


@pytest.mark.parametrize("make", [reasoned, lambda: asked(why=REASONS)])
@pytest.mark.parametrize(("option", "other"), [("nothing", "the loss"), ("the loss", "nothing")])
def test_each_wrong_option_has_a_reason_of_its_own(make, option, other):
    prediction = make()
    commit(prediction, option)
    shown = prediction.revealed.value
    assert REASONS[option] in shown
    assert REASONS[other] not in shown
    assert shown.index(REASONS[option]) < shown.index(ANSWER) < shown.index("Because of ρ")


def test_the_right_option_shows_no_other_reason():
    prediction = reasoned()
    commit(prediction, ANSWER)
    assert REASONS["nothing"] not in prediction.revealed.value


def test_the_first_answer_stays():
    prediction = asked()
    commit(prediction, "nothing", "fairly sure")
    commit(prediction, ANSWER)
    assert prediction.given == [{"option": "nothing", "sure": "fairly sure"}]
    assert "✘" in prediction.revealed.value
    assert prediction.choice.disabled


def test_the_first_answer_stays_when_the_cell_is_run_again():
    commit(asked(), "nothing")
    again = asked()
    assert again.choice.value == "nothing"
    assert "✘" in again.revealed.value
    assert again.given == [{"option": "nothing", "sure": "certain"}]


def test_a_question_with_other_options_is_another_one():
    commit(asked(), "nothing")
    assert asked(options=["nothing", ANSWER]).given == []


def test_how_sure_one_was_is_marked():
    prediction = asked()
    commit(prediction, ANSWER, "a guess")
    assert [made.description for made in prediction.sure if made.icon and made.value] == ["a guess"]
    assert all(made.disabled for made in prediction.sure)


def test_after_talking_there_is_a_second_answer_and_both_are_kept():
    prediction = reasoned()
    from_the_page(prediction.again, True)
    commit(prediction, "nothing", "a guess")
    shown = prediction.revealed.value
    assert "Kept: nothing." in shown
    assert all(reason not in shown for reason in (*REASONS.values(), "✔", "✘", "ρ"))
    assert prediction.choice.value is None
    commit(prediction, ANSWER)
    assert "✔ Yes." in prediction.revealed.value
    assert [(one["option"], one["sure"]) for one in prediction.given] == [("nothing", "a guess"), (ANSWER, "certain")]
    commit(prediction, "the loss")
    assert len(prediction.given) == 2


def test_a_room_that_does_not_talk_after_all_sees_the_answer():
    prediction = asked()
    from_the_page(prediction.again, True)
    commit(prediction, "nothing")
    from_the_page(prediction.again, False)
    assert "✘" in prediction.revealed.value
    from_the_page(prediction.again, True)
    commit(prediction, ANSWER)
    assert len(prediction.given) == 1


def test_a_room_talks_about_every_question_of_the_page():
    first, second = asked(), asked(question="And then?")
    from_the_page(first.again, True)
    assert second.again.value
    assert asked(question="And after that?").again.value


def test_a_lecturer_reveals_all_and_nobody_was_right_or_wrong():
    predictions = [asked(), asked(answer="the loss")]
    reveal_all()
    for prediction in predictions:
        assert prediction.answer in prediction.revealed.value
        assert "✔" not in prediction.revealed.value
        assert "✘" not in prediction.revealed.value


def test_revealing_all_keeps_what_was_answered():
    prediction = asked()
    commit(prediction, "nothing")
    reveal_all()
    assert "✘" in prediction.revealed.value


def test_who_has_seen_the_answer_gives_none():
    prediction = asked()
    reveal_all()
    commit(prediction, ANSWER)
    assert prediction.given == []


def test_text_is_text_and_never_markup():
    prediction = asked(question=EVIL, options={"a": EVIL, EVIL: EVIL}, answer=EVIL, why=None)
    commit(prediction, "a")
    assert "<img" not in page(prediction)
    assert "<script" not in page(prediction)
    assert page(prediction).count("&lt;script&gt;") == 4


@pytest.mark.parametrize("chapter", questions.chapters())
def test_a_question_of_the_course_is_enough(chapter):
    for known in questions.chapters()[chapter]["predictions"]:
        prediction = predict(known["ask"])
        assert prediction.choice.options == tuple(known["options"])
        assert len(prediction.options) >= 2
        prediction.reveal()
        assert known["options"][known["answer"]] in html.unescape(page(prediction))


def test_what_the_course_does_not_ask_needs_options():
    with pytest.raises(ValueError, match="question must be one that the course asks"):
        predict(QUESTION)


def test_the_name_in_one_line():
    assert repr(asked()) == "Predict: What grows? nothing / the gradient / the loss"


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"question": 3}, TypeError, "^question must be text; got 3"),
        ({"answer": None}, TypeError, "^answer must be text; got None"),
        ({"why": ["x"]}, TypeError, r"^why must be text, or a dict with a text for each option; got \['x'\]"),
        ({"why": None}, TypeError, "^why must be text, or a dict with a text for each option; got None"),
        ({"why": {ANSWER: WHY}}, TypeError, "^why must be text, or a dict with a text for each option; got {'the gradient'"),
        ({"why": REASONS | {"nothing": 3}}, TypeError, "^why must be text, or a dict with a text for each option; got {"),
        (
            {"options": "the gradient"},
            TypeError,
            "^options must be a list of texts, or a dict with a reason for each; got 'the gradient'",
        ),
        ({"options": None}, TypeError, "^options must be a list of texts, or a dict with a reason for each; got None"),
        ({"options": [1, 2]}, TypeError, r"^options must be a list of texts, or a dict with a reason for each; got \[1, 2\]"),
        ({"options": []}, ValueError, "^options must be at least two, all different; got"),
        ({"options": [ANSWER]}, ValueError, "^options must be at least two, all different; got"),
        ({"options": [ANSWER, ANSWER, "x"]}, ValueError, "^options must be at least two, all different; got"),
        (
            {"answer": "gradient"},
            ValueError,
            "^answer must be one of the options, nothing, the gradient, the loss; got 'gradient'",
        ),
    ],
)
def test_bad_arguments_are_named(changes, error, words):
    with pytest.raises(error, match=words):
        asked(**changes)


def test_what_has_been_closed_is_forgotten():
    gone = weakref.ref(asked())
    widgets.Widget.close_all()
    gc.collect()
    assert gone() is None
    reveal_all()
