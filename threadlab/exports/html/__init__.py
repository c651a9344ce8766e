"""The HTML argument map, the index of several, and the map within a notebook."""

from threadlab.exports.html.argument_map import page, page_identity
from threadlab.exports.html.card import HEAD_BYTES, Card, read_card
from threadlab.exports.html.map_list import index
from threadlab.exports.html.notebook import notebook_html
from threadlab.exports.html.widget import explore
from threadlab.exports.html.wording import Naming

__all__ = [
    "HEAD_BYTES",
    "Card",
    "Naming",
    "explore",
    "index",
    "notebook_html",
    "page",
    "page_identity",
    "read_card",
]
