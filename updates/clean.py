"""A notebook as it is stored: without what differs from one saving to the next.

    python3 updates/clean.py [PATH] < saved > stored

git runs this on each notebook that it compares or takes in, once `make filter` has told it to; so it needs the standard library
alone. PATH is where the notebook is in the repository. What is not a notebook comes out as it went in.
"""

import contextlib
import hashlib
import json
import subprocess
import sys

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
# Marks of one session of an editor. What else an author put in a cell's metadata, such as tags, is kept.
SESSION_METADATA = {"execution", "trusted", "ExecuteTime", "collapsed", "scrolled"}
SPLIT = ("text/", "application/javascript", "image/svg+xml")  # outputs that are stored line by line


def clean(notebook):
    """Take the session out of `notebook`, in place. Its texts are strings, not lists of lines."""
    metadata, count = notebook["metadata"], 0
    metadata.pop("widgets", None)
    if metadata.get("language_info", {}).get("name") == "python":
        metadata.update(kernelspec=KERNELSPEC, language_info=LANGUAGE_INFO)
    for cell in notebook["cells"]:
        for key in SESSION_METADATA & set(cell["metadata"]):
            del cell["metadata"][key]
        if cell["cell_type"] == "code":
            count += 1
            cell["execution_count"] = count  # as after a run from the top
            cell["outputs"] = merge_streams(cell["outputs"])
            for output in cell["outputs"]:
                output.get("data", {}).pop(WIDGET_MIME, None)
                if "execution_count" in output:
                    output["execution_count"] = count
    return notebook


def merge_streams(outputs):
    """Join neighbouring pieces of one stream: where a kernel cuts its output is chance."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if last.get("output_type") == output["output_type"] == "stream" and last["name"] == output["name"]:
            last["text"] += output["text"]
        else:
            merged.append(output)
    return merged


def identifier(cell):
    """The name of a cell of the course: what it says, as a digest. A cell with another name is a learner's, or was changed."""
    return hashlib.sha256(f"{cell['cell_type']}\n{cell['source'].rstrip()}".encode()).hexdigest()[:8]


def is_of_the_course(cell):
    """Whether the cell stands as the course has written it."""
    return cell.get("id", "").split("-")[0] == identifier(cell)


def keep_pictures(notebook, stored):
    """Where a cell of the course shows a live widget, and says in words what the stored one says, keep its stored outputs: the
    bytes of the picture beside a widget are others each time. A picture that `make notebooks` has drawn stands alone."""
    before = {cell.get("id"): cell for cell in stored["cells"]}
    for cell in notebook["cells"]:
        old = before.get(cell.get("id"), {})
        alive = any(WIDGET_MIME in output.get("data", {}) for output in cell.get("outputs", []))
        if alive and is_of_the_course(cell) and old.get("source") == cell["source"] and words(old) == words(cell):
            cell["outputs"] = old["outputs"]


def words(cell):
    """What the outputs of a cell say, without their pictures."""
    return [
        output.get("data", {}).get("text/plain", output.get("text", output.get("evalue"))) for output in cell.get("outputs", [])
    ]


def read(content, stored=None):
    """The clean notebook in these bytes, with what can be kept of the `stored` one. Raises ValueError where they are none."""
    notebook = json.loads(content)
    try:
        if notebook["nbformat"] != 4:
            raise ValueError("not a notebook of format 4")
        for cell in notebook["cells"]:
            _change_texts(cell, _join)
            cell.setdefault("metadata", {})
        if stored:
            keep_pictures(notebook, stored)
        return clean(notebook)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("not a notebook") from error


def write(notebook):
    """The bytes in which a notebook is stored. Its texts become lists of lines, in place."""
    for cell in notebook["cells"]:
        _change_texts(cell, _split)
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _change_texts(cell, change):
    cell["source"] = change(cell["source"])
    for output in cell.get("outputs", []):
        if "text" in output:
            output["text"] = change(output["text"])
        for mime, value in output.get("data", {}).items():
            if mime.startswith(SPLIT) or (change is _join and not mime.endswith("json")):
                output["data"][mime] = change(value)


def _join(value):
    return "".join(value)


def _split(value):
    return value.splitlines(keepends=True)


def committed(path):
    """The notebook at `path` as it was last committed, or None."""
    with contextlib.suppress(ValueError, OSError):
        return read(subprocess.run(["git", "cat-file", "blob", f"HEAD:{path}"], capture_output=True).stdout)


def main():
    content = sys.stdin.buffer.read()
    with contextlib.suppress(ValueError):
        content = write(read(content, committed(sys.argv[1]) if sys.argv[1:] else None))
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
