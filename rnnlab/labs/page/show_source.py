"""Show the package's real source in a page, so that a notebook never holds a copy that goes stale."""

import inspect
import textwrap

from IPython.display import Markdown


def show_source(*objects):
    """The source of functions or classes, one below the other, as a listing that the page colours."""
    if not objects:
        raise TypeError("show_source takes functions or classes; got nothing")
    for thing in objects:
        if not (inspect.isfunction(thing) or inspect.isclass(thing)):
            raise TypeError(f"show_source takes functions or classes; got {thing!r}")
    sources = [textwrap.dedent(inspect.getsource(thing)).rstrip() for thing in objects]
    return Markdown("```python\n" + "\n\n\n".join(sources) + "\n```")
