"""What a console can show: a text in its own signs or, where the console has not got them, in plain words and letters."""

import codecs
import sys
import unicodedata

PLAIN = {
    "✔": "[right]",
    "✘": "[wrong]",
    "○": "[open]",
    "−": "-",
    "→": "->",
    "←": "<-",
    "‖": "||",
    "…": "...",
    "“": '"',
    "”": '"',
    "×": "x",
    "·": "*",
}


def shown(text):
    """`text` as sys.stdout can print it: unchanged if that speaks UTF-8, as JupyterLab does."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, __name__).decode(encoding)


def _plain(error):
    """For a console in cp1252, "ρ" becomes "rho" and "²" stays."""
    return "".join(map(_word, error.object[error.start : error.end])), error.end


def _word(sign):
    """What stands for one sign, all of it ASCII."""
    name = unicodedata.name(sign, "").split()
    greek = name[-1].lower() if name[:1] == ["GREEK"] else None
    return PLAIN.get(sign) or greek or sign.encode("ascii", "backslashreplace").decode()


codecs.register_error(__name__, _plain)
