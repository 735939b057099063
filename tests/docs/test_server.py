"""The server of `make lab` and of a hub sends each message of a kernel at once."""

import asyncio
import os
import pathlib
import shutil
import subprocess

import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection import channels
from traitlets.config.loader import PyFileConfigLoader

ROOT = pathlib.Path(__file__).parents[2]
FOLDER = "docs/server"
CONFIG = PyFileConfigLoader("jupyter_server_config.py", path=str(ROOT / FOLDER)).load_config()


class Handler:
    """Of a websocket what is asked of it here."""

    nodelay = False

    def set_nodelay(self, value):
        self.nodelay = value


def test_a_connection_waits_for_no_acknowledgement(monkeypatch):
    connection, connected = CONFIG.ServerApp.kernel_websocket_connection_class, asyncio.Future(loop=asyncio.new_event_loop())
    monkeypatch.setattr(channels.ZMQChannelsWebsocketConnection, "connect", lambda self: connected)
    one = connection.__new__(connection)
    one._trait_values = {"websocket_handler": Handler()}
    assert one.connect() is connected
    assert one.websocket_handler.nodelay is True
    connected.get_loop().close()


def test_the_server_takes_it():
    assert ServerApp(config=CONFIG).kernel_websocket_connection_class.__name__ == "PromptConnection"


@pytest.mark.skipif(os.name == "nt", reason="its Python is a shell script")
@pytest.mark.parametrize("own", [None, "/etc/my own"])
def test_make_lab_adds_its_folder_to_the_path_of_settings_wherever_the_course_lies(tmp_path, own):
    course = tmp_path / "Jörg Müller's" / "rnn lab"
    python = course / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, course)
    python.write_text('#!/bin/sh\nprintf "%s" "$JUPYTER_CONFIG_PATH"\n', encoding="utf-8")
    python.chmod(0o755)
    for name in (".ready", ".installed"):  # later than pyproject.toml: there is nothing to install
        (course / ".venv" / name).touch()
    env = {name: value for name, value in os.environ.items() if name not in ("JUPYTER_CONFIG_PATH", "MAKEFLAGS", "VENV")}
    env |= {"JUPYTER_CONFIG_PATH": own} if own else {}
    made = subprocess.run(["make", "--no-print-directory", "lab"], cwd=course, env=env, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    assert made.stdout.splitlines()[-1].split(":") == [str(course / FOLDER), *([own] if own else [])]


def test_the_hub_uses_it():
    hub = (ROOT / "docs" / "hub" / "jupyterhub_config.py").read_text(encoding="utf-8")
    assert '["JUPYTER_CONFIG_PATH"]' in hub
    assert 'COURSE / "docs" / "server"' in hub
