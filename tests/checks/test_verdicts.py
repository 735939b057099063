"""What the checks say of some sixty answers, whole: verdicts.md, where it can be read."""

import pytest
from write_verdicts import said, sections


@pytest.mark.parametrize("section", [pytest.param(section, id=section["title"]) for section in sections()])
def test_all_words_of_a_verdict(section):
    assert said(section["title"], section["code"]) == section["said"]
