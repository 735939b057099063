"""A canvas as PNG bytes, in a tenth of the time that Pillow takes, which tries five filters on each row.

Encoding is a large part of a tick, and a slider feels it; so these few lines are ours. The format is that of RFC 2083: a
header, the compressed rows, an end. Each row begins with a 0, for "no filter".
"""

import struct

import numpy as np

try:  # Intel's library packs as small as zlib does, in a fifth of the time
    from isal import isal_zlib as zlib
except ImportError:  # not made for every machine
    import zlib

LEVEL = 1


def encode(pixels):
    """Pixels (rows, columns, 4) in bytes: red, green, blue and opacity."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 4 * width), np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # 8 bits each of four colours
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(rows, LEVEL)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
