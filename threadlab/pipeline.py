"""The whole way for one source: read, rebuild, classify; and what its two ends can be."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from os import PathLike
from typing import Any

from threadlab.arguments import classify
from threadlab.corrections import Given, correct, gather
from threadlab.encoder import Model
from threadlab.errors import ThreadlabError
from threadlab.exports import formats as written_formats
from threadlab.readers import Reading, read, read_each
from threadlab.readers import formats as read_formats
from threadlab.replies import rebuild
from threadlab.thread import Thread

OnError = Callable[[ThreadlabError], None]
Path = str | PathLike[str]


def analyze(
    source: Path,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    join: bool = False,
    model: Model = None,
    prior: str = "model",
    engine: str | None = None,
    corrections: Given | None = None,
) -> Thread:
    """Reads one thread, rebuilds who answers whom and classifies every comment.

    Args:
        source: A file, a folder or archive that holds one thread, or "-" for standard input.
        format: Name of a reader (see threadlab.formats); None: found by content.
        columns: For tables: the column of each field, by field; None: guessed.
        join: Take saved pages that name no topic for one thread.
        model: Folder of a model; None: the one that ships with threadlab.
        prior: "model", or "forum", as classify takes it.
        engine: What runs the model, as classify takes it.
        corrections: What a person said instead of the model, as threadlab.apply takes it; None:
            nothing.

    Returns:
        The thread with replies, types and stances.

    Raises:
        UnreadableSource: The source cannot be read as a thread, or a file not as corrections.
        ManyThreads: It holds several; take analyze_all or read_all.
        ModelError: The model folder cannot be used.
    """
    known = gather(corrections)
    thread = read(source, format=format, columns=columns, join=join)
    # Parents first: the stance is then asked toward the comment that is answered.
    placed = correct(rebuild(thread), known)
    return correct(classify(placed, model=model, prior=prior, engine=engine), known)


def analyze_each(
    sources: Iterable[Path],
    *,
    model: Model = None,
    prior: str = "model",
    engine: str | None = None,
    corrections: Given | None = None,
    on_error: OnError | None = None,
    **reading: Any,
) -> Iterator[Reading]:
    """Reads, rebuilds and classifies every thread of many sources, and says where each is from.

    Args:
        sources: Files, folders, patterns, archives, or "-" for standard input.
        model: Folder of a model; None: the one that ships with threadlab.
        prior: "model", or "forum", as classify takes it.
        engine: What runs the model, as classify takes it.
        corrections: What a person said instead of the model, as threadlab.apply takes it; None:
            nothing.
        on_error: Called with each error of a part that cannot be read, after which the others go
            on; None: the first error is raised.
        reading: format, columns and join, as threadlab.read_all takes them.

    Yields:
        A reading a file, with its threads; to be taken before the next one is.
    """
    known = gather(corrections)
    options: dict[str, Any] = {"model": model, "prior": prior, "engine": engine}
    for found in read_each(sources, on_error=on_error, **reading):
        placed = (correct(rebuild(thread), known) for thread in found.threads)
        threads = (classify(thread, **options) for thread in placed)
        yield Reading(found.name, (correct(thread, known) for thread in threads))


def analyze_all(
    source: Path | Iterable[Path],
    *,
    model: Model = None,
    prior: str = "model",
    engine: str | None = None,
    corrections: Given | None = None,
    on_error: OnError | None = None,
    **reading: Any,
) -> Iterator[Thread]:
    """Reads, rebuilds and classifies every thread there is, one after the other.

    Args:
        source: A file, folder, pattern, archive, "-" for standard input, or several of these.
        model: Folder of a model; None: the one that ships with threadlab.
        prior: "model", or "forum", as classify takes it.
        engine: What runs the model, as classify takes it.
        corrections: What a person said instead of the model, as threadlab.apply takes it; None:
            nothing.
        on_error: Called with each error of a part that cannot be read, after which the others go
            on; None: the first error is raised.
        reading: format, columns and join, as threadlab.read_all takes them.

    Yields:
        Threads with replies, types and stances.
    """
    sources = [source] if isinstance(source, str | PathLike) else source
    options: dict[str, Any] = {
        "model": model,
        "prior": prior,
        "engine": engine,
        "corrections": corrections,
    }
    for found in analyze_each(sources, on_error=on_error, **options, **reading):
        yield from found.threads


def formats() -> list[dict[str, str]]:
    """Lists the formats that are read and those that are written.

    Returns:
        A row each with the keys direction ("reads" or "writes"), name, suffixes (parted by
        blanks) and description.
    """
    return [{"direction": "reads", **row} for row in read_formats()] + [
        {"direction": "writes", **row} for row in written_formats()
    ]
