"""The picture of the computational graph: the nodes with what they hold so far, and the equation of the node looked at."""

from rnnlab.views.kit.view import View
from rnnlab.views.panels.equation import Equation
from rnnlab.views.panels.graph_nodes import BACKWARD, FORWARD, GraphNodes


class ComputationalGraph(View):
    """Two panels, one behind the other: the equation stands where the graph has no nodes."""

    def build(self, edges):
        return {
            "nodes": GraphNodes(self.axes(0, 0, self.width, self.height), edges),
            "equation": Equation(self.axes(250, 276, 538, 224), (FORWARD, BACKWARD)),
        }
