"""Most tests ask what a verdict says where nothing is found, and need not wait long for it.

Single edits are all tried, however busy the machine: what is said of an answer may not depend on that.
"""

import numpy as np
import pytest

from rnnlab.checks.kit import search


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(search, "SECONDS", 0.05)
    monkeypatch.setattr(search, "PATIENCE", np.inf)


@pytest.fixture
def patient(monkeypatch, hurried):
    """Long enough for a busy machine."""
    monkeypatch.setattr(search, "SECONDS", 60)
