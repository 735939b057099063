"""The server of `make lab` and of a hub sends each message of a kernel at once."""

import asyncio
import pathlib

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


def test_the_makefile_and_the_hub_use_it():
    assert f"JUPYTER_CONFIG_PATH=$(CURDIR)/{FOLDER}" in (ROOT / "Makefile").read_text(encoding="utf-8")
    hub = (ROOT / "docs" / "hub" / "jupyterhub_config.py").read_text(encoding="utf-8")
    assert '["JUPYTER_CONFIG_PATH"]' in hub
    assert 'COURSE / "docs" / "server"' in hub
