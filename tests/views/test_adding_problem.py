"""The picture of the adding problem: curves with the future pale, marks for what is off the scale, answers, one sequence."""

import numpy as np
import pytest
from support.pictures import crowded

from rnnlab.views.adding_problem import SPREAD, AddingProblem
from rnnlab.views.panels.error_curves import HIGHEST, words

NAN, INF = np.nan, np.inf


@pytest.fixture
def view():
    return AddingProblem(100)


def show(view, first, second=(), step=0, answers=((0.5, 1.2), ())):
    first, second = np.array(first, float), np.array(second, float)
    said = [np.array(each, float) for each in answers]
    beside = ("tanh RNN", float(second[step]), "no better than saying 1") if len(second) else None
    names = ["ReLU, Gaussian", *(["tanh RNN"] if beside else [])]
    view.update(
        outcomes={"first": ("ReLU, Gaussian", float(first[step]), "no better than saying 1"), "second": beside},
        errors={"first": first, "second": second, "step": step, "names": names},
        answers={"sums": np.array([0.3, 1.6]), "first": said[0], "second": said[1], "names": names},
        sequence={
            "numbers": np.linspace(0, 1, 7),
            "marked": np.array([1, 5]),
            "total": "0.17 + 0.83 = 1.00",
            "first": "● −0.62",
            "second": "■ 1.00" if len(second) else "",
        },
    )
    view.png()
    return view.panels


def test_past_and_future_meet_at_the_step_looked_at(view, no_excuses):
    curve = show(view, [0.25, 0.2, 0.1, 0.05], step=2)["errors"].curves["first"]
    assert curve.past.get_xdata().tolist() == [0, 1, 2]
    assert curve.future.get_xdata().tolist() == [2, 3]
    assert (curve.now.get_xdata().tolist(), curve.now.get_ydata().tolist()) == ([2], [0.1])
    assert not len(curve.over.get_xdata())


@pytest.mark.parametrize("bad", [0.5, 1e30, INF, NAN])
def test_what_is_above_the_scale_or_no_number_is_marked(view, bad, no_excuses):
    curve = show(view, [0.2, bad, 0.1], step=1)["errors"].curves["first"]
    assert curve.over.get_xdata().tolist() == [1]
    assert curve.now.get_ydata().tolist() == [HIGHEST]


def test_a_network_alone_leaves_the_other_row_empty(view, no_excuses):
    panels = show(view, [0.2])
    assert [text.get_text() for text in panels["outcomes"].rows["second"]] == ["", "", ""]
    assert not len(panels["errors"].curves["second"].now.get_xdata())
    assert not len(panels["answers"].dots["second"].get_xdata())


def test_answers_stand_over_the_right_sum_and_those_outside_at_the_edge(view, no_excuses):
    panels = show(view, [0.2], [0.1], answers=((0.5, NAN), (-9.0, INF)))
    first, second = (panels["answers"].dots[name] for name in ("first", "second"))
    assert first.get_xdata().tolist() == [0.3, 1.6]
    assert first.get_ydata().tolist() == [0.5, 2 + SPREAD]
    assert second.get_ydata().tolist() == [-SPREAD, 2 + SPREAD]


def test_the_marked_numbers_have_a_tip(view):
    panel = show(view, [0.2])["sequence"]
    np.testing.assert_allclose(panel.tips.get_xdata(), [1.5 / 7, 5.5 / 7])
    assert len(panel.marked.get_segments()) == 2
    assert len(panel.numbers.get_segments()) == 7


def test_curves_answers_and_numbers_say_what_they_are(view):
    panels = show(view, [0.25, 0.2, INF], [0.1, 0.05, 0.02], step=1, answers=((0.5, -9.0), (1.0, NAN)))
    errors, answers, sequence = (panels[name] for name in ("errors", "answers", "sequence"))
    assert (errors.says(1, 0.2), errors.at(1, 0.2)) == ("ReLU, Gaussian: error at step 1: 0.200", {"step": 1})
    assert (errors.says(2, HIGHEST), errors.at(2, HIGHEST)) == ("ReLU, Gaussian: error at step 2: ∞", {"step": 2})
    assert errors.says(2, 0.02) == "tanh RNN: error at step 2: 0.020"
    assert answers.says(0.3, 1.0) == "tanh RNN says 1.00 where 0.30 is right"
    assert answers.says(1.6, -SPREAD) == "ReLU, Gaussian says −9.00 where 1.60 is right"  # at the edge, and yet its number
    assert sequence.says(1.5 / 7, 0.9) == "step 2: 0.17, marked"
    assert sequence.says(6.9 / 7, 0.1) == "step 7: 1.00, not marked"


def test_the_mark_in_the_middle_stands_at_a_whole_step(view):
    time = show(view, [0.2])["sequence"].time
    middle = time._numbers[1]
    assert middle.get_text() == "3"
    assert middle.get_position()[0] == time._mark.get_xdata()[0] == 3 / 7


def test_the_names_of_the_lines_lie_above_the_curves(view):
    panel = view.panels["errors"]
    assert [text.get_text()[:4] for text in panel.artists[-2:]] == ["1/6:", "1/12"]


def test_the_frame_is_drawn_once(view, monkeypatch):
    show(view, [0.2, 0.1], [0.2, 0.2])
    monkeypatch.setattr(view.figure.canvas, "draw", lambda: pytest.fail("the frame is drawn again"))
    show(view, [0.2, INF, 0.1], [0.2, 0.2, NAN], step=2)


def test_no_two_texts_meet(view):
    show(view, [1234.5], [1e9], step=0)
    assert list(crowded(view.figure)) == []


def test_errors_in_words():
    assert [words(error) for error in (0.1667, 0.0042, 0.0003, 0.0, 12345.0, INF, NAN)] == [
        "0.167",
        "0.0042",
        "0.0003",
        "0",
        "10⁴",
        "∞",
        "NaN",
    ]
