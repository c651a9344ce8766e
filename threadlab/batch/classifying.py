"""classify_files: many sources -> a folder of Parquet tables, going on where it stopped."""

import json
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

from threadlab import __version__
from threadlab.arguments import classify, classify_many
from threadlab.arguments.prior import check_prior
from threadlab.batch.identity import Identity, corrections_digest, makers_digest
from threadlab.batch.ledger import LOG, Ledger, locked, read_failures
from threadlab.batch.messages import Failure, Found, Task
from threadlab.batch.workers import Workers, default_count
from threadlab.corrections import ByThread, Given, correct, gather
from threadlab.encoder import digest
from threadlab.encoder.opening import Model
from threadlab.errors import UnreadableSource, UnwritableTarget
from threadlab.pipeline import OnError
from threadlab.readers.remote import is_remote, remote_file_of
from threadlab.thread import Thread

# Comments of a part: enough for quick reading of the results, few enough to lose little by a kill.
PART = 4_096
# Comments that are classified together, sorted by length.
TOGETHER = 512

Advance = Callable[[int, int], object]
"""Called with the threads and comments that were done since the last call."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run did.

    Attributes:
        folder: Of the data set.
        threads: Threads whose results are in the data set now.
        comments: Their comments.
        new: Threads that were done in this run for the first time.
        renewed: Threads that were done again, because they, the model or the version changed.
        unchanged: Threads of the input whose results were there already.
        failures: Inputs, or parts of them, that gave no result.
        repaired: What of an interrupted run had to be mended, in plain words.
        seconds: How long it took.
    """

    folder: Path
    threads: int
    comments: int
    new: int
    renewed: int
    unchanged: int
    failures: tuple[Failure, ...]
    repaired: tuple[str, ...]
    seconds: float


def classify_files(
    sources: str | PathLike[str] | Iterable[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    model: Model = None,
    prior: str = "model",
    corrections: Given | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    ray: str | None = None,
    on_error: OnError | None = None,
    advance: Advance | None = None,
    **reading: Any,
) -> Batch:
    """Reads, rebuilds and classifies every thread of many sources into a Parquet data set.

    Reading and rebuilding run in processes of their own beside the model. Results are written in
    parts of some thousand comments; stopped at any moment, even by a kill or a full disk, the
    same call goes on where it stopped. Threads whose results are there are not done again, unless
    they, the model or the version of threadlab have changed; then their rows are replaced.

    Args:
        sources: Files, folders, patterns, archives, or "-" for standard input.
        out: Folder of the data set: comments/, replies/, threads/, failures/, manifest.json and
            log.jsonl; made if it is not there.
        model: A model folder, or the name of a shipped model; None: the shipped one.
        prior: "model", or "forum", as tl.classify takes it.
        corrections: What a person said instead of the model, as tl.apply takes it; threads whose
            corrections have changed are done again.
        workers: Processes that read and rebuild; None: one for every four processors. On Ray:
            actors that rebuild and classify; None: one for every processor of the cluster.
        retry_failed: Read the files that gave no result the last time, and nothing else.
        ray: Address of a Ray cluster to rebuild and classify on: "local" starts one on this
            machine, "auto" finds the one that runs on it, or host:port. Reading and writing stay
            here. None: all is done here.
        on_error: Called with each input that cannot be read; it is in the table of failures, too.
        advance: Called after each group of threads, such as to move a progress bar.
        reading: format, columns and join, as threadlab.read_all takes them.

    Returns:
        What was done.

    Raises:
        UnwritableTarget: Another run is writing into the folder, or it lies inside a source.
        ModelError: The model folder cannot be used.
        UnknownName: There is no such format.
        MissingExtra: Ray is asked for and not installed.
        ClusterFailed: The Ray cluster cannot be reached, or not do what is asked.
        UnreadableSource: A file is no file of corrections.
        OSError: A file of the data set cannot be written; what was written before stays good.
    """
    begin = time.monotonic()
    named = [sources] if isinstance(sources, str | PathLike) else sources
    paths = tuple(os.fspath(source) for source in named)
    folder = Path(out)
    check_prior(prior)
    known = gather(corrections)
    model_digest = digest(model)
    makers = makers_digest(model_digest, prior)
    with locked(folder):
        kept: list[Failure] = []
        if retry_failed:
            paths, kept = _failed(read_failures(folder))
        _refuse_output_as_input(paths, folder)
        ledger = Ledger(folder)
        options = {"model": model, "prior": prior}
        others = (ledger, options, known, on_error, advance)
        with _log(folder) as say:
            say("start", sources=paths, digest=makers, repaired=ledger.repaired)
            task = Task(paths, reading, makers, ledger.done(), known, rebuilding=ray is None)
            with ExitStack() as opened:
                if ray is None:
                    run, readers = Run(*others), workers or default_count()
                else:
                    from threadlab.batch.on_ray import Crew, RayRun, connected

                    opened.enter_context(connected(ray))
                    crew = opened.enter_context(Crew(task, options, workers))
                    # Reading alone is quick, and would be done by each reader.
                    run, readers = RayRun(crew, *others), 1
                run.all(opened.enter_context(Workers(task, readers, folder)), say)
            run.failures.extend(kept)
            settings = {
                "threadlab": __version__,
                "model": model_digest,
                "prior": prior,
                "makers": makers,
                "corrections": corrections_digest(*known.values()) or None,
                "reading": {name: value for name, value in reading.items() if value},
            }
            counts = ledger.finish(settings, run.failures)["counts"]
            say("end", **counts)
    return Batch(
        folder,
        counts["threads"],
        counts["comments"],
        run.new,
        run.renewed,
        run.unchanged,
        tuple(run.failures),
        tuple(ledger.repaired),
        time.monotonic() - begin,
    )


Say = Callable[..., object]
"""Writes an event, with its values, into the log."""


class Books(Protocol):
    """What a run writes into: a Ledger, or what keeps its results for somebody else."""

    def holds(self, identity: Identity) -> bool:
        """Whether there are results for this place of the input."""

    def add(self, threads: Sequence[tuple[Identity, Thread]]) -> str:
        """Takes a part, and gives its name."""


class Run:
    """One run: takes what the workers find, classifies it, and writes it in parts."""

    def __init__(
        self,
        ledger: Books,
        options: dict[str, Any],
        corrections: ByThread,
        on_error: OnError | None,
        advance: Advance | None,
    ) -> None:
        self._ledger = ledger
        self._options = options
        self._corrections = corrections
        self._on_error = on_error
        self._advance = advance
        self.failures: list[Failure] = []
        self.new = self.renewed = self.unchanged = 0

    def all(self, found: Iterable[Failure | Found], say: Say) -> None:
        """Does all threads; interrupted, it writes those that are done."""
        part: list[tuple[Identity, Thread]] = []
        comments = 0
        try:
            with closing(self._classified(self._new_ones(found, say), say)) as done:
                for identity, thread in done:
                    part.append((identity, thread))
                    comments += len(thread.comments)
                    if comments >= PART:
                        self._write(part, say)
                        part, comments = [], 0
        finally:
            # Also where the user, or the system, stops us: what was paid for is kept.
            self._write(part, say)

    def _new_ones(self, found: Iterable[Failure | Found], say: Say) -> Iterator[Found]:
        for message in found:
            if isinstance(message, Failure):
                self._fail(message, say)
            elif message.thread is None:
                self.unchanged += 1
                self._moved(1, 0)
            else:
                yield message

    def _classified(
        self, found: Iterable[Found], say: Say
    ) -> Generator[tuple[Identity, Thread], None, None]:
        for group in groups(found):
            identities = [one.identity for one in group]
            # Parents first: the stance is then asked toward the comment that is answered.
            threads = [self._corrected(one.thread) for one in group if one.thread is not None]
            try:
                done = list(map(self._corrected, classify_many(threads, **self._options)))
            except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
                done = []
            if len(done) == len(threads):
                yield from zip(identities, done, strict=True)
            else:
                yield from self._one_by_one(identities, threads, say)
            self._moved(len(group), sum(len(thread.comments) for thread in threads))

    def _corrected(self, thread: Thread) -> Thread:
        return correct(thread, self._corrections)

    def _one_by_one(
        self, identities: Sequence[Identity], threads: Sequence[Thread], say: Say
    ) -> Iterator[tuple[Identity, Thread]]:
        """Finds the thread that cannot be classified, and does the others."""
        for identity, thread in zip(identities, threads, strict=True):
            try:
                yield identity, self._corrected(classify(thread, **self._options))
            except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
                self._fail(Failure.in_thread(identity, "classifying", error), say)

    def _fail(self, failure: Failure, say: Say) -> None:
        self.failures.append(failure)
        say("failure", file=failure.input_file, place=failure.place, reason=failure.reason)
        if self._on_error is not None:
            place = failure.place
            if failure.thread_id is not None:
                place = f"thread {failure.thread_id}"
            self._on_error(
                UnreadableSource(
                    failure.input_file, failure.reason, place=place, next_step=failure.next_step
                )
            )

    def _write(self, part: Sequence[tuple[Identity, Thread]], say: Say) -> None:
        if not part:
            return
        renewed = sum(self._ledger.holds(identity) for identity, _ in part)
        name = self._ledger.add(part)
        self.renewed += renewed
        self.new += len(part) - renewed
        say("part", name=name, threads=len(part), comments=sum(len(t.comments) for _, t in part))

    def _moved(self, threads: int, comments: int) -> None:
        if self._advance is not None:
            self._advance(threads, comments)


def groups(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Threads that are classified together."""
    group: list[Found] = []
    count = 0
    for one in found:
        group.append(one)
        count += len(one.thread.comments) if one.thread is not None else 0
        if count >= TOGETHER:
            yield group
            group, count = [], 0
    if group:
        yield group


def _failed(failures: Sequence[Failure]) -> tuple[tuple[str, ...], list[Failure]]:
    """The files on disk that gave no result the last time; and the failures that stay."""
    files = {failure: _file(failure.input_file) for failure in failures}
    there = tuple(dict.fromkeys(file for file in files.values() if file is not None))
    return there, [failure for failure, file in files.items() if file is None]


def _file(name: str) -> str | None:
    """The file of a source, which may be a member of an archive; None: it is gone."""
    if is_remote(name):
        return remote_file_of(name)
    path = Path(name)
    return next((str(place) for place in (path, *path.parents) if place.is_file()), None)


def _refuse_output_as_input(paths: Iterable[str], folder: Path) -> None:
    """An output folder below an input folder would be read as input the next time."""
    out = folder.resolve()
    for path in paths:
        if path != "-" and not is_remote(path) and out.is_relative_to(Path(path).resolve()):
            raise UnwritableTarget(
                str(folder),
                f"lies inside {path}, which is read",
                next_step="Give a folder outside of what is read.",
            )


class _Log:
    """Writes a line of JSON an event."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def __enter__(self) -> Say:
        return self.say

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def say(self, event: str, **values: object) -> None:
        """Writes an event."""
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = json.dumps({"time": now, "event": event, **values}, ensure_ascii=True)
        self._file.write(line + "\n")
        self._file.flush()


def _log(folder: Path) -> _Log:
    return _Log(folder / LOG)
