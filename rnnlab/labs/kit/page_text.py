"""What a model writes, in the page's own letters, where the picture would have it: for characters that the picture's font
lacks, or that are not simply set one after the other, such as Chinese, Arabic and emoji."""

import html

from rnnlab.views.kit import outlines

NOTE = "The picture's own font has no letters for this text. The page shows it here."
CONTROLS = {code: 0x2400 + code for code in range(32) if code not in b"\t\n"}  # a sign for what has no letter


def written(heading, text, characters, **more):
    """What the panel `written` takes, and what lies over it, as `Result.page`: nothing where the picture has letters for all
    the characters that the model knows."""
    if outlines.drawable(characters):
        return {"heading": heading, "text": text, **more}, ()
    return {"heading": heading, "text": NOTE, **more, "share": None}, (("written", text),)


def markup(view, texts):
    """HTML of the texts, (panel, text) each, over the box of its panel. Every paragraph runs in its own direction."""
    shown = ((view.panels[name].box(), html.escape(text.translate(CONTROLS))) for name, text in texts)
    return "".join(f'<div dir="auto" style="{_style(*box)}">{text}</div>' for box, text in shown)


def _style(left, top, width, height):
    return f"left: {left:.2%}; top: {top:.2%}; width: {width:.2%}; height: {height:.2%}"
