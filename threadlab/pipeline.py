"""The whole way for one source: read, rebuild, classify; and what its two ends can be."""

from collections.abc import Callable, Iterator
from os import PathLike

from threadlab.arguments import classify
from threadlab.errors import ThreadlabError
from threadlab.exports import formats as written_formats
from threadlab.readers import formats as read_formats
from threadlab.readers import read, read_all
from threadlab.replies import rebuild
from threadlab.thread import Thread

OnError = Callable[[ThreadlabError], None]


def analyze(
    source: str | PathLike[str], *, format: str | None = None, model: str | None = None
) -> Thread:
    """Reads one thread, rebuilds who answers whom and classifies every comment.

    Args:
        source: A file, or "-" for standard input.
        format: Name of a reader (see threadlab.formats); None: found by content.
        model: Folder of a model; None: the one that ships with threadlab.

    Returns:
        The thread with replies, types and stances.

    Raises:
        UnreadableSource: The source cannot be read as a thread.
        ManyThreads: It holds several; take analyze_all or read_all.
        ModelError: The model folder cannot be used.
    """
    return classify(rebuild(read(source, format=format)), model=model)


def analyze_all(
    source: str | PathLike[str],
    *,
    format: str | None = None,
    model: str | None = None,
    on_error: OnError | None = None,
) -> Iterator[Thread]:
    """Reads, rebuilds and classifies every thread of a file or folder, one after the other.

    Args:
        source: A file, a folder, or "-" for standard input.
        format: Name of a reader; None: found by content.
        model: Folder of a model; None: the one that ships with threadlab.
        on_error: Called with each error of a part that cannot be read, after which the others go
            on; None: the first error is raised.

    Yields:
        Threads with replies, types and stances.
    """
    for thread in read_all(source, format=format, on_error=on_error):
        yield classify(rebuild(thread), model=model)


def formats() -> list[dict[str, str]]:
    """Lists the formats that are read and those that are written.

    Returns:
        A row each with the keys direction ("reads" or "writes"), name, suffixes (parted by
        blanks) and description.
    """
    return [{"direction": "reads", **row} for row in read_formats()] + [
        {"direction": "writes", **row} for row in written_formats()
    ]
