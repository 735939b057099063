"""What the tests of laboratories share."""

import ipywidgets as widgets
import pytest

from rnnlab import labs


@pytest.fixture(autouse=True)
def leave_no_widget():
    """ipywidgets remembers every widget that was not closed; a test leaves none behind."""
    yield
    widgets.Widget.close_all()


@pytest.fixture(scope="module")
def opened(request):
    """The laboratory that the file of tests is named after."""
    return getattr(labs, request.path.stem.removeprefix("test_"))()


@pytest.fixture
def lab(opened):
    """The same, back at its start."""
    opened.reset()
    return opened
