"""What runs on the machines of a cluster: a local run that gives its tables back unwritten.

Nothing here knows of Ray: on_ray makes an actor of it. The machine needs threadlab and the model,
neither the input nor the folder of the results.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadlab import __version__
from threadlab.batch.identity import Identity, makers_digest
from threadlab.batch.messages import Failure, Found, Task
from threadlab.batch.parts import Held, part_tables
from threadlab.batch.running import Run
from threadlab.batch.worker import rebuilt
from threadlab.encoder import (
    AUTO,
    ModelFolder,
    digest,
    engine_of,
    engines,
    load_model,
    models_folder,
    open_folder,
)
from threadlab.errors import ThreadlabError
from threadlab.thread import Thread

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Piece:
    """What came of some threads: a piece of a part.

    Attributes:
        held: The threads that were done, with their own ids.
        tables: Their rows, by the names of parts.TABLES, in which each thread bears the digest of
            its identity as its id: which ids are free is known only where the data set is.
        failures: Of the others.
    """

    held: tuple[Held, ...]
    tables: "tuple[Mapping[str, pa.Table], ...]"
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class ModelThere:
    """A model, as another machine finds it.

    Attributes:
        name: Of a model that ships with threadlab, wherever that lies; else the path of a folder.
        ships: Whether it does.
        engine: What runs it.
        labels: Of a folder of Hugging Face: what its labels mean, as JSON; None: it is another.
    """

    name: str
    ships: bool
    engine: str
    labels: str | None

    @classmethod
    def of(cls, folder: ModelFolder) -> "ModelThere":
        """Says how to find a model that is open here, run by what runs it here."""
        ships = folder.path.parent == models_folder().resolve()
        engine = engine_of(folder)
        return cls(
            folder.path.name if ships else str(folder.path),
            ships,
            # Constant models and those of Hugging Face have no other engine to choose.
            engine if engine in engines() else AUTO,
            folder.foreign.said if folder.foreign else None,
        )

    def opened(self) -> ModelFolder:
        """Opens it.

        Raises:
            ModelError: It is not there, or broken.
        """
        path = models_folder() / self.name if self.ships else self.name
        labels = None if self.labels is None else json.loads(self.labels)
        return open_folder(path, labels, self.engine)


class Labeller:
    """Rebuilds and classifies; it loads the model once.

    Args:
        task: Of the batch; of it, who made the results, what a person said, and the key of
            pseudonyms count here.
        model: The model.
        prior: As classify takes it.
    """

    def __init__(self, task: Task, model: ModelThere, prior: str) -> None:
        self._task = task
        self._model = model
        self._prior = prior
        self._is_same = False

    def problem(self) -> str | None:
        """Says why this machine would not give the results of the one that asks; None: it does."""
        try:
            model = self._model.opened()
            makers = makers_digest(digest(model), self._prior, engine_of(model))
            load_model(model)
        except (ThreadlabError, OSError) as error:
            return str(error)
        self._is_same = makers == self._task.makers
        if self._is_same:
            return None
        return f"threadlab {__version__} or a model there is another than here"

    def label(self, group: Sequence[Found]) -> Piece:
        """Does some threads.

        Args:
            group: Threads as they were read.

        Returns:
            The rows of those that could be done.

        Raises:
            ThreadlabError: This machine would not give the results of the one that asks.
        """
        # An actor whose process has died may be started again on another machine.
        if not self._is_same and (problem := self.problem()) is not None:
            raise ThreadlabError(problem)
        tables = _Tables()
        options = {"model": self._model.opened(), "prior": self._prior}
        run = Run(tables, options, self._task, None, None)
        run.all(map(rebuilt, group), lambda *_, **__: None)
        return Piece(tuple(tables.held), tuple(tables.made), tuple(run.failures))


class _Tables:
    """Stands where a local run has its ledger, and keeps the tables."""

    def __init__(self) -> None:
        self.held: list[Held] = []
        self.made: list[Mapping[str, pa.Table]] = []

    def holds(self, _: Identity) -> bool:
        """Whether there are results already: only the one who asks knows."""
        return False

    def add(self, threads: Sequence[tuple[Identity, Thread]]) -> str:
        """Takes classified threads."""
        self.made.append(part_tables([(Held(one.digest, one), thread) for one, thread in threads]))
        self.held.extend(Held(thread.id, one) for one, thread in threads)
        return ""
