"""What follows from a cell's module, asked cell by cell, and every word of what is refused."""

import re

import numpy as np
import pytest

from rnnlab import cells, initialization
from rnnlab.cells import form, gru, lru, lstm, min_gru, min_lstm, rnn

d, h, n = 2, 3, 4


@pytest.mark.parametrize(
    ("cell", "key", "options", "variants", "gates", "shares", "blocks", "state_fields"),
    [
        (rnn, "rnn", {"activation"}, None, {}, (None, None), 1, ("h",)),
        (lstm, "lstm", set(), ({},), {"i": "writes", "f": "keeps", "o": "shows"}, ("f", "i"), 4, ("h", "c")),
        (
            gru,
            "gru",
            {"reset"},
            ({"reset": "before"}, {"reset": "after"}),
            {"r": "looks back", "z": "keeps"},
            ("z", "1−z"),
            3,
            ("h",),
        ),
        (min_gru, "min_gru", set(), ({},), {"z": "writes"}, ("1−z", "z"), 2, ("h",)),
        (min_lstm, "min_lstm", set(), ({},), {"i": "writes", "f": "keeps"}, ("f", "i"), 3, ("h",)),
        (lru, "lru", set(), ({},), {}, (None, None), 1, ("h",)),
    ],
)
def test_what_a_module_says(cell, key, options, variants, gates, shares, blocks, state_fields):
    assert form.key(cell) == key
    assert set(form.options(cell)) == options
    if variants is not None:
        assert tuple(form.variants(cell)) == variants
    assert {letter: gate.does for letter, gate in form.gates(cell).items()} == gates
    assert tuple(share and share.name for share in (form.kept(cell), form.written(cell))) == shares
    assert form.blocks(cell) == blocks
    assert isinstance(form.blocks(cell), int)
    assert form.state_fields(cell) == state_fields
    assert form.has_memory(cell) is (cell is lstm)
    assert form.state_kind(cell) is (lstm.State if cell is lstm else None)


def test_a_share_is_the_gate_or_what_it_leaves():
    _, cache = gru.step(gru.init(d, h, rng=np.random.default_rng(0)), np.ones((n, d)), np.ones((n, h)))
    np.testing.assert_array_equal(form.kept(gru).of(cache), cache.z)
    np.testing.assert_array_equal(form.written(gru).of(cache), 1 - cache.z)


def test_each_cell_is_found_under_its_key_and_its_name():
    assert [form.key(cell) for cell in cells.ALL] == list(cells.BY_KEY)
    assert [cell.NAME for cell in cells.ALL] == list(cells.BY_NAME)


@pytest.mark.parametrize("cell", cells.ALL, ids=form.key)
def test_a_state_of_zeros_and_the_last_one(cell, rng):
    zero = form.zero_state(cell, n, h, np.float32)
    parts = zero if form.state_kind(cell) else (zero,)
    assert [(part.shape, part.dtype, part.any()) for part in parts] == [((n, h), np.float32, np.False_)] * len(parts)
    assert np.asarray(form.zero_state(cell, n, h)[0]).dtype == float
    params = cell.init(d, h, rng=rng)
    H, cache = cell.scan(params, rng.standard_normal((5, n, d)), form.zero_state(cell, n, h))
    last = form.last_state(cell, cache)
    np.testing.assert_array_equal(last.h if form.state_kind(cell) else last, H[-1])
    moment = form.at(cache, 2)
    np.testing.assert_array_equal(moment.h, H[3])
    if cell is lstm:
        np.testing.assert_array_equal(last.c, cache.c[-1])


def refused(error, words, function, *arguments, **options):
    with pytest.raises(error) as told:
        function(*arguments, **options)
    assert re.sub(r"\s+", " ", str(told.value)) == words


@pytest.fixture
def params(rng):
    return lstm.init(d, h, rng=rng)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"W_xi": np.zeros(2)}, "W_xi must have shape (d, h); got (2,)"),
        ({"W_hi": np.zeros((2, 3))}, "W_hi must have shape (3, 3); got (2, 3)"),
        ({"W_xo": np.zeros((3, 2))}, "W_xo must have shape (2, 3); got (3, 2)"),
        ({"b_c": np.zeros((3, 1))}, "b_c must have shape (1, 3); got (3, 1)"),
    ],
)
def test_parameters_that_do_not_fit_are_named(params, change, words):
    refused(ValueError, words, form.check_params, lstm.Params, params._replace(**change))


def test_parameters_must_be_finite(params):
    with pytest.raises(ValueError, match=r"^b_f must "):
        form.check_params(lstm.Params, params._replace(b_f=np.full((1, h), np.inf)))


def test_an_input_and_a_state_that_do_not_fit_are_named(params):
    state = lstm.State(np.zeros((n, h)), np.zeros((n, h)))
    check = form.checked
    refused(ValueError, "x must have shape (n, 2); got (4, 3)", check, lstm.Params, params, np.zeros((n, 3)), state, lstm.State)
    short = state._replace(c=np.zeros((n, 2)))
    refused(
        ValueError,
        "state.c must have shape (4, 3); got (4, 2)",
        check,
        lstm.Params,
        params,
        np.zeros((n, d)),
        short,
        lstm.State,
    )
    one = np.zeros((n, h))
    words = "state must be 2 arrays, (h, c); got ndarray"
    refused(TypeError, words, check, lstm.Params, params, np.zeros((n, d)), one, lstm.State)
    refused(
        TypeError, "state must be 2 arrays, (h, c); got tuple", check, lstm.Params, params, np.zeros((n, d)), (one,), lstm.State
    )


def test_a_cache_that_the_parameters_did_not_make_is_named(params, rng):
    X = rng.standard_normal((n, d))
    _, cache = lstm.step(params, X, lstm.State(np.zeros((n, h)), np.zeros((n, h))))
    form.check_cache(lstm.Cache, cache, (d, h))
    words = "params must have the sizes d, h of the cache, (2, 3); got {}"
    refused(ValueError, words.format("(2, 4)"), form.check_cache, lstm.Cache, cache, (2, 4))
    refused(ValueError, words.format("(5, 3)"), form.check_cache, lstm.Cache, cache, (5, 3))
    refused(
        ValueError, "o must have shape (4, 3); got (4, 2)",
        form.check_cache, lstm.Cache, cache._replace(o=np.zeros((n, 2))), (d, h),
    )  # fmt: skip
    refused(
        ValueError, "x must have shape (4, 2); got (3, 2)",
        form.check_cache, lstm.Cache, cache._replace(x=np.zeros((3, 2))), (d, h),
    )  # fmt: skip
    indices = cache._replace(x=np.zeros(n, int))
    assert form.check_cache(lstm.Cache, indices, (9, h)).x is indices.x


def test_the_gradient_of_a_step_names_its_argument(params, rng):
    state = lstm.State(np.zeros((n, h)), np.zeros((n, h)))
    _, cache = lstm.step(params, rng.standard_normal((n, d)), state)
    words = "dstate.h must have shape (4, 3); got (4, 2)"
    wrong = state._replace(h=np.zeros((n, 2)))
    refused(ValueError, words, form.checked_back, lstm.Params, lstm.Cache, params, cache, wrong, lstm.State)


def test_an_option_is_a_word_or_a_number():
    assert form.check_option("reset", "after", ("before", "after")) == "after"
    assert form.check_option("rate", 1, form.Range(0.0, 1.0)) == 1.0
    for allowed, value in ((("before", "after"), "between"), (form.Range(0.0, 1.0), 1.5), (form.Range(0.0, 1.0), -0.1)):
        with pytest.raises(ValueError, match=r"^rate must be "):
            form.check_option("rate", value, allowed)


def test_fresh_parameters_have_blocks_of_their_own(rng):
    made = form.init(gru.Params, d, h, scheme="gaussian", weight_scale=1.0, rng=rng)
    assert [part.shape for part in made] == [(d, h), (h, h), (1, h)] * 3
    assert len({part.tobytes() for part in made if part.any()}) == 6
    assert not any(part.any() for part in made[2::3])
    doubled = form.init(gru.Params, d, h, scheme="gaussian", weight_scale=2.0, rng=np.random.default_rng(0))
    np.testing.assert_allclose(doubled.W_hz, 2 * form.init(
        gru.Params, d, h, scheme="gaussian", weight_scale=1.0, rng=np.random.default_rng(0)).W_hz)  # fmt: skip
    refused_size = pytest.raises((TypeError, ValueError), match=r"^d must be")
    with refused_size:
        form.init(gru.Params, 0, h, scheme="gaussian", weight_scale=1.0, rng=rng)
    with pytest.raises((TypeError, ValueError), match=r"^h must be"):
        form.init(gru.Params, d, -1, scheme="gaussian", weight_scale=1.0, rng=rng)
    with pytest.raises((TypeError, ValueError), match=r"^rng must be"):
        form.init(gru.Params, d, h, scheme="gaussian", weight_scale=1.0, rng=7)


@pytest.mark.parametrize("scheme", ["gaussian", "he", "small", "raw"])
def test_the_scheme_is_that_of_both_matrices(scheme):
    """Drawn in this order: the recurrent weights of a block, then its input weights."""
    made = form.init(rnn.Params, d, h, scheme=scheme, weight_scale=1.0, rng=np.random.default_rng(3))
    rng = np.random.default_rng(3)
    W_hh = initialization.recurrent_weights(h, scheme=scheme, weight_scale=1.0, rng=rng)
    np.testing.assert_array_equal(made.W_hh, W_hh)
    np.testing.assert_array_equal(made.W_xh, initialization.input_weights(d, h, scheme=scheme, rng=rng))
