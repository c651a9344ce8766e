"""JSON that is of no known kind: refused with what it holds and what was looked for."""

from collections.abc import Iterator, Sequence

from threadlab.errors import UnreadableSource
from threadlab.readers.api.documents import documents, glimpse, is_whole
from threadlab.readers.api.interface import shape_of
from threadlab.readers.reader import Reader
from threadlab.readers.sources import OnError, Source, tell
from threadlab.thread import Thread


def refusing_reader(looked_for: Sequence[str]) -> Reader:
    """Makes the reader that takes what no other one takes, to say what it is.

    Args:
        looked_for: Names of the interfaces that are known.
    """

    def read(source: Source, on_error: OnError | None = None) -> Iterator[Thread]:
        step = (
            'There is no list of "comments", as in threadlab\'s own lines, no table of comments '
            f"(see --columns), and no JSON of {', '.join(looked_for)}."
        )
        for document in documents(source, on_error):
            problem = f"holds {shape_of(document.value)}, which is no thread of a known kind"
            tell(
                UnreadableSource(source.name, problem, place=document.place, next_step=step),
                on_error,
            )
            return
        yield from ()

    return Reader(
        "json", (".json",), "JSON of no known kind: a clear error, no thread", sniff, read
    )


def sniff(head: str, name: str) -> float:
    """Says how sure it is that a text is JSON, whatever it holds, 0 to 1."""
    start = head.lstrip("\ufeff \t\r\n")
    if not start.startswith(("{", "[", "var ", "let ", "const ")):
        return 0.0
    value = glimpse(head)
    first = value[0] if isinstance(value, list) and value else value
    if (isinstance(first, dict) and first) or is_whole(head):
        return 0.55
    # Nothing but brackets is JSON only where the file's name says so.
    return 0.55 if ".json" in name and not start.strip("[]{} \t\r\n") else 0.0
