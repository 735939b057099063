"""What a lab or a prediction puts on a page: the live widget, a line of text and, where it does no harm, a still copy.

The copy is for pages without a kernel. JupyterLab shows the widget beside it; VS Code and Colab may show the copy instead, on
which nothing moves (vispy/jupyter_rfb, issues 53 and 67). So it is there where it is known to stay in the background.
"""

import os
import sys

import ipywidgets as widgets

STORED = "RNNLAB_STORED"  # the environment variable by which a tool says that it runs a notebook to store or to compare it
NBCLIENT = "--HistoryManager.hist_file=:memory:"  # so nbclient starts kernels: for nbconvert, papermill, `make notebooks`
IN_VS_CODE = ("VSCODE_PID", "VSCODE_CWD")  # of its kernels; the terminals in it have neither, so a JupyterLab started there
ITS_SESSIONS = "-jvsc-"  # in the name of each session that VS Code opens on a Jupyter server


def is_stored():
    """Whether a tool runs this notebook to store or to compare it."""
    return STORED in os.environ or NBCLIENT in sys.argv


def keeps_stills():
    """Whether a copy beside a widget is safe here. Where the page is not known, it is not."""
    if is_stored():
        return True
    if any(name in os.environ for name in IN_VS_CODE) or "google.colab" in sys.modules:
        return False
    if any(name.startswith("COLAB_") for name in os.environ):
        return False
    session = os.environ.get("JPY_SESSION_NAME", "")  # a Jupyter server sets it, to the notebook's path
    return "pyodide_kernel" in sys.modules or (session.endswith(".ipynb") and ITS_SESSIONS not in session)


class OnPage(widgets.VBox):
    """A box with a `companion` and a `_still()`, which returns the copy and its metadata by MIME type."""

    def _repr_mimebundle_(self, include=None, exclude=None, **kwargs):
        live = super()._repr_mimebundle_(**kwargs) | {"text/plain": repr(self)}
        still, metadata = self._still() if keeps_stills() else ({}, {})
        _, found = self.companion._repr_mimebundle_()  # where Colab gets anywidget from: it asks the outermost widget
        return live | still, metadata | found
