"""What all tests share."""

import gc
import sys

import numpy as np
import pytest
from hypothesis import Phase, settings

# The same examples at every run, so that a red test is a changed program. To search further:
# pytest --hypothesis-profile=explore
settings.register_profile("steady", derandomize=True, deadline=None, max_examples=40)
settings.register_profile("explore", deadline=None, max_examples=1000)
# `make mutants` asks only whether a test fails, not for the smallest example that makes it.
settings.register_profile("mutants", settings.get_profile("steady"), phases=[Phase.explicit, Phase.generate])
settings.load_profile("steady")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is collected stays to the end: half a million objects, through which no search for garbage needs to go. Many tests
    search, or make so many objects that Python does, and most of that time was spent on these."""
    if sys.platform == "emscripten":
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def no_excuses():
    """Floating-point trouble raises here, unless the function under test says itself that it expects it."""
    with np.errstate(all="raise"):
        yield
