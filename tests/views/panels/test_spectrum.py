"""The spectrum's panel: it zooms in steps of two, so that the unit circle and every eigenvalue are in the picture."""

import numpy as np
import pytest
from support.pictures import alone, crowded, has_colour, shown

from rnnlab.views.kit import style
from rnnlab.views.panels.spectrum import Spectrum, reach


@pytest.fixture
def view():
    return alone(Spectrum, place=(24, 60, 180, 180))


def show(view, eigenvalues, sigma_max=None):
    eigenvalues = np.array(eigenvalues, complex)
    rho = float(np.abs(eigenvalues).max())
    return shown(view, eigenvalues=eigenvalues, rho=rho, sigma_max=rho if sigma_max is None else sigma_max)


@pytest.mark.parametrize(("rho", "half_width"), [(0, 1.5), (1, 1.5), (1.4, 1.5), (1.41, 3), (2.8, 3), (2.9, 6), (100, 192)])
def test_the_reach_doubles_until_the_spectrum_fits(rho, half_width):
    assert reach(rho) == half_width


@pytest.mark.parametrize("rho", [0.0, 1e-300, 0.7, 1.0, 1.5, 20.0, 1e10, 1e200, 1e300])
def test_every_eigenvalue_is_in_the_picture(view, rho, no_excuses):
    show(view, [rho, -rho, 1j * rho])
    x, y = view.panels["panel"].values.get_data()
    assert len(x) == 3
    assert (np.abs([x, y]) <= 1).all()
    if rho > 1.5:
        assert np.hypot(x, y).max() > 0.4  # and not all of them one dot in the middle


def test_the_circles_are_to_scale(view, no_excuses):
    show(view, [2.0, 0.5], sigma_max=2.5)
    panel = view.panels["panel"]
    np.testing.assert_allclose(np.hypot(*panel.disc.get_xy().T), 1 / 3)
    np.testing.assert_allclose(np.hypot(*panel.singular.get_data()), 2.5 / 3)
    np.testing.assert_allclose(panel.values.get_xdata(), [2 / 3, 0.5 / 3])


def test_the_two_numbers_are_written(view):
    show(view, [0.5], sigma_max=1e20)
    panel = view.panels["panel"]
    assert panel.rho.get_text() == "ρ = 0.5"
    assert panel.sigma.get_text() == "σ = 10²⁰"


@pytest.mark.parametrize(("size", "word"), [(0.0, "0"), (np.inf, "∞"), (np.nan, "NaN")])
def test_numbers_at_the_ends_have_words(view, size, word, no_excuses):
    show(view, [0.5], sigma_max=size)
    assert view.panels["panel"].sigma.get_text() == f"σ = {word}"


def test_eigenvalues_are_seen(view):
    assert has_colour(show(view, [0.5 + 0.5j, 0.5 - 0.5j]), style.BLUE)


@pytest.mark.parametrize("rho", [1.0, 0.00769, 3e-200])
def test_words_fit(view, rho):
    show(view, [rho], sigma_max=rho)
    assert list(crowded(view.figure)) == []


@pytest.mark.parametrize(
    ("eigenvalue", "words"),
    [
        (-0.5, "eigenvalue −0.5, modulus 0.5"),
        (3 + 4j, "eigenvalue 3 + 4i, modulus 5"),
        (-0.6 - 0.8j, "eigenvalue −0.6 − 0.8i, modulus 1"),
        (0, "eigenvalue 0, modulus 0"),
    ],
)
def test_an_eigenvalue_says_its_value_and_its_modulus(view, eigenvalue, words):
    show(view, [eigenvalue, 0.1, 7.0])
    panel = view.panels["panel"]
    assert panel.says(panel.values.get_xdata()[0], panel.values.get_ydata()[0]) == words
