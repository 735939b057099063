"""The words of a verdict reach the page as they are: no markup, no formula, nothing that cannot be sent."""

import re

import pytest

from rnnlab import checks
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
    assert verdict._repr_html_() == f'<div role="status" style="{look}">{sign} one: so it is</div>'
    assert repr(verdict) == f"{sign} one: so it is"
    assert bool(verdict) is verdict.passed is (reason == "right")
