"""Run a command where no network is left but the machine's own loopback.

Started by `make offline-test` inside an empty network namespace. Kernels speak to the test process over
127.0.0.1, and a new namespace starts with that interface down. So it is brought up first.
"""

import fcntl
import os
import socket
import struct
import subprocess
import sys
import tempfile

SIOCSIFFLAGS = 0x8914  # "set the flags of an interface", from linux/sockios.h
IFF_UP = 0x1


def bring_loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


if __name__ == "__main__":
    others = [name for _, name in socket.if_nameindex() if name != "lo"]
    if others:
        sys.exit(f"without_network: there still is a network here: {', '.join(others)}")
    bring_loopback_up()
    # The user has another name in here, under which pytest's usual folder for temporary files may be taken.
    with tempfile.TemporaryDirectory(prefix="rnnlab-") as folder:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, "TMPDIR": folder}))
