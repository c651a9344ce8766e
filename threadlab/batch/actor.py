"""What runs on the machines of a cluster: a local run that gives its tables back unwritten.

Nothing here knows of Ray: on_ray makes an actor of it. The machine needs threadlab and the model,
neither the input nor the folder of the results.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from threadlab import __version__
from threadlab.batch.classifying import Run
from threadlab.batch.identity import Identity, makers_digest
from threadlab.batch.messages import Failure, Found, Task
from threadlab.batch.parts import Held, part_tables
from threadlab.batch.worker import rebuilt
from threadlab.encoder import digest, load_model
from threadlab.errors import ThreadlabError
from threadlab.thread import Thread

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Piece:
    """What came of some threads: a piece of a part.

    Attributes:
        held: The threads that were done.
        tables: Their rows, by the names of parts.TABLES.
        failures: Of the others.
    """

    held: tuple[Held, ...]
    tables: "tuple[Mapping[str, pa.Table], ...]"
    failures: tuple[Failure, ...]


class Labeller:
    """Rebuilds and classifies; it loads the model once.

    Args:
        task: Of the batch; of it, who made the results and what a person said count here.
        options: model and prior, as classify takes them.
    """

    def __init__(self, task: Task, options: dict[str, Any]) -> None:
        self._task = task
        self._options = options

    def problem(self) -> str | None:
        """Says why this machine would not give the results of the one that asks; None: it does."""
        model = self._options["model"]
        try:
            same = makers_digest(digest(model), self._options["prior"]) == self._task.makers
            load_model(model)
        except (ThreadlabError, OSError) as error:
            return str(error)
        if same:
            return None
        return f"threadlab {__version__} or a model there is another than here"

    def label(self, named: Sequence[tuple[Held, Found]]) -> Piece:
        """Does some threads.

        Args:
            named: Threads as they were read, and what they are to be known by.

        Returns:
            The rows of those that could be done.
        """
        tables = _Tables({held.identity: held for held, _ in named})
        run = Run(tables, self._options, self._task.corrections, None, None)
        run.all((rebuilt(found) for _, found in named), lambda *_, **__: None)
        return Piece(tuple(tables.held), tuple(tables.made), tuple(run.failures))


class _Tables:
    """Stands where a local run has its ledger, and keeps the tables.

    Args:
        names: What each thread is to be known by.
    """

    def __init__(self, names: Mapping[Identity, Held]) -> None:
        self._names = names
        self.held: list[Held] = []
        self.made: list[Mapping[str, pa.Table]] = []

    def holds(self, _: Identity) -> bool:
        """Whether there are results already: only the one who asks knows."""
        return False

    def add(self, threads: Sequence[tuple[Identity, Thread]]) -> str:
        """Takes classified threads."""
        named = [(self._names[identity], thread) for identity, thread in threads]
        self.made.append(part_tables(named))
        self.held.extend(held for held, _ in named)
        return ""
