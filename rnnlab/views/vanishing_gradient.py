"""The flagship's picture: hidden state, gradient along time, spectrum and loss, together."""

from rnnlab.views.kit import View
from rnnlab.views.panels.gradient_norms import GradientNorms
from rnnlab.views.panels.loss_curve import LossCurve
from rnnlab.views.panels.spectrum import Spectrum
from rnnlab.views.panels.state_map import StateMap


class VanishingGradient(View):
    """Four panels; the gradient, which the others explain, is the largest."""

    def build(self):
        return {
            "hidden_state": StateMap(self.axes(24, 30, 200, 180)),
            "gradients": GradientNorms(self.axes(342, 54, 432, 186)),
            "spectrum": Spectrum(self.axes(24, 290, 172, 172)),
            "loss": LossCurve(self.axes(342, 336, 432, 122)),
        }
