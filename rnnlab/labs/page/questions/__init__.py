"""What the course asks, as data: a file a chapter, with its exercises, its predictions and its questions for recall."""

import functools
import pathlib
import tomllib


@functools.cache
def chapters():
    """number -> the chapter's exercises, predictions and questions for recall, whose first option is the right one."""
    files = sorted(pathlib.Path(__file__).parent.glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files}


def prediction(question):
    """The options, as option -> why it is right or wrong, and the answer of a prediction of the course.

    Raises ValueError where the course does not ask that.
    """
    for chapter in chapters().values():
        for asked in chapter["predictions"]:
            if asked["ask"] == question:
                return asked["options"], asked["answer"]
    raise ValueError(f"question must be one that the course asks, or options and an answer must be given; got {question!r}")
