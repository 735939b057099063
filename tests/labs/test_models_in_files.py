"""A model goes from one laboratory to the other by way of a file: kept with a button, opened with a button."""

import re

import numpy as np
import pytest
from support.hands import every

from rnnlab import labs
from rnnlab.labs.kit.file_button import KeepButton
from rnnlab.labs.kit.lab import Refusal
from rnnlab.language import character_model, model_files, text

ENGLISH = "the lamp and the bell and the bench. " * 60


def kept(lab, monkeypatch):
    """What the page gets when the button is pressed: the file's name and its bytes."""
    (button,) = every(KeepButton, lab)
    sent = []
    monkeypatch.setattr(button, "send", lambda message, buffers: sent.append((message["name"], bytes(buffers[0]))))
    button._handle_custom_msg({}, [])
    (file,) = sent
    return file


@pytest.fixture
def trained(tmp_path):
    (tmp_path / "book.txt").write_text(ENGLISH)
    lab = labs.character_training(source="own file", path=str(tmp_path / "book.txt"), h=7, cell="gru")
    lab.set(step=20)
    return lab


def opened(lab, name, content):
    lab.controls["path"].button._handle_custom_msg({"name": name, "size": len(content)}, [memoryview(content)])


def test_a_kept_model_is_opened_in_the_other_lab(trained, monkeypatch):
    name, content = kept(trained, monkeypatch)
    assert name == "gru_7.npz"
    inside = labs.inside_a_model(prompt="the bench", step=9, unit=40)
    opened(inside, name, content)
    assert inside.error is None
    assert (inside.settings["unit"], inside.controls["unit"].max) == (7, 7)
    shares = character_model.states(trained.model, "the bench").probabilities[-1]
    assert inside.readings["probability"] == round(float(shares.max()), 3)
    again = eval(inside.code(), {"labs": labs})
    assert again.readings == inside.readings
    inside.set(path="")
    assert inside.controls["unit"].max == 48


def test_what_is_no_model_is_a_sentence_and_the_picture_stays(trained, tmp_path):
    inside = labs.inside_a_model()
    before = inside.png, inside.readings
    for content, said in ((b"no model", "it is no .npz file"), (b"", "it is no .npz file")):
        opened(inside, "model.npz", content)
        assert isinstance(inside.error, Refusal)
        assert str(inside.error).startswith("The path must be a file written by")
        assert said in str(inside.error)
        assert (inside.png, inside.readings) == before
    inside.set(path=str(tmp_path / "nowhere.npz"))
    assert "there is no such file" in str(inside.error)
    inside.set(path="")
    assert (inside.error, inside.png) == (None, before[0])


def test_a_model_that_cannot_read_the_prompt_says_what_it_reads(tmp_path):
    poem = "床前明月光，疑是地上霜。"
    model = character_model.init(text.Vocabulary.of(poem), 5)
    model_files.save(tmp_path / "poem.npz", model)
    inside = labs.inside_a_model(prompt="the bench")
    inside.set(path=f'"{tmp_path / "poem.npz"}"')
    assert "The model knows none of these characters: 't', 'h', 'e', ' ', 'b' and 2 more. It knows '。'," in str(inside.error)
    inside.set(prompt="床前")
    assert inside.error is None
    *texts, letters = re.findall(r"<div[^>]*>(.*?)</div>", inside._letters.value, re.DOTALL)
    assert len(texts) == 2
    assert set("".join(texts)) <= set(poem)
    likely = inside.view._data["next"]["letters"]
    assert letters == "".join(f"<span>{letter}</span>" for letter in likely)
    assert set(likely) <= set(poem)


def test_a_file_that_was_written_anew_is_another_model(tmp_path):
    path, letters = tmp_path / "m.npz", text.Vocabulary("abc ")
    inside = labs.inside_a_model(prompt="abc")
    for h in (3, 5):
        model_files.save(path, character_model.init(letters, h))
        inside.set(path=str(path))
        assert inside.controls["unit"].max == h
    np.testing.assert_array_equal(inside.settings["unit"], 1)
