"""The lab on five gradients: they agree, until the backward pass is broken; and a broken one is seen where it should be."""

import importlib
import itertools

import numpy as np
import pytest
from support.faulty_cells import FAULTY_CELLS, SPOILED

from rnnlab import bptt, gradcheck, labs, losses, readout
from rnnlab.cells import rnn
from rnnlab.checks.own_functions import CHECKS

module = importlib.import_module("rnnlab.labs.five_gradients")
ESSAY = module.ESSAY


def wrong(lab):
    return {name for name in ESSAY if not lab.readings[f"error_{name}"] <= module.LIMIT}


@pytest.mark.parametrize(("method", "digits"), [("central", 1e-6), ("complex", 1e-12)])
def test_unbroken_they_agree_at_every_size(lab, method, digits):
    rng = np.random.default_rng(0)
    lab.set(method=method)
    for _ in range(40):
        lab.set(**{name: int(rng.integers(1, lab.controls[name].max + 1)) for name in ("n", "d", "h", "T", "seed")})
        assert np.max(lab._measure(**lab.settings).picture["errors"]["errors"]) < np.log10(digits)
        assert lab.readings["wrong"] == 0


@pytest.mark.parametrize("mistake", SPOILED)
def test_a_mistake_spoils_what_it_should(lab, mistake):
    lab.set(mistake=mistake)
    assert wrong(lab) == SPOILED[mistake] & set(ESSAY)
    assert lab.readings["wrong"] == len(wrong(lab))


@pytest.mark.parametrize("mistake", SPOILED)
def test_a_mistake_is_that_of_the_cell_with_the_same_mistake(mistake):
    model, X, target = module._draw(3, 4, 5, 6, 11)
    trace = bptt.unroll(rnn, model.cell, X)
    _, dO = losses.squared_error(readout.readout(model.readout, trace.H[1:]), target, "sum")
    _, dH = readout.readout_grad(model.readout, trace.H[1:], dO)
    wanted = bptt.backprop_through_time(FAULTY_CELLS[mistake], model.cell, trace, dH).params
    found = module._by_hand(model, X, target, module.RIGHT, mistake)
    for name, W in wanted._asdict().items():
        np.testing.assert_allclose(found[name], W, rtol=1e-10, atol=1e-12)


def test_a_wrong_sign_at_the_loss_spoils_all_five(lab):
    lab.set(mistake=module.SIGN)
    assert wrong(lab) == set(ESSAY)
    assert all(lab.readings[f"error_{name}"] == pytest.approx(2) for name in ESSAY)


def test_every_mistake_of_the_package_is_in_the_menu(lab):
    assert set(lab.controls["mistake"].options) == {module.NONE, module.SIGN, *SPOILED}


@pytest.mark.parametrize("mistake", ["nothing from the next step", "transpose missing"])
def test_what_comes_from_a_later_step_shows_with_two_steps_and_in_W_hh_with_three(lab, mistake):
    """The state before the first step is zero, so what reaches the first step is no part of the gradient of W_hh."""
    spoiled = []
    for T in (1, 2, 3):
        lab.set(mistake=mistake, T=T)
        spoiled.append(wrong(lab))
        assert ("all five agree" in lab.summary) == (T == 1)
    assert spoiled == [set(), {"W_xh", "b_h"}, {"W_xh", "W_hh", "b_h"}]


def test_a_single_unit_is_its_own_transpose(lab):
    lab.set(mistake="transpose missing", h=1)
    assert lab.readings["wrong"] == 0


def test_the_summary_names_the_wrong_and_the_right(lab):
    lab.set(mistake="h_t for h_{t-1}")
    assert lab.summary.endswith("Wrong: W12. Still right: W11, B, W21, B2.")
    lab.set(mistake=module.SIGN)
    assert lab.summary.endswith("Wrong: W11, W12, B, W21, B2. None is right.")
    lab.set(mistake="none")
    assert lab.summary == "Nothing is broken. All five gradients agree with the numerical ones."


def test_the_matrices_are_the_gradients(lab):
    settings = lab.settings
    picture = lab._measure(**settings).picture["pairs"]
    numerical = module._numerical(*(settings[name] for name in ("n", "d", "h", "T", "seed")), "complex")
    for place, name in enumerate(ESSAY):
        np.testing.assert_allclose(picture["by_hand"][place], numerical[name], rtol=1e-9, atol=1e-9)
        assert picture["names"][place] == (ESSAY[name], f"{name}  {'×'.join(map(str, numerical[name].shape))}")


def test_presets_spoil_as_many_as_they_say(lab):
    counts = {}
    for preset, values in lab.presets.items():
        lab.reset()
        lab.set(**values)
        counts[preset] = int(lab.readings["wrong"])
    assert counts == {"right": 0, "one of five": 1, "three of five": 3, "all five": 5, "hidden": 0, "hidden no more": 3}


def test_a_kink_is_nowhere_so_near_that_a_central_difference_would_step_over_it():
    """The settings whose pre-activations come closest to 0 of all that the sliders can reach."""
    for (d, h, seed), n, T in itertools.product([(4, 4, 32), (6, 6, 64)], (1, 4), (1, 6)):
        numerical = module._numerical(n, d, h, T, seed, "central")
        by_hand = module._by_hand(*module._draw(n, d, h, T, seed), module.RIGHT, module.NONE)
        assert gradcheck.worst({name: gradcheck.relative_error(by_hand[name], numerical[name]) for name in ESSAY}) < 1e-6


def test_an_entry_that_is_not_a_number_is_marked():
    right, nan = np.ones(3), np.array([1.0, 1.0, np.nan])
    assert module._differs(nan, right)[2]
    assert module._differs(right, nan)[2]


def test_every_reading_has_words_and_the_picture_too(lab):
    assert set(lab.words) == set(lab.readings)
    parts = lab.view.parts()
    assert len(parts) == 2 * sum(A.size for A in lab._measure(**lab.settings).picture["pairs"]["numerical"]) + 5
    assert all(lab.view.says(*place) for place in parts)


# The learner's own functions

RIGHT = {name: check.answer for name, check in CHECKS.items()}
BROKEN = {  # a mistake in one function, and the entry of the menu that makes it too
    "h_t for h_{t-1}": {"W_hh": lambda h_prev, h, dz: h.T @ dz},
    "mask missing": {"z": lambda dO, z, W: dO @ W.T},
    "bias forgotten": {"b_h": lambda dz: 0 * dz[:1]},
    module.SIGN: {"O": lambda O, target: 2 * (target - O)},
}


@pytest.mark.parametrize("sizes", [{}, {"n": 1, "d": 2, "h": 1, "T": 1}, {"n": 4, "d": 5, "h": 6, "T": 6, "seed": 7}])
def test_right_functions_of_ones_own_agree(sizes):
    lab = labs.five_gradients(by=RIGHT, method="complex", **sizes)
    assert np.max(lab._measure(**lab.settings).picture["errors"]["errors"]) < -12
    assert lab.summary == "With your functions: All five gradients agree with the numerical ones."
    assert "by=by" in lab.code()


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_mistake_of_ones_own_makes_the_pattern_of_the_menu(lab, mistake):
    own = labs.five_gradients(by=RIGHT | BROKEN[mistake])
    lab.set(mistake=mistake)
    assert dict(own.readings) == pytest.approx(lab.readings, abs=2e-5)
    own.set(mistake=mistake)
    assert own.summary == lab.summary


def test_what_is_not_written_yet_is_grey_and_told_of():
    lab = labs.five_gradients(by={name: lambda *case: None for name in RIGHT})
    assert lab.error is None
    assert lab.readings["wrong"] == 0
    assert lab.summary.startswith("With your functions: None of the five is yours yet. The right one stands in for grad_O, ")
    picture = lab._measure(**lab.settings).picture["pairs"]
    assert picture["wrong"] == [None] * 5
    assert picture["headline"] == "○ 5 of 5 not yours"
    assert "○ not yours" in lab.view.says(*lab.view.parts()[-1])


def test_a_function_that_fails_is_a_sentence():
    lab = labs.five_gradients(by=RIGHT | {"W_xh": lambda x, dz: x @ dz, "b_h": lambda dz: dz})
    assert lab.error is None
    assert "grad_W_xh: your function raised ValueError" in lab.summary
    assert "grad_b_h: shape (1, 4) was wanted and (2, 4) came" in lab.summary
    assert lab._measure(**lab.settings).picture["pairs"]["wrong"] == [None, False, None, False, False]


def test_what_is_no_dict_of_functions_is_an_error():
    with pytest.raises(TypeError, match="by must be a dict of functions; got list"):
        labs.five_gradients(by=[1])
