"""ipywidgets remembers every widget that was not closed; a test leaves none behind."""

import ipywidgets as widgets
import pytest


@pytest.fixture(autouse=True)
def leave_no_widget():
    yield
    widgets.Widget.close_all()
