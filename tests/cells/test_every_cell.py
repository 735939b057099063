"""What holds for every cell, with every option that makes it another network."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planting import paths, with_nan
from support.strategies import CELLS, Network, gradients, hidden, network, networks, step_by_step

from rnnlab import bptt, gradcheck
from rnnlab.cells import form, gru, lstm, rnn
from rnnlab.cells.scans import gates, loops
from rnnlab.trees import leaves, tree_map

EVERY = pytest.mark.parametrize(("cell", "options"), CELLS.values(), ids=CELLS)


def random_like(tree, seed=2):
    rng = np.random.default_rng(seed)
    return tree_map(lambda part: rng.standard_normal(part.shape), tree)


def largest_error(ours, theirs):
    pairs = enumerate(zip(leaves(ours), leaves(theirs), strict=True))
    return gradcheck.worst({place: gradcheck.relative_error(*pair) for place, pair in pairs})


@EVERY
@given(st.data())
def test_every_gradient_matches_its_numerical_twin(cell, options, data):
    right_by_numbers(cell, data.draw(networks(cell=cell, longest=8, work=300)), options)


@EVERY
def test_every_gradient_of_a_long_sequence_matches_its_numerical_twin(cell, options):
    right_by_numbers(cell, network(T=20, n=2, d=1, h=2, cell=cell), options)


def right_by_numbers(cell, net, options):
    errors = gradcheck.check_cell(cell, *net, rng=np.random.default_rng(1), **options)
    assert set(errors) == {*cell.Params._fields, "X", "H"} | ({"C"} if isinstance(net.state, tuple) else set())
    assert gradcheck.worst(errors) < 1e-7, errors


@EVERY
@pytest.mark.parametrize("scheme", ["gaussian", "orthogonal", "he", "identity"])
def test_central_differences_agree(cell, options, scheme):
    net = network(T=4, n=2, d=3, h=5, scheme=scheme, seed=4, cell=cell)
    errors = gradcheck.check_cell(cell, *net, rng=np.random.default_rng(1), method="central", **options)
    assert gradcheck.worst(errors) < 1e-7, errors


# A NaN in any gradient is seen by the tests above


def small(cell):
    return network(T=2, n=2, d=3, h=4, cell=cell)


def of_a_sequence(cell, options):
    return tuple(gradients(small(cell), cell=cell, **options)[1][:4])


def of_a_step(cell, options):
    params, X, state = small(cell)
    return cell.step_grad(params, cell.step(params, X[0], state, **options)[1], state)


def every_gradient(of):
    """Each cell, with the path to each array among its gradients."""
    return [pytest.param(*case, path, id=f"{name}-{path}") for name, case in CELLS.items() for path in paths(of(*case))]


@pytest.mark.parametrize(("cell", "options", "path"), every_gradient(of_a_sequence))
def test_a_nan_in_a_gradient_of_a_sequence_is_seen(cell, options, path, monkeypatch):
    monkeypatch.setattr(cell, "scan_grad", with_nan(loops.scan_grad_of(cell), *path), raising=False)
    with pytest.raises(AssertionError, match="nan"):
        right_by_numbers(cell, small(cell), options)


@pytest.mark.parametrize(("cell", "options", "path"), every_gradient(of_a_step))
def test_a_nan_in_a_gradient_of_a_step_is_seen(cell, options, path, monkeypatch):
    monkeypatch.setattr(cell, "step_grad", with_nan(cell.step_grad, *path))
    with pytest.raises(AssertionError, match="nan"):
        at_once_as_step_after_step(cell, small(cell), options)


@EVERY
@given(st.data())
def test_a_sequence_at_once_equals_step_after_step(cell, options, data):
    at_once_as_step_after_step(cell, data.draw(networks(cell=cell, longest=12)), options)


def at_once_as_step_after_step(cell, net, options):
    trace = bptt.unroll(cell, *net, **options)
    dH, dstate = random_like(trace.H[1:]), random_like(trace.state, seed=3)
    grads = bptt.backprop_through_time(cell, net.params, trace, dH, dstate)
    first = (grads.dH[0], grads.dC[0]) if isinstance(trace.state, tuple) else grads.dH[0]
    assert largest_error([trace.H, *grads[:3], first], step_by_step(cell, net, dH, dstate, **options)) < 1e-10


@EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_cell_needs_no_scan_of_its_own(cell, options, dtype):
    """A plain loop over its steps gives the same, for numbers and for indices; only what h sends to c is not counted in dC."""
    plain = SimpleNamespace(**{name: part for name, part in vars(cell).items() if not name.startswith("scan")})
    net = network(T=5, n=3, d=4, h=6, cell=cell, dtype=dtype)
    for X in (net.X, np.random.default_rng(0).integers(0, 4, (5, 3))):
        fast, slow = (gradients(net._replace(X=X), cell=each, **options) for each in (cell, plain))
        assert {part.dtype for part in leaves([slow[0].H, slow[0].state, slow[1]])} == {np.dtype(dtype)}
        assert (slow[1].dX is None) == (fast[1].dX is None)
        ours, theirs = ([trace.H, trace.state, grads[:3]] for trace, grads in (fast, slow))
        assert largest_error(ours, theirs) < (1e-12 if dtype is np.float64 else 1e-4)


@pytest.mark.parametrize("cell", [lstm, gru])
def test_large_and_small_weights_are_used_in_two_ways_with_one_result(cell, monkeypatch):
    net = network(T=5, n=3, d=4, h=6, cell=cell)
    small, _ = gradients(net, cell=cell)
    monkeypatch.setattr(gates, "IN_CACHE", 0)
    large, _ = gradients(net, cell=cell)
    np.testing.assert_allclose(large.H, small.H, rtol=1e-12, atol=1e-15)


@EVERY
@pytest.mark.parametrize("dtype", [int, np.float32])
def test_weights_of_whole_numbers_or_less_precision_are_computed_with_as_the_widest_that_came_in(cell, options, dtype):
    net = network(T=5, n=3, d=4, h=6, cell=cell)
    params = tree_map(lambda W: np.round(2 * W).astype(dtype), net.params)
    (trace, grads), (expected, wanted) = (
        gradients(net._replace(params=given), cell=cell, **options)
        for given in (params, tree_map(lambda W: W.astype(float), params))
    )
    assert {part.dtype for part in leaves([trace.H, trace.state, grads.params, grads.dX])} == {np.dtype(float)}
    np.testing.assert_array_equal(trace.H, expected.H)
    assert largest_error([grads.params, grads.dX], [wanted.params, wanted.dX]) == 0


@EVERY
@given(st.data())
def test_shapes_and_states(cell, options, data):
    net = data.draw(networks(cell=cell, longest=8))
    (T, n, d), h = net.X.shape, hidden(net.state).shape[1]
    trace, grads = gradients(net, cell=cell, **options)
    assert trace.H.shape == grads.dH.shape == (T + 1, n, h)
    assert grads.dX.shape == (T, n, d)
    assert [dW.shape for dW in grads.params] == [W.shape for W in net.params]
    assert type(grads.params) is cell.Params
    np.testing.assert_array_equal(trace.H[0], hidden(net.state))
    np.testing.assert_array_equal(trace.H[-1], hidden(trace.state))
    assert [part.shape for part in leaves(trace.state)] == [(n, h)] * len(leaves(net.state))
    assert all(part.shape[0] == T for part in trace.cache if isinstance(part, np.ndarray))


@EVERY
def test_the_state_starts_as_zeros(cell, options):
    params, X, state = network(T=3, n=2, d=3, h=4, cell=cell)
    given_zeros = bptt.unroll(cell, params, X, tree_map(np.zeros_like, state), **options)
    np.testing.assert_array_equal(bptt.unroll(cell, params, X, **options).H, given_zeros.H)
    zeros = form.zero_state(cell, 2, 4, np.float32)
    assert type(zeros) is type(state)
    assert {part.dtype for part in leaves(zeros)} == {np.dtype(np.float32)}


@EVERY
def test_a_sequence_can_be_run_in_two_parts_forward_and_back(cell, options):
    params, X, state = network(T=7, n=2, d=3, h=4, cell=cell)
    whole = bptt.unroll(cell, params, X, state, **options)
    first = bptt.unroll(cell, params, X[:3], state, **options)
    rest = bptt.unroll(cell, params, X[3:], first.state, **options)
    np.testing.assert_allclose(np.concatenate([first.H, rest.H[1:]]), whole.H, rtol=1e-12)

    dH = random_like(whole.H[1:])
    together = bptt.backprop_through_time(cell, params, whole, dH)
    late = bptt.backprop_through_time(cell, params, rest, dH[3:])
    passed = late.dH[0] if late.dC is None else type(first.state)(late.dH[0], late.dC[0])
    early = bptt.backprop_through_time(cell, params, first, dH[:3], passed)
    assert largest_error(tree_map(np.add, early.params, late.params), together.params) < 1e-12
    assert largest_error(np.concatenate([early.dX, late.dX]), together.dX) < 1e-12
    assert largest_error(np.concatenate([early.dH, late.dH[1:]]), together.dH) < 1e-12
    if together.dC is not None:
        assert largest_error(np.concatenate([early.dC, late.dC[1:]]), together.dC) < 1e-12


@EVERY
def test_examples_in_a_batch_do_not_meet(cell, options):
    params, X, state = network(T=5, n=3, d=3, h=4, cell=cell)
    trace = bptt.unroll(cell, params, X, state, **options)
    dH = random_like(trace.H[1:])
    grads = bptt.backprop_through_time(cell, params, trace, dH)
    for i in range(3):
        alone = bptt.unroll(cell, params, X[:, i : i + 1], tree_map(lambda part, i=i: part[i : i + 1], state), **options)
        np.testing.assert_allclose(alone.H[:, 0], trace.H[:, i], rtol=1e-10)
        back = bptt.backprop_through_time(cell, params, alone, dH[:, i : i + 1])
        np.testing.assert_allclose(back.dH[:, 0], grads.dH[:, i], rtol=1e-9, atol=1e-12)


@EVERY
def test_nothing_that_is_given_is_changed(cell, options):
    net = network(T=3, n=2, d=3, h=4, cell=cell)
    trace = bptt.unroll(cell, *net, **options)
    given_in = net, trace, np.ones((3, 2, 4)), random_like(net.state)
    before = [array.copy() for array in leaves(given_in)]
    bptt.backprop_through_time(cell, net.params, *given_in[1:])
    cell.step_grad(net.params, cell.step(net.params, net.X[0], net.state, **options)[1], given_in[3])
    for array, kept in zip(leaves(given_in), before, strict=True):
        np.testing.assert_array_equal(array, kept)


@EVERY
def test_single_precision_stays_single_precision(cell, options):
    net = network(T=3, n=2, d=3, h=4, cell=cell, dtype=np.float32)
    state, cache = cell.step(net.params, net.X[0], net.state, **options)
    trace = bptt.unroll(cell, net.params, net.X, **options)
    grads = bptt.backprop_through_time(cell, net.params, trace, np.ones(trace.H[1:].shape), random_like(trace.state))
    computed = [state, cell.step_grad(net.params, cache, state), trace.H, trace.state, grads]
    computed += [part for each in (cache, trace.cache) for part in each if isinstance(part, np.ndarray)]
    assert {array.dtype for array in leaves(computed)} == {np.dtype(np.float32)}


@EVERY
def test_whole_numbers_are_computed_with_as_floats(cell, options):
    params = tree_map(lambda W: np.ones(W.shape, int), network(T=1, n=1, d=2, h=2, cell=cell).params)
    trace = bptt.unroll(cell, params, np.ones((3, 1, 2), int), **options)
    grads = bptt.backprop_through_time(cell, params, trace, np.ones((3, 1, 2), int))
    assert {array.dtype for array in leaves([trace.H, trace.state, grads])} == {np.dtype(float)}


@EVERY
@pytest.mark.parametrize("place", ["params", "X", "state"])
def test_numbers_of_two_precisions_meet_in_the_wider_one(cell, options, place):
    net = network(T=3, n=2, d=3, h=4, cell=cell)
    narrow = net._replace(**{place: tree_map(lambda array: array.astype(np.float32), getattr(net, place))})
    trace, grads = gradients(narrow, cell=cell, **options)
    assert {array.dtype for array in leaves([trace.H, trace.state, grads])} == {np.dtype(float)}
    assert gradcheck.relative_error(trace.H, bptt.unroll(cell, *net, **options).H) < 1e-6


@EVERY
@pytest.mark.parametrize("place", ["params", "X", "state"])
def test_unroll_computes_with_complex_numbers(cell, options, place):
    net = network(T=3, n=2, d=3, h=4, cell=cell)
    moved = net._replace(**{place: tree_map(lambda array: array + 1e-30j, getattr(net, place))})
    H = bptt.unroll(cell, *moved, **options).H
    np.testing.assert_allclose(H.real, bptt.unroll(cell, *net, **options).H, rtol=1e-12)
    assert np.abs(H[-1].imag).max() > 0


@EVERY
def test_what_is_not_finite_is_data(cell, options, no_excuses):
    net = network(T=200, n=2, d=3, h=4, weight_scale=1e300, cell=cell)
    trace = bptt.unroll(cell, *net, **options)
    grads = bptt.backprop_through_time(cell, net.params, trace, np.full_like(trace.H[1:], 1e300), net.state)
    state, cache = cell.step(net.params, net.X[0], net.state, **options)
    cell.step_grad(net.params, cache, tree_map(lambda part: np.full_like(part, np.nan), state))
    assert np.isfinite(trace.H).all()  # tanh and σ have ends; the way back has none
    assert grads.dH.shape == trace.H.shape


@EVERY
def test_init_draws_networks_of_neighbouring_sizes_that_share_their_weights(cell, options):
    small, large = (cell.init(3, h, scheme="raw", weight_scale=2.0, rng=np.random.default_rng(1)) for h in (4, 6))
    plain = cell.init(3, 4, scheme="raw", rng=np.random.default_rng(1))
    for name in cell.Params._fields:
        rows = 3 if name.startswith("W_x") else 4
        block = getattr(large, name)[: rows if name.startswith("W") else 1, :4]
        np.testing.assert_array_equal(getattr(small, name), block)
        factor = 2 if name.startswith("W_h") else 1
        np.testing.assert_allclose(getattr(small, name), factor * getattr(plain, name))
    W = [getattr(small, name) for name in cell.Params._fields if name.startswith("W_h")]
    assert all((one != other).any() for place, one in enumerate(W) for other in W[:place])


@EVERY
def test_a_cell_says_what_it_can_be_told(cell, options):
    assert set(options) == set(form.options(cell))
    params, X, _ = network(T=2, n=1, d=2, h=3, cell=cell)
    with pytest.raises(TypeError, match=r"speed must be an option of the cell's step, which has .*; got 3"):
        bptt.unroll(cell, params, X, speed=3)
    for name in form.options(cell):
        with pytest.raises((TypeError, ValueError), match=f"^{name} must be .*; got 'none'"):
            bptt.unroll(cell, params, X, **{name: "none"})


@EVERY
def test_another_cells_trace_or_state_is_refused(cell, options):
    net = network(T=2, n=1, d=2, h=3, cell=cell)
    for other, others in CELLS.values():
        if other is not cell:
            foreign = network(T=2, n=1, d=2, h=3, cell=other)
            with pytest.raises(TypeError, match=r"^params must be"):
                bptt.unroll(cell, foreign.params, net.X)
            with pytest.raises(TypeError, match=r"^cache must be"):
                bptt.backprop_through_time(cell, net.params, bptt.unroll(other, *foreign, **others), np.ones((2, 1, 3)))
            if isinstance(foreign.state, tuple) != isinstance(net.state, tuple):
                with pytest.raises((TypeError, ValueError), match=r"^state must"):
                    bptt.unroll(cell, net.params, net.X, foreign.state)


def test_the_recurrent_cell_is_among_them():
    assert rnn in [cell for cell, _ in CELLS.values()]
    assert isinstance(network(T=1, n=1, d=1, h=1), Network)


@EVERY
def test_parameters_of_another_size_than_the_caches_are_refused(cell, options):
    """Also for a step whose inputs were whole numbers: they are no indices."""
    params, X, state = network(T=1, n=2, d=3, h=4, cell=cell)
    for x in (X[0], np.ones((2, 3), int)):
        _, cache = cell.step(params, x, state, **options)
        cell.step_grad(params, cache, state)
        for d, h in ((5, 4), (3, 5)):
            with pytest.raises(
                ValueError, match=rf"^params must have the sizes d, h of the cache, \(3, 4\); got \({d}, {h}\)$"
            ):
                cell.step_grad(network(T=1, n=2, d=d, h=h, cell=cell).params, cache, state)
    trace = bptt.unroll(cell, params, np.zeros((3, 2), int), **options)
    for d in (3, 5):  # indices fit any d
        form.check_cache(cell.Cache, trace.cache, (d, 4))


@EVERY
@pytest.mark.parametrize("part", [None, 1.0, "text", (1.0, 2.0), [[1.0]]], ids=repr)
def test_what_is_no_array_is_named(cell, options, part):
    params, X, state = network(T=1, n=2, d=3, h=4, cell=cell)
    _, cache = cell.step(params, X[0], state, **options)
    for field in cell.Params._fields:
        with pytest.raises(TypeError, match=f"^{field} must be an array; got {type(part).__name__}$"):
            cell.step(params._replace(**{field: part}), X[0], state, **options)
    for field, value in cache._asdict().items():
        if isinstance(value, np.ndarray):
            with pytest.raises(TypeError, match=f"^{field} must be an array; got {type(part).__name__}$"):
                cell.step_grad(params, cache._replace(**{field: part}), state)


@EVERY
@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
@pytest.mark.parametrize("kind", [np.ma.masked_array, np.asmatrix], ids=["masked", "matrix"])
def test_arrays_that_compute_in_their_own_way_are_refused(cell, options, kind):
    params, X, state = network(T=1, n=2, d=3, h=4, cell=cell)
    _, cache = cell.step(params, X[0], state, **options)
    for field in cell.Params._fields:
        with pytest.raises(TypeError, match=f"^{field} must be an array of numbers; got"):
            cell.step(params._replace(**{field: kind(getattr(params, field))}), X[0], state, **options)
    with pytest.raises(TypeError, match=r"^h_prev must be an array of numbers; got"):
        cell.step_grad(params, cache._replace(h_prev=kind(cache.h_prev)), state)


@EVERY
@pytest.mark.parametrize("made", [np.asfortranarray, lambda A: A.astype(">f8"), lambda A: A[::-1].copy()[::-1]])
def test_how_an_array_lies_in_memory_does_not_matter(cell, options, made):
    net = network(T=3, n=2, d=3, h=4, cell=cell)
    trace, grads = gradients(net, cell=cell, **options)
    others, others_grads = gradients(tree_map(made, net), cell=cell, **options)
    turned = trace._replace(cache=tree_map(lambda part: made(part) if isinstance(part, np.ndarray) else part, trace.cache))
    back = bptt.backprop_through_time(cell, tree_map(made, net.params), turned, np.ones_like(trace.H[1:]))
    plain = bptt.backprop_through_time(cell, net.params, trace, np.ones_like(trace.H[1:]))
    assert largest_error([others.H, others_grads, back], [trace.H, grads, plain]) < 1e-12


@EVERY
def test_the_arrays_of_a_trace_meet_in_the_widest_precision(cell, options):
    net = network(T=3, n=2, d=3, h=4, cell=cell)
    trace, _ = gradients(net, cell=cell, **options)
    dH = np.ones_like(trace.H[1:])
    plain = bptt.backprop_through_time(cell, net.params, trace, dH)
    for field in trace.cache._fields:
        part = getattr(trace.cache, field)
        if isinstance(part, np.ndarray):
            narrow = trace._replace(cache=trace.cache._replace(**{field: part.astype(np.float32)}))
            back = bptt.backprop_through_time(cell, net.params, narrow, dH)
            assert {array.dtype for array in leaves(back)} == {np.dtype(float)}
            assert largest_error(back, plain) < 1e-5
            words = trace.cache._replace(**{field: part.astype(str)})
            with pytest.raises(TypeError, match=f"^{field} must be an array of numbers; got"):
                bptt.backprop_through_time(cell, net.params, trace._replace(cache=words), dH)


@EVERY
def test_complex_gradients_are_refused(cell, options):
    net = network(T=3, n=2, d=3, h=4, cell=cell)
    trace = bptt.unroll(cell, *net, **options)
    for dH, dstate in ((np.ones((3, 2, 4), complex), None), (np.ones((3, 2, 4)), tree_map(lambda part: 1j * part, net.state))):
        with pytest.raises(TypeError, match=r"^d(H|state|state\.h) must hold real numbers"):
            bptt.backprop_through_time(cell, net.params, trace, dH, dstate)
