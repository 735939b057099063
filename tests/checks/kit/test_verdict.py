"""The words of a verdict reach the page as they are: no markup, no formula, nothing that cannot be sent."""

import re

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from rnnlab import checks
from rnnlab.checks.kit.same import beside
from rnnlab.checks.kit.verdict import Verdict


def raised(words):
    def fails(*case):
        raise ValueError(words)

    return checks.check_dh_prev(fails)


def test_what_the_learner_wrote_is_escaped_on_the_page():
    page = raised("oh <b>no</b>")._repr_html_()
    assert "<b>" not in page
    assert "oh &lt;b&gt;no" in page


def test_half_a_sign_can_be_sent():
    verdict = raised("bad \ud800")
    assert r"bad \ud800" in verdict.words
    for text in (verdict.words, repr(verdict), verdict._repr_html_()):
        assert text.isascii() or text.encode("utf-8")


@pytest.mark.parametrize(
    "formula", [r"$\frac12$", r"$$x^2$$", r"\(x\)", r"\[x\]", r"\begin{equation}x\end{equation}", "$5 or $6"]
)
def test_a_formula_is_not_typeset(formula):
    """MathJax looks for the signs at both of its ends in one run of text. That it finds none is seen in tests/browser, too."""
    page = raised(formula)._repr_html_()
    assert not re.search(r"[$\\][^<]", page)
    assert formula in re.sub(r"</?span>", "", page)
    assert formula in repr(raised(formula))


@pytest.mark.parametrize(
    ("reason", "sign", "ground", "edge"),
    [
        ("right", "✔", "#e5f3ee", "#009E73"),
        ("not answered", "○", "#f4f4f4", "#6b6b6b"),
        ("wrong numbers", "✘", "#fcefe6", "#D55E00"),
    ],
)
def test_a_verdict_is_told_by_a_sign_and_two_colours(reason, sign, ground, edge):
    verdict = Verdict("one", reason, "so it is")
    look = f"background: {ground}; border-left: 5px solid {edge}; color: #222; padding: 8px 12px; font-size: 15px"
    assert verdict._repr_html_() == f'<div class="rnnlab-verdict" style="{look}">{sign} one: so it is</div>'
    assert repr(verdict) == f"{sign} one: so it is"
    assert bool(verdict) is verdict.passed is (reason == "right")


def test_code_is_set_as_code_whatever_stands_in_it():
    page = Verdict("one", "wrong", "the line is `a < b $x$`.")._repr_html_()
    assert page.count("<code ") == 1
    assert ">a &lt; b <span>$</span>x<span>$</span></code>." in page


def test_numbers_stand_beside_the_right_ones_on_the_page_and_in_a_terminal():
    verdict = checks.check_dh_prev(lambda *case: np.sin(17 * checks.check_dh_prev.answer(*case)) + 3)
    first, name, heads, *rows = repr(verdict).splitlines()
    assert first == f"✘ dh_prev: {verdict.words}"
    assert name == "the result:"
    assert heads.split() == ["yours", "right", "difference"]
    assert rows
    assert "yours" in verdict._repr_html_()
    assert verdict.more().table is verdict.table


def test_more_keeps_all_but_one_hint():
    table = beside("a", np.ones(1), np.zeros(1))
    first = Verdict("one", "sign", "so.", more=("first", "second"), table=table)
    second = first.more()
    assert (second.exercise, second.reason, second.words, second.table) == ("one", "sign", "so. first", table)
    assert second.more().words == "so. first second"
    assert (third := second.more()).more() is third


def test_hints_are_folded_into_each_other():
    page = Verdict("one", "sign", "so.", more=("first", "second"))._repr_html_()
    summary = '<summary style="cursor: pointer">more</summary>'
    inner = f'<details style="margin-top: 4px">{summary}second</details>'
    assert page.endswith(f'✘ one: so.<details style="margin-top: 4px">{summary}first{inner}</details></div>')


def test_a_notebook_shows_what_a_strict_check_says_and_no_way_through_the_package():
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    with capture_output() as shown:
        shell.run_cell("from rnnlab import checks\nchecks.check_dh_prev(lambda dh, z, W_hh: dh @ W_hh.T, strict=True)")
    assert shown.stdout.splitlines() == repr(checks.check_dh_prev(lambda dh, z, W_hh: dh @ W_hh.T)).splitlines()
