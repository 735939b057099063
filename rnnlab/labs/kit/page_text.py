"""What a model writes, in the page's own letters, where the picture would have it: for characters that the picture's font
lacks, or that are not simply set one after the other, such as Chinese, Arabic and emoji."""

import html

from rnnlab.views.kit import outlines
from rnnlab.views.panels.written import seen

NOTE = "The picture's own font has no letters for this text. The page shows it here."
CONTROLS = {code: 0x2400 + code for code in range(32) if code not in b"\t\n"}  # a sign for what has no letter


def written(heading, text, characters, **more):
    """What the panel `written` takes, and what lies over it, as `Result.page`: nothing where the picture has letters for all
    the characters that the model knows."""
    if outlines.drawable(characters):
        return {"heading": heading, "text": text, **more}, ()
    return {"heading": heading, "text": NOTE, **more, "share": None}, (("written", text),)


def markup(view, texts):
    """HTML of the texts, (panel, text) each: a text over the panel but for its HEAD, where every paragraph runs in its own
    direction, or a list of letters, evenly spaced, over its FOOT."""
    return "".join(_over(view.panels[name], text) for name, text in texts)


def _over(panel, text):
    left, bottom, width, height = panel.axes.get_position().bounds
    if isinstance(text, str):
        height *= 1 - getattr(panel, "HEAD", 0) / panel.height
        return f'<div dir="auto" style="{_style(left, 1 - bottom - height, width, height)}">{_safe(text)}</div>'
    letters = "".join(f"<span>{_safe(seen(letter))}</span>" for letter in text)
    return f'<div style="{_style(left, 1 - bottom, width, height * panel.FOOT / panel.height)}">{letters}</div>'


def _safe(text):
    return html.escape(text.translate(CONTROLS))


def _style(left, top, width, height):
    return f"left: {left:.2%}; top: {top:.2%}; width: {width:.2%}; height: {height:.2%}"
