"""The words of a verdict reach the page as they are: no markup, no formula, nothing that cannot be sent."""

import re

import pytest

from rnnlab import checks


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
