"""Message ids in headers: Message-ID, References and In-Reply-To, well or badly written."""

import re

_IN_BRACKETS = re.compile(r"<([^<>]*)(?:>|$|(?=<))")
_ONE = re.compile(r"<[^<>\s]+>")  # as most are
_DIGIT = re.compile(r"\d")


def message_id(value: str) -> str | None:
    """Reads a Message-ID field.

    Returns:
        The id without angle brackets and white space; None where there is none.
    """
    start = value.find("<") + 1
    if start:
        end = value.find(">", start)
        value = (value[start:end] if end >= 0 else value[start:]).lstrip("<")
    if " " in value or "\t" in value:
        value = "".join(value.split())
    return value or None


def referenced(value: str) -> tuple[str, ...]:
    """Reads a References field; oldest first.

    Args:
        value: Ids in angle brackets, the last of which may be cut off; old news has them bare.
    """
    if _ONE.fullmatch(value):
        return (value[1:-1],)
    if "<" not in value:
        return tuple(t.strip("<>,;") for t in value.split() if "@" in t)
    found = _IN_BRACKETS.findall(value)
    return tuple(i for i in ("".join(f.split()) for f in found) if i)


def replied_to(value: str) -> tuple[str, ...]:
    """Reads an In-Reply-To field, which may hold prose: 'Your message of "Sun, 2 Jan" <a@b>'.

    Returns:
        The ids. Of several within prose only the one that stands where ids do: behind the prose,
        or before it. An address ("Message from Ann <ann@example.org>") is none: ids have digits.
    """
    if "<" not in value:
        tokens = value.split()
        return (tokens[0],) if len(tokens) == 1 and "@" in tokens[0] else ()
    found = referenced(value)
    if _ONE.fullmatch(value):
        return found
    prose = value.partition("<")[0].strip()
    if not prose:
        behind = value.rpartition(">")[2].strip()
        return found[:1] if behind else found
    return found[-1:] if found and _DIGIT.search(found[-1].partition("@")[0]) else ()
