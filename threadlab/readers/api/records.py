"""One shape for all interfaces: posts, gaps and remarks, each of a thread, in any order."""

import html
import re
from typing import Any, NamedTuple

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


class Post(NamedTuple):
    """What one person said.

    Attributes:
        thread: Key of its thread, unique within its site; "" where the source does not say it.
        id: Its id within the thread; None where there is none.
        parent: Id of what it is said to answer; None: it opens the thread, or nothing is said.
        author: Name; None where it is lost.
        date: As the source gives it.
        body: The text, as it was written or as the source shows it.
        format: How to read the body.
        title: Title of the thread.
        opens: Says that it is the opening post.
        rank: Its place where the source numbers its posts; else they stand by date.
        further: Ids of further posts that it is said to answer.
    """

    thread: str
    id: str | None
    parent: str | None = None
    author: str | None = None
    date: Any = None
    body: str | None = None
    format: str = "plain"
    title: str | None = None
    opens: bool = False
    rank: float | None = None
    further: tuple[str, ...] = ()


class Gap(NamedTuple):
    """Comments that the source counts and does not hold.

    Attributes:
        thread: Key of the thread.
        under: Id of what they answer; "" where they may answer anything.
        ids: Their ids, where told.
        number: How many they are. Without ids: how many answers `under` has in all, 0 where the
            source only says that there may be some; and without `under`, how many posts the
            thread has in all.
    """

    thread: str
    under: str = ""
    ids: tuple[str, ...] = ()
    number: int = 0


class Remark(NamedTuple):
    """Something to tell: a sentence, and the place that it is about where there is one."""

    thread: str
    what: str
    place: str = ""


Record = Post | Gap | Remark
KINDS: tuple[type[Post] | type[Gap] | type[Remark], ...] = (Post, Gap, Remark)


def text_of(value: Any) -> str | None:
    """Gives a text as it is and a number as text; None for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return None


def name_of(value: Any) -> str | None:
    """Gives an id or a name; None where it is missing, empty or neither text nor number."""
    found = text_of(value)
    return found.strip() or None if found else None


def date_of(value: Any) -> str | float | None:
    """Gives a date as it is, if it is a text, a number or missing; else what it is instead."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    return value if isinstance(value, int | float) else f"a JSON {type(value).__name__}"


def count_of(value: Any) -> int:
    """Gives a number of things; 0 where it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def items_of(value: Any) -> list[Any]:
    """Gives a list; an empty one for anything else."""
    return value if isinstance(value, list) else []


def object_of(value: Any) -> dict[str, Any]:
    """Gives a JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def objects_of(value: Any) -> list[dict[str, Any]]:
    """Gives the objects of a list."""
    return [item for item in items_of(value) if isinstance(item, dict)]


def at(value: Any, *path: str) -> Any:
    """Gives what stands at a path of keys; None where the path ends."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def first_of(value: dict[str, Any], *keys: str) -> Any:
    """Gives the first of several keys' values that is there."""
    return next((value[key] for key in keys if value.get(key) is not None), None)


def unescaped(text: str | None) -> str | None:
    """Turns entities into their letters, once; only whole ones, with their semicolon."""
    if text is None or "&" not in text:
        return text
    return _ENTITY.sub(lambda m: html.unescape(m[0]), text)


def linked(url: Any, text: str | None, *, is_html: bool = False) -> str | None:
    """Gives the body of a post that shares a link: the link, then the words."""
    address = name_of(url)
    if not address:
        return text
    if not text:
        return html.escape(address) if is_html else address
    return f"{html.escape(address)}<p>{text}" if is_html else f"{address}\n\n{text}"


def no_objects(thread: str, value: Any, place: str) -> list[Remark]:
    """Tells of the entries of a list that are no objects."""
    wrong = sum(not isinstance(item, dict) for item in items_of(value))
    what = "entries that are no JSON objects were left out"
    return [Remark(thread, what, f"{wrong} of {place}")] if wrong else []
