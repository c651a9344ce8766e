"""Who wrote a mail: the name in a From field, or the address where no name is given."""

import re
from functools import lru_cache

from threadlab.readers.mail.headers import in_words
from threadlab.text import clean, somebody

_AT = re.compile(r"^(\S{1,200})(?: at |\(at\)| \(at\) |\[at\]| \[at\] )(\S{1,200})$", re.IGNORECASE)
_VIA = re.compile(r"\s+via\s+\S.{0,200}$", re.IGNORECASE)
_SHORT = 200  # characters of a field that is remembered
_ESCAPED = re.compile(r"\\(.)")


def author_of(value: str, *, by_list: bool = False) -> str | None:
    """Reads a From field: "Ann Lee <ann@example.org>", "ann at example.org (Ann Lee)".

    Args:
        value: The field; encoded words may stand in it.
        by_list: The mail came by a mailing list, which may have added "via the list" to the name.

    Returns:
        The name; the address, what hides it undone, where no name is given; None for nobody.
    """
    return (_known_author if len(value) <= _SHORT else _author)(value, by_list)


def _author(value: str, by_list: bool) -> str | None:
    value = value.strip()
    name = ""
    if value.endswith(">") and "<" in value:
        name, _, address = value[:-1].rpartition("<")
        name = name.strip()
    elif value.endswith(")") and "(" in value:
        address, _, name = value[:-1].partition("(")
        if not address.strip():
            address, name = name, ""
    else:
        name, address = _first_of(value)
    if name:
        name = _name(name)
    if by_list and name:
        name = _VIA.sub("", name).strip("'\" ") or name
    return somebody(clean(name or _address(address)))


_known_author = lru_cache(maxsize=4096)(_author)  # on a list, few people write many mails


def _first_of(value: str) -> tuple[str, str]:
    """Takes the first of several senders."""
    before, bracket, after = value.partition("<")
    if bracket:
        return before.strip(), after.partition(">")[0]
    return ("", value) if "@" not in value else ("", value.split(",", 1)[0])


def _name(text: str) -> str:
    for _ in range(2):  # quotes may stand around an encoded word, or inside it
        if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
            text = text[1:-1]
        if "\\" in text:
            text = _ESCAPED.sub(r"\1", text)
        text = in_words(text)
    return text


def _address(text: str) -> str:
    text = in_words(text).strip("<> ")
    return _AT.sub(r"\1@\2", text)
