"""A thread -> what is read of it: the argument map, figures, JSON lines, the terminal."""

from threadlab.exports.exporter import Exporter
from threadlab.exports.figures import draw
from threadlab.exports.html import Naming, explore, notebook_html, page, page_identity
from threadlab.exports.map_folder import list_maps
from threadlab.exports.measured import measured
from threadlab.exports.naming import named
from threadlab.exports.saving import (
    check_graph,
    for_name,
    formats,
    save,
    save_all,
    save_index,
    save_page,
)
from threadlab.exports.table import EXPORTERS
from threadlab.exports.terminal import outline, report

__all__ = [
    "EXPORTERS",
    "Exporter",
    "Naming",
    "check_graph",
    "draw",
    "explore",
    "for_name",
    "formats",
    "list_maps",
    "measured",
    "named",
    "notebook_html",
    "outline",
    "page",
    "page_identity",
    "report",
    "save",
    "save_all",
    "save_index",
    "save_page",
]
