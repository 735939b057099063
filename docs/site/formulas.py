"""Formulas as MathML, which a browser draws without a script, a font of ours or a network."""

import re

from latex2mathml.converter import convert

# What the converter draws badly, in its own LaTeX: words letter by letter, a transpose in italics, a prime high above its
# letter, and a function that touches the fraction after it.
REWRITTEN = [
    (r"\\math(?:rm|sf)\s*(?:\{(\w+)\}|(\w))", r"\\text{\1\2}"),
    (r"(\w)'", r"{\1\\prime}"),
    (r"\\(log|max|min)\s+(?=[\\\w])", r"\\\1\\,"),
]
NOT_UNDERSTOOD = re.compile(r"<mi>(\\\w+|&)</mi>|linebreak")


def inline(tex):
    """A formula within a line of text. Raises ValueError for LaTeX that the converter does not know: it spells that out."""
    return _mathml(tex, "inline")


def block(tex):
    """A formula on lines of its own. What `\\qquad` sets apart may go to the next line, where there is no room beside it."""
    return " ".join(_mathml(part, "block") for part in parts(tex))


def parts(tex):
    """The pieces of a formula between one `\\qquad` and the next."""
    return [part for part in re.split(r"\\qquad", tex) if part.strip()]


def _mathml(tex, display):
    written = tex.strip()
    for old, new in REWRITTEN:
        written = re.sub(old, new, written)
    html = convert(written, display=display)
    if NOT_UNDERSTOOD.search(html):
        raise ValueError(f"this formula cannot be shown on a page, because the converter does not know all of it: {tex}")
    return html
