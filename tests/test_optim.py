"""Using a gradient: the update rules, and clipping."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.cells import rnn
from rnnlab.optim import RULES, AdamInPlace, AdamState, adagrad, adam, clip_by_global_norm, clip_by_value, momentum, sgd
from rnnlab.training import Model
from rnnlab.trees import leaves, tree_map


def length(tree):
    return np.sqrt(sum((array**2).sum() for array in leaves(tree)))


def test_sgd_subtracts_the_gradient_times_the_rate(rng):
    params = rnn.init(2, 3, rng=rng)
    grads = rnn.init(2, 3, rng=rng)
    new = sgd(params, grads, 0.1)
    assert type(new) is rnn.Params
    for W, dW, updated in zip(params, grads, new):
        np.testing.assert_allclose(updated, W - 0.1 * dW)


def test_sgd_leaves_the_old_parameters_alone(rng):
    params = rnn.init(2, 3, rng=rng)
    before = [W.copy() for W in params]
    sgd(params, params, 1.0)
    for W, kept in zip(params, before):
        np.testing.assert_array_equal(W, kept)


@given(st.integers(0, 999), st.floats(1e-6, 1e6))
def test_clipping_shortens_to_the_threshold_and_keeps_the_direction(seed, threshold):
    rng = np.random.default_rng(seed)
    grads = [rng.standard_normal((2, 3)), (rng.standard_normal((1, 4)), rng.standard_normal(5))]
    clipped, norm = clip_by_global_norm(grads, threshold)
    assert norm == pytest.approx(length(grads), rel=1e-12)
    assert length(clipped) == pytest.approx(min(norm, threshold), rel=1e-12)
    for dW, shortened in zip(leaves(grads), leaves(clipped)):
        np.testing.assert_allclose(shortened / length(clipped), dW / norm, rtol=1e-12)


def test_a_gradient_within_the_threshold_is_passed_on_as_it_is():
    grads = [np.array([3.0, 4.0])]
    assert clip_by_global_norm(grads, 5.0)[0] is grads
    assert clip_by_global_norm(grads, np.inf)[0] is grads


def test_clipping_whole_numbers():
    clipped, norm = clip_by_global_norm([np.array([3, 4])], 1)
    assert norm == 5
    np.testing.assert_allclose(clipped[0], [0.6, 0.8])


@pytest.mark.parametrize("size", [1e-200, 1e200, 1e308])
def test_tiny_and_huge_gradients_are_clipped_too(size, no_excuses):
    grads = [np.full((10, 10), size)]
    clipped, norm = clip_by_global_norm(grads, size / 1e10)
    assert norm == (np.inf if size == 1e308 else pytest.approx(10 * size))
    np.testing.assert_allclose(clipped[0], size / 1e11)


@pytest.mark.parametrize("exponent", range(-36, 38, 2))
def test_in_single_precision_a_norm_is_found_from_end_to_end(exponent, no_excuses):
    grads = [np.array([3.0, -4.0], np.float32) * np.float32(10.0**exponent)]
    clipped, norm = clip_by_global_norm(grads, 10.0**exponent)
    assert norm == pytest.approx(5 * 10.0**exponent, rel=1e-6)
    np.testing.assert_allclose(clipped[0], np.array([0.6, -0.8]) * 10.0**exponent, rtol=1e-6)


@pytest.mark.parametrize(("bad", "norm"), [(np.inf, np.inf), (-np.inf, np.inf), (np.nan, np.nan)])
def test_what_is_not_finite_stays_so(bad, norm, no_excuses):
    grads = [np.array([1.0, bad]), np.array([2.0])]
    clipped, measured = clip_by_global_norm(grads, 1.0)
    np.testing.assert_equal(measured, norm)
    np.testing.assert_equal(clipped, grads)
    assert not np.isfinite(sgd(grads, clipped, 0.1)[0][1])


def test_nothing_to_clip_in_zeros(no_excuses):
    clipped, norm = clip_by_global_norm([np.zeros(3)], 0.0)
    assert norm == 0
    np.testing.assert_array_equal(clipped[0], 0)


def test_an_overflowing_update_is_data(no_excuses):
    assert sgd([np.array([1e308])], [np.array([-1e308])], 10.0)[0] == np.inf


def test_single_precision_and_form_are_kept(rng):
    model = Model(rnn.init(2, 3, rng=rng), (np.ones((3, 1)), np.ones((1, 1))))
    model = tree_map(lambda W: W.astype(np.float32), model)
    clipped, _ = clip_by_global_norm(model, 0.1)
    for tree in (clipped, sgd(model, clipped, 0.1)):
        assert type(tree) is Model
        assert type(tree.cell) is rnn.Params
        assert {array.dtype for array in leaves(tree)} == {np.dtype(np.float32)}


# --- the rules that remember ------------------------------------------------------------------------------------------

W, FIRST, SECOND = np.array([1.0, -2.0]), np.array([0.5, 0.0]), np.array([-1.0, 3.0])
REMEMBERING = pytest.mark.parametrize("rule", [momentum, adagrad, adam])
EVERY_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def two_steps(rule, *rest, **options):
    """Parameters and state after a step with the gradient FIRST, and after another one with SECOND."""
    one, state = rule([W], [FIRST], None, *rest, **options)
    two, later = rule(one, [SECOND], state, *rest, **options)
    return one[0], state, two[0], later


def test_momentum_by_hand():
    one, _, two, state = two_steps(momentum, 0.1, decay=0.8)
    np.testing.assert_allclose(one, [1 - 0.1 * 0.5, -2])
    np.testing.assert_allclose(state[0], [0.8 * 0.5 - 1, 3])
    np.testing.assert_allclose(two, [0.95 - 0.1 * (0.8 * 0.5 - 1), -2 - 0.1 * 3])


def test_momentum_without_memory_is_plain_descent():
    _, _, two, _ = two_steps(momentum, 0.1, decay=0.0)
    np.testing.assert_allclose(two, sgd(sgd([W], [FIRST], 0.1), [SECOND], 0.1)[0])


def test_adagrad_by_hand():
    one, _, two, state = two_steps(adagrad, 0.1)
    np.testing.assert_allclose(one, [1 - 0.1, -2], rtol=1e-8)  # the first step has the length η, whatever the gradient
    np.testing.assert_allclose(state[0], [0.25 + 1, 9])
    np.testing.assert_allclose(two, [0.9 + 0.1 / np.sqrt(1.25), -2 - 0.1], rtol=1e-8)


def test_adagrads_epsilon_makes_the_divisor_larger():
    new, _ = adagrad([W], [np.array([1.0, -3.0])], None, 0.4, epsilon=1.0)
    np.testing.assert_allclose(new[0], [1 - 0.4 / 2, -2 + 0.4 * 3 / 4])


def test_adam_by_hand():
    one, first, two, state = two_steps(adam, 0.1, beta1=0.8, beta2=0.9)
    np.testing.assert_allclose(first.mean[0], [0.2 * 0.5, 0])
    np.testing.assert_allclose(first.square[0], [0.1 * 0.25, 0])
    np.testing.assert_allclose(one, [1 - 0.1, -2], rtol=1e-6)  # with the correction, the first step has the length η
    mean, square = np.array([0.8 * 0.1 + 0.2 * -1, 0.2 * 3]), np.array([0.9 * 0.025 + 0.1 * 1, 0.1 * 9])
    assert state.steps == 2
    np.testing.assert_allclose(state.mean[0], mean)
    np.testing.assert_allclose(state.square[0], square)
    corrected = (mean / (1 - 0.8**2)) / (np.sqrt(square / (1 - 0.9**2)) + 1e-8)
    np.testing.assert_allclose(two, one - 0.1 * corrected)


def test_adams_defaults_are_the_papers():
    ours, _ = adam([W], [SECOND], None)
    theirs, _ = adam([W], [SECOND], None, 0.001, beta1=0.9, beta2=0.999, epsilon=1e-8)
    np.testing.assert_array_equal(ours[0], theirs[0])
    in_place = AdamInPlace([W])
    in_place.update([SECOND])
    np.testing.assert_allclose(in_place.params[0], theirs[0], rtol=1e-12)


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
def test_adams_first_step_does_not_depend_on_the_size_of_the_gradient(size):
    moved, _ = adam([W], [size * SECOND], None, 0.01)
    np.testing.assert_allclose(moved[0] - W, [0.01, -0.01], rtol=1e-4)


@EVERY_RULE
def test_a_rule_goes_downhill(rule):
    params, state = [np.array([3.0, -1.0])], None
    for _ in range(200):
        params, state = rule(params, [2 * params[0]], state, 0.1)
    assert np.abs(params[0]).max() < 1.2  # slowest is adagrad, which takes ever smaller steps


@EVERY_RULE
def test_a_rule_leaves_everything_it_is_given_alone(rule, rng):
    params, grads = rnn.init(2, 3, rng=rng), rnn.init(2, 3, rng=rng)
    _, state = rule(params, grads, None, 0.1)
    before = [array.copy() for array in leaves((params, grads, state))]
    new, _ = rule(params, grads, state, 0.1)
    assert type(new) is rnn.Params
    for array, kept in zip(leaves((params, grads, state)), before, strict=True):
        np.testing.assert_array_equal(array, kept)


@EVERY_RULE
def test_every_rule_keeps_single_precision_and_form(rule, rng):
    model = Model([rnn.init(2, 3, rng=rng)], (np.ones((3, 1)), np.ones((1, 1))))
    model = tree_map(lambda W: W.astype(np.float32), model)
    updated, state = rule(model, model, None, 0.1)
    updated, state = rule(updated, model, state, 0.1)
    assert type(updated) is Model
    remembered = state[1:] if isinstance(state, AdamState) else state
    assert {array.dtype for array in leaves((updated, remembered))} == {np.dtype(np.float32)}


@EVERY_RULE
@pytest.mark.parametrize("bad", [1e300, np.inf, np.nan])
def test_what_is_not_finite_is_data_for_every_rule(rule, bad, no_excuses):
    new, state = rule([W], [np.array([bad, 1.0])], None, 1e10)
    new, _ = rule(new, [np.array([1.0, bad])], state, 1e10)
    assert new[0].shape == W.shape


@REMEMBERING
def test_a_state_of_another_network_is_refused(rule):
    _, state = rule([np.ones(3)], [np.ones(3)], None, 0.1)
    with pytest.raises(ValueError, match=r"^state[.a-z]* must have the form of params, \[\(2,\)\]; got \[\(3,\)\]"):
        rule([W], [FIRST], state, 0.1)


# --- adam in place ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dtype", "rtol"), [(np.float64, 1e-13), (np.float32, 1e-5)])
@pytest.mark.parametrize("options", [{}, {"beta1": 0.5, "beta2": 0.8, "epsilon": 1e-3}])
def test_adam_in_place_is_adam(dtype, rtol, options, rng):
    def draw():
        return tree_map(lambda W: W.astype(dtype), Model(rnn.init(2, 3, rng=rng), (rng.normal(size=(3, 1)), np.ones(2))))

    params, state = draw(), None
    ours = AdamInPlace(params, **options)
    for rate in (0.1, 0.1, 0.02, 0.3):
        grads = draw()
        clipped, norm = clip_by_global_norm(grads, 2.0)
        params, state = adam(params, clipped, state, rate, **options)
        assert ours.update(grads, rate, threshold=2.0) == pytest.approx(norm, rel=rtol)
        assert type(ours.params.cell) is rnn.Params
        for W, wanted in zip(leaves(ours.params), leaves(params), strict=True):
            np.testing.assert_allclose(W, wanted, rtol=rtol, atol=rtol)
            assert W.dtype == dtype


def test_in_place_weight_decay_first_makes_every_weight_smaller(rng):
    grads = rnn.init(2, 3, rng=rng)
    given = rnn.init(2, 3, rng=rng)
    ours = AdamInPlace(given)
    ours.update(grads, 0.1, decay=0.5)
    wanted, _ = adam(tree_map(lambda W: 0.95 * W, given), grads, None, 0.1)
    for W, V in zip(leaves(ours.params), leaves(wanted), strict=True):
        np.testing.assert_allclose(W, V)
    ours.update(grads, 0.1, decay=1000.0)  # no weight changes its sign by decay alone
    assert np.abs(ours.vector).max() < 0.2
    before = ours.vector.copy()
    ours.update(tree_map(lambda W: W + np.inf, grads), 0.1, decay=0.5)  # a gradient that is refused does not decay either
    np.testing.assert_array_equal(ours.vector, before)


def test_in_place_the_arrays_stay_the_same_and_those_given_as_they_were(rng):
    given, grads = rnn.init(2, 3, rng=rng), rnn.init(2, 3, rng=rng)
    before = [array.copy() for array in leaves((given, grads))]
    ours = AdamInPlace(given)
    arrays = leaves(ours.params)
    ours.update(grads, 0.1)
    assert all(W is array for W, array in zip(leaves(ours.params), arrays, strict=True))
    assert not any(np.array_equal(W, array) for W, array in zip(arrays[:2], given))
    for array, kept in zip(leaves((given, grads)), before, strict=True):
        np.testing.assert_array_equal(array, kept)


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_in_place_a_gradient_that_is_not_finite_changes_nothing(bad, no_excuses):
    ours, other = AdamInPlace([W]), AdamInPlace([W])
    assert not np.isfinite(ours.update([np.array([bad, 1.0])], 0.1, threshold=1.0))
    for each in (ours, other):
        each.update([FIRST], 0.1)
    np.testing.assert_array_equal(ours.params[0], other.params[0])


@pytest.mark.parametrize("large", [5e19, 1e30, 3e38])
def test_in_place_one_huge_gradient_does_not_stop_a_weight_for_good(large, no_excuses):
    ours, other = (AdamInPlace([np.ones(1, np.float32)]) for _ in range(2))
    assert ours.update([np.float32([large])], 0.1) == pytest.approx(large)
    assert ours.steps == 0
    ours.update([np.float32([large])], 0.1, threshold=1.0)  # clipped, it is as good as any
    other.update([np.float32([1.0])], 0.1)
    np.testing.assert_allclose(ours.params[0], other.params[0])


A, B = np.ones((2, 3)), np.ones(4)


@pytest.mark.parametrize(
    ("params", "grads", "words"),
    [
        (((A, B),), (A, B), "[[(2, 3), (4,)]]; got [(2, 3), (4,)]"),
        ((A, (B,)), ((A,), B), "[(2, 3), [(4,)]]; got [[(2, 3)], (4,)]"),
        ((A, None), (A,), "[(2, 3), None]; got [(2, 3)]"),
        ((A, None), (None, A), "[(2, 3), None]; got [None, (2, 3)]"),
        (1.0, (), "(); got []"),
    ],
)
def test_a_gradient_nested_in_another_way_is_refused(params, grads, words):
    updates = [lambda: sgd(params, grads, 0.1), lambda: AdamInPlace(params).update(grads)]
    updates += [lambda rule=rule: rule(params, grads, None, 0.1) for rule in RULES.values()]
    for update in updates:
        with pytest.raises(ValueError, match=f"^grads must have the form of params, {re.escape(words)}$"):
            update()


@pytest.mark.parametrize("nothing", [(), None, ((), None)])
def test_in_place_there_must_be_something(nothing):
    with pytest.raises(ValueError, match=r"^params must have at least one array; got "):
        AdamInPlace(nothing)


def test_in_place_a_complex_gradient_is_refused():
    with pytest.raises(TypeError, match=r"^grads\[1\] must hold real numbers in single or double precision; got complex128$"):
        AdamInPlace((W, W)).update((W, 1j * W))


def test_in_place_a_gradient_too_large_for_the_precision_changes_nothing(no_excuses):
    ours = AdamInPlace([np.float32([1, 2])])
    assert ours.update([np.array([1e300, 0.0])]) == np.inf
    np.testing.assert_array_equal(ours.params[0], [1, 2])


def test_in_place_whole_numbers_become_real_ones():
    ours = AdamInPlace([np.array([3, 4])])
    ours.update([np.array([1, -1])], 0.1)
    np.testing.assert_allclose(ours.params[0], [2.9, 4.1])


# --- clipping by value ------------------------------------------------------------------------------------------------


def test_clipping_by_value_cuts_every_entry_and_turns_the_gradient():
    grads = [np.array([3.0, -0.5]), np.array([[-4.0]])]
    clipped, norm = clip_by_value(grads, 1.0)
    assert norm == pytest.approx(length(grads))
    np.testing.assert_array_equal(clipped[0], [1, -0.5])
    np.testing.assert_array_equal(clipped[1], [[-1]])
    along = sum((one * other).sum() for one, other in zip(grads, clipped)) / length(grads) / length(clipped)
    assert along < 0.99


def test_nothing_to_cut_off_is_passed_on_as_it_is():
    grads = [np.array([3.0, -4.0])]
    for threshold in (4.0, np.inf):
        clipped, norm = clip_by_value(grads, threshold)
        assert clipped is grads
        assert norm == 5


def test_by_value_an_infinity_is_cut_off_and_nan_stays(no_excuses):
    clipped, norm = clip_by_value([np.array([np.inf, -np.inf, 0.5])], 1.0)
    np.testing.assert_array_equal(clipped[0], [1, -1, 0.5])
    assert norm == np.inf
    clipped, norm = clip_by_value([np.array([np.nan, 2.0], np.float32)], 1.0)
    np.testing.assert_array_equal(clipped[0], [np.nan, 1])
    assert clipped[0].dtype == np.float32
    assert np.isnan(norm)


def test_whole_numbers_do_not_wrap():
    grads = (np.array([12, -128], np.int8),)
    np.testing.assert_allclose(adagrad((np.ones(2),), grads, None, 0.1)[0][0], [0.9, 1.1])
    np.testing.assert_allclose(adagrad((np.ones(1),), (np.array([4_000_000_000]),), None, 0.1)[0][0], [0.9])
    least = (np.full(3, -128, np.int8),)
    clipped, norm = clip_by_global_norm(least, 1.0)
    assert norm == pytest.approx(128 * 3**0.5)
    np.testing.assert_allclose(clipped[0], -(3**-0.5))
    np.testing.assert_array_equal(clip_by_value(least, 1.0)[0][0], -1.0)


@pytest.mark.parametrize("clip", [clip_by_value, clip_by_global_norm])
def test_beside_a_huge_entry_a_tiny_one_counts_for_nothing(clip, no_excuses):
    clipped, norm = clip([np.array([1e-100, 2e200])], 1.0)
    assert norm == 2e200
    assert clipped[0][1] == 1


def test_in_place_the_square_of_a_tiny_entry_is_no_trouble(no_excuses):
    ours = AdamInPlace([W])
    ours.update([np.array([1e-200, 1.0])], 0.1)
    np.testing.assert_allclose(ours.params[0], [1, -2.1])


@pytest.mark.parametrize("clip", [clip_by_value, clip_by_global_norm])
def test_where_there_is_no_entry_there_is_nothing_to_clip(clip):
    assert clip([], 1.0) == ([], 0)
    clipped, norm = clip([np.zeros(0), np.array([3.0])], 1.0)
    assert norm == 3
    np.testing.assert_array_equal(clipped[1], 1)


def test_a_norm_of_single_precision_is_added_up_in_double():
    _, norm = clip_by_value([np.float32([1, 2**-13])], 2.0)
    assert norm == pytest.approx(np.hypot(1, 2**-13), rel=1e-12)


@pytest.mark.parametrize("field", ["mean", "square"])
def test_a_part_of_what_adam_remembers_is_named_where_it_has_another_form(field):
    _, state = adam([np.ones(2)], [np.ones(2)], None, 0.1)
    with pytest.raises((TypeError, ValueError), match=rf"^state\.{field}"):
        adam([np.ones(2)], [np.ones(2)], state._replace(**{field: [np.ones(3)]}), 0.1)
