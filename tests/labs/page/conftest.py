"""A kernel in which nothing was answered yet."""

import weakref

import pytest

from rnnlab.labs.page import journal


@pytest.fixture(autouse=True)
def a_new_kernel(monkeypatch):
    monkeypatch.setattr(journal, "predictions", {})
    monkeypatch.setattr(journal, "exercises", {})
    monkeypatch.setattr("rnnlab.labs.page.predict._asked", weakref.WeakSet())
