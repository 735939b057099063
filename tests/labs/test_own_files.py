"""Whatever file is fed to a laboratory, it learns from it or says in a sentence what to do, and what was there stays."""

import os
import re

import pytest
from support import odd_files
from support.hands import from_the_page

from rnnlab import labs
from rnnlab.labs.kit.lab import Refusal


@pytest.fixture(scope="module", params=[labs.ngram, lambda: labs.character_training(h=4)], ids=["counting", "training"])
def lab(request):
    return request.param()


def test_there_are_many_kinds():
    assert len(set(odd_files.ALL)) == len(odd_files.ALL) >= 40


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes by name")
@pytest.mark.parametrize("name", odd_files.ALL)
def test_a_file_gives_letters_or_a_sentence(lab, name, tmp_path):
    lab.reset()
    before = lab.png, lab.readings, lab.summary, lab.code()
    path, said = odd_files.made(name, tmp_path)
    from_the_page(lab.controls["path"], path)
    assert lab.settings["source"] == "own file"
    assert lab.settings["path"] == path
    if said:
        assert isinstance(lab.error, Refusal)
        assert said in str(lab.error)
        assert re.fullmatch(r"The [^\ud800-\udfff]+[^.]\.", str(lab.error))
        assert (lab.png, lab.readings, lab.summary, lab.code()) == before
        assert "rnnlab-stale" in lab._words._dom_classes
        lab.reset()
        assert (lab.png, lab.error) == (before[0], None)
    else:
        assert lab.error is None
        assert lab.png != before[0]
        assert lab.readings != before[1]
        assert lab.summary != before[2]
        assert (
            re.sub(r"<[^>]*>", "", lab._letters.value)
            or lab.view.panels["written"].body.items
            or name in ("white space", "tabs")
        )
        assert eval(lab.code(), {"labs": labs}).readings == lab.readings


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Latin-1", "The file was read as Windows-1252 (Latin-1)."),
        ("UTF-16 without a mark", "The file was read as UTF-16."),
        ("UTF-32", "The file was read as UTF-32."),
        ("UTF-8 cut off", "The file was read as damaged UTF-8, with 1 × � for what is broken."),
        ("3,000 kinds of characters", "� stands for 2,801 rare kinds of characters, 93.4 % of the text."),
    ],
)
def test_how_a_file_was_read_is_said(lab, name, said, tmp_path):
    path, _ = odd_files.made(name, tmp_path)
    lab.set(path=path)
    assert lab.summary.endswith(said)


@pytest.mark.parametrize("name", ["CRLF", "CR alone", "a mark at the beginning", "UTF-16", "UTF-32", "an address"])
def test_one_text_in_many_forms_is_one_text(lab, name, tmp_path):
    lab.set(path=odd_files.made("a name in quotation marks", tmp_path)[0])
    plain = lab.readings
    lab.set(path=odd_files.made(name, tmp_path)[0])
    assert lab.readings == plain
