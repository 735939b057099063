"""Which text the labs learn from: those in the menu, or a file, and what is held out of it."""

import pathlib
import tempfile

import pytest
from support.hands import from_the_page

from rnnlab import labs
from rnnlab.labs.kit import text_chooser
from rnnlab.labs.kit.file_button import copied
from rnnlab.labs.kit.lab import Refusal


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """Copies go where they are taken away again."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "book.txt"
    path.write_text("the lamp and the bell " * 50, encoding="utf-8")
    return path


def test_a_file_is_read_once_until_it_changes(file):
    first = text_chooser.read("own file", str(file))
    assert text_chooser.read("own file", str(file)) is first
    file.write_text("another book altogether " * 50, encoding="utf-8")
    assert text_chooser.read("own file", str(file)) is not first


def test_what_is_held_out_comes_right_after_what_is_learned(file):
    given = text_chooser.read("own file", str(file))
    learned, held_out = given.parts(0.3)
    assert (len(learned), len(held_out)) == (300, 110)
    assert [*learned, *held_out] == [*given.indices[:410]]
    assert len(given.parts(1000)[0]) == 990
    assert [*given.notes()] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [("too short", "The file has 9 characters, and at least 200 are needed"), (None, "^The .*"), ("", "^The .*")],
)
def test_a_file_that_teaches_nothing_is_refused_in_words(tmp_path, content, said):
    path = tmp_path / "book.txt"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(Refusal, match=said):
        text_chooser.read("own file", str(path))


def test_a_chosen_file_has_a_path_from_then_on():
    settings = text_chooser.PATH().take("my book.txt", 999, b"the lamp and the bell " * 50)
    assert settings["source"] == text_chooser.OWN
    assert pathlib.Path(settings["path"]).name == "my_book.txt"
    assert len(text_chooser.read(**settings).indices) == 1100
    again = text_chooser.PATH().take("my book.txt", 999, b"another book altogether " * 50)
    assert again["path"] != settings["path"]  # both are there, for two labs


@pytest.mark.parametrize(
    "name", ["../../evil", "..", "", "/etc/passwd", "a\0b", "C:\\x\\y.txt", "b" * 5000, "Ærøskøbing.txt", " .txt "]
)
def test_no_name_of_a_chosen_file_leads_elsewhere(name):
    path = pathlib.Path(copied(name, 3, b"abc"))
    assert path.read_bytes() == b"abc"
    assert path.parent.parent == pathlib.Path(tempfile.gettempdir())
    assert path.parent.name.startswith("rnnlab-")


def test_a_file_too_large_for_the_page_is_refused_in_words():
    with pytest.raises(Refusal, match="The file has 12 MB, and 9 are the most"):
        copied("book.txt", 12_000_000, None)


def test_a_file_that_cannot_be_copied_is_refused_in_words(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(Refusal, match="The file cannot be copied: no such file"):
        copied("book.txt", 3, b"abc")


def test_without_a_path_one_is_asked_for():
    with pytest.raises(Refusal, match="Choose a text file"):
        text_chooser.read("own file", " ")


def test_rare_characters_have_one_sign_and_their_share_is_said(file, monkeypatch):
    monkeypatch.setattr(text_chooser, "KINDS", 5)
    file.write_text("abcd" * 90 + "xyz" * 13 + "�", encoding="utf-8")
    given = text_chooser.read("own file", str(file))
    assert given.vocabulary.characters == "abcd�"
    assert given.vocabulary.decode(given.indices) == "abcd" * 90 + "�" * 40
    assert [*given.notes()] == ["� stands for 4 rare kinds of characters, 10.0 % of the text."]


def test_as_many_kinds_as_there_may_be_are_kept(file, monkeypatch):
    monkeypatch.setattr(text_chooser, "KINDS", 7)
    file.write_text("abcdefg" * 60, encoding="utf-8")
    given = text_chooser.read("own file", str(file))
    assert (given.vocabulary.characters, [*given.notes()]) == ("abcdefg", [])


def test_what_a_file_is_in_is_said(file):
    file.write_text("the lamp and the bell " * 50, encoding="utf-16")
    assert [*text_chooser.read("own file", str(file)).notes()] == ["The file was read as UTF-16."]
    file.write_text("the garçon and the bell " * 50, encoding="latin-1")
    assert [*text_chooser.read("own file", str(file)).notes()] == ["The file was read as Windows-1252 (Latin-1)."]


def test_a_path_in_quotation_marks_is_the_same_file_and_read_anew_when_it_changes(file):
    first = text_chooser.read("own file", f'"{file}"')
    assert first.vocabulary == text_chooser.read("own file", str(file)).vocabulary
    file.write_text("another book altogether " * 50, encoding="utf-8")
    assert text_chooser.read("own file", f'"{file}"') is not first


@pytest.mark.parametrize("make", [labs.ngram, labs.character_training])
def test_a_path_that_is_typed_chooses_the_own_file(make, file):
    lab = make()
    from_the_page(lab.controls["path"], str(file))
    assert lab.settings["source"] == text_chooser.OWN
    assert "book.txt" in lab.summary
    lab.set(source="tale")
    assert (lab.settings["source"], lab.settings["path"]) == ("tale", str(file))
    from_the_page(lab.controls["path"], "")
    assert (lab.settings["source"], lab.error) == ("tale", None)
    lab.set(path=str(file))
    assert lab.settings["source"] == text_chooser.OWN
    lab.set(path=str(file), source="tale")
    assert lab.settings["source"] == "tale"
