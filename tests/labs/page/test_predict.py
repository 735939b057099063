"""A prediction shows its answer after the learner has committed, and never before, neither here nor in a stored notebook."""

import gc
import json
import weakref

import ipywidgets as widgets
import pytest
from IPython.core.formatters import DisplayFormatter
from support.hands import every, from_the_page

from rnnlab.labs import predict, reveal_all

QUESTION, OPTIONS, ANSWER, WHY = "What grows?", ["nothing", "the gradient", "the loss"], "the gradient", "Because of ρ > 1."
EVIL = '<img src=x onerror="alert(1)"> & <script>alert(2)</script>'


@pytest.fixture(autouse=True)
def to_be_stored(monkeypatch):
    monkeypatch.setenv("RNNLAB_STORED", "1")


def asked(**changes):
    return predict(**{"question": QUESTION, "options": OPTIONS, "answer": ANSWER, "why": WHY} | changes)


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
def test_a_choice_shows_whether_it_was_right_and_why(option, start):
    prediction = asked()
    from_the_page(prediction.choice, option)
    shown = prediction.revealed.value
    assert start in shown
    assert ANSWER in shown
    assert "Because of ρ &gt; 1." in shown
    assert 'class="rnnlab-answer"' in shown


def test_another_choice_is_judged_anew():
    prediction = asked()
    prediction.choice.value = "nothing"
    prediction.choice.value = ANSWER
    assert "✔" in prediction.revealed.value
    assert "✘" not in prediction.revealed.value


def test_a_lecturer_reveals_all_and_nobody_was_right_or_wrong():
    predictions = [asked(), asked(answer="the loss")]
    reveal_all()
    for prediction in predictions:
        assert prediction.answer in prediction.revealed.value
        assert "✔" not in prediction.revealed.value
        assert "✘" not in prediction.revealed.value


def test_revealing_all_keeps_what_was_chosen():
    prediction = asked()
    prediction.choice.value = "nothing"
    reveal_all()
    assert "✘" in prediction.revealed.value


def test_text_is_text_and_never_markup():
    prediction = asked(question=EVIL, options=["a", EVIL], answer=EVIL, why=EVIL)
    prediction.choice.value = EVIL
    assert "<img" not in page(prediction)
    assert "<script" not in page(prediction)
    assert page(prediction).count("&lt;script&gt;") == 3


def test_the_name_in_one_line():
    assert repr(asked()) == "Predict: What grows? nothing / the gradient / the loss"


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"question": 3}, TypeError, "^question must be text; got 3"),
        ({"answer": None}, TypeError, "^answer must be text; got None"),
        ({"why": ["x"]}, TypeError, r"^why must be text; got \['x'\]"),
        ({"options": "the gradient"}, TypeError, "^options must be a list of texts; got 'the gradient'"),
        ({"options": None}, TypeError, "^options must be a list of texts; got None"),
        ({"options": [1, 2]}, TypeError, r"^options must be a list of texts; got \[1, 2\]"),
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
