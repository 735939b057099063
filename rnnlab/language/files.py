"""Opening a file that somebody named: an ordinary one, so that nothing waits for what never comes."""

import os
import stat


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
