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
    """HTML of the texts, (panel, text) each, over the panel but for its HEAD. Every paragraph runs in its own direction."""
    shown = ((_style(view.panels[name]), html.escape(text.translate(CONTROLS))) for name, text in texts)
    return "".join(f'<div dir="auto" style="{style}">{text}</div>' for style, text in shown)


def _style(panel):
    left, bottom, width, height = panel.axes.get_position().bounds
    height *= 1 - getattr(panel, "HEAD", 0) / panel.height
    top = 1 - bottom - height
    return f"left: {left:.2%}; top: {top:.2%}; width: {width:.2%}; height: {height:.2%}"
