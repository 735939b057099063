"""Files of the kinds that people feed to a character model, each written when it is asked for."""

import gzip
import io
import json
import os
import urllib.parse
import zipfile

ENGLISH = "The keeper of the lamp said: it is late, and the sea is near.\n" * 40
CHINESE = "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n" * 40
JAPANESE = "吾輩は猫である。名前はまだ無い。\n" * 40
ARABIC = "كان القمر مضيئا في السماء، وكان الحارس يمشي على الجسر.\n" * 40
HEBREW = "הירח, the moon, עולה מעל הגשר, 7 bridges.\n" * 40
FRENCH = "Élise a mangé une crêpe où il fallait, l’été dernier.\n" * 40
EMOJI = "The 👩‍👩‍👧 saw a 🇩🇪 flag, 👍🏽 and 😀 ❤️.\n" * 40
LOG = b"2026-11-30 12:00:00 INFO worker 7: 200 OK, 31 ms\n"
CELL = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": ["x = 1\n", "print('é', x)\n"]}
NOTEBOOK = {"cells": [CELL] * 20, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
RECORDS = [{"name": "Mira", "says": "sad \ud83d", "n": number} for number in range(40)]  # half of a pair, as \ud83d


def docx():
    """What a word processor saves: a packed folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("word/document.xml", f"<w:t>{ENGLISH}</w:t>")
    return packed.getvalue()


LETTERS = {  # name -> what is in the file; each can be learned from
    "a mark at the beginning": b"\xef\xbb\xbf" + ENGLISH.encode(),
    "a mark in the middle": b"\xef\xbb\xbf" + ENGLISH.encode() + b"\xef\xbb\xbf" + ENGLISH.encode(),
    "CRLF": ENGLISH.replace("\n", "\r\n").encode(),
    "CR alone": ENGLISH.replace("\n", "\r").encode(),
    "combining marks": ("cafe\u0301 n\u0303u\u0308\u0323 Z\u0351\u036b\u0343alg\u0322o\n" * 40).encode(),
    "Arabic": ARABIC.encode(),
    "Hebrew and English": HEBREW.encode(),
    "one letter, often": b"a" * 100_000,
    "one line of 5 MB": b"the lamp and the bell and " * 200_000,
    "a log of 20 MB": LOG * (20_000_000 // len(LOG)),
    "a notebook": json.dumps(NOTEBOOK, indent=1).encode(),
    "white space": b" \n\t " * 100,
    "tabs": b"\t" * 400,
    "Latin-1": FRENCH.replace("’", "'").encode("latin-1"),
    "Windows-1252": FRENCH.encode("cp1252"),
    "UTF-16": ENGLISH.encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + FRENCH.encode("utf-16-be"),
    "UTF-16 without a mark": FRENCH.encode("utf-16-le"),
    "UTF-16, big end first, without a mark": CHINESE.encode("utf-16-be"),
    "UTF-32": ENGLISH.encode("utf-32"),
    "UTF-8 cut off": CHINESE.encode()[:-2],
    "Chinese": CHINESE.encode(),
    "emoji": EMOJI.encode(),
    "half pairs in JSON": json.dumps(RECORDS).encode(),
    "CSV": "name;born\nÅsa;1907\nMira;1911\n".encode() * 20,
    "HTML": b"<!doctype html><p onclick='alert(1)'>The <b>lamp</b> &amp; the bell</p>\n" * 20,
    "Python": b"def step(x, h):\n\treturn np.tanh(x @ W_xh + h @ W_hh)  # \\n\n" * 20,
    "3,000 kinds of characters": "".join(map(chr, range(0x4E00, 0x4E00 + 3000))).encode() * 3,
    "form feeds": b"chapter one\n\f\nchapter two\n" * 20,
    "control characters": b"\x1b[31mred\x1b[0m \x07\x08 and \x7f\n" * 20,
}
SENTENCES = {  # name -> what is in the file, and what is said of it
    "zeros": (b"a\0b\0\0c" * 100, "no text: it holds bytes of value 0. Save it as plain text"),
    "a word processor's file": (docx(), "a document, such as .docx, .odt or .epub: open it and save it as plain text"),
    "PDF": (b"%PDF-1.7\n1 0 obj << /Type /Catalog >>\n" * 20, "a PDF: copy its words and paste them"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "a picture: a text is needed"),
    "gzip": (gzip.compress(ENGLISH.encode()), "packed by gzip: unpack it first"),
    "empty": (b"", "is empty"),
    "one letter": (b"a", "has 1 characters, and at least 200 are needed: choose a longer text"),
    "Shift-JIS": (
        JAPANESE.encode("shift-jis"),
        "not UTF-8: byte 0 is 0x8c. Open it in an editor that shows it well, and save it",
    ),
    "21 MB": (LOG * (21_000_000 // len(LOG)), "has 21 MB: cut a part out of it"),
}


def folder(where):
    return where


def pipe(where):
    os.mkfifo(where / "pipe")
    return where / "pipe"


def quoted(where):
    (where / "my book.txt").write_text(ENGLISH)
    return f'"{where / "my book.txt"}"'


def address(where):
    (where / "my book.txt").write_text(ENGLISH)
    return f"file://{urllib.parse.quote(str(where / 'my book.txt'))}"


PATHS = {  # name -> (makes a path of a folder, what is said of it, "" where there is nothing wrong with it)
    "a folder": (folder, "a folder: name a file in it"),
    "a pipe": (pipe, "no ordinary file: a text is needed"),
    "what never ends": (lambda _: "/dev/zero", "no ordinary file: a text is needed"),
    "no file": (lambda where: where / "book.txt", "no such file in the folder"),
    "a name in quotation marks": (quoted, ""),
    "an address": (address, ""),
    "a path of Windows": (lambda _: r"C:\Users\me\book.txt", "no such file in the folder"),
    "nobody's home": (lambda _: "~nobody-has-this-name/book.txt", "no such file: there is no folder"),
    "half a character": (lambda where: f"{where}/\x00book", "no such file"),
}


def made(name, where):
    """Write the file of this name into a folder -> its path as it is typed, and what is said of it; "": it is read."""
    if name in PATHS:
        make, said = PATHS[name]
        return str(make(where)), said
    content, said = SENTENCES[name] if name in SENTENCES else (LETTERS[name], "")
    (where / "text.txt").write_bytes(content)
    return str(where / "text.txt"), said


ALL = (*LETTERS, *SENTENCES, *PATHS)
