"""The plain loop over time against the fast ways of the cells, made anew here: states, cache and gradients."""

import numpy as np
import pytest

from rnnlab.cells import form, gru, lstm, rnn
from rnnlab.cells.scans import gru as fast_gru
from rnnlab.cells.scans import loops
from rnnlab.cells.scans import lstm as fast_lstm
from rnnlab.trees import leaves, tree_map

T, n, d, h = 5, 3, 4, 2
TWINS = [(lstm, fast_lstm, {}), (gru, fast_gru, {"reset": "after"})]


def drawn(cell, rng, dtype=float):
    params = tree_map(lambda W: (W + 0.3).astype(dtype), cell.init(d, h, rng=rng))
    state = form.as_state(cell, [rng.standard_normal((n, h)).astype(dtype) for _ in form.state_fields(cell)])
    return params, state, rng.standard_normal((T, n, d)).astype(dtype), rng.integers(d, size=(T, n), dtype=np.intp)


def close(ours, theirs, dtype=float):
    for a, b in zip(leaves(ours), leaves(theirs), strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_allclose(a, b, rtol=1e-9 if dtype is float else 1e-3, atol=1e-12 if dtype is float else 1e-5)


@pytest.mark.parametrize("dtype", [float, np.float32])
@pytest.mark.parametrize(("cell", "fast", "options"), TWINS, ids=["lstm", "gru"])
def test_a_fast_way_gives_what_the_loop_gives(cell, fast, options, dtype, rng):
    scan, scan_grad = loops.as_a_cells(fast, cell.Params, cell.Cache)
    params, state, X, words = drawn(cell, rng, dtype)
    for inputs in (X, words):
        H, cache = loops.scan(cell, params, inputs, state, **options)
        quick, quick_cache = scan(params, inputs, state, **options)
        close(quick, H, dtype)
        assert quick_cache.x is inputs
        assert cache.x is inputs
        close(quick_cache[1:], [part for part in cache[1:] if isinstance(part, np.ndarray)], dtype) if cell is lstm else None
        dH = rng.standard_normal((T + 1, n, h)).astype(dtype)
        last = [rng.standard_normal((n, h)).astype(dtype) for _ in form.state_fields(cell)[1:]]
        before = dH.copy()
        slow, dX, *totals = loops.scan_grad(cell, params, cache, dH, *last)
        again, quick_dX, *quick_totals = scan_grad(params, quick_cache, dH, *last)
        np.testing.assert_array_equal(dH, before)
        close(again, slow, dtype)
        close(quick_totals[0], totals[0], dtype)
        assert len(quick_totals) == len(totals) == len(form.state_fields(cell))
        assert (dX is None) is (quick_dX is None) is (inputs is words)
        if dX is not None:
            close(quick_dX, dX, dtype)


@pytest.mark.parametrize("cell", [rnn, lstm, gru])
def test_the_loop_walks_from_step_to_step(cell, rng):
    params, state, X, _ = drawn(cell, rng)
    H, cache = loops.scan(cell, params, X, state)
    np.testing.assert_array_equal(H[0], leaves(state)[0])
    for t in range(T):
        state, moment = cell.step(params, X[t], state)
        np.testing.assert_array_equal(H[t + 1], leaves(state)[0])
        close(
            [part for part in form.at(cache, t) if isinstance(part, np.ndarray)],
            [a for a in moment if isinstance(a, np.ndarray)],
        )


def test_what_arrives_at_the_last_memory_goes_back(rng):
    """Only through the memory: dH is zero, and each total is that of the step after, by step_grad."""
    params, state, X, _ = drawn(lstm, rng)
    _, cache = loops.scan(lstm, params, X, state)
    last = rng.standard_normal((n, h))
    dparams, dX, dh, dc = loops.scan_grad(lstm, params, cache, np.zeros((T + 1, n, h)), last)
    np.testing.assert_array_equal(dc[-1], last)
    arriving, total = lstm.State(np.zeros((n, h)), last), None
    for t in reversed(range(T)):
        new, dx, arriving = lstm.step_grad(params, form.at(cache, t), arriving)
        total = new if total is None else tree_map(np.add, total, new)
        np.testing.assert_allclose(dX[t], dx)
        np.testing.assert_allclose(dh[t], arriving.h)
        np.testing.assert_allclose(dc[t], arriving.c)
    close(dparams, total)


def test_overflow_on_the_way_back_is_data(no_excuses, rng):
    params, state, X, _ = drawn(rnn, rng)
    _, cache = loops.scan(rnn, params, X, np.abs(state))
    with np.errstate(all="ignore"):
        dparams, *_ = loops.scan_grad(rnn, tree_map(lambda W: W * 1e200, params), cache, np.full((T + 1, n, h), 1e300))
    assert not np.isfinite(dparams.W_hh).all()
    loops.scan_grad(rnn, tree_map(lambda W: W * 1e200, params), cache, np.full((T + 1, n, h), 1e300))


def test_a_cell_without_a_way_of_its_own_is_walked():
    class Cell:
        pass

    assert loops.scan_of(lstm) is lstm.scan
    assert loops.scan_grad_of(lstm) is lstm.scan_grad
    assert loops.scan_of(Cell).func is loops.scan
    assert loops.scan_of(Cell).args == (Cell,)
    assert loops.scan_grad_of(Cell).func is loops.scan_grad
    assert loops.scan_grad_of(Cell).args == (Cell,)


def test_what_arrives_is_added_up_as_the_states_are_kept(rng):
    """Double precision that comes from a loss does not make single-precision totals double."""
    params, state, X, _ = drawn(lstm, rng, np.float32)
    _, cache = loops.scan(lstm, params, X, state)
    _, dX, *totals = loops.scan_grad(lstm, params, cache, rng.standard_normal((T + 1, n, h)), np.ones((n, h)))
    assert {array.dtype for array in (dX, *totals)} == {np.dtype(np.float32)}
