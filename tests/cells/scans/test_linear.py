"""All gates at once and then the recurrence give what the loop over steps gives, forward and back."""

import numpy as np
import pytest

from rnnlab.cells import min_gru, min_lstm
from rnnlab.cells.scans import linear, loops

T, n, d, h = 5, 3, 4, 2
KEPT = {min_gru: lambda cache: 1 - cache.z, min_lstm: lambda cache: cache.f}


@pytest.mark.parametrize("words", [False, True])
@pytest.mark.parametrize("dtype", [float, np.float32])
@pytest.mark.parametrize("cell", KEPT, ids=lambda cell: cell.NAME)
def test_it_gives_what_the_loop_gives(cell, dtype, words, rng):
    scan, scan_grad = linear.as_a_cells(cell.step, cell.step_grad, KEPT[cell])
    params = cell.Params(*(part.astype(dtype) for part in cell.init(d, h, rng=rng)))
    X = rng.integers(d, size=(T, n)) if words else rng.standard_normal((T, n, d)).astype(dtype)
    state, dH = rng.standard_normal((n, h)).astype(dtype), rng.standard_normal((T + 1, n, h)).astype(dtype)
    close = {"rtol": 1e-9, "atol": 1e-12} if dtype is float else {"rtol": 1e-3, "atol": 1e-5}
    H, cache = loops.scan(cell, params, X, state)
    quick, quick_cache = scan(params, X, state)
    np.testing.assert_allclose(quick, H, **close)
    assert quick.dtype == dtype
    assert quick_cache.x is X
    for part, other in zip(quick_cache[1:], cache[1:], strict=True):
        np.testing.assert_allclose(part, other, **close)
    dparams, dX, total = loops.scan_grad(cell, params, cache, dH)
    quick_dparams, quick_dX, quick_total = scan_grad(params, quick_cache, dH)
    for part, other in zip((*quick_dparams, quick_total), (*dparams, total), strict=True):
        assert part.dtype == dtype
        np.testing.assert_allclose(part, other, **close)
    assert (quick_dX is None) is (dX is None) is words
    if not words:
        np.testing.assert_allclose(quick_dX, dX, **close)
