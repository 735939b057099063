"""Texts to learn from: a tale of our own, two texts that are on every machine that runs this, and any file.

Only the tale is the same everywhere. Python's library and NumPy's docstrings are read from what is installed, so they differ
from version to version: no number that a notebook prints may depend on them.

In `tale.txt` a paragraph is one line, however long. So the end of a line means something, the end of what somebody says, and a
model can learn it; where a line is broken to fit a page, nobody could foretell the break.
"""

import functools
import importlib
import inspect
import itertools
import os
import pathlib
import types
import zipfile

from rnnlab import validation
from rnnlab.language import encodings, files

LARGEST = 20_000_000  # bytes of a file: more would take hours to learn and all the memory there is
LOOKED_AT, NAMED = 2000, 5  # files of a folder in which one is missing, and how many of them a sentence names
SHORTEST_DOCSTRING = 200  # characters; what is shorter says little
# Where NumPy's docstrings are looked for, in this order.
EXPLAINED = (
    "numpy",
    "numpy.linalg",
    "numpy.fft",
    "numpy.random",
    "numpy.polynomial",
    "numpy.ma",
    "numpy.strings",
    "numpy.char",
)


def tale(size=None):
    """The Seven Bridges of the Ash, written for this course: about 30,000 characters. With a `size`, its beginning."""
    return _beginning(_tale(), size)


def python_library(size=300_000):
    """The source of Python's own library as it is installed here, file after file, cut after `size` characters.

    Files with other characters than plain ASCII are left out. Where there is less than `size`, this is all there is.
    """
    return _beginning(_gather(_library_files(), validation.whole("size", size)), size)


def numpy_docstrings(size=300_000):
    """The explanations inside the installed NumPy: English, and code in it, cut after `size` characters. None comes twice.

    Those with other characters than plain ASCII are left out. Where there is less than `size`, this is all there is.
    """
    return _beginning(_gather(_docstrings(), validation.whole("size", size)), size)


def from_file(path):
    """The text of a file, such as from_file("~/a_book.txt"). Ends of lines become "\\n" on every system.

    It is in UTF-8, UTF-16, UTF-32 or Windows-1252: `recognised` tells which. Quotation marks around the path and file:// before
    it are taken off. Raises TypeError for what is not a path, and ValueError for what cannot be read as a text of at most
    LARGEST bytes. The sentence says what is wrong with it.
    """
    return recognised(path)[0]


def recognised(path):
    """What `from_file` returns, and in words what the file is in, such as "UTF-16"; "" for UTF-8."""
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"path must be the name of a text file; got {path!r}")
    content = _bytes_of(path)
    try:
        text, encoding = encodings.decode(content)
    except ValueError as error:
        raise _refusal(path, error) from None
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


SOURCES = {"tale": tale, "Python library": python_library, "NumPy docstrings": numpy_docstrings}


@functools.cache
def _tale():
    return pathlib.Path(__file__).with_name("tale.txt").read_text(encoding="utf-8")


def _beginning(text, size):
    return text if size is None else text[: validation.whole("size", size)]


def _gather(pieces, size):
    """Pieces with an empty line between them, until there are `size` characters."""
    gathered, length = [], 0
    for piece in pieces:
        gathered.append(piece.strip())
        length += len(gathered[-1]) + 2
        if length > size:
            break
    return "\n\n".join(gathered)


def _library_files():
    """The text of each file right in the folder of Python's library, by name. In a browser that folder is an archive."""
    folder = pathlib.Path(inspect.__file__).parent
    folder = zipfile.Path(folder) if folder.is_file() else folder
    for path in sorted((path for path in folder.iterdir() if path.name.endswith(".py")), key=lambda path: path.name):
        content = path.read_bytes()
        if content.isascii() and not path.name.startswith("_"):
            yield content.decode().replace("\r\n", "\n")


def _docstrings():
    """Each docstring of NumPy once."""
    seen = set()
    for thing in _explained():
        words = thing.__doc__
        if isinstance(words, str) and len(words) >= SHORTEST_DOCSTRING and words.isascii() and words not in seen:
            seen.add(words)
            yield inspect.cleandoc(words)


def _explained():
    """What is public in NumPy, module by module, with the methods of its classes. Nothing outdated is touched: `vars`, no
    `getattr`."""
    for name in EXPLAINED:
        for thing in _public(importlib.import_module(name)):
            if not isinstance(thing, types.ModuleType):
                yield thing
                yield from _public(thing) if isinstance(thing, type) else ()


def _public(owner):
    return [value for name, value in sorted(vars(owner).items()) if not name.startswith("_")]


def _bytes_of(path):
    try:
        file = pathlib.Path(files.named(path))
        if file.is_dir():
            raise _refusal(path, "which is a folder: name a file in it")
        if not file.exists():
            raise _refusal(path, _missing(file))
        if not file.is_file():
            raise _refusal(path, "which is no ordinary file: a text is needed")
        with files.opened(file) as content:
            if files.size(content) > LARGEST:
                raise _refusal(path, f"which has {files.size(content) / 1e6:,.0f} MB: cut a part out of it")
            return content.read(files.size(content))  # 0 bytes of what never ends, as in /proc
    except OSError as error:
        raise _refusal(path, f"which cannot be read: {(error.strerror or str(error)).lower()}") from None
    except UnicodeError:  # a name that no file can have
        raise _refusal(path, "and there is no such file") from None


def _missing(file):
    """Where a file was looked for, and what could have been meant."""
    folder = file.absolute().parent
    words = f"and there is no such file in the folder {_short(folder)}"
    try:
        with os.scandir(folder) as entries:
            texts = sorted(entry.name for entry in itertools.islice(entries, LOOKED_AT) if entry.name.lower().endswith(".txt"))
    except (OSError, ValueError):
        return f"and there is no such file: there is no folder {_short(folder)}"
    more = f" and {len(texts) - NAMED} more" if len(texts) > NAMED else ""
    return f"{words}. The texts there: {', '.join(map(_short, texts[:NAMED]))}{more}" if texts else f"{words}, nor a .txt file"


def _refusal(path, reason):
    return ValueError(f"path must lead to a text of at most {LARGEST // 10**6} MB; got {_short(path)!r}, {reason}")


def _short(path):
    name = os.fsdecode(path).encode("utf-8", "replace").decode()  # half of a pair of UTF-16 can be sent to no page
    return name if len(name) <= 80 else f"{name[:40]}...{name[-37:]}"
