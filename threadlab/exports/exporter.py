"""What an exporter is: how a thread becomes one kind of file or folder."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from threadlab.thread import Thread


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format that is written: a file (write), or a folder (fill).

    Attributes:
        suffix: End of the names of its files, with its dot or dots; "/" for a plain folder.
        name: What the command line calls it.
        description: One line.
        write: Gives a thread as the content of a file; for a graph format, with the name of a
            graph as its second argument.
        leaves_out: What of a thread the format cannot hold, in one or two sentences.
        reads_back: What comes back when the file is read, and by whom.
        joins: Whether a file or folder holds several threads: their contents one after the other,
            unless join says how.
        join: Gives the pieces of a file of several threads.
        fill: Writes threads into an empty folder.
        is_graph: Whether one of several graphs is chosen (threadlab export --graph).
    """

    suffix: str
    name: str
    description: str
    write: Callable[..., bytes] | None = None
    leaves_out: str = ""
    reads_back: str = ""
    joins: bool = False
    join: Callable[[Iterable[Thread]], Iterator[bytes]] | None = None
    fill: Callable[[Iterable[Thread], Path], None] | None = None
    is_graph: bool = False
