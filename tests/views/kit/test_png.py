"""A picture as PNG: the pixels come back, with the fast library and without it."""

import importlib
import io
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from rnnlab.views.kit import png


@pytest.fixture(params=["isal", "zlib"])
def module(request, monkeypatch):
    """The module as it is, and as it is where `isal` cannot be imported."""
    if request.param == "isal":
        pytest.importorskip("isal")
    else:
        monkeypatch.setitem(sys.modules, "isal", None)
    yield importlib.reload(png)
    monkeypatch.undo()
    importlib.reload(png)


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (125, 987)])
def test_the_pixels_come_back(module, shape, request):
    assert (module.zlib is zlib) == ("zlib" in request.node.name)
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 4), np.uint8)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(module.encode(pixels)))), pixels)
