"""Opening a file that somebody named: an ordinary one, so that nothing waits for what never comes."""

import os
import re
import stat
import urllib.parse

QUOTED = re.compile(r"""(["'])(.*)\1|[“„«](.*)[”“»]""")
ADDRESS = re.compile(r"file:(//(localhost)?)?(?=/)", re.IGNORECASE)


def named(path):
    """The path that somebody typed or pasted, where "~" is the home folder. Spaces and quotation marks around it are taken off,
    and file:// before it, unless there is a file of exactly this name."""
    path = os.path.expanduser(os.fsdecode(path))
    if os.path.exists(path):
        return path
    path = path.strip()
    if quoted := QUOTED.fullmatch(path):
        path = (quoted[2] or quoted[3] or "").strip()
    if ADDRESS.match(path):
        path = urllib.parse.unquote(ADDRESS.sub("", path, count=1))
        path = path[1:] if re.match("/[a-z]:", path, re.IGNORECASE) else path
    return os.path.expanduser(path)


def opened(path, flags=os.O_RDONLY, mode="rb"):
    """The open file. Raises OSError for a pipe, a device or a folder, and ValueError for a name that no file can have."""
    path = os.path.expanduser(path)
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0), 0o666)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("it is no ordinary file")
    return open(descriptor, mode)


def size(file):
    """What the system says of an open file: 0 for what it makes up while it is read, as in /proc."""
    return os.fstat(file.fileno()).st_size


def version(path):
    """What a file that was written anew has other than before: when that was, and its size. None if there is no such file."""
    try:
        found = os.stat(named(path))
    except (OSError, ValueError):  # whoever opens it will say what is wrong with it
        return None
    return found.st_mtime_ns, found.st_size
