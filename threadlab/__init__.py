"""threadlab: from a forum thread to a checked argument map.

The public names are loaded when they are first used, so that importing threadlab is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from threadlab.arguments import classify as classify
    from threadlab.batch import classify_files as classify_files
    from threadlab.batch import results as results
    from threadlab.benchmark import bench as bench
    from threadlab.classifier import Classifier as Classifier
    from threadlab.corrections import apply as apply
    from threadlab.errors import ManyThreads as ManyThreads
    from threadlab.errors import ThreadlabError as ThreadlabError
    from threadlab.errors import UnreadableSource as UnreadableSource
    from threadlab.evaluation import evaluate as evaluate
    from threadlab.explaining import explain as explain
    from threadlab.exports import draw as draw
    from threadlab.exports import explore as explore
    from threadlab.exports import save as save
    from threadlab.exports.frames import to_pandas as to_pandas
    from threadlab.graph import argument_graph as argument_graph
    from threadlab.graph import disagreement_graph as disagreement_graph
    from threadlab.graph import measure as measure
    from threadlab.graph import reply_graph as reply_graph
    from threadlab.listing import models as models
    from threadlab.markup import passages as passages
    from threadlab.pipeline import analyze as analyze
    from threadlab.pipeline import formats as formats
    from threadlab.pseudonyms import Pseudonyms as Pseudonyms
    from threadlab.readers import read as read
    from threadlab.readers import read_all as read_all
    from threadlab.readers.tables import from_pandas as from_pandas
    from threadlab.replies import rebuild as rebuild
    from threadlab.thread import Thread as Thread
    from threadlab.training import train as train

_HOMES = {
    "Classifier": "classifier",
    "ManyThreads": "errors",
    "Pseudonyms": "pseudonyms",
    "Thread": "thread",
    "ThreadlabError": "errors",
    "UnreadableSource": "errors",
    "analyze": "pipeline",
    "apply": "corrections",
    "argument_graph": "graph",
    "bench": "benchmark",
    "classify": "arguments",
    "classify_files": "batch",
    "disagreement_graph": "graph",
    "draw": "exports",
    "evaluate": "evaluation",
    "explain": "explaining",
    "explore": "exports",
    "formats": "pipeline",
    "from_pandas": "readers.tables",
    "measure": "graph",
    "models": "listing",
    "passages": "markup",
    "read": "readers",
    "read_all": "readers",
    "rebuild": "replies",
    "reply_graph": "graph",
    "results": "batch",
    "save": "exports",
    "to_pandas": "exports.frames",
    "train": "training",
}

__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'threadlab' has no attribute {name!r}")
    value = getattr(import_module(f"threadlab.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
