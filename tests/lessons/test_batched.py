"""Many networks at once give what each gives alone."""

import numpy as np
import pytest

from rnnlab import probes, tasks, training
from rnnlab.cells.activations import ACTIVATIONS
from rnnlab.lessons import batched


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("weight_scale", [1.0, 1e10])
def test_norms_are_those_of_each_network_alone(activation, weight_scale, no_excuses):
    rng = np.random.default_rng(0)
    task = tasks.recall_first(40, 3, rng=rng)
    models = [training.init(3, 5, 1, weight_scale=weight_scale, rng=rng) for _ in range(4)]
    together = batched.gradient_norms(batched.stack(models), task, activation=activation)
    for norms, model in zip(together, models, strict=True):
        alone = probes.gradient_norms(training.forward_backward(model, task, activation=activation).states)
        np.testing.assert_allclose(norms, alone, rtol=1e-9, atol=1e-9)
