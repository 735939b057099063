"""Texts to learn from: the tale as promised, what is installed, and every file that is not a text named as what it is."""

import os
import pathlib
import subprocess
import sys

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
        (b"\x89PNG\r\n\x1a\n\0\0", "which is no text: it holds bytes of value 0"),
        ("Émile".encode("latin-1"), "which is not UTF-8: byte 0 is 0xc9"),
        (b"ab\xff", "which is not UTF-8: byte 2 is 0xff"),
        ("Émile".encode("utf-16"), "which is UTF-16: save it as UTF-8"),
        (b"\xfe\xff" + "ab".encode("utf-16-be"), "which is UTF-16: save it as UTF-8"),
        (b"\xff\xfe", "which is UTF-16: save it as UTF-8"),
    ],
)
def test_what_is_no_text_is_said(tmp_path, content, words):
    path = write(tmp_path, content)
    with pytest.raises(ValueError, match=r"^path must lead to a text in UTF-8 of at most 20 MB; got ") as caught:
        text_sources.from_file(path)
    assert words in str(caught.value)
    assert "a book.txt" in str(caught.value)


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
