"""classify_files: many sources -> a folder of Parquet tables, going on where it stopped."""

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from threadlab import __version__
from threadlab.arguments import classify, classify_many
from threadlab.arguments.prior import check_prior
from threadlab.batch.identity import Identity, corrections_digest, makers_digest
from threadlab.batch.ledger import LOG, Ledger, locked, read_failures
from threadlab.batch.log import Log, Say
from threadlab.batch.messages import Failure, Found, Task
from threadlab.batch.naming import check_names, key_of, under_pseudonyms
from threadlab.batch.stopping import undisturbed
from threadlab.batch.workers import Workers, default_count
from threadlab.corrections import Given, correct, gather
from threadlab.encoder import digest, engine_of, open_folder
from threadlab.encoder.opening import Model
from threadlab.errors import UnreadableSource, UnwritableTarget
from threadlab.pipeline import OnError
from threadlab.thread import Thread

# Comments of a part: enough for quick reading of the results, few enough to lose little by a kill.
PART = 4_096
# Comments that are classified together, sorted by length.
TOGETHER = 512

# What one odd thread may raise; errors of files, of the model, and lack of memory end the run.
_UNFORESEEN = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)

Advance = Callable[[int, int, int | None], object]
"""Called with the threads and comments that were done since the last call, and with about how many
comments the whole input has (None: nothing tells)."""


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
        engine: What ran the model.
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
    engine: str


def classify_files(
    sources: str | PathLike[str] | Iterable[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    model: Model = None,
    prior: str = "model",
    engine: str | None = None,
    corrections: Given | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    pseudonyms: bool = False,
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
        engine: What runs the model, as tl.classify takes it; the manifest says which it was.
            Another engine does all threads again.
        corrections: What a person said instead of the model, as tl.apply takes it; threads whose
            corrections have changed are done again.
        workers: Processes that read and rebuild; None: one for every four processors.
        retry_failed: Read the files that gave no result the last time, and nothing else.
        pseudonyms: Replace authors by made-up names, also inside texts and ids; the same person
            has the same name in all threads of the data set, also of later runs. They follow from
            a key in the folder, .pseudonyms-key, which should be removed before it is given away.
            Paths of files stay.
        on_error: Called with each input that cannot be read; it is in the table of failures, too.
        advance: Called after each group of threads, such as to move a progress bar.
        reading: format, columns and join, as threadlab.read_all takes them.

    Returns:
        What was done.

    Raises:
        UnwritableTarget: Another run is writing into the folder, it lies inside a source, or it
            holds true names where pseudonyms are asked for, or the other way round.
        ModelError: The model folder cannot be used.
        UnknownName: There is no such format, or no such engine.
        UnreadableSource: A file is no file of corrections, or the failures cannot be read.
        OSError: A file of the data set cannot be written; what was written before stays good.
    """
    begin = time.monotonic()
    named = [sources] if isinstance(sources, str | PathLike) else sources
    paths = tuple(os.fspath(source) for source in named)
    folder = Path(out)
    check_prior(prior)
    known = gather(corrections)
    opened = open_folder(model, engine=engine)
    model_digest, used = digest(opened), engine_of(opened)
    makers = makers_digest(model_digest, prior, used)
    with locked(folder), Log(folder / LOG) as say, _ending_told(say):
        kept: list[Failure] = []
        if retry_failed:
            paths, kept = _failed(read_failures(folder))
        _refuse_output_as_input(paths, folder)
        ledger = Ledger(folder)
        check_names(folder, ledger.some_id(), pseudonyms=pseudonyms)
        key = key_of(folder) if pseudonyms else None
        say("start", sources=paths, digest=makers, engine=used, repaired=ledger.repaired)
        task = Task(paths, reading, makers, ledger.done(), known, key)
        run = _Run(ledger, {"model": opened, "prior": prior}, task, on_error, advance)
        with Workers(task, workers or default_count(), folder) as found:
            run.all(found, say)
        run.failures.extend(kept)
        settings = {
            "threadlab": __version__,
            "model": model_digest,
            "prior": prior,
            "engine": used,
            "makers": makers,
            "corrections": corrections_digest(*known.values()) or None,
            "pseudonyms": pseudonyms,
            "reading": {name: value for name, value in reading.items() if value},
        }
        with undisturbed():
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
        used,
    )


@contextmanager
def _ending_told(say: Say) -> Iterator[None]:
    """Leaves a word in the log where a run ends before its time."""
    try:
        yield
    except BaseException as error:
        # A log that cannot be written must not hide what happened.
        with suppress(OSError):
            say("stopped", reason=str(error) or type(error).__name__)
        raise


class _Run:
    """One run: takes what the workers find, classifies it, and writes it in parts."""

    def __init__(
        self,
        ledger: Ledger,
        options: dict[str, Any],
        task: Task,
        on_error: OnError | None,
        advance: Advance | None,
    ) -> None:
        self._ledger = ledger
        self._options = options
        self._corrections = task.corrections
        self._key = task.key
        self._on_error = on_error
        self._advance = advance
        self.failures: list[Failure] = []
        self.new = self.renewed = self.unchanged = 0
        self._begin = time.monotonic()
        self._passed = self._classified_comments = 0
        self._expected: int | None = None

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
                        comments = 0
        finally:
            # Also where the user, or the system, stops us: what was paid for is kept.
            self._write(part, say)

    def _new_ones(self, found: Iterable[Failure | Found], say: Say) -> Iterator[Found]:
        for message in found:
            if isinstance(message, Failure):
                self._fail(message, say)
            elif message.thread is None:
                self.unchanged += 1
                self._moved([message])
            else:
                yield message

    def _classified(
        self, found: Iterable[Found], say: Say
    ) -> Generator[tuple[Identity, Thread], None, None]:
        for group in _groups(found):
            identities = [one.identity for one in group]
            # Parents first: the stance is then asked toward the comment that is answered.
            threads = [self._corrected(one.thread) for one in group if one.thread is not None]
            try:
                done = list(map(self._finished, classify_many(threads, **self._options)))
            except _UNFORESEEN:
                done = []
            if len(done) == len(threads):
                yield from zip(identities, done, strict=True)
            else:
                yield from self._one_by_one(identities, threads, say)
            self._classified_comments += sum(len(thread.comments) for thread in threads)
            self._moved(group)

    def _finished(self, thread: Thread) -> Thread:
        corrected = self._corrected(thread)
        return corrected if self._key is None else under_pseudonyms(corrected, self._key)

    def _corrected(self, thread: Thread) -> Thread:
        return correct(thread, self._corrections)

    def _one_by_one(
        self, identities: Sequence[Identity], threads: Sequence[Thread], say: Say
    ) -> Iterator[tuple[Identity, Thread]]:
        """Finds the thread that cannot be classified, and does the others."""
        for identity, thread in zip(identities, threads, strict=True):
            try:
                yield identity, self._finished(classify(thread, **self._options))
            except _UNFORESEEN as error:
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

    def _write(self, part: list[tuple[Identity, Thread]], say: Say) -> None:
        """Writes a part, and empties the list: both or, after an error, neither."""
        if not part:
            return
        # A signal between writing and noting would have the part written twice.
        with undisturbed():
            renewed = sum(self._ledger.holds(identity) for identity, _ in part)
            name = self._ledger.add(part)
            self.renewed += renewed
            self.new += len(part) - renewed
            counts = {"threads": len(part), "comments": sum(len(t.comments) for _, t in part)}
            part.clear()
        say("part", name=name, **counts, **self._pace())

    def _pace(self) -> dict[str, float | None]:
        """Comments a second, and seconds left, as far as they can be told."""
        rate = self._classified_comments / max(time.monotonic() - self._begin, 1e-6)
        left = None
        if self._expected is not None and rate:
            left = round(max(0, self._expected - self._passed) / rate, 1)
        return {"comments_per_second": round(rate, 1), "seconds_left": left}

    def _moved(self, group: Sequence[Found]) -> None:
        comments = sum(one.comments for one in group)
        self._passed += comments
        self._expected = group[-1].expected
        if self._advance is not None:
            self._advance(len(group), comments, self._expected)


def _groups(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Threads that are classified together."""
    group: list[Found] = []
    count = 0
    for one in found:
        group.append(one)
        count += one.comments
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
    """The file on disk of a source, which may be a member of an archive; None: it is gone."""
    path = Path(name)
    return next((str(place) for place in (path, *path.parents) if place.is_file()), None)


def _refuse_output_as_input(paths: Iterable[str], folder: Path) -> None:
    """An output folder below an input folder would be read as input the next time."""
    out = folder.resolve()
    for path in paths:
        if path != "-" and out.is_relative_to(Path(path).resolve()):
            raise UnwritableTarget(
                str(folder),
                f"lies inside {path}, which is read",
                next_step="Give a folder outside of what is read.",
            )
