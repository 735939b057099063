"""What a model writes where the picture has no letters for it: it lies over the picture's box, as text and never as markup."""

import re

import numpy as np
import pytest

from rnnlab import labs
from rnnlab.labs.kit import page_text

POEM = "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n" * 20
MOON = "كان القمر مضيئا في السماء، وكان الحارس يمشي على الجسر.\n" * 20
EVIL = "<img src=x onerror=alert(1)>月\x1b" * 20


@pytest.mark.parametrize("make", [labs.ngram, labs.character_training])
@pytest.mark.parametrize("text", [POEM, MOON], ids=["Chinese", "Arabic"])
def test_what_is_written_is_there_letter_by_letter(make, text, tmp_path):
    path = tmp_path / "poem.txt"
    path.write_text(text, encoding="utf-8")
    lab = make(source="own file", path=str(path))
    written, *_ = re.findall(r'<div dir="auto" style="[^"]*">([^<]*)</div>', lab._letters.value)
    assert len(written) >= 250
    assert set(written) <= set(text)
    assert lab.view._data["written"]["text"] == page_text.NOTE
    lab.set(source="tale")
    assert lab._letters.value == ""
    assert lab.view._data["written"]["text"] != page_text.NOTE


def test_what_was_written_on_the_way_is_there_too(tmp_path):
    (tmp_path / "poem.txt").write_text(POEM, encoding="utf-8")
    lab = labs.character_training(source="own file", path=str(tmp_path / "poem.txt"), h=4)
    assert lab._letters.value.count("<div") == 1
    for step in (20, 40):
        lab.set(step=step)
    _, diary = re.findall(r"<div[^>]*>([^<]*)</div>", lab._letters.value)
    (line,) = lab.bench.training.diary.values()
    assert diary == f"20: {line[:42]}".replace("\n", "¶")


def test_markup_is_text_and_a_control_character_has_a_sign(tmp_path):
    (tmp_path / "evil.txt").write_text(EVIL, encoding="utf-8")
    lab = labs.ngram(source="own file", path=str(tmp_path / "evil.txt"), order=8)
    assert "<img" not in lab._letters.value
    assert "&lt;img src=x onerror=alert(1)&gt;月␛" in lab._letters.value


def test_it_stands_where_the_picture_has_its_box():
    view = labs.ngram().view
    (style,) = re.findall(r'style="([^"]*)"', page_text.markup(view, [("written", "月")]))
    left, top, width, height = (float(part) / 100 for part in re.findall(r"([\d.]+)%", style))
    axes = view.panels["written"].axes
    corners = axes.transData.transform(axes.patches[0].get_xy()) / view.figure.bbox.size
    np.testing.assert_allclose(corners.min(axis=0), [left, 1 - top - height], atol=1e-3)
    np.testing.assert_allclose(corners.max(axis=0), [left + width, 1 - top], atol=1e-3)
