"""A batch on many machines: Ray's actors rebuild and classify, one process reads and writes.

Plain actors, not Ray Data: the ids of a data set, what stands twice in the input, and what a part
holds depend on the order of the input, and a part is three files that count from one moment on;
Ray Data promises no order and names its files itself. So the run that was asked for reads (in a
process of its own) and writes as it does without a cluster, and hands threads to the actors and
takes their rows, in order, a bounded number at a time. A worker that dies is started again and
its threads are done again; nothing counts before the part is written here.

That run alone writes, also into an object store, where actors could: so there is one lease, no
actor needs the right to write, and of two actors that were given the same threads (PATIENCE) none
writes what the other has written. What it has to do for that is little: rows come finished.
"""

import contextlib
import os
import signal
import socket
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from threadlab.batch import running
from threadlab.batch.actor import Labeller, ModelThere, Piece
from threadlab.batch.identity import Identity
from threadlab.batch.ledger import Ledger
from threadlab.batch.log import Say
from threadlab.batch.messages import Failure, Found, Task
from threadlab.batch.parts import TABLES, Held, with_ids
from threadlab.batch.running import Run
from threadlab.batch.stopping import undisturbed
from threadlab.errors import MissingExtra, ThreadlabError

if TYPE_CHECKING:
    import pyarrow as pa

LOCAL = "local"
"""The address that starts a Ray of this machine alone, for the time of the run."""
AHEAD = 4
"""Groups of threads an actor that are on their way: enough that none waits for another's result."""
TRIES_AGAIN = 2
"""How often Ray hands out a group again whose worker died, before its threads are parted."""
PATIENCE = 600.0
"""Seconds after which a group is given to a second actor, too: the first may be gone for good."""

Group = Sequence[Found]
"""Threads that are classified together."""


class ClusterFailed(ThreadlabError):
    """A Ray cluster cannot be reached, or cannot do what is asked."""


@contextlib.contextmanager
def connected(address: str) -> Iterator[bool]:
    """Connects to a cluster; where the program is connected already, that connection serves.

    Args:
        address: "local", "auto" (the cluster of this machine), or host:port.

    Yields:
        Whether the connection ends with the block, and with it all actors.

    Raises:
        MissingExtra: Ray is not installed.
        ClusterFailed: There is no cluster at this address.
    """
    # Without this, Ray reports over the network that it is used.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise MissingExtra("ray", "ray", "classifying on many machines") from error
    _check_listening(address)
    if ray.is_initialized():
        yield False
        return
    here: dict[str, Any] = {"include_dashboard": False} if address == LOCAL else {}
    with _signals_kept():
        try:
            ray.init(address=address, log_to_driver=False, logging_level="ERROR", **here)
        # Ray raises a bare Exception where it starts too slowly, and ends the program where a
        # machine answers and no cluster does.
        except (Exception, SystemExit) as error:
            reason = str(error).strip().splitlines()[:1]
            raise ClusterFailed(
                f"{address}: no Ray cluster could be {'started' if here else 'reached'} "
                f"({''.join(reason) or type(error).__name__}). {_STEP}"
            ) from error
    try:
        yield True
    finally:
        ray.shutdown()


_STEP = (
    "Check the address (host:port as `ray start --head` says it; auto for the cluster of this "
    "machine; local to start one)."
)


def _check_listening(address: str) -> None:
    """Refuses at once what Ray would try to reach for minutes."""
    if "://" in address:
        raise ClusterFailed(
            f"{address}: Ray's remote clients cannot run a batch. Start it on a machine of the "
            "cluster, with --ray auto (or by: ray job submit)."
        )
    host, _, port = address.rpartition(":")
    if not host and address in (LOCAL, "auto"):
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()
    except (OSError, ValueError, OverflowError) as error:
        raise ClusterFailed(f"{address}: no Ray cluster could be reached. {_STEP}") from error


@contextlib.contextmanager
def _signals_kept() -> Iterator[None]:
    """Ray takes SIGTERM for itself, by which a batch ends cleanly."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        # A handler that was not set from Python could not be set again.
        if before is not None and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


class Crew:
    """The actors of a run, to be used while connected.

    Args:
        task: Of the batch.
        options: The opened model and the prior, as classify takes them.
        count: How many actors, each with a processor of its own; None: one a processor.
        ends: Whether the connection ends with the run, from connected.

    Raises:
        ClusterFailed: There is no processor, or a machine has another threadlab or model.
    """

    def __init__(
        self, task: Task, options: dict[str, Any], count: int | None, *, ends: bool
    ) -> None:
        import ray

        self._ray = ray
        self._ends = ends
        count = count or int(ray.cluster_resources().get("CPU", 0))
        if not count:
            raise ClusterFailed("the Ray cluster has no processor. Add a machine that has one.")
        form = ray.remote(Labeller).options(
            num_cpus=1,
            max_restarts=-1,
            max_task_retries=TRIES_AGAIN,
            scheduling_strategy="SPREAD",
        )
        # What was done before is known here; the actors need not carry it. By value: an actor that
        # is started again needs it again.
        said = replace(task, done=frozenset(), sources=())
        model = ModelThere.of(options["model"])
        actors = [form.remote(said, model, options["prior"]) for _ in range(count)]
        self._starting = {actor.problem.remote(): actor for actor in actors}
        self._ready: list[Any] = []
        self._given: dict[Any, Any] = {}

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        if self._ends:
            return  # of killed actors Ray would say on the terminal that their work failed
        for actor in (*self._ready, *self._starting.values()):
            self._ray.kill(actor)

    def pieces(self, groups: Iterable[Group]) -> Iterator[tuple[Group, Piece]]:
        """Has threads done.

        Args:
            groups: Threads; they are taken as there is room for them.

        Yields:
            Threads and what came of them, in order; a group may come in several pieces.

        Raises:
            ClusterFailed: The cluster is gone, or a machine has another threadlab or model.
        """
        waiting: deque[tuple[Group, Any]] = deque()
        try:
            for group in groups:
                waiting.append((group, self._give(group)))
                while len(waiting) > AHEAD * len(self._ready):
                    yield from self._taken(*waiting.popleft())
            while waiting:
                yield from self._taken(*waiting.popleft())
        except self._ray.exceptions.RayError as error:
            # What a worker itself raised tells more than Ray's account of where it did.
            cause = getattr(error, "cause", None) or error
            first = (str(cause).strip() or type(cause).__name__).splitlines()[0]
            raise ClusterFailed(
                f"the Ray cluster failed ({first}). Run the same command again: it goes on where "
                "it stopped."
            ) from error

    def _give(self, group: Group, *, but: Any = None) -> Any:
        """Gives a group to the actor that has least to do."""
        self._welcome()
        given = list(self._given)
        if given:
            for reference in self._ray.wait(given, num_returns=len(given), timeout=0)[0]:
                del self._given[reference]
        busy = list(self._given.values())
        choice = [actor for actor in self._ready if actor is not but] or self._ready
        actor = min(choice, key=busy.count)
        reference = actor.label.remote(group)
        self._given[reference] = actor
        return reference

    def _welcome(self) -> None:
        """Takes in the actors that have started; waits only where there is none yet."""
        if not self._starting:
            return
        patience = 0 if self._ready else None
        started, _ = self._ray.wait(list(self._starting), timeout=patience)
        for reference in started:
            problem = self._ray.get(reference)
            if problem is not None:
                raise ClusterFailed(
                    f"a machine of the cluster cannot take part: {problem}. Install the same "
                    "version, and lay the model at the same path, on each machine."
                )
            self._ready.append(self._starting.pop(reference))

    def _taken(self, group: Group, reference: Any) -> Iterator[tuple[Group, Piece]]:
        """Takes the result for a group; one whose worker dies again and again is parted."""
        exceptions = self._ray.exceptions
        try:
            yield group, self._result(group, reference)
            return
        except (
            exceptions.RayActorError,
            exceptions.WorkerCrashedError,
            exceptions.OutOfMemoryError,
        ) as error:
            died = error
        if len(group) == 1:
            yield group, Piece((), (), (_killer(group[0].identity, died),))
            return
        middle = len(group) // 2
        for half in (group[:middle], group[middle:]):
            yield from self._taken(half, self._give(half))

    def _result(self, group: Group, reference: Any) -> Piece:
        references = [reference]
        while True:
            ready, _ = self._ray.wait(references, timeout=PATIENCE)
            if ready:
                piece: Piece = self._ray.get(ready[0])
                return piece
            if len(references) == 1:
                references.append(self._give(group, but=self._given.get(reference)))


def _killer(identity: Identity, error: Exception) -> Failure:
    """The failure of a thread over which workers die, such as of too little memory."""
    reason = str(error).strip().splitlines()[0]
    return Failure(
        identity.input_file,
        None,
        identity.id,
        f"workers died over it: {type(error).__name__}: {reason}",
        "Give the machines more memory, or classify this file without --ray.",
    )


class RayRun(Run):
    """A run whose threads are rebuilt and classified by a crew.

    Args:
        crew: Of this run.
        ledger: Of the data set.
        others: The further arguments of Run.
    """

    def __init__(self, crew: Crew, ledger: Ledger, *others: Any) -> None:
        super().__init__(ledger, *others)
        self._crew = crew
        self._books = ledger
        self._held: list[Held] = []
        self._tables: list[Mapping[str, pa.Table]] = []

    def all(self, found: Iterable[Failure | Found], say: Say) -> None:
        """Does all threads; interrupted, it writes those that are done."""
        try:
            for group, piece in self._crew.pieces(running.groups(self._new_ones(found, say))):
                for failure in piece.failures:
                    self._fail(failure, say)
                self._held.extend(piece.held)
                self._tables.extend(piece.tables)
                self._classified_comments += sum(one.comments for one in group)
                if sum(len(tables["comments"]) for tables in self._tables) >= running.PART:
                    self._write_tables(say)
                self._moved(group)
        finally:
            # Also where the user, or the system, stops us: what was paid for is kept.
            self._write_tables(say)

    def _write_tables(self, say: Say) -> None:
        """Writes a part, and forgets its tables: both or, after an error, neither."""
        if not self._held:
            return
        import pyarrow as pa

        # A signal between writing and noting would have the part written twice.
        with undisturbed():
            renewed = sum(self._books.holds(one.identity) for one in self._held)
            held = [self._books.named(one.identity, one.thread_id) for one in self._held]
            ids = {one.identity.digest: one.thread_id for one in held}
            whole = {name: pa.concat_tables(each[name] for each in self._tables) for name in TABLES}
            name = self._books.add_tables(with_ids(whole, ids), held)
            self.renewed += renewed
            self.new += len(held) - renewed
            self._held, self._tables = [], []
        counts = {"threads": len(held), "comments": len(whole["comments"])}
        say("part", name=name, **counts, **self._pace())
