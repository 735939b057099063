"""The eigenvalues of W_hh in the complex plane, with the unit circle and the circle of the largest singular value.

The picture zooms in steps of two as the spectrum grows, and the unit circle shrinks with it. The axes themselves have no
numbers and never change, so a zoom costs no more than any other tick.
"""

import math

import numpy as np

from rnnlab.views.kit import Panel, Spots, style

TURN = np.exp(2j * np.pi * np.linspace(0, 1, 181))


def reach(rho):
    """The half-width of the picture: 1.5, 3, 6, 12…, the first that holds the spectral radius."""
    return 1.5 * 2.0 ** math.ceil(math.log2(min(rho, 1e300) / 1.4)) if rho > 1.4 else 1.5


class Spectrum(Panel):
    """`update(eigenvalues, rho, sigma_max)`."""

    pinnable = False  # a circle means another radius after a zoom

    def __init__(self, axes):
        super().__init__(axes)
        style.title(axes, "eigenvalues of W_hh")
        axes.set(xlim=(-1, 1), ylim=(-1, 1), xticks=[], yticks=[])
        axes.axhline(0, color=style.LIGHT, lw=1, zorder=0)
        axes.axvline(0, color=style.LIGHT, lw=1, zorder=0)
        self.disc = self.area(facecolor="#eef3f7", edgecolor=style.BLACK, lw=1.6)
        self.singular = self.line(color=style.VERMILION, ls="--", lw=1.8)
        self.values = self.line(ls="", marker="o", ms=6, color=style.BLUE, mec="white", mew=0.5)
        words = {"fontsize": style.MEDIUM, "fontweight": "bold"}
        self.rho = self.text(1.05, 0.86, color=style.BLUE, **words)
        self.sigma = self.text(1.05, 0.72, color=style.VERMILION_WORDS, **words)
        self._key(0.30, "● eigenvalue", style.BLUE)
        self._key(0.17, "○ radius 1", style.BLACK)
        self._key(0.04, "-- radius σ", style.VERMILION_WORDS)

    def update(self, eigenvalues, rho, sigma_max):
        with np.errstate(all="ignore"):
            unit, values, singular = TURN / reach(rho), eigenvalues / reach(rho), TURN * (sigma_max / reach(rho))
        self.disc.set_xy(np.stack([unit.real, unit.imag], axis=1))
        self.values.set_data(values.real, values.imag)
        self.singular.set_data(singular.real, singular.imag)
        self.rho.set_text(f"ρ = {style.number(rho)}")
        self.sigma.set_text(f"σ = {style.number(sigma_max)}")
        self.spots = [Spots(values.real, values.imag, lambda i: _words(eigenvalues[i]))]

    def _key(self, y, words, colour):
        self.write(1.05, y, words, transform=self.axes.transAxes, color=colour)


def _words(eigenvalue):
    """An eigenvalue and its modulus, which are the same for a real one but for the sign."""
    real, imaginary = style.signed(eigenvalue.real), style.number(abs(eigenvalue.imag))
    value = f"{real} {'−' if eigenvalue.imag < 0 else '+'} {imaginary}i" if eigenvalue.imag else real
    return f"eigenvalue {value}, modulus {style.number(abs(eigenvalue))}"
