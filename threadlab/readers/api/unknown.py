"""JSON that is of no known kind: refused with what it holds and what was looked for."""

from collections.abc import Iterator, Sequence
from typing import Any

from threadlab.errors import UnreadableSource
from threadlab.readers.api.documents import documents, glimpse, is_whole
from threadlab.readers.api.interface import shape_of
from threadlab.readers.reader import Reader
from threadlab.readers.sources import OnError, Source, tell
from threadlab.text import clean
from threadlab.thread import Thread

_MOST_KEYS = 8
_LONGEST_TOLD = 200
_ERROR_KEYS = frozenset(
    {"error", "errors", "error_type", "error_id", "error_name", "documentation_url"}
)
_WORD_KEYS = frozenset({"message", "error_message", "error_description", "reason", "detail"})


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
            said = _refusal(document.value)
            problem = f"holds {shape_of(document.value)}, which is no thread of a known kind"
            advice = step
            if said is not None:
                problem = f"holds no thread but an error that the site answered with: “{said}”"
                advice = "Fetch it again, with the rights that the site asks for."
            tell(
                UnreadableSource(source.name, problem, place=document.place, next_step=advice),
                on_error,
            )
            return
        yield from ()

    return Reader(
        "json", (".json",), "JSON of no known kind: a clear error, no thread", sniff, read
    )


def _refusal(value: Any) -> str | None:
    """Gives what a site says where it answers with an error; None: it is another answer."""
    if not isinstance(value, dict) or len(value) > _MOST_KEYS:
        return None
    keys = {key.casefold() for key in value}
    if not keys & _ERROR_KEYS:
        return None
    said = [v for k, v in value.items() if k.casefold() in _WORD_KEYS and isinstance(v, str) and v]
    said += [str(v) for k, v in value.items() if k.casefold() in _ERROR_KEYS]
    return clean(said[0])[:_LONGEST_TOLD] if said else None


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
