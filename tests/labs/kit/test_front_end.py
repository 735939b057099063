"""A still copy stands beside the live widget where the page shows the widget, and nowhere else."""

import os
import sys
import types

import nbformat
import pytest
from IPython.core.formatters import DisplayFormatter
from nbclient import NotebookClient
from support.toy import toy

from rnnlab import labs
from rnnlab.labs.kit import front_end

WIDGET = "application/vnd.jupyter.widget-view+json"
NOTEBOOK = "/course/06_vanishing_and_exploding.ipynb"
BY_VS_CODE = "/course/06_vanishing_and_exploding-jvsc-1b6b0bd1-9a2f-4f47-8a9c-52f0f6b3b1a7.ipynb"
VS_CODE = {"VSCODE_PID": "4711", "VSCODE_CWD": "/course"}
NBCLIENT = ["ipykernel_launcher.py", "-f", "kernel.json", "--HistoryManager.hist_file=:memory:"]

# what the kernel finds there, and whether the page gets a copy: environment, modules, command line
SURROUNDINGS = {
    "JupyterLab, Notebook or nbclassic on a Jupyter server": ({"JPY_SESSION_NAME": NOTEBOOK}, [], [], True),
    "JupyterLab, started in a terminal of VS Code": (
        {"JPY_SESSION_NAME": NOTEBOOK, "VSCODE_GIT_IPC_HANDLE": "git.sock", "TERM_PROGRAM": "vscode"},
        [],
        [],
        True,
    ),
    "JupyterLite": ({}, ["pyodide_kernel"], [], True),
    "nbconvert, papermill, nbgrader": ({}, [], NBCLIENT, True),
    "the same, started by VS Code": (VS_CODE, [], NBCLIENT, True),
    "a tool that says so": ({"RNNLAB_STORED": "1"}, [], [], True),
    "the same, started by VS Code, as its tests": (VS_CODE | {"RNNLAB_STORED": "1"}, [], [], True),
    "VS Code": (VS_CODE, [], [], False),
    "VS Code, at the far end of a connection": ({"VSCODE_CWD": "/course"}, [], [], False),
    "VS Code on a Jupyter server": ({"JPY_SESSION_NAME": BY_VS_CODE}, [], [], False),
    "VS Code, started by a cell in JupyterLab": (VS_CODE | {"JPY_SESSION_NAME": NOTEBOOK}, [], [], False),
    "Colab": ({"COLAB_RELEASE_TAG": "release-colab_20260101"}, ["google.colab"], [], False),
    "Colab, as far as its environment tells": ({"COLAB_GPU": "", "JPY_SESSION_NAME": NOTEBOOK}, [], [], False),
    "Colab, as far as its modules tell": ({"JPY_SESSION_NAME": NOTEBOOK}, ["google.colab"], [], False),
    "a server's session that is no notebook": ({"JPY_SESSION_NAME": "/fileId=1CWa"}, [], [], False),
    "Voilà, and what is not known": ({}, [], [], False),
    "Python in the browser, but not JupyterLite": ({}, ["pyodide"], [], False),
}


@pytest.fixture
def surroundings(monkeypatch):
    """Sets what the kernel finds around it, and takes away what these tests were started in."""

    def of(environment, modules=(), command=()):
        for name in list(os.environ):
            if name.startswith(("VSCODE_", "COLAB_", "JPY_", "RNNLAB_")):
                monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        for name in modules:
            monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
        monkeypatch.setattr(sys, "argv", list(command))

    return of


def question():
    return labs.predict("Which?", ["this", "that"], answer="that", why="So.")


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_a_lab_and_a_question_have_a_copy_where_it_is_safe(surroundings, name):
    *around, safe = SURROUNDINGS[name]
    surroundings(*around)
    assert front_end.keeps_stills() == safe
    for made, still in [(toy(), {"image/png", "text/html"}), (question(), {"text/markdown"})]:
        data, metadata = DisplayFormatter().format(made)
        assert set(data) == {WIDGET, "text/plain"} | (still if safe else set())
        assert set(metadata) <= set(data)
        assert data["text/plain"] == repr(made)
        assert data[WIDGET]["model_id"] == made.model_id


@pytest.mark.parametrize("make", [toy, question])
def test_colab_is_told_where_anywidget_is(surroundings, monkeypatch, make):
    """Colab asks the outermost widget of an output, and a lab is a box of ipywidgets around the companion."""
    surroundings({}, ["google.colab"])
    output = types.ModuleType("google.colab.output")
    output._widgets = types.SimpleNamespace(_installed_url="https://colab.test/manager.js")
    output.enable_custom_widget_manager = lambda: None
    monkeypatch.setitem(sys.modules, "google.colab.output", output)
    data, metadata = DisplayFormatter().format(make())
    assert set(data) == {WIDGET, "text/plain"}
    assert metadata == {WIDGET: {"colab": {"custom_widget_manager": {"url": "https://colab.test/manager.js"}}}}


@pytest.mark.parametrize(("options", "safe"), [({}, True), ({"ipython_hist_file": ""}, False)])
def test_a_real_kernel_knows_whether_nbclient_started_it(surroundings, options, safe):
    """Without its own option for the history, nbclient starts a kernel as any other program does."""
    surroundings({})
    cell = nbformat.v4.new_code_cell("from rnnlab.labs.kit import front_end\nprint(front_end.keeps_stills())")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(notebook, kernel_name="python3", extra_arguments=["--HistoryManager.enabled=False"], **options).execute()
    assert cell.outputs[0].text == f"{safe}\n"
