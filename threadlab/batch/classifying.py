"""classify_files: many sources -> a folder of Parquet tables, going on where it stopped."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Any

from threadlab import __version__
from threadlab.arguments.prior import check_prior
from threadlab.batch.folder import Folder, held
from threadlab.batch.identity import corrections_digest, makers_digest
from threadlab.batch.ledger import Ledger, read_failures
from threadlab.batch.log import Say
from threadlab.batch.messages import Failure, Task
from threadlab.batch.naming import check_names, key_of
from threadlab.batch.running import Advance, Run
from threadlab.batch.stopping import undisturbed
from threadlab.batch.workers import Workers, default_count
from threadlab.corrections import Given, gather
from threadlab.encoder import digest, engine_of, open_folder
from threadlab.encoder.opening import Model
from threadlab.errors import UnwritableTarget
from threadlab.pipeline import OnError
from threadlab.readers.remote import is_remote, remote_file_of


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run did.

    Attributes:
        folder: Of the data set: a path, or an address in an object store.
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

    folder: Path | str
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
            log.jsonl; made if it is not there. Also one in an object store, by its address as text
            ("s3://bucket/out").
        model: A model folder, or the name of a shipped model; None: the shipped one.
        prior: "model", or "forum", as tl.classify takes it.
        engine: What runs the model, as tl.classify takes it; the manifest says which it was.
            Another engine does all threads again.
        corrections: What a person said instead of the model, as tl.apply takes it; threads whose
            corrections have changed are done again.
        workers: Processes that read and rebuild; None: one for every four processors. On Ray:
            actors that rebuild and classify; None: one for every processor of the cluster.
        retry_failed: Read the files that gave no result the last time, and nothing else.
        pseudonyms: Replace authors by made-up names, also inside texts and ids; the same person
            has the same name in all threads of the data set, also of later runs. They follow from
            a key in the folder, .pseudonyms-key, which should be removed before it is given away.
            Paths of files stay.
        ray: Address of a Ray cluster to rebuild and classify on: "local" starts one on this
            machine, "auto" finds the one that runs on it, or host:port. Reading and writing stay
            here. None: all is done here.
        on_error: Called with each input that cannot be read; it is in the table of failures, too.
        advance: Called after each group of threads, such as to move a progress bar.
        reading: format, columns and join, as threadlab.read_all takes them.

    Returns:
        What was done.

    Raises:
        UnwritableTarget: Another run is writing into the folder, it lies inside a source, or it
            holds true names where pseudonyms are asked for, or the other way round; or the object
            store refuses.
        ModelError: The model folder cannot be used.
        UnknownName: There is no such format, or no such engine.
        MissingExtra: Ray is asked for and not installed.
        ClusterFailed: The Ray cluster cannot be reached, or not do what is asked.
        UnreadableSource: A file is no file of corrections, or the failures cannot be read.
        OSError: A file of the data set cannot be written; what was written before stays good.
    """
    begin = time.monotonic()
    named = [sources] if isinstance(sources, str | PathLike) else sources
    paths = tuple(os.fspath(source) for source in named)
    check_prior(prior)
    known = gather(corrections)
    opened = open_folder(model, engine=engine)
    check_prior(prior, opened)
    model_digest, used = digest(opened), engine_of(opened)
    makers = makers_digest(model_digest, prior, used)
    with held(out) as place, place.folder.log(place.scratch) as say, _ending_told(say):
        folder = place.folder
        kept: list[Failure] = []
        if retry_failed:
            paths, kept = _failed(read_failures(folder))
        _refuse_output_as_input(paths, folder)
        ledger = Ledger(folder)
        check_names(folder, ledger.some_id(), pseudonyms=pseudonyms)
        key = key_of(folder) if pseudonyms else None
        repaired = (*place.repaired, *ledger.repaired)
        say("start", sources=paths, digest=makers, engine=used, repaired=repaired)
        task = Task(paths, reading, makers, ledger.done(), known, key, rebuilding=ray is None)
        options = {"model": opened, "prior": prior}
        others = (ledger, options, task, on_error, advance)
        with ExitStack() as stack:
            if ray is None:
                run, readers = Run(*others), workers or default_count()
            else:
                from threadlab.batch.on_ray import Crew, RayRun, connected

                ends = stack.enter_context(connected(ray))
                crew = stack.enter_context(Crew(task, options, workers, ends=ends))
                # Reading alone is quick, and would be done by each reader.
                run, readers = RayRun(crew, *others), 1
            run.all(stack.enter_context(Workers(task, readers, place.scratch)), say)
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
        folder.root,
        counts["threads"],
        counts["comments"],
        run.new,
        run.renewed,
        run.unchanged,
        tuple(run.failures),
        repaired,
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
        with suppress(OSError, UnwritableTarget):
            say("stopped", reason=str(error) or type(error).__name__)
        raise


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


def _refuse_output_as_input(paths: Iterable[str], folder: Folder) -> None:
    """An output folder below an input folder would be read as input the next time."""
    out = str(folder.root)
    for path in paths:
        if path != "-" and is_remote(path) == is_remote(out) and _lies_in(out, path):
            raise UnwritableTarget(
                out,
                f"lies inside {path}, which is read",
                next_step="Give a folder outside of what is read.",
            )


def _lies_in(out: str, path: str) -> bool:
    if is_remote(out):
        return PurePosixPath(out).is_relative_to(PurePosixPath(path))
    return Path(out).resolve().is_relative_to(Path(path).resolve())
