"""The bytes of a file as a text. What they are in is found in this order: what is known to be no text, a mark at the beginning,
UTF-8, UTF-16 and UTF-32 without a mark, UTF-8 that is damaged, and Windows-1252, of which Latin-1's letters are a part."""

import codecs
import unicodedata

NO_TEXT = {  # what a file begins with -> what it is, and what to do
    (b"PK\3\4", b"\xd0\xcf\x11\xe0", b"{\\rtf"): "a document, such as .docx, .odt or .epub: open it and save it as plain text",
    (b"%PDF-",): "a PDF: copy its words and paste them",
    (b"\x1f\x8b",): "packed by gzip: unpack it first",
    (b"\x89PNG", b"\xff\xd8\xff", b"GIF8"): "a picture: a text is needed",
}
WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")  # the mark of the third begins that of the first
MARKS = {codecs.BOM_UTF8: "utf-8", **{"\ufeff".encode(encoding): encoding for encoding in WIDE}}
SAMPLE = 16_000  # bytes by which they are told apart
SEPARATORS = " \t\n\r\u3000、。，"
FEWEST = 0.01  # of the characters of a text are such; of what is none, hardly one
BROKEN = "\ufffd"  # stands for what cannot be read
DAMAGED = f"damaged {{}}, with {{}} × {BROKEN} for what is broken"
WESTERN = 0.2  # of the bytes of a text in Latin letters are not ASCII at most; in other letters most are


def decode(content):
    """The text, and in words what it is in, "" for UTF-8. Raises ValueError for what is no text, with the rest of a sentence
    that begins "the file"."""
    for beginnings, words in NO_TEXT.items():
        if content.startswith(beginnings):
            raise ValueError(f"which is {words}")
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return _marked(content[len(mark) :], encoding)
    if not content:
        raise ValueError("which is empty")
    if b"\0" not in content:
        try:
            return content.decode(), ""
        except UnicodeDecodeError as error:
            where = f"byte {error.start} is {content[error.start]:#04x}"
    wide = max(WIDE, key=lambda encoding: _separators(content, encoding))
    if _separators(content, wide) >= FEWEST:
        return content.decode(wide, "replace"), wide[:6].upper()
    if b"\0" in content:
        raise ValueError("which is no text: it holds bytes of value 0. Save it as plain text, in UTF-8")
    return _damaged(content) or _western(content, where)


def _marked(content, encoding):
    """The text after a mark that says what it is in."""
    if not content:
        raise ValueError("which is empty but for a mark at its beginning")
    text, name = content.decode(encoding, "replace"), encoding[:6].upper()
    broken = text.count(BROKEN)
    if broken > len(text) / 10:
        raise ValueError(f"which begins as {name} does and is none: save it as UTF-8")
    return text, DAMAGED.format(name, broken) if broken else "" if name == "UTF-8" else name


def _separators(content, encoding):
    """How much of the beginning stands between words; 0 where something cannot stand in a text."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(content[:SAMPLE])
    except UnicodeDecodeError:
        return 0.0
    odd = any(unicodedata.category(letter) in ("Cc", "Cn", "Co") and letter not in "\t\n\r\f" for letter in text)
    return 0.0 if odd or not text else sum(map(text.count, SEPARATORS)) / len(text)


def _damaged(content):
    """A text in UTF-8 of which a few characters are broken; None if it is something else."""
    text = content.decode("utf-8", "replace")
    broken, others = text.count(BROKEN), len(text) - len(text.encode("ascii", "ignore"))
    return (text, DAMAGED.format("UTF-8", broken)) if others > 5 * broken else None


def _western(content, where):
    """A text of the time before UTF-8, in Latin letters."""
    high, text = len(content.translate(None, bytes(range(128)))) / len(content), content.decode("cp1252", "replace")
    if high > WESTERN or BROKEN in text:
        raise ValueError(f"which is not UTF-8: {where}. Open it in an editor that shows it well, and save it as UTF-8")
    return text, "Windows-1252 (Latin-1)"
