"""Texts to learn from: the tale as promised, what is installed, and every file that is not a text named as what it is."""

import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

import numpy as np
import pytest

from rnnlab.language import files, text_sources

ROOT = pathlib.Path(__file__).parents[2]


def test_the_tale_is_about_30_kb_of_plain_english():
    words = text_sources.tale()
    assert 28_000 < len(words) < 32_000
    assert words.isascii()
    assert len(set(words)) == 50
    assert not set(words) & set("!\t\r_*#")


def test_the_tale_repeats_itself_so_that_little_of_it_teaches_much():
    words = text_sources.tale()
    assert words.count("Mira") > 70
    assert words.count("down from the hill") + words.count("Down from the hill") > 10
    assert words.count("There is a crack in the wall at Hollow Mere. Open the sea gate before the third night.") > 7


def test_a_paragraph_of_the_tale_is_one_line():
    lines = text_sources.tale().split("\n")
    assert max(map(len, lines)) > 300
    assert not any(line != line.strip() or "  " in line for line in lines)
    assert not any(line.endswith((",", "-")) for line in lines)


@pytest.mark.parametrize("name", text_sources.SOURCES)
def test_a_source_gives_as_much_as_was_asked_for_from_its_beginning(name):
    source = text_sources.SOURCES[name]
    short, long = source(1000), source(5000)
    assert (len(short), len(long)) == (1000, 5000)
    assert long.startswith(short)
    assert source(5000) == long


def test_what_is_installed_is_plain_and_plenty():
    for source in (text_sources.python_library, text_sources.numpy_docstrings):
        much = source(1_100_000)
        assert len(much) == 1_100_000
        assert much.isascii()
    assert "import" in text_sources.python_library()
    assert np.linspace.__doc__.strip().splitlines()[0] in text_sources.numpy_docstrings(1_100_000)


def test_no_docstring_comes_twice():
    assert text_sources.numpy_docstrings(1_100_000).count("Return evenly spaced numbers over a specified interval.") == 1


# Files


def write(folder, content, name="a book.txt"):
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a tale", "a tale"),
        ("Émile, 中文, 🙂".encode(), "Émile, 中文, 🙂"),
        (b"\xef\xbb\xbfmarked", "marked"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
    ],
)
def test_a_file_is_read(tmp_path, content, text):
    path = write(tmp_path, content)
    assert text_sources.from_file(path) == text_sources.from_file(str(path)) == text


def test_a_file_in_the_home_folder_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    write(tmp_path, b"mine")
    assert text_sources.from_file("~/a book.txt") == "mine"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "which is empty"),
        (b"\xef\xbb\xbf", "which is empty but for a mark"),
        (b"\x89PNG\r\n\x1a\n\0\0", "which is a picture: a text is needed"),
        (b"PK\3\4\0\0", "which is a document, such as .docx, .odt or .epub: open it and save it as plain text"),
        (b"a\0\1b" * 50, "which is no text: it holds bytes of value 0. Save it as plain text"),
        (b"\xff\0" * 99, "which is no text: it holds bytes of value 0"),
        ("Привет, мир. ".encode("cp1251"), "which is not UTF-8: byte 0 is 0xcf"),
        ("吾輩は猫である。".encode("shift-jis"), "which is not UTF-8: byte 0 is 0x8c. Open it in an editor"),
        (b"caf\x81 in ASCII for the rest", "which is not UTF-8: byte 3 is 0x81"),
        (b"\xff\xfe", "which is empty but for a mark at its beginning"),
        (b"\xff\xfe\0\0" + b"\xff" * 40, "which begins as UTF-32 does and is none"),
    ],
)
def test_what_is_no_text_is_said(tmp_path, content, words):
    path = write(tmp_path, content)
    with pytest.raises(ValueError, match=r"^path must lead to a text of at most 20 MB; got ") as caught:
        text_sources.from_file(path)
    assert words in str(caught.value)
    assert "a book.txt" in str(caught.value)


MANY = "Émile reads: 床前明月光。 And so on, for a while.\n" * 9
WESTERN = "Le garçon a lu “L’Étranger”.\n"


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        (MANY.encode("utf-16"), MANY, "UTF-16"),
        (b"\xfe\xff" + MANY.encode("utf-16-be"), MANY, "UTF-16"),
        (MANY.encode("utf-16-le"), MANY, "UTF-16"),
        (MANY.encode("utf-16-be"), MANY, "UTF-16"),
        ("床前明月光，疑是地上霜。".encode("utf-16-le"), "床前明月光，疑是地上霜。", "UTF-16"),
        (MANY.encode("utf-32"), MANY, "UTF-32"),
        (b"\0\0\xfe\xff" + MANY.encode("utf-32-be"), MANY, "UTF-32"),
        (MANY.encode("utf-32-le"), MANY, "UTF-32"),
        (MANY.encode("utf-32-be"), MANY, "UTF-32"),
        (WESTERN.encode("cp1252"), WESTERN, "Windows-1252 (Latin-1)"),
        ("Émile".encode("latin-1"), "Émile", "Windows-1252 (Latin-1)"),
        (b"caf\xc3\xa9 " * 9 + b"\xc3", "café " * 9 + "\ufffd", "damaged UTF-8, with 1 × \ufffd for what is broken"),
        ("床前明月光是".encode() + b"\xe5\xba", "床前明月光是\ufffd", "damaged UTF-8, with 1 × \ufffd for what is broken"),
        ("床前明月光".encode() * 2, "床前明月光" * 2, ""),
        (b"\xef\xbb\xbfthe lamp \xff and", "the lamp \ufffd and", "damaged UTF-8, with 1 × \ufffd for what is broken"),
        (MANY.encode("utf-16")[:-3], MANY[:-2] + "\ufffd", "damaged UTF-16, with 1 × \ufffd for what is broken"),
    ],
)
def test_what_a_file_is_in_is_recognised(tmp_path, content, text, encoding):
    found, words = text_sources.recognised(write(tmp_path, content))
    assert (found, words) == (text, encoding)


@pytest.mark.parametrize("around", ["'{}'", '"{}"', "“{}”", " {} ", '  "{}"'])
def test_quotation_marks_around_a_path_are_taken_off(tmp_path, around):
    assert text_sources.from_file(around.format(write(tmp_path, b"mine"))) == "mine"


@pytest.mark.parametrize("form", ["file://{}", "file://localhost{}", "FILE:{}", '"file://{}"'])
def test_the_address_of_a_file_is_a_path(tmp_path, form):
    path = urllib.parse.quote(str(write(tmp_path, b"mine")))
    assert "%20" in path
    assert text_sources.from_file(form.format(path)) == "mine"


def test_a_file_whose_name_has_quotation_marks_is_found(tmp_path):
    assert text_sources.from_file(write(tmp_path, b"mine", "'a book'")) == "mine"
    assert files.named("file:///C:/x%20y.txt") == "C:/x y.txt"
    assert files.named("file:here.txt") == "file:here.txt"


def in_short(path):
    """How a sentence names a folder, however long its name."""
    return re.escape(text_sources._short(path))


def test_where_a_file_is_missing_it_is_said_where_it_was_looked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=f"no such file in the folder {in_short(tmp_path)}, nor a .txt file"):
        text_sources.from_file("book.txt")
    for name in "gfedcba":
        write(tmp_path, b"x", f"{name}.TXT")
    with pytest.raises(ValueError, match=r"The texts there: a.TXT, b.TXT, c.TXT, d.TXT, e.TXT and 2 more$"):
        text_sources.from_file("book.txt")
    with pytest.raises(ValueError, match=f"there is no folder {in_short(tmp_path / 'books')}"):
        text_sources.from_file("books/book.txt")


def test_a_file_of_200_mb_is_refused_unread(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # it takes no room on the disk
    with pytest.raises(ValueError, match="which has 200 MB"):
        text_sources.from_file(path)


def test_what_is_no_file_is_said(tmp_path):
    with pytest.raises(ValueError, match="which is a folder"):
        text_sources.from_file(tmp_path)
    for nowhere in (tmp_path / "nowhere.txt", "", " ", "a\0b", "~nobody-has-this-name/x", "\udcff"):
        with pytest.raises(ValueError, match=r"and there is no such file|which is a folder"):
            text_sources.from_file(nowhere)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes by name")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="which is no ordinary file"):
        text_sources.from_file(tmp_path / "pipe")


def test_what_the_system_refuses_is_said_in_its_words(tmp_path):
    path = tmp_path / ("x" * 300)
    with pytest.raises(ValueError, match=r"no such file|cannot be read: file name too long") as caught:
        text_sources.from_file(path)
    assert len(str(caught.value)) < 250


def test_a_file_that_may_not_be_read_is_said(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "opened", refuse)
    with pytest.raises(ValueError, match="which cannot be read: permission denied"):
        text_sources.from_file(write(tmp_path, b"secret"))


@pytest.mark.parametrize("path", [None, 3, b"bytes.txt", ["a"]])
def test_what_is_no_path_is_said(path):
    with pytest.raises(TypeError, match="path must be the name of a text file; got"):
        text_sources.from_file(path)


def test_nothing_is_read_before_it_is_asked_for():
    code = "import rnnlab.language.text_sources as s; assert s._tale.cache_info().currsize == 0"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.skipif(not os.path.exists("/proc/version"), reason="this system has no /proc")
def test_what_the_system_makes_up_is_not_read():
    for path in ("/proc/version", "/proc/kmsg"):
        with pytest.raises(ValueError, match=r"which is empty|permission denied|not permitted"):
            text_sources.from_file(path)
