"""What Jupyter's server does for the course in `make lab`, and on a hub: it passes on at once what a kernel says.

TCP holds a short message back while the page has not yet acknowledged a long one, which may take 40 ms (Nagle's algorithm,
RFC 896, and delayed acknowledgements, RFC 1122). A picture is long and its sentence is short, and the page asks for the next
picture only when it has the sentence: without this file a slider that is dragged shows fewer pictures.
`benchmarks/drag.py` counts them.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A kernel's connection to a page, on which no message waits for another to have arrived."""

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()


c = get_config()  # noqa: F821, Jupyter gives it
c.ServerApp.kernel_websocket_connection_class = PromptConnection
