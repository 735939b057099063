"""Mistakes in clipping as learners write them: each is named."""

import numpy as np
import pytest

from rnnlab import checks


def clipped(grads, threshold, *, factor=lambda norm, threshold: threshold / norm, total=None):
    norm = total(grads) if total else np.sqrt(sum((g**2).sum() for g in grads))
    return [g * factor(norm, threshold) if norm > threshold else g for g in grads], norm


@pytest.mark.parametrize(
    ("mistake", "reason"),
    [
        ({}, "right"),
        ({"factor": lambda norm, threshold: norm / threshold}, "factor upside down"),
        ({"total": lambda grads: sum(np.linalg.norm(g) for g in grads)}, "sum of the norms"),
        ({"total": lambda grads: max(np.linalg.norm(g) for g in grads)}, "largest norm"),
    ],
)
def test_clipping(mistake, reason):
    assert checks.check_clip_by_global_norm(lambda *case: clipped(*case, **mistake)).reason == reason
