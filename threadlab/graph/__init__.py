"""A thread as networkx graphs, and what they show about the disagreement."""

from threadlab.graph.arguments import argument_graph
from threadlab.graph.build import disagreement_graph, reply_graph
from threadlab.graph.disputes import Dispute, Stand, main_dispute
from threadlab.graph.frustration import Frustration, frustration
from threadlab.graph.measures import Estimate, Measures
from threadlab.graph.measuring import measure
from threadlab.graph.points import (
    ContestedPoint,
    concessions,
    contested_points,
    disagreeing_range,
    unanswered_challenges,
)
from threadlab.graph.summary import Findings, Summary, findings, summary

__all__ = [
    "ContestedPoint",
    "Dispute",
    "Estimate",
    "Findings",
    "Frustration",
    "Measures",
    "Stand",
    "Summary",
    "argument_graph",
    "concessions",
    "contested_points",
    "disagreeing_range",
    "disagreement_graph",
    "findings",
    "frustration",
    "main_dispute",
    "measure",
    "reply_graph",
    "summary",
    "unanswered_challenges",
]
