"""What is printed can be printed everywhere: unchanged where UTF-8 is spoken, and in plain words elsewhere."""

import io
import os
import subprocess
import sys

import pytest

from rnnlab.printing import PLAIN, shown

SIGNS = "✔ ✘ ○ ρ ² → ‖W_hh‖ 木"


def test_a_page_and_a_console_in_utf_8_keep_every_sign(monkeypatch):
    for stdout in (None, io.StringIO(), io.TextIOWrapper(io.BytesIO(), "utf-8")):
        monkeypatch.setattr(sys, "stdout", stdout)
        assert shown(SIGNS) == SIGNS


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", r"[right] [wrong] [open] rho ² -> ||W_hh|| \u6728"),
        ("ascii", r"[right] [wrong] [open] rho \xb2 -> ||W_hh|| \u6728"),
        ("iso8859-7", r"[right] [wrong] [open] ρ ² -> ||W_hh|| \u6728"),
    ],
)
def test_a_console_that_lacks_signs_gets_words(monkeypatch, encoding, words):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding))
    assert shown(SIGNS) == words
    print(shown(SIGNS))


def test_half_a_sign_can_be_printed_too():
    assert shown("\ud800") == r"\ud800"


def test_every_word_is_ascii():
    assert "".join(PLAIN.values()).isascii()


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_whatever_the_course_prints_can_be_printed(encoding):
    code = """
from rnnlab import checks, labs
from rnnlab.labs.kit.lab import close_all
from rnnlab.labs.page.ready import Readiness
print(checks.check_dh_prev(checks.check_dh_prev.answer), checks.check_dh_prev(lambda *case: None))
print(checks.train_with(*[None] * 5), labs.predict("ρ → ∞?", ["→", "←"], "→", "so"))
print(Readiness({"ρ": "→"}))
lab = labs.hidden_state()
lab.name = "ρ"
print(lab)
"""
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, encoding=encoding)
    assert run.stderr == ""
    assert "[right] dh_prev: right, on all cases. [open] dh_prev: not answered yet" in run.stdout
    assert r"Predict: rho -> \u221e? -> / <-" in run.stdout
    assert "not ready: rho: ->" in run.stdout
    assert "\nrho(" in run.stdout
